"""What makes a point of a mark doubtful beside everybody else's answers, as figures from 0 to 1.

Each stands for one claim: that this point, credited or not, should be the other way. Some hold only where the point
was met, some only where it was not. The sign says which way it may bear on the claim; 0: either way.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from marking.engine.stems import stems
from marking.engine.tokenise import words_of
from marking.opinion.likeness import Matrix
from marking.opinion.seen import KeyWord, Seen, SeenPoint
from marking.opinion.surprise import expected
from quizzes.english.stop_words import FUNCTION_WORDS

TRAITS: dict[str, int] = {
    "met": 0,  # the point was credited
    "sure": -1,  # the engine's confidence, as far as it goes
    "near": 1,
    "negated": 1,
    "misspelt": 1,  # share of letters wrong in what was met
    "beyond": 1,  # met: how much the answer says beside it
    "usual": -1,  # met: the share of the class that uses its further words, on average
    "alike": 1,  # not met: how near its words come to one of the scheme's
    "typical": 1,  # not met: how much it is like all the others
    "common_met": -1,  # met: how many wrote the same
    "brief": 1,  # met: how much shorter it is than the class's answers in the middle
    "surprise_met": 1,  # met: how far the marks of like answers are from it
}
_MOST_BEYOND = 8
_SURE = math.log(0.995 / 0.005)
_COMMON = math.log(50)
# The mean likeness of answers is far below 1.
_TYPICAL = 3.0


@dataclass(frozen=True, slots=True)
class Said:
    """A wording with the words that tell something, and those that no point met, by their stems."""

    words: frozenset[str]
    beyond: tuple[str, ...]
    stems_beyond: frozenset[str]


class Reader:
    """Reads answers to one question: which of their words tell something the question doesn't say."""

    def __init__(self, question: str, language: str = "en") -> None:
        """`question` may be ""."""
        self.key = stems(language).key
        self._little = FUNCTION_WORDS | set(words_of(question))

    def telling(self, text: str) -> list[str]:
        """Return the words of a text that tell something, in its order."""
        return [word for word in words_of(text) if word not in self._little]

    def said(self, seen: Seen) -> Said:
        """Return what an answer says, and what of it no point met."""
        rest = _outside(seen.text, [span for point in seen.points for span in point.spans])
        beyond = tuple(self.telling(rest))
        words = frozenset(map(self.key, self.telling(seen.text)))
        return Said(words, beyond, frozenset(map(self.key, beyond)))


@dataclass(frozen=True, slots=True)
class Classwide:
    """The wordings of a class: a row of `rows` each, how many wrote it, and what it says."""

    wordings: Sequence[Seen]
    size: NDArray[np.float64]
    same: NDArray[np.float64]
    rows: Matrix
    said: Sequence[Said]


def traits_of(all_of: Classwide, keys: Sequence[frozenset[KeyWord]]) -> list[NDArray[np.float64]]:
    """Return the traits of each point: a row a wording, a column for each of TRAITS.

    `keys` are the words that each point looks for. The time grows with the cube of how many wordings are looked at at
    once, and with the points times the words beyond what was met.
    """
    met = np.array([[float(point.met) for point in seen.points[: len(keys)]] for seen in all_of.wordings])
    wanted = np.abs(met - expected(all_of.rows, all_of.size, met))
    common = _Common(_typical(all_of), _shares(all_of), _brief(all_of))
    return [_table(all_of, place, words, wanted[:, place], common) for place, words in enumerate(keys)]


@dataclass(frozen=True, slots=True)
class _Common:
    """What holds for all points of a class's wordings; each is named as its trait, `used` says how many use a stem."""

    typical: NDArray[np.float64]
    used: dict[str, float]
    brief: NDArray[np.float64]


