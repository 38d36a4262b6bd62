"""What can be counted in a script: a dozen traits, and runs of letters. Nothing here knows what an essay means."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from marking.engine.tokenise import words_of
from quizzes.english.stop_words import FUNCTION_WORDS
from quizzes.english.words import is_real

Table = NDArray[np.float64]
# The first four make the formula (`FORMULA`).
TRAITS = (
    "words",  # how long it is, as a logarithm, as all counts are
    "different",  # how many different words it has
    "points",  # how much of the indicative content was met, as marks
    "source",  # how many telling words of the question, its sources and the scheme it uses
    "own",  # how many telling words that are not among those
    "letters",  # how long its words are
    "long",  # how many different words of seven letters and more
    "sentences",
    "paragraphs",
    "quoted",  # quotation marks
    "commas",  # per word
    "misspelt",  # the share of words that are in no list
)
FORMULA = ("words", "different", "points", "source")
# Beyond so many words a script is read no further: nobody writes that many, and the work stays bounded.
MOST_WORDS = 20_000
MOST_LETTERS = 140_000
# Runs of letters are counted in so many columns, into which they fall by a fixed rule.
COLUMNS = 1 << 13
_SIZES = (3, 4, 5)
_LONG = 7
_SENTENCE = re.compile(r"[.!?]+(?=\s|$)")
_SPREAD_OF_NOTHING = 1e-9


@dataclass(frozen=True, slots=True)
class Script:
    """A script as the machine sees it: `key` is the caller's, `points` the marks of the points that were met in it,
    `met` how many points those are.
    """

    key: int
    text: str
    points: float = 0.0
    met: int = 0

    @property
    def words(self) -> list[str]:
        """The plain words, at most `MOST_WORDS` of them."""
        return words_of(self.text[:MOST_LETTERS])[:MOST_WORDS]


def telling_words(text: str) -> frozenset[str]:
    """Return the words of a text that tell something: three letters and more, and no function words."""
    words = words_of(text[:MOST_LETTERS])
    return frozenset(word for word in words if len(word) > 2 and word not in FUNCTION_WORDS)


def traits_of(scripts: Sequence[Script], source: frozenset[str] = frozenset()) -> Table:
    """Return a row a script and a column a trait, as they were counted. `source` are the telling words of what the
    students had before them.
    """
    return np.array([_counted(script, source) for script in scripts]).reshape(len(scripts), len(TRAITS))


def standardised(table: Table) -> Table:
    """Return columns with mean 0 and spread 1 over the pile; one that is the same for all becomes 0."""
    spread = table.std(axis=0)
    around = table - table.mean(axis=0)
    return np.asarray(np.where(spread > _SPREAD_OF_NOTHING, around / np.maximum(spread, _SPREAD_OF_NOTHING), 0.0))


def formula_of(standard: Table) -> Table:
    """Return the fixed formula for each row of `standardised` traits: the sum of four of them, standardised again.

    It ranks a pile before anybody has read a script of it: how long, how many different words, how many points met,
    how many words of the source.
    """
    columns = [TRAITS.index(name) for name in FORMULA]
    return standardised(standard[:, columns].sum(axis=1, keepdims=True))[:, 0]


def letters_of(scripts: Sequence[Script]) -> NDArray[np.float32]:
    """Return for each script how often each run of three to five letters stands in it, in `COLUMNS` columns.

    Runs fall into columns by their code (a rolling polynomial), so there is no table of them, and a run of another
    pile falls into the same column. The time grows with the letters.
    """
    counts = np.zeros((len(scripts), COLUMNS), dtype=np.float32)
    for row, script in enumerate(scripts):
        text = " " + " ".join(script.words) + " "
        codes = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
        for size in _SIZES:
            if len(codes) < size:
                continue
            run = np.full(len(codes) - size + 1, size, dtype=np.uint64)
            for at in range(size):
                run = run * np.uint64(1_000_003) + codes[at : len(codes) - size + 1 + at]
            columns = (run * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(64 - 13)
            counts[row] += np.bincount(columns.astype(np.intp), minlength=COLUMNS)
    return counts


def likeness(counts: NDArray[np.float32]) -> Table:
    """Return how alike the scripts of a pile are by their letters, 1 on the diagonal (0 for an empty script).

    Term frequencies as logarithms times inverse document frequencies (K. Sparck Jones 1972), as cosines.
    """
    held = (counts > 0).sum(axis=0)
    rarity = np.log((1 + len(counts)) / (1 + held)).astype(np.float32)
    weights = np.log1p(counts) * rarity
    length = np.sqrt((weights**2).sum(axis=1, keepdims=True))
    rows = weights / np.maximum(length, np.float32(_SPREAD_OF_NOTHING))
    return np.asarray(rows @ rows.T, dtype=np.float64)


def _counted(script: Script, source: frozenset[str]) -> tuple[float, ...]:
    words = script.words
    if not words:
        return (0.0,) * len(TRAITS)
    different = set(words)
    telling = {word for word in different if len(word) > 2 and word not in FUNCTION_WORDS}
    text = script.text[:MOST_LETTERS]
    return (
        math.log1p(len(words)),
        math.log1p(len(different)),
        script.points,
        math.log1p(len(telling & source)),
        math.log1p(len(telling - source)),
        sum(map(len, words)) / len(words),
        math.log1p(sum(len(word) >= _LONG for word in different)),
        math.log1p(len(_SENTENCE.findall(text))),
        math.log1p(sum(bool(line.strip()) for line in text.splitlines())),
        math.log1p(sum(map(text.count, '"“”«»'))),
        text.count(",") / len(words),
        sum(not is_real(word) for word in words) / len(words),
    )
