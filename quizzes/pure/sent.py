"""Numbers as requests send them."""

from __future__ import annotations

from collections.abc import Iterable

MOST_DIGITS = 15  # of a number that a page sends: within what databases and scripts hold exactly


def number_of(text: str) -> int | None:
    """Return a whole number that a page sent, None for what is none or larger than any row's."""
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else None


def numbers_of(texts: Iterable[str]) -> list[int]:
    """Return those of `texts` that are numbers, in their order."""
    return [number for number in map(number_of, texts) if number is not None]


def length_of(header: str | None, most: int) -> int | None:
    """Return the bytes of a body by its Content-Length: 0 without one, None if that is no number or over `most`."""
    length = number_of(header or "0")
    return None if length is None or length > most else length
