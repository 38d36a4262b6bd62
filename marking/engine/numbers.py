"""Numbers as people write them: digits, words, ordinals, fractions, years, dates, ranges, decades and centuries."""

# ruff: noqa: SIM905  (long lists of words read best as text)

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["plain", "range", "decade", "century", "date"]

# How what an answer says meets what a scheme wants: surely; by another word of the same stem; so that it counts but a
# person should look; or only where the rest speaks for it. As numbers they add up, so that many of one never make one
# of the next: 2 * LOOSE + DERIVED says "two loose words and a derived one".
SURE, DERIVED, LOOSE, WEAK = 0, 1, 1 << 16, 1 << 32


@dataclass(frozen=True, slots=True)
class Number:
    """A number, or a stretch of numbers with both its ends: 1924 is 1924 to 1924, the 1920s are 1920 to 1929.

    A century is 1801 to 1900, the 1800s are 1800 to 1899. A date is one number, year, month and day in a row
    (19390823), with 0 for what it leaves out.
    """

    low: float
    high: float
    kind: Kind = "plain"


@dataclass(frozen=True, slots=True)
class Span:
    """The words `first` to `last` (both counted from 0, both inside) of a run of words say this number.

    `how`: as surely as this. What can be read in two ways is given in both, the less usual as LOOSE.
    """

    first: int
    last: int
    number: Number
    how: int = SURE


_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_ORDINALS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth"
).split()
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
VALUES: dict[str, int] = {
    **{word: value for value, word in enumerate(_ONES)},
    **{word: value for value, word in enumerate(_ORDINALS)},
    **{word: 10 * tens for tens, word in enumerate(_TENS, start=2)},
    **{word[:-1] + "ieth": 10 * tens for tens, word in enumerate(_TENS, start=2)},
    "fourty": 40,
}
_DECADES = {word[:-1] + "ies": 10 * tens for tens, word in enumerate(_TENS, start=2)}
SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
SCALES |= {word + "th": value for word, value in SCALES.items()}
# Written right behind the digits only; "m" may also be metres.
_SHORT_SCALES = {"k": 1000, "mn": 10**6, "mio": 10**6, "bn": 10**9, "tn": 10**12}
_ROMAN = {
    word: value
    for value, word in enumerate("I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX".split(), 1)
}
_CENTURIES = frozenset({"century", "centuries"})
# "/" makes a range of years only; between other numbers it makes a fraction.
_TO = frozenset({"to", "until", "till", "through", "-", "/"})
# Words that may stand within a number or a range.
LINKS = _TO | {"and", "x"}
NUMBER_WORDS = frozenset(VALUES) | frozenset(_DECADES) | frozenset(SCALES)
_DIGITS = re.compile(r"(\d[\d,]*(?:\.\d+)?)(st|nd|rd|th|'?s)?")
_POINTS = re.compile(r"\d{1,3}(?:\.\d{3})+")
# A longer row of digits is no number that anyone counts with.
_LONGEST = 15
FIRST_YEAR, _LAST_YEAR = 1000, 2999


def lone_digits(chunk: str) -> bool:
    """Whether a chunk is two or three digits and nothing else, so that the next ones may go on with its number."""
    return chunk.isdigit() and len(chunk) <= 3


def numeric(word: str) -> bool:
    """Whether a folded word can be a number or part of one."""
    return word in NUMBER_WORDS or word in _CENTURIES or word[:1].isdigit()


def roman(raw: str) -> int | None:
    """The value of a Roman numeral, in capitals as typed; else None. One letter alone may be no numeral."""
    return _ROMAN.get(raw)


# What a numeral of one letter may stand behind, besides a name: World War I, Type V, Act I.
_NUMBERED = frozenset(
    "war wars part type chapter act scene phase stage class grade book volume section level group model photosystem "
    "article title schedule table figure category factor unit world".split()
)


def takes_numeral(typed: str) -> bool:
    """Whether a single I, V or X behind this word, as typed, is a number."""
    return (typed[:1].isupper() and len(typed) > 1) or typed.lower() in _NUMBERED


