"""Grade boundaries as a teacher writes them, a line each: `A 80%` or `A 24`; and the grade of a mark."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

MOST = 20
LONGEST = 20
_LINE = re.compile(r"(?P<grade>.*?)[\s:=–-]+(?P<least>\d{1,4}(?:[.,]\d)?)\s*(?P<share>%|per cent)?", re.IGNORECASE)


class BadBoundariesError(ValueError):
    """The boundaries cannot be read; the message says which line and what would be right."""


@dataclass(frozen=True, slots=True)
class Boundary:
    """A grade and the least that earns it, in marks or, if `share`, in per cent of all marks."""

    grade: str
    least: Decimal
    share: bool


def read(text: str) -> tuple[Boundary, ...]:
    """Return the boundaries of a text, the highest first. Raises BadBoundariesError."""
    boundaries = [_boundary(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(boundaries) > MOST:
        raise BadBoundariesError(f"There are {len(boundaries)} grades; {MOST} are the most.")
    if len({one.share for one in boundaries}) > 1:
        raise BadBoundariesError("Some boundaries are in per cent and some in marks: write them all the same way.")
    names = [one.grade.casefold() for one in boundaries]
    if len(set(names)) < len(names):
        raise BadBoundariesError("A grade is listed twice.")
    if len({one.least for one in boundaries}) < len(boundaries):
        raise BadBoundariesError("Two grades have the same boundary.")
    return tuple(sorted(boundaries, key=lambda one: one.least, reverse=True))


def _boundary(number: int, line: str) -> Boundary:
    parts = _LINE.fullmatch(line.strip())
    grade = parts["grade"].strip() if parts is not None else ""
    if parts is None or not grade or len(grade) > LONGEST:
        raise BadBoundariesError(f"Line {number}: write a grade and its lowest mark, like “A 80%” or “A 24”.")
    least, share = Decimal(parts["least"].replace(",", ".")), parts["share"] is not None
    if share and least > 100:
        raise BadBoundariesError(f"Line {number}: {least:f} % is more than all marks.")
    return Boundary(grade, least, share)


def grade_of(mark: Decimal, out_of: Decimal, boundaries: Sequence[Boundary]) -> str:
    """Return the highest grade whose boundary the mark reaches, "" for none."""
    share = mark * 100 / out_of if out_of else Decimal(0)
    return next((one.grade for one in boundaries if (share if one.share else mark) >= one.least), "")
