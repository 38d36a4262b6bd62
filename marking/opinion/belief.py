"""What is believed about marks before and after people decide about some of them.

A claim says that a mark should be higher, or lower. Before anybody decides, its odds come from the weights. Decisions
then move the claims that are like those decided: of like words (a claim that goes the other way is moved the other
way), of the same direction, of like traits, on the same grounds. It is Gaussian process classification with Laplace's
approximation, C. E. Rasmussen and C. K. I. Williams, Gaussian Processes for Machine Learning (2006), algorithms 3.1
and 3.2, its mean being the log odds of the weights.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from marking.opinion.likeness import Matrix
from marking.opinion.weights import chance

# How much two claims of one wording, of one direction, of equal traits, or on the same grounds have in common, in
# squared log odds.
TEXT, SIDE, TRAIT, GROUND = 6.0, 1.0, 3.0, 2.0
# A wording decided for many says little more than one decided for a few.
MOST_WEIGHT = 3.0
_ROUNDS = 12


@dataclass(frozen=True, slots=True)
class Claims:
    """Claims about wordings, each of a row of `rows`, one of `traits`, and `side`: 1 higher, -1 lower.

    `grounds` are what each is about, a row of length 1 or 0: which of the scheme's wordings gave the points that may be
    wrong, or what took them.
    """

    rows: Matrix
    traits: NDArray[np.float64]
    side: NDArray[np.float64]
    odds: NDArray[np.float64]
    grounds: NDArray[np.float64]

    def shared(self, some: NDArray[np.intp]) -> NDArray[np.float64]:
        """Return what all claims have in common with `some` of them: a row for each, a column for each of `some`."""
        text = np.asarray(self.rows @ self.rows[some].T, dtype=np.float64)
        text[some, np.arange(len(some))] = 1.0
        both = np.outer(self.side, self.side[some])
        alike = TRAIT * (self.traits @ self.traits[some].T) + GROUND * (self.grounds @ self.grounds[some].T)
        return np.asarray(TEXT * both * text + SIDE * (both > 0) + alike)

    @property
    def spread(self) -> NDArray[np.float64]:
        """How unsure each claim's odds are before anything is decided, as a variance."""
        own = TRAIT * (self.traits**2).sum(axis=1) + GROUND * (self.grounds**2).sum(axis=1)
        return np.asarray(TEXT + SIDE + own)


@dataclass(frozen=True, slots=True)
class Belief:
    """The chance of each claim, and how unsure its log odds are, as a variance."""

    chance: NDArray[np.float64]
    spread: NDArray[np.float64]


def believe(
    claims: Claims, decided: NDArray[np.intp], true: NDArray[np.float64], count: NDArray[np.float64]
) -> Belief:  # fmt: skip
    """Return what is believed once the claims `decided` are known: the share `true` of `count` answers each.

    Before any decision the chances are those of the weights. The time grows with the square of how many are decided,
    times how many claims there are.
    """
    if not len(decided):
        return Belief(chance(claims.odds), claims.spread)
    columns = claims.shared(decided)
    inner, before = columns[decided], claims.odds[decided]
    weight = np.minimum(count, MOST_WEIGHT)
    at = before.copy()
    for _ in range(_ROUNDS):
        said = chance(at)
        bend = np.maximum(weight * said * (1 - said), 1e-6)
        push = bend * (at - before) + weight * (true - said)
        root = np.sqrt(bend)
        system = np.eye(len(decided)) + root[:, None] * inner * root[None, :]
        moved = before + inner @ (push - root * np.linalg.solve(system, root * (inner @ push)))
        done = float(np.abs(moved - at).max()) < 1e-4
        at = moved
        if done:
            break
    said = chance(at)
    root = np.sqrt(np.maximum(weight * said * (1 - said), 1e-6))
    system = np.eye(len(decided)) + root[:, None] * inner * root[None, :]
    known = np.linalg.solve(np.linalg.cholesky(system), root[:, None] * columns.T)
    spread = np.maximum(claims.spread - (known**2).sum(axis=0), 1e-3)
    mean = claims.odds + columns @ (weight * (true - said))
    # The weights' own odds are taken as they are; what decisions added is taken the less, the less sure it is.
    return Belief(chance(claims.odds + (mean - claims.odds) / np.sqrt(1 + np.pi * spread / 8)), spread)
