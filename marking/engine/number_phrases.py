"""Numbers that take a phrase: a hundred, half a dozen, one and a half, nought point five, one in six."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from marking.engine.number_words import PARTS, SCALES, VALUES
from marking.engine.numbers import LOOSE, Number, Span, read

_ARTICLES = frozenset({"a", "an"})
# How often, or how many at once; a person decides whether that is the number.
MULTIPLES = {"twice": 2, "double": 2, "pair": 2, "couple": 2, "thrice": 3, "triple": 3, "treble": 3}
_PERCENT = frozenset({"%", "percent", "per", "pc"})
_SIGNS = _ARTICLES | _PERCENT | frozenset(MULTIPLES) | {"half", "point", "quarter", "third", "in", "out"}
# "One in six" is a share, "5 in 1914" is none.
_MOST_IN = 100


def phrases(words: Sequence[str], *, shares: bool = False) -> list[Span]:
    """The numbers that a run of folded words says in a phrase, beside what `numbers.read` finds in it.

    The words are as `read` wants them, "%" being one. `shares`: the scheme wants a percentage, so that a fraction may
    say one. 50% is 0.5 too, but LOOSE, as a person may want the one and not the other.
    """
    if _SIGNS.isdisjoint(words) and not shares:
        return []
    plain = [_as_one(words, at) for at in range(len(words))]
    said = sorted([*read(plain), *_halves(plain)], key=lambda span: span.first)
    spans = [span for span in said if _ARTICLES & {*words[span.first : span.last + 1]}]
    spans += [span for span in said if span.first == span.last and words[span.first] == "half"]
    for at, span in enumerate(said):
        if span.number.kind == "plain":
            spans.extend(_longer(plain, span, said[at + 1] if at + 1 < len(said) else None))
    spans += [Span(at, at, _exactly(MULTIPLES[word]), LOOSE) for at, word in enumerate(words) if word in MULTIPLES]
    return spans + list(_percentages(plain, [*said, *spans], shares=shares))


def _as_one(words: Sequence[str], at: int) -> str:
    """ "A" in front of a scale or a part is one of it: a hundred, a quarter."""
    ahead = words[at + 1] if at + 1 < len(words) else ""
    return "one" if words[at] in _ARTICLES and (ahead in SCALES or ahead in PARTS) else words[at]


def _halves(words: Sequence[str]) -> Iterator[Span]:
    """ "Half" where nothing counts it."""
    for at, word in enumerate(words):
        counted = at > 0 and words[at - 1] in VALUES
        if word == "half" and not counted and words[at + 1 : at + 2] not in (["a"], ["one"], ["-"]):
            yield Span(at, at, _exactly(0.5))


def _longer(words: Sequence[str], span: Span, following: Span | None) -> Iterator[Span]:
    """The longer number that a number begins: with decimals, and a half, of a million."""
    value, ahead = span.number.low, words[span.last + 1 : span.last + 2]
    if ahead == ["point"] and (digits := _decimals(words[span.last + 2 :])):
        last = span.last + 1 + len(digits)
        yield _scaled(words, span.first, last, float(f"{int(value)}.{''.join(digits)}"))
    if following is None or following.number.kind != "plain":
        return
    if words[span.last + 1 : following.first] == ["out", "of"] and 0 < value <= following.number.low:
        yield Span(span.first, following.last, _exactly(value / following.number.low))
    if following.first != span.last + 2:
        return
    other = following.number.low
    if ahead == ["in"] and 0 < value < other <= _MOST_IN:
        yield Span(span.first, following.last, _exactly(value / other))
    if ahead == ["and"] and 0 < other < 1 <= value:
        yield _scaled(words, span.first, following.last, value + other)
    if ahead == ["of"] and 0 < value < 1 < other:
        yield Span(span.first, following.last, _exactly(value * other))


def _decimals(words: Sequence[str]) -> list[str]:
    """The digits that some words begin with: "two", "five"; or "twenty", "five"."""
    digits: list[str] = []
    for word in words:
        value = int(word) if word.isdigit() else VALUES.get(word)
        if value is None:
            break
        digits.append(word if word.isdigit() else str(value))
    return digits


def _scaled(words: Sequence[str], first: int, last: int, value: float) -> Span:
    while last + 1 < len(words) and words[last + 1] in SCALES:
        last += 1
        value *= SCALES[words[last]]
    return Span(first, last, _exactly(value))


def _percentages(words: Sequence[str], said: Sequence[Span], *, shares: bool) -> Iterator[Span]:
    """A percentage as the fraction that it is, and a fraction as a percentage where one is wanted."""
    for span in said:
        if span.number.kind != "plain":
            continue
        if words[span.last + 1 : span.last + 2] and words[span.last + 1] in _PERCENT:
            yield Span(span.first, span.last, _exactly(span.number.low / 100), max(span.how, LOOSE))
        elif shares and 0 < span.number.low < 1:
            yield Span(span.first, span.last, _exactly(span.number.low * 100), max(span.how, LOOSE))


def _exactly(value: float) -> Number:
    """The number, without what a sum of decimals leaves (1.1 million is 1,100,000)."""
    return Number(round(value, 9), round(value, 9))
