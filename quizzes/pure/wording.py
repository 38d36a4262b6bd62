"""Small pieces of sentences that pages and messages share."""

from __future__ import annotations

from decimal import Decimal


def in_figures(number: Decimal) -> str:
    """Return a number as one writes it: 2, not 2.0 or 2E+0."""
    return f"{number.normalize():f}"


def count(number: int, one: str, many: str = "") -> str:
    """Return how many of something there are: `1 answer`, `3 answers`, `2 quizzes` (for "quiz", "quizzes")."""
    return f"{number} {one if number == 1 else many or one + 's'}"
