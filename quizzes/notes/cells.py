"""What the cells of a table say in more than a word: `Plasma | carries heat; carries urea` is two sentences about plasma."""

from __future__ import annotations

import re
from collections.abc import Sequence

from quizzes.notes.tags import tagged

LONGEST_KEY, LONGEST_POINT = 5, 30  # words
OPENING = 5  # words that show how a point begins
_DIVIDES = re.compile(r";\s+|\.\s+(?=[A-Z])")


def sentences_of_row(header: Sequence[str], cells: Sequence[str]) -> list[str]:
    """The sentences that the points of a row's cells make with its first cell; none where no cell has two of them."""
    key = re.sub(r"\s*\([^()]*\)", "", cells[0]).strip() if cells else ""
    if not header or not key or len(key.split()) > LONGEST_KEY or not any(word.noun for word in tagged(key)):
        return []
    told = []
    for cell in cells[1:]:
        points = [one.strip(" .") for one in _DIVIDES.split(cell)]
        if len(points) > 1:
            told += [_sentence(key, one) for one in points if len(one.split()) <= LONGEST_POINT]
    return [one for one in told if one]


def _sentence(key: str, point: str) -> str:
    """`Plasma carries urea`; "" for a point that is no predicate, a sentence as it is."""
    head = " ".join(point.split()[:OPENING])
    small = head[:1].lower() + head[1:]
    for pronoun in ("they", "it"):
        words = tagged(f"{pronoun} {small}")
        if len(words) > 2 and words[1].tag in {"VVZ", "VBZ", "VHZ", "VM0", "VVB", "VBB", "VHB"} and not _is_noun(small):
            return f"{key} {point[:1].lower()}{point[1:]}"
    sentence = tagged(point)
    return point if any(word.verb for word in sentence[1:]) and sentence[0].tag not in {"VVI", "VVB", "VVN"} else ""


def _is_noun(text: str) -> bool:
    """Whether a point begins with a noun by itself: `shape of a disc`."""
    words = tagged(text)
    return bool(words) and words[0].noun and len(words) > 1 and words[1].tag in {"PRF", "PRP"}