def plain(word: str, *, english: bool) -> str:
    """A word as `read` wants it: outside English a point sets thousands apart (30.000)."""
    return word if english or not _POINTS.fullmatch(word) else word.replace(".", "")


def read(words: Sequence[str]) -> list[Span]:
    """The numbers that a run of neighbouring folded words says, from left to right, none overlapping.

    Words that say no number may stand among them; "-" joins the ends of a range, as "to" does, and "and" after
    "between"; "/" makes a fraction or a range of years; "_" between two words says that nothing stands between
    them, not even a space.
    """
    spans: list[Span] = []
    at = 0
    while at < len(words):
        number = _digit_number(words, at) or _word_number(words, at)
        if number is None:
            at += 1
        else:
            spans.append(number)
            at = number.last + 1
    return _with_ranges(words, _with_fractions(words, spans))


def meets(wanted: Number, said: Number) -> int | None:
    """How surely the number an answer says is the one the scheme wants; None where it isn't.

    | wanted | said | |
    | --- | --- | --- |
    | 1926 | 1926 | SURE |
    | 1926 | 1926-29 | SURE: a range of years says its ends |
    | 1926 | 1924-29 | WEAK: a year between them |
    | 5 | 5 to 8 | LOOSE |
    | 3.14 | 3.14159 | LOOSE: with more decimals |
    | 1924-29 | 1924 to 1929 | SURE: both ends |
    | 1924-29 | 1925, 1920-26, the 1920s | WEAK: a part of it, or more than it |
    | the 1920s, 20th century | 1926, 1924-29 | SURE: within it |
    """
    if wanted.kind == "date" or said.kind == "date":
        return SURE if wanted == said else None
    if wanted.low == said.low and wanted.high == said.high:
        return SURE
    apart = said.high < wanted.low or wanted.high < said.low
    if wanted.kind == "plain":
        if said.kind == "plain":
            return LOOSE if _rounds_to(said.low, wanted.low) else None
        return None if apart or said.kind != "range" else _within_range(wanted, said)
    if wanted.kind == "century" and said.kind == "century":
        return SURE if abs(wanted.low - said.low) <= 1 else None
    if apart:
        return None
    inside = wanted.low <= said.low and said.high <= wanted.high
    return SURE if inside and wanted.kind != "range" else WEAK


def _rounds_to(said: float, wanted: float) -> bool:
    """Whether a number with more decimals comes to the one wanted: 3.14159 to 3.14."""
    decimals = len(f"{wanted}".partition(".")[2]) if wanted != int(wanted) else 0
    return 0 < decimals < _MOST_DECIMALS and said != wanted and round(said, decimals) == wanted


_MOST_DECIMALS = 6


def _within_range(wanted: Number, said: Number) -> int | None:
    """How a range meets one number that lies in it."""
    years = said.low >= FIRST_YEAR and said.high <= _LAST_YEAR
    if wanted.low in {said.low, said.high}:
        return SURE if years else LOOSE
    return WEAK if years else None


def other_readings(words: Sequence[str]) -> list[Span]:
    """What a run of words may say besides, or may have been meant to say; for answers only.

    30 000 and 10.000 (thousands), 5m (million), 0,5 (a decimal comma), 3 x 10 ^ 4 (a power of ten), '28 (a year),
    19 28 (a year with a space in it).
    """
    spans: list[Span] = []
    for at, word in enumerate(words):
        ahead = [*words[at + 1 : at + 5], "", "", "", ""][:4]
        if word.isdigit() and len(word) <= 3 and len(ahead[0]) == 3 and ahead[0].isdigit() and word[0] != "0":
            spans.append(_grouped(words, at))
        elif (grouped := word.split("."))[1:] and all(len(group) == 3 and group.isdigit() for group in grouped[1:]):
            if 0 < len(grouped[0]) <= 3:
                value = int("".join(grouped))
                spans.append(Span(at, at, Number(value, value), LOOSE))
        elif word.isdigit() and ahead[0] == "," and ahead[1].isdigit() and len(ahead[1]) <= 2 and ahead[2] != ",":
            value_of = float(f"{word}.{ahead[1]}")
            spans.append(Span(at, at + 2, Number(value_of, value_of), LOOSE))
        if ahead[:2] == ["_", "m"] and (number := _digits(word)) is not None and not number[1]:
            spans.append(Span(at, at + 2, Number(number[0] * 10**6, number[0] * 10**6)))
        if ahead[0] == "x" and ahead[1] == "10" and ahead[2] == "^" and (power := _power(words, at)) is not None:
            spans.append(power)
        spans.extend(_short_years(word, ahead, words[at - 1] if at else "", at))
    return spans


