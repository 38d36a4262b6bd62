"""Folding a piece of text to its plain form without losing track of where each character stood."""

from __future__ import annotations

import unicodedata

APOSTROPHES = frozenset("'’‘ʼ‛`´′＇")
# Hyphens proper join words; dashes part them.
HYPHENS = frozenset("-‐‑−﹣－")
DASHES = frozenset("‒–—―")


def fold(text: str) -> tuple[str, list[int] | None]:
    """The text in lower case, without accents, ligatures and invisible characters, and the offsets it came from.

    The second value maps each character of the folded text to its offset in `text`, with the text's length at
    the end; it is None where the two are alike position by position. Takes any string, lone surrogates and all;
    the time is linear in its length. Normalisation is Unicode's NFKD, case folding its full one.
    """
    if text.isascii():
        return text.lower(), None
    folded: list[str] = []
    offsets: list[int] = []
    for offset, character in enumerate(text):
        piece = _fold_character(character)
        folded.append(piece)
        offsets.extend([offset] * len(piece))
    offsets.append(len(text))
    return "".join(folded), offsets


def _fold_character(character: str) -> str:
    if character in APOSTROPHES:
        return "'"
    if character in HYPHENS:
        return "-"
    if character in DASHES:
        return "–"
    decomposed = unicodedata.normalize("NFKD", character)
    kept = "".join(part for part in decomposed if unicodedata.category(part) not in _DROPPED)
    return kept.casefold()


# Marks that sit on letters, and characters without a shape (joiners, direction marks, soft hyphens).
_DROPPED = frozenset({"Mn", "Me", "Cf"})
