"""Marks and numbers as a teacher writes them: halves, digits, words."""

from __future__ import annotations

import re
from decimal import Decimal

from marking.engine.notation.source import Line

MAX_MARK = 100
NUMBER_WORDS = dict(  # noqa: C408
    zero=0, one=1, two=2, three=3, four=4, five=5, six=6, seven=7, eight=8, nine=9, ten=10, eleven=11, twelve=12,
    thirteen=13, fourteen=14, fifteen=15, sixteen=16, seventeen=17, eighteen=18, nineteen=19, twenty=20,
)  # fmt: skip
_NUMBER = re.compile(r"([+-]?)([0-9]{0,4})(?:\.([0-9]{1,4}))?(½?)")
HALVES = "marks go in halves, like [0.5] or [1]"


def read_count(text: str) -> Decimal | None:
    """A number in digits or, up to twenty, in words; None where it is neither."""
    word = NUMBER_WORDS.get(text.casefold())
    return Decimal(word) if word is not None else read_number(text)


def read_number(text: str) -> Decimal | None:
    """`1`, `0.5`, `.5`, `½`, `1½`, `-1` as a number; None where it is none."""
    match = _NUMBER.fullmatch(text)
    if match is None or not any(match.groups()[1:]) or (match[3] and match[4]):
        return None
    value = Decimal(f"{match[2] or 0}.{match[3] or 0}") + (Decimal("0.5") if match[4] else 0)
    return -value if match[1] == "-" else value


def in_halves(value: Decimal) -> bool:
    """Whether a number is a whole number of halves."""
    return value * 2 == int(value * 2)


def plain(value: Decimal) -> Decimal:
    """The number in its shortest form, so that 1.0 and 1 print the same."""
    doubled = int(value * 2)
    return Decimal(doubled // 2) if doubled % 2 == 0 else Decimal(doubled) / 2


def count_of(number: Decimal | int, noun: str) -> str:
    """`1 mark`, `2 marks`, `0.5 marks`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def read_mark(line: Line, token: str, at: int) -> Decimal:
    """The mark in square brackets at a place of the line: `[1]`, `[0.5]`, `[-1]`, `[2 marks]`.

    Raises MarkSchemeError where it is no number, not in halves, 0, or over 100.
    """
    inner = token[1:-1].strip().casefold()
    value = read_number(inner.removesuffix("s").removesuffix("mark").strip())
    if value is None:
        raise line.error("a mark must be a number, like [1] or [0.5]", at, token, "for example [1]")
    if not in_halves(value):
        raise line.error(HALVES, at, token, "for example [0.5]")
    if value == 0:
        raise line.error("a mark of 0 would never count: give [1], or take the line out", at, token, "for example [1]")
    if abs(value) > MAX_MARK:
        raise line.error(f"a mark may be {MAX_MARK} at most", at, token, f"[{MAX_MARK}]")
    return plain(value)
