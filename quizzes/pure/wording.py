"""Small pieces of sentences that pages and messages share."""

from __future__ import annotations

import re
from decimal import Decimal


def in_figures(number: Decimal) -> str:
    """Return a number as one writes it: 2, not 2.0 or 2E+0."""
    return f"{number.normalize():f}"


def count(number: int, one: str, many: str = "") -> str:
    """Return how many of something there are: `1 answer`, `3 answers`, `2 quizzes` (for "quiz", "quizzes")."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def natural(name: str) -> tuple[tuple[int, str], ...]:
    """Return what sorts names as people do: 7A before 10D, whatever the case.

    >>> sorted(["10D", "7A", "11E", "9x"], key=natural)
    ['7A', '9x', '10D', '11E']
    """
    parts = re.split(r"(\d{1,9})", name.casefold())
    return tuple((int(part), "") if part.isdecimal() else (0, part) for part in parts)
