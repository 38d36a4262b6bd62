"""Numbers as people write them: digits, words, ordinals, years, ranges, decades and centuries."""

# ruff: noqa: SIM905  (long lists of words read best as text)

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["plain", "range", "decade", "century"]


@dataclass(frozen=True, slots=True)
class Number:
    """A number, or a stretch of numbers with both its ends: 1924 is 1924 to 1924, the 1920s are 1920 to 1929."""

    low: float
    high: float
    kind: Kind = "plain"


@dataclass(frozen=True, slots=True)
class Span:
    """The words `first` to `last` (both counted from 0, both inside) of a run of words say this number."""

    first: int
    last: int
    number: Number


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
_ROMAN = {
    word: value
    for value, word in enumerate("II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX".split(), 2)
    if len(word) > 1
}
_CENTURIES = frozenset({"century", "centuries"})
_TO = frozenset({"to", "until", "till", "through", "-"})
# Words that may stand within a number or a range.
LINKS = _TO | {"and"}
NUMBER_WORDS = frozenset(VALUES) | frozenset(_DECADES) | frozenset(SCALES)
_DIGITS = re.compile(r"(\d[\d,]*(?:\.\d+)?)(st|nd|rd|th|'?s)?")
# A longer row of digits is no number that anyone counts with.
_LONGEST = 15
FIRST_YEAR, _LAST_YEAR = 1000, 2999


def numeric(word: str) -> bool:
    """Whether a folded word can be a number or part of one."""
    return word in NUMBER_WORDS or word in _CENTURIES or _digits(word) is not None


def roman(raw: str) -> int | None:
    """The value of a Roman numeral of two letters or more, in capitals as typed; else None."""
    return _ROMAN.get(raw)


def read(words: Sequence[str]) -> list[Span]:
    """The numbers that a run of neighbouring folded words says, from left to right, none overlapping.

    Words that say no number may stand among them; "-" joins the ends of a range, as "to" does, and "and" after
    "between".
    """
    spans: list[Span] = []
    at = 0
    while at < len(words):
        found = _digit_number(words, at) or _word_number(words, at)
        if found is None:
            at += 1
        else:
            spans.append(found)
            at = found.last + 1
    return _with_ranges(words, spans)


def meets(wanted: Number, said: Number) -> bool:
    """Whether the number an answer says is the one the scheme wants.

    It is if it lies within what is wanted (1926 within the 1920s), or if it is a range of years that holds
    what is wanted (1924-29 holds 1926), or a range of other numbers that ends in it. A decade or a century is
    no answer to one year.
    """
    if wanted.low <= said.low and said.high <= wanted.high:
        return True
    if said.kind != "range" or not (said.low <= wanted.low and wanted.high <= said.high):
        return False
    years = said.low >= FIRST_YEAR and said.high <= _LAST_YEAR
    return years or wanted.low == said.low or wanted.high == said.high


def _digits(word: str) -> tuple[float, str] | None:
    """The value of a word in digits and the ending it has ("" where none)."""
    found = _DIGITS.fullmatch(word)
    if found is None or len(found[1]) > _LONGEST:
        return None
    text = found[1].replace(",", "")
    return (float(text) if "." in text else int(text)), (found[2] or "").lstrip("'")


def _digit_number(words: Sequence[str], at: int) -> Span | None:
    read_digits = _digits(words[at])
    if read_digits is None:
        return None
    value, ending = read_digits
    if ending == "s":
        return Span(at, at, _decade(value))
    last = at
    while last + 1 < len(words) and words[last + 1] in SCALES:
        last += 1
        value *= SCALES[words[last]]
    return _century(words, at, last, value)


def _decade(value: float) -> Number:
    """1920s, 20s (of the twentieth century, as history books have it), 1900s."""
    if value < 100:
        value += 1900
    return Number(value, value + 99, "century") if value % 100 == 0 else Number(value, value + 9, "decade")


def _century(words: Sequence[str], first: int, last: int, value: float) -> Span:
    if last + 1 < len(words) and words[last + 1] in _CENTURIES and 0 < value < 100:
        return Span(first, last + 1, Number((value - 1) * 100, value * 100, "century"))
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


def _with_ranges(words: Sequence[str], spans: list[Span]) -> list[Span]:
    """Joins "1924 to 1929", "1924-29" and "between 1924 and 1929" into one."""
    joined: list[Span] = []
    for span in spans:
        before = joined[-1] if joined else None
        if before is not None and _ranges(words, before, span):
            high = _full(before.number.low, span.number.high)
            if before.number.low < high:
                joined[-1] = Span(before.first, span.last, Number(before.number.low, high, "range"))
                continue
        joined.append(span)
    return joined


def _ranges(words: Sequence[str], before: Span, span: Span) -> bool:
    if span.first != before.last + 2 or before.number.kind != "plain" or span.number.kind != "plain":
        return False
    link = words[before.last + 1]
    return link in _TO or (link == "and" and before.first > 0 and words[before.first - 1] == "between")


def _full(low: float, high: float) -> float:
    """The end of `1924-29` or `1924-9` in full."""
    for size in (10, 100):
        if high < size and low >= 100 and low == int(low):
            return low - low % size + high
    return high