def _grouped(words: Sequence[str], at: int) -> Span:
    """A number whose thousands are set apart by spaces."""
    last = at
    while last + 1 < len(words) and len(words[last + 1]) == 3 and words[last + 1].isdigit():
        last += 1
    value = int("".join(words[at : last + 1]))
    return Span(at, last, Number(value, value))


def _power(words: Sequence[str], at: int) -> Span | None:
    """A number times a power of ten, from its first word on."""
    number, minus = _digits(words[at]), int(words[at + 4 : at + 5] == ["-"])
    exponent = words[at + 4 + minus] if at + 4 + minus < len(words) else ""
    if number is None or not exponent.isdigit() or len(exponent) > 2:
        return None
    value = number[0] * 10.0 ** (-int(exponent) if minus else int(exponent))
    return Span(at, at + 4 + minus, Number(value, value))


def _short_years(word: str, ahead: Sequence[str], before: str, at: int) -> Iterator[Span]:
    """The years that two digits may mean: after an apostrophe, of any century; "19 28", of the one before them."""
    if not word.isdigit() or len(word) != 2:
        return
    if before == "'":
        for century in range(10, 21):
            year = 100 * century + int(word)
            yield Span(at, at, Number(year, year), LOOSE)
    if 10 <= int(word) <= 20 and len(ahead[0]) == 2 and ahead[0].isdigit():
        year = 100 * int(word) + int(ahead[0])
        yield Span(at, at + 1, Number(year, year), LOOSE)


def _digits(word: str) -> tuple[float, str] | None:
    """The value of a word in digits and the ending it has ("" where none)."""
    match = _DIGITS.fullmatch(word)
    if match is None or len(match[1]) > _LONGEST:
        return None
    text = match[1].replace(",", "")
    return (float(text) if "." in text else int(text)), (match[2] or "").lstrip("'")


def _digit_number(words: Sequence[str], at: int) -> Span | None:
    read_digits = _digits(words[at])
    if read_digits is None:
        return None
    value, ending = read_digits
    if ending == "s":
        return Span(at, at, _decade(value))
    last = at
    if words[at + 1 : at + 2] == ["_"] and at + 2 < len(words) and words[at + 2] in _SHORT_SCALES:
        last = at + 2
        value *= _SHORT_SCALES[words[last]]
    while last + 1 < len(words) and words[last + 1] in SCALES:
        last += 1
        value *= SCALES[words[last]]
    return _century(words, at, last, _tidy(value))


def _tidy(value: float) -> float:
    """1.1 million is 1,100,000, not 1,100,000.0000000001."""
    return round(value, 9)


def _decade(value: float) -> Number:
    """1920s, 20s (of the twentieth century, as history books have it), 1900s."""
    if value < 100:
        value += 1900
    return Number(value, value + 99, "century") if value % 100 == 0 else Number(value, value + 9, "decade")


def _century(words: Sequence[str], first: int, last: int, value: float) -> Span:
    if last + 1 < len(words) and words[last + 1] in _CENTURIES and 0 < value < 100:
        return Span(first, last + 1, Number((value - 1) * 100 + 1, value * 100, "century"))
    return Span(first, last, Number(value, value))


