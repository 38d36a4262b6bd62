"""Questions that ask the same in nearly the same words. Pure: texts in, pairs of places out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process

# From here on two wordings are taken for one question, out of 100.
ALIKE = 88.0
# Each text is compared only with those that share one of its rarest words: a list of many thousands stays quick.
RAREST = 2
# A word that stands in more texts than this tells nothing apart.
MOST_SHARED = 200

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two places in a list of texts, the earlier first, and how alike the texts are, out of 100."""

    first: int
    second: int
    alike: float


def _folded(text: str) -> str:
    """Return the words of a text in the order of the alphabet, so that another order of words is no difference."""
    return " ".join(sorted(_WORD.findall(text.casefold())))


def pairs_alike(texts: Sequence[str], *, at_least: float = ALIKE) -> list[Pair]:
    """Return the pairs of `texts` that are alike, the most alike first.

    Texts that share none of their rarest words are not compared, so that the time grows with the number of texts
    and not with its square.
    """
    folded = [_folded(text) for text in texts]
    likeness: dict[tuple[int, int], float] = {}
    for group in _groups(folded):
        wanted = [folded[place] for place in group]
        table = np.triu(process.cdist(wanted, wanted, scorer=fuzz.ratio, score_cutoff=at_least, dtype=np.float32), 1)
        for first, second in np.argwhere(table > 0).tolist():
            likeness[group[first], group[second]] = float(table[first, second])
    pairs = [Pair(first, second, alike) for (first, second), alike in likeness.items()]
    return sorted(pairs, key=lambda pair: (-pair.alike, pair.first, pair.second))


def _groups(folded: Sequence[str]) -> Iterator[list[int]]:
    """Yield the places of texts that share one of their rarest words, and of those with the very same words."""
    counts = Counter(word for text in folded for word in set(text.split()))
    by_word: dict[str, list[int]] = {}
    for place, text in enumerate(folded):
        words = sorted(set(text.split()), key=lambda word: (counts[word], word))
        for word in words[:RAREST]:
            by_word.setdefault(word, []).append(place)
    yield from (group for group in by_word.values() if 1 < len(group) <= MOST_SHARED)
    by_text: dict[str, list[int]] = {}
    for place, text in enumerate(folded):  # however common each word is
        by_text.setdefault(text, []).append(place)
    yield from (group[:MOST_SHARED] for group in by_text.values() if len(group) > 1)
