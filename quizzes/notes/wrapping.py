"""Where lines were broken because the line was full, and where their writer began something new, on pages written small."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from quizzes.notes.values import Line

SHORT = 45  # columns: no line is wrapped before
FEWEST = 4  # lines that begin a block, for a page to have a way of beginning them
_LISTED = frozenset(["item", "step"])
_GOES_ON = re.compile(
    r"(?:[,\-–—(&/]|\b(?:the|an?|and|or|but|of|to|in|on|at|by|for|from|with|that|which|who|is|are|was|were|as|than|its|their|his|her))$"
)
_PAIRED = re.compile(r"[^:=–.?!]{2,40}?(?:\s*[:=]\s+|\s+[–—-]\s+)\S")


def with_ends(lines: Sequence[Line]) -> list[Line]:
    """The lines of a page; those that end before they are full are marked as ended, where the page begins its lines small.

    On other pages a small letter tells that a line goes on.
    """
    if not _begins_small(lines):
        return list(lines)
    ended = set(_ended(lines))
    return [replace(line, ends=True) if at in ended else line for at, line in enumerate(lines)]


def _begins_small(lines: Sequence[Line]) -> bool:
    """Whether most bullets and first lines of paragraphs begin with a small letter."""
    first = [
        line.text
        for before, line in pairwise((Line(0, "", "blank"), *lines))
        if line.text and (line.kind in _LISTED or (line.kind == "text" and before.kind in {"blank", "heading"}))
    ]
    return len(first) >= FEWEST and sum(text[0].islower() for text in first) * 2 > len(first)


def _ended(lines: Sequence[Line]) -> Iterator[int]:
    """The places of lines after which a line with a small letter says something else."""
    at = 0
    while at < len(lines):
        end = at + 1
        while end < len(lines) and lines[end].kind == "text":
            end += 1
        width = max(len(line.text) for line in lines[at:end])
        for place in range(at, end - 1):
            if _is_full(lines[place].text, lines[place + 1].text, width):
                continue
            yield place
        at = end


def _is_full(text: str, after: str, width: int) -> bool:
    """Whether a line goes on with what stands below it: its first word had no room, or the line stops in the middle."""
    if _GOES_ON.search(text) or not after:
        return True
    if _PAIRED.match(text) and _PAIRED.match(after):
        return False
    return len(text) >= SHORT and len(text) + 1 + len(after.split(maxsplit=1)[0]) > width
