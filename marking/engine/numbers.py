"""Numbers as people write them: digits, words, ordinals, fractions, years, dates, ranges, decades and centuries."""

# ruff: noqa: SIM905  (long lists of words read best as text)

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from marking.engine.number_words import DECADES, PARTS, SCALES, VALUES

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

    def part_of(self, other: Span) -> bool:
        """Whether another span, read as surely, is longer and has all its words: the 4 of "four and a half"."""
        inside = other.first <= self.first and self.last <= other.last
        return inside and other.how == SURE and other.last - other.first > self.last - self.first


# Written right behind the digits only; "m" may also be metres.
_SHORT_SCALES = {"k": 1000, "mn": 10**6, "mio": 10**6, "bn": 10**9, "tn": 10**12}
_ROMAN = {
    word: value
    for value, word in enumerate("I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX".split(), 1)
}
_CENTURIES = frozenset({"century", "centuries"})
# Only behind an ordinal: "19th cent.".
_SHORT_CENTURIES = frozenset({"cent", "c"})
# Glued to the digits: "19thC".
_GLUED_CENTURIES = frozenset({"thc", "stc", "ndc", "rdc"})
_CENTURY_CODE = re.compile(r"c(\d{1,2})(?:th)?")
# "/" makes a range of years only; between other numbers it makes a fraction.
_TO = frozenset({"to", "until", "till", "through", "-", "/"})
# Words that may stand within a number or a range.
LINKS = _TO | {"and", "x", "a", "an", "of", "point", "percent", "per", "in", "out"}
# By themselves they are no number yet: "a hundred", "half a dozen".
UNFINISHED = frozenset(SCALES) | frozenset(PARTS)
NUMBER_WORDS = frozenset(VALUES) | frozenset(DECADES) | frozenset(SCALES)
_OTHERS = frozenset(PARTS) | _SHORT_CENTURIES | {"twice", "thrice", "double", "triple", "treble", "pair", "couple"}
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
    if word[:1].isdigit() or word in NUMBER_WORDS or word in _CENTURIES:
        return True
    return word in _OTHERS or _CENTURY_CODE.fullmatch(word) is not None


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
    | 1924-29 | 1925 | WEAK: a year within |
    | 1924-29 | 1920-26, the 1920s | None: another stretch |
    | the 1920s, 20th century | 1924-29 | SURE: within it |
    | the 1920s | 1926 | SURE: within it |
    | 20th century | 1926 | LOOSE: a year is not yet a century |
    """
    if "date" in {wanted.kind, said.kind}:
        return SURE if wanted == said else None
    if (wanted.low, wanted.high) == (said.low, said.high):
        return SURE
    apart = said.high < wanted.low or wanted.high < said.low
    if wanted.kind == said.kind == "plain":
        return LOOSE if _rounds_to(said.low, wanted.low) else None
    if wanted.kind == "plain":
        return None if apart or said.kind != "range" else _within_range(wanted, said)
    if wanted.kind == "century" and said.kind == "century":
        return SURE if abs(wanted.low - said.low) <= 1 else None
    return None if apart else _within_stretch(wanted, said)


def _within_stretch(wanted: Number, said: Number) -> int | None:
    """How a range, a decade or a century is met by what isn't wholly beside it."""
    if wanted.kind == "range":
        # Another stretch is another number; a year within is near.
        return WEAK if said.kind == "plain" else None
    if not (wanted.low <= said.low and said.high <= wanted.high):
        return WEAK
    return LOOSE if wanted.kind == "century" and said.kind == "plain" else SURE


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
    return WEAK if years and said.high - said.low <= _NARROW else None


# So many years apart the ends of a stretch say nothing of a year between.
_NARROW = 12


def digits_of(word: str) -> tuple[float, str] | None:
    """The value of a word in digits and the ending it has ("" where none)."""
    match = _DIGITS.fullmatch(word)
    if match is None or len(match[1]) > _LONGEST:
        return None
    text = match[1].replace(",", "")
    return (float(text) if "." in text else int(text)), (match[2] or "").lstrip("'")


def _digit_number(words: Sequence[str], at: int) -> Span | None:
    read_digits = digits_of(words[at])
    if read_digits is None:
        code = _CENTURY_CODE.fullmatch(words[at])
        return None if code is None else Span(at, at, _nth_century(int(code[1])))
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
    ahead, behind = [*words[last + 1 : last + 3], "", ""][:2]
    if 0 < value < 100 and (ahead in _CENTURIES or (ahead in _SHORT_CENTURIES and _is_ordinal(words[last]))):
        return Span(first, last + 1, _nth_century(value))
    if 0 < value < 100 and ((ahead == "-" and behind in _CENTURIES) or (ahead == "_" and behind in _GLUED_CENTURIES)):
        return Span(first, last + 2, _nth_century(value))
    return Span(first, last, Number(value, value))


def _nth_century(value: float) -> Number:
    return Number((value - 1) * 100 + 1, value * 100, "century")


def _is_ordinal(word: str) -> bool:
    return word[-2:] in {"st", "nd", "rd", "th"}


def _word_number(words: Sequence[str], at: int) -> Span | None:
    """Number words: "twenty four", "two thousand and five", "nineteen twenty-four", "nineteen twenties"."""
    if words[at] in DECADES:
        return Span(at, at, _decade(DECADES[words[at]]))
    below, last = _below_hundred(words, at)
    if below is None:
        return _half_of(words, at)
    ahead = words[last + 1] if last + 1 < len(words) else ""
    if (part := _part(words, below, last)) is not None:
        return Span(at, part[0], Number(part[1], part[1]))
    if ahead in DECADES and below >= 10:
        return Span(at, last + 1, _decade(100 * below + DECADES[ahead]))
    if 10 <= below < 100:
        year, end = _below_hundred(words, last + 1)
        if year is not None and year >= 10:
            return Span(at, end, Number(100 * below + year, 100 * below + year))
    total, last = _scaled(words, below, last)
    return _century(words, at, last, total)


def _part(words: Sequence[str], count: int, last: int) -> tuple[int, float] | None:
    """ "two thirds", "two-thirds", "one half": where it ends, and its value."""
    at = last + 2 if words[last + 1 : last + 2] == ["-"] else last + 1
    part = PARTS.get(words[at]) if at < len(words) else None
    if part is None or not 0 < count < part or (words[at][-1] == "s") is not (count > 1):
        return None
    return at, count / part


def _half_of(words: Sequence[str], at: int) -> Span | None:
    """ "half a dozen", "half a million"."""
    scale = SCALES.get(words[at + 2], 0) if words[at : at + 1] == ["half"] and at + 2 < len(words) else 0
    return Span(at, at + 2, Number(scale / 2, scale / 2)) if scale and words[at + 1] in {"a", "-"} else None


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
    at = before.last + 1 + (words[before.last + 1] == "%")
    if span.first != at + 1 or before.number.kind != "plain" or span.number.kind != "plain":
        return False
    link = words[at]
    if link == "/" and before.number.low < FIRST_YEAR:
        return False
    return link in _TO or (link == "and" and before.first > 0 and words[before.first - 1] == "between")


def _full(low: float, high: float) -> float:
    """The end of `1924-29` or `1924-9` in full."""
    for size in (10, 100):
        if high < size and low >= 100 and low == int(low):
            return low - low % size + high
    return high
