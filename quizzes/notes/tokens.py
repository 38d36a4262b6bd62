"""A word of notes with its neighbours."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the notes: where it stands, what stands before and after it in its sentence ("" for nothing)."""

    text: str
    line: int
    column: int
    before: str = ""
    after: str = ""
    starts: bool = False

    @property
    def folded(self) -> str:
        return bare(self.text).casefold()


def bare(word: str) -> str:
    return re.sub(r"[’']s?$", "", word)