def _word_number(words: Sequence[str], at: int) -> Span | None:
    """Number words: "twenty four", "two thousand and five", "nineteen twenty-four", "nineteen twenties"."""
    if words[at] in _DECADES:
        return Span(at, at, _decade(_DECADES[words[at]]))
    below, last = _below_hundred(words, at)
    if below is None:
        return None
    ahead = words[last + 1] if last + 1 < len(words) else ""
    if ahead in _DECADES and below >= 10:
        return Span(at, last + 1, _decade(100 * below + _DECADES[ahead]))
    if 10 <= below < 100:
        year, end = _below_hundred(words, last + 1)
        if year is not None and year >= 10:
            return Span(at, end, Number(100 * below + year, 100 * below + year))
    total, last = _scaled(words, below, last)
    return _century(words, at, last, total)


def _below_hundred(words: Sequence[str], at: int) -> tuple[int | None, int]:
    """The value of "twenty", "four" or "twenty four" (or with a hyphen) from a word on, and its last word."""
    value = VALUES.get(words[at]) if at < len(words) else None
    if value is None or value < 20:
        return value, at
    after = at + 2 if at + 2 < len(words) and words[at + 1] == "-" else at + 1
    unit = VALUES.get(words[after], 0) if after < len(words) else 0
    return (value + unit, after) if 0 < unit < 10 else (value, at)


def _scaled(words: Sequence[str], value: int, last: int) -> tuple[int, int]:
    """Goes on over "hundred", "thousand" and what follows them."""
    total, current = 0, value
    while last + 1 < len(words):
        ahead = words[last + 1]
        if ahead in SCALES:
            current *= SCALES[ahead]
            last += 1
            if SCALES[ahead] > 100:
                total, current = total + current, 0
            continue
        if words[last] not in SCALES:
            break
        more, end = _below_hundred(words, last + 2 if ahead == "and" else last + 1)
        if more is None:
            break
        current, last = current + more, end
    return total + current, last


def _with_fractions(words: Sequence[str], spans: list[Span]) -> list[Span]:
    """Makes one number of "3/4", and of "2" right before it; years with a stroke are left for the ranges."""
    joined: list[Span] = []
    for span in spans:
        before = joined[-1] if joined else None
        if before is None or before.number.kind != "plain" or span.number.kind != "plain":
            joined.append(span)
            continue
        low, high = before.number.low, span.number.low
        if span.first == before.last + 2 and words[before.last + 1] == "/" and low < FIRST_YEAR and high:
            value, first = low / high, before.first
            whole = joined[-2] if len(joined) > 1 else None
            if whole is not None and value < 1 and words[whole.last + 1 : first] in ([], ["_"]):
                value, first = whole.number.low + value, whole.first
                joined.pop()
            joined[-1] = Span(first, span.last, Number(value, value))
        else:
            joined.append(span)
    return joined


def _with_ranges(words: Sequence[str], spans: list[Span]) -> list[Span]:
    """Joins "1924 to 1929", "1924-29" and "between 1924 and 1929" into one."""
    joined: list[Span] = []
    for span in spans:
        before = joined[-1] if joined else None
        if before is not None and _ranges(words, before, span):
            high = _full(before.number.low, span.number.high)
            if before.number.low < high and not _date_like(words, before, span):
                joined[-1] = Span(before.first, span.last, Number(before.number.low, high, "range"))
                continue
        joined.append(span)
    return joined


def _date_like(words: Sequence[str], before: Span, span: Span) -> bool:
    """Whether two numbers with a dash are the beginning or the end of a date in figures: 1939-08-23."""
    ahead = words[span.last + 1 : span.last + 3]
    return len(ahead) == 2 and ahead[0] in {"-", "/"} and ahead[1].isdigit() and before.first != span.last


def _ranges(words: Sequence[str], before: Span, span: Span) -> bool:
    if span.first != before.last + 2 or before.number.kind != "plain" or span.number.kind != "plain":
        return False
    link = words[before.last + 1]
    if link == "/" and before.number.low < FIRST_YEAR:
        return False
    return link in _TO or (link == "and" and before.first > 0 and words[before.first - 1] == "between")


def _full(low: float, high: float) -> float:
    """The end of `1924-29` or `1924-9` in full."""
    for size in (10, 100):
        if high < size and low >= 100 and low == int(low):
            return low - low % size + high
    return high
