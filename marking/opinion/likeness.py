"""How alike answers are: the letters of their words, their stems and pairs of stems, weighed by how rare they are.

Vectors of term frequency and inverse document frequency (K. Sparck Jones 1972) over runs of two to four letters
within words, as W. B. Cavnar and J. M. Trenkle used them ("N-gram-based text categorization", 1994): misspellings and
inflections share most of theirs, so that likeness needs no dictionary.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from marking.engine.stems import stems
from marking.engine.tokenise import words_of
from quizzes.english.stop_words import FUNCTION_WORDS

Matrix = NDArray[np.float64]
_SIZES = (2, 3, 4)
# A stem counts as much as so many of a word's letters.
_STEM = 2
# Beyond so many different runs of letters the rarest are left out, so that memory stays bounded.
MOST_COLUMNS = 6_000


def vectors(texts: Sequence[str], language: str = "en") -> Matrix:
    """Return a row a text, so that the product of two rows is their likeness: 0 nothing alike, 1 the same words.

    What no other text says counts to a row's length and stands in no column. The time grows with the words in all
    texts; memory with the texts times MOST_COLUMNS at most.
    """
    counts = [_counted(text, language) for text in texts]
    held: Counter[str] = Counter()
    for count in counts:
        held.update(count.keys())
    rarity = {name: math.log(1 + len(texts) / often) for name, often in held.items()}
    shared = [name for name, often in held.most_common(MOST_COLUMNS) if often > 1]
    column = {name: place for place, name in enumerate(shared)}
    table = np.zeros((len(texts), max(len(shared), 1)), dtype=np.float32)
    for row, count in enumerate(counts):
        weights = {name: (1 + math.log(often)) * rarity[name] for name, often in count.items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        for name, weight in weights.items():
            if (place := column.get(name)) is not None:
                table[row, place] = weight / length
    return table  # type: ignore[return-value]  # single precision is enough and half the memory


def _counted(text: str, language: str) -> Counter[str]:
    key = stems(language).key
    words = words_of(text)
    counts: Counter[str] = Counter()
    for word in words:
        counts.update(_letters(word))
    telling = [key(word) for word in words if word not in FUNCTION_WORDS]
    for word in telling:
        counts[f"={word}"] += _STEM
    counts.update(f"{one} {other}" for one, other in pairwise(telling))
    return counts


@lru_cache(maxsize=50_000)
def _letters(word: str) -> tuple[str, ...]:
    framed = f"<{word}>"
    runs = {framed[at : at + size] for size in _SIZES for at in range(len(framed) - size + 1)}
    return (*sorted(runs), framed)
