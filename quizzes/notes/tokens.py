"""A word of notes with its neighbours; the sentences of a paragraph."""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST_SENTENCE = 600
_END = re.compile(r"(?<=[.!?])[”’\")]*\s+(?=[“‘\"(]?[A-ZÀ-Þ0-9])|(?<=\w\w[.!?])(?=[A-Z][a-zA-Z])")
_ABBREVIATION = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|No|Nos|vs|v|etc|approx|cf|fig|Fig|c|ca|e\.g|i\.e|[A-Z])\.)$")


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


def sentences(text: str) -> list[tuple[int, str]]:
    """The sentences of a paragraph and where each begins."""
    pieces, start = [], 0
    for cut in _END.finditer(text):
        if _ABBREVIATION.search(text[max(0, cut.start() - 6) : cut.start()]):
            continue
        pieces.append((start, text[start : cut.start()].strip()))
        start = cut.end()
    pieces.append((start, text[start:].strip()))
    # A "sentence" longer than this is no sentence: nothing could be asked about it as a whole.
    return [(at, sentence) for at, sentence in pieces if sentence and len(sentence) <= LONGEST_SENTENCE]
