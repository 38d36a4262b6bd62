"""A comment's place in a script: the passage as a quotation and its position, so that it survives a new revision.

These are the text quote and text position selectors of the W3C's Web Annotation Data Model (2017), 4.2.4 and 4.2.5.
"""

from __future__ import annotations

from dataclasses import dataclass

# So many characters before and behind the passage are kept with it.
AROUND = 32


class NoPassage(ValueError):
    """Nothing was selected, or what was selected lies outside the text."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A passage: its words, what stands before and behind them, and where it began, counted from 0."""

    exact: str
    prefix: str
    suffix: str
    start: int


def anchor(text: str, start: int, end: int) -> Anchor:
    """Return the anchor of a passage of `text`. Raises NoPassage."""
    if not 0 <= start < end <= len(text):
        raise NoPassage(f"Select some words: {start} to {end} is no passage of {len(text)} characters.")
    return Anchor(text[start:end], text[max(0, start - AROUND) : start], text[end : end + AROUND], start)


def place(text: str, of: Anchor) -> tuple[int, int] | None:
    """Return where an anchor's passage stands in a text by now, from start to end; None where it is gone.

    Where the words stand several times, the place with most of the same text around it is taken, of equals the one
    nearest to where it stood. The time grows with the text and with how often the words stand in it.
    """
    best: tuple[tuple[int, int], int] | None = None
    at = text.find(of.exact) if of.exact else -1
    while at != -1:
        end = at + len(of.exact)
        same = _alike(text[max(0, at - AROUND) : at][::-1], of.prefix[::-1]) + _alike(
            text[end : end + AROUND], of.suffix
        )
        rank = same, -abs(at - of.start)
        if best is None or rank > best[0]:
            best = rank, at
        at = text.find(of.exact, at + 1)
    return None if best is None else (best[1], best[1] + len(of.exact))


def _alike(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    length = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        length += 1
    return length


def shown_as(text: str) -> str:
    """Return a text as a page shows it, where every line break is one character."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def within(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where a passage of `shown_as(text)` stands in the text itself, from start to end."""
    if "\r\n" not in text:
        return start, end
    places: list[int] = []
    at = 0
    while at < len(text):
        places.append(at)
        at += 2 if text.startswith("\r\n", at) else 1
    places.append(len(text))
    return places[start], places[end]