def _table(
    all_of: Classwide, place: int, keys: frozenset[KeyWord], wanted: NDArray[np.float64], common: _Common
) -> NDArray[np.float64]:
    points = [seen.points[place] for seen in all_of.wordings]
    known = {word: alike(word, keys) for said in all_of.said for word in said.beyond}
    table = np.zeros((len(points), len(TRAITS)))
    for row, (seen, point, said) in enumerate(zip(all_of.wordings, points, all_of.said, strict=True)):
        traits = _plain(seen, point)
        if point.met:
            # Read without what was met, a text may hold a word that the whole one does not.
            further = [common.used.get(word, 0.0) for word in said.stems_beyond]
            traits |= {
                "beyond": min(len(said.beyond), _MOST_BEYOND) / _MOST_BEYOND,
                "usual": sum(further) / len(further) if further else 0.0,
                "common_met": min(math.log(float(all_of.same[row])) / _COMMON, 1.0),
                "surprise_met": wanted[row],
                "brief": common.brief[row],
            }
        else:
            near = max((known[word] for word in said.beyond), default=0.0)
            traits |= {"alike": max(0.0, 2 * near - 1), "typical": common.typical[row]}
        table[row] = [traits.get(name, 0.0) for name in TRAITS]
    return table


def _plain(seen: Seen, point: SeenPoint) -> dict[str, float]:
    """Return what the answer alone says."""
    odds = math.log(min(max(seen.confidence, 0.02), 0.995) / (1 - min(max(seen.confidence, 0.02), 0.995)))
    return {
        "met": float(point.met),
        "sure": odds / _SURE,
        "misspelt": 1 - point.similarity if point.met else 0.0,
        **({point.outcome: 1.0} if point.outcome in TRAITS else {}),
    }


def _typical(all_of: Classwide) -> NDArray[np.float64]:
    """Return for each wording its mean likeness to the answers that say something else, times _TYPICAL."""
    own = np.asarray((all_of.rows**2).sum(axis=1), dtype=np.float64) * all_of.size
    to_all = np.asarray(all_of.rows @ (all_of.size @ all_of.rows), dtype=np.float64)
    return np.asarray(_TYPICAL * np.maximum(to_all - own, 0.0) / all_of.size.sum())


def _shares(all_of: Classwide) -> dict[str, float]:
    """Return for each stem the square root of the share of the class that uses it."""
    counts: Counter[str] = Counter()
    for said, many in zip(all_of.said, all_of.size, strict=True):
        for word in said.words:
            counts[word] += float(many)  # type: ignore[assignment]
    total = max(float(all_of.size.sum()), 1.0)
    # A word that one alone uses is shared with nobody.
    return {word: math.sqrt(max(count - 1, 0) / total) for word, count in counts.items()}


def _brief(all_of: Classwide) -> NDArray[np.float64]:
    """Return how much shorter each wording is than the answer in the middle of the class: 0 no shorter, 1 by far."""
    words = np.array([float(len(words_of(seen.text))) for seen in all_of.wordings])
    middle = float(np.median(np.repeat(words, all_of.size.astype(int))))
    return np.asarray(np.clip(np.log((middle + 1) / (words + 1)), 0.0, 1.0))


def _outside(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Return what of a text stands outside `spans`."""
    pieces, last = [], 0
    for start, end in sorted(spans):
        pieces.append(text[last : max(start, last)])
        last = max(last, end)
    return " ".join([*pieces, text[last:]])


def alike(word: str, keys: frozenset[KeyWord]) -> float:
    """Return how near a word comes to one of the scheme's, from 0 to 1; of a wildcard to its beginning."""
    return max((_nearness(word, key) for key in keys), default=0.0)


def nearest(word: str, keys: frozenset[KeyWord]) -> str:
    """Return the word of the scheme that a word comes nearest to, "" where there is none."""
    return max(((_nearness(word, key), key.text) for key in keys), default=(0.0, ""))[1]


def _nearness(word: str, key: KeyWord) -> float:
    size = len(key.text)
    tried = {word[: size + by] for by in (-1, 0, 1)} if key.prefix and len(word) > size else {word}
    likely = [one for one in tried if key.text[0] in one[:2]]
    return max((1 - OSA.distance(one, key.text) / max(len(one), size) for one in likely), default=0.0)
