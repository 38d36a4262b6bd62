"""Dates with a day, as people write them: 23 August 1939, August 23rd, 1939, 23/8/39, 23.08.1939, 1939-08-23."""

# ruff: noqa: SIM905  (long lists of words read best as text)

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from marking.engine.number_words import VALUES
from marking.engine.numbers import LOOSE, SURE, Number, Span

_NAMES = "january february march april may june july august september october november december".split()
MONTHS: dict[str, int] = {
    **{name: number for number, name in enumerate(_NAMES, start=1)},
    **{name[:3]: number for number, name in enumerate(_NAMES, start=1)},
    "sept": 9,
}
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?")
_LITTLE = frozenset({"of", "the", "|", ",", "_"})
_BREAKS = frozenset({"-", "/"})
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{2}|\d{4})")
_LAST_DAY, _LAST_MONTH = 31, 12


def read_dates(words: Sequence[str]) -> list[Span]:
    """The dates with day and month (and year, if it is there) that a run of folded words says, or month and year.

    A date with all three says its month and year as well (the day is 0 then).

    The words are as `numbers.read` wants them. A date in figures is read day first; the American reading is
    given too, as LOOSE, and so is each century that a year of two digits may mean.
    """
    spans: list[Span] = []
    for at in range(len(words)):
        spans.extend(_in_words(words, at))
        spans.extend(_in_figures(words, at))
    return spans


def years_of_dates(words: Sequence[str]) -> list[Span]:
    """The years of the dates in figures that a run of words says: 1939 for 23/8/1939."""
    dates = (span for at in range(len(words)) for span in _in_figures(words, at))
    years = ((span, span.number.low // 10_000) for span in dates if span.how == SURE and span.number.low % 100)
    return [Span(span.first, span.last, Number(year, year)) for span, year in years]


def wanted_dates(words: Sequence[str]) -> list[Span]:
    """The dates that the words of a scheme ask for: the whole of each, not its month and year besides."""
    spans = [span for span in read_dates(words) if span.how == SURE]
    days = [span for span in spans if span.number.low % 100]
    return [
        span
        for span in spans
        if span in days or not any(one.first <= span.last and span.first <= one.last for one in days)
    ]


def says_month(word: str) -> bool:
    """Whether a folded word is the name of a month, or its first letters."""
    return word in MONTHS


def _in_words(words: Sequence[str], at: int) -> Iterator[Span]:
    """A date whose month is a word that stands at a place: the day before it or behind it, and the year."""
    month = MONTHS.get(words[at])
    if month is None:
        return
    before, after = _skip(words, at, -1), _skip(words, at, 1)
    day = _day(words, before)
    first, last = before, at
    if day is None:
        day = _day(words, after)
        first, last = at, after
    if day is None:
        year = _year(words[after]) if after < len(words) else None
        if year is not None:
            yield Span(at, after, _number(year, month, 0))
        return
    behind = _skip(words, last, 1)
    year = _year(words[behind]) if behind < len(words) else None
    yield Span(first, last, _number(0, month, day))
    if year is not None:
        yield Span(first, behind, _number(year, month, day))
        yield Span(first, behind, _number(year, month, 0))


def _in_figures(words: Sequence[str], at: int) -> Iterator[Span]:
    """A date in figures that begins at a place."""
    if dotted := _DOTTED.fullmatch(words[at]):
        yield from _figures(at, at, dotted[1], dotted[2], dotted[3])
    row = words[at : at + 5]
    if _month_and_year(row) and words[at - 1 : at] != [row[1]]:
        yield Span(at, at + 2, _number(int(row[2]), int(row[0]), 0))
    if len(row) < 5 or row[1] != row[3] or row[1] not in _BREAKS or not all(one.isdigit() for one in row[::2]):
        return
    if len(row[0]) == 4:
        yield from _dated(at, at + 4, int(row[0]), int(row[2]), int(row[4]), SURE)
    else:
        yield from _figures(at, at + 4, row[0], row[2], row[4])


def _month_and_year(row: Sequence[str]) -> bool:
    """Whether some words begin with a month in figures and a year: 08/1939."""
    if len(row) < 3 or row[1] not in _BREAKS or not row[0].isdigit() or len(row[0]) > 2:
        return False
    return _year(row[2]) is not None and 1 <= int(row[0]) <= _LAST_MONTH


def _figures(first: int, last: int, one: str, two: str, year: str) -> Iterator[Span]:
    if len(year) not in {2, 4} or len(one) > 2 or len(two) > 2:
        return
    full = len(year) == 4
    for century in [0] if full else range(15, 21):
        when = int(year) + 100 * century
        yield from _dated(first, last, when, int(two), int(one), SURE if full else LOOSE)
        if one != two:
            yield from _dated(first, last, when, int(one), int(two), LOOSE)


def _dated(first: int, last: int, year: int, month: int, day: int, how: int) -> Iterator[Span]:
    if 1 <= month <= _LAST_MONTH and 1 <= day <= _LAST_DAY:
        yield Span(first, last, _number(year, month, day), how)
        yield Span(first, last, _number(year, month, 0), how)


def _skip(words: Sequence[str], at: int, step: int) -> int:
    """The place of the next word that is more than a little word; out of reach, a place that is none."""
    at += step
    while 0 <= at < len(words) and words[at] in _LITTLE:
        at += step
    return at


def _day(words: Sequence[str], at: int) -> int | None:
    if not 0 <= at < len(words):
        return None
    match = _DAY.fullmatch(words[at])
    day = int(match[1]) if match else VALUES.get(words[at], 0)
    tens = VALUES.get(words[at - 1 - (words[at - 1] == "-")], 0) if at and 0 < day < 10 and not match else 0
    day += tens if tens in {20, 30} else 0
    return day if 1 <= day <= _LAST_DAY else None


def _year(word: str) -> int | None:
    return int(word) if word.isdigit() and len(word) == 4 else None


def _number(year: int, month: int, day: int) -> Number:
    value = 10_000 * year + 100 * month + day
    return Number(value, value, "date")
