"""What numbers may say besides: thousands with spaces, decimal commas, powers of ten, short years and decades."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from marking.engine.number_words import DECADES, VALUES
from marking.engine.numbers import FIRST_YEAR, LOOSE, SURE, Number, Span, digits_of


def other_readings(words: Sequence[str]) -> list[Span]:
    """What a run of words may say besides, or may have been meant to say; for answers only.

    30 000 and 10.000 (thousands), 5m (million), 0,5 (a decimal comma), 3 x 10 ^ 4 (a power of ten), '28 (a year),
    19 28 (a year with a space in it).
    """
    spans: list[Span] = []
    for at, word in enumerate(words):
        ahead = [*words[at + 1 : at + 5], "", "", "", ""][:4]
        if _begins_group(word, ahead[0]):
            spans.append(_grouped(words, at))
        elif (dotted := word.split("."))[1:] and all(map(_is_group, dotted[1:])):
            if 0 < len(dotted[0]) <= 3:
                spans.append(_exactly(int("".join(dotted)), at, at, LOOSE))
        elif _has_comma(word, ahead):
            spans.append(_exactly(float(f"{word}.{ahead[1]}"), at, at + 2, LOOSE))
        if ahead[:2] == ["_", "m"] and (number := digits_of(word)) is not None and not number[1]:
            spans.append(_exactly(number[0] * 10**6, at, at + 2))
        if ahead[:3] == ["x", "10", "^"] and (power := _power(words, at)) is not None:
            spans.append(power)
        spans.extend(_short_years(word, ahead, words[at - 1] if at else "", at))
        spans.extend(_other_decades(words, at))
    return spans


def _exactly(value: float, first: int, last: int, how: int = SURE) -> Span:
    return Span(first, last, Number(value, value), how)


def _is_group(digits: str) -> bool:
    return len(digits) == 3 and digits.isdigit()


def _begins_group(word: str, following: str) -> bool:
    """Whether a number goes on with a group of three: 30 000, but not 007 000."""
    return word.isdigit() and len(word) <= 3 and word[0] != "0" and _is_group(following)


def _has_comma(word: str, ahead: Sequence[str]) -> bool:
    """Whether a comma and one or two digits follow a number, and no other comma: 0,5, but not 1,2,3."""
    comma, decimals, next_sign = ahead[:3]
    return word.isdigit() and comma == "," and decimals.isdigit() and len(decimals) <= 2 and next_sign != ","


def _grouped(words: Sequence[str], at: int) -> Span:
    """A number whose thousands are set apart by spaces."""
    last = at
    while last + 1 < len(words) and _is_group(words[last + 1]):
        last += 1
    value = int("".join(words[at : last + 1]))
    return Span(at, last, Number(value, value))


def _power(words: Sequence[str], at: int) -> Span | None:
    """A number times a power of ten, from its first word on."""
    number, minus = digits_of(words[at]), int(words[at + 4 : at + 5] == ["-"])
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


def _other_decades(words: Sequence[str], at: int) -> Iterator[Span]:
    """The decades besides the twentieth century's that "the twenties" and "the 20s" may mean."""
    digits = digits_of(words[at]) if words[at][-1:] == "s" else None
    value = DECADES.get(words[at], digits[0] if digits is not None else None)
    if value is None or not 0 < value < 100 or (at and words[at - 1] in VALUES):
        return
    for century in range(FIRST_YEAR, FIRST_YEAR + 1100, 100):
        yield Span(at, at, Number(century + value, century + value + 9, "decade"), LOOSE)
