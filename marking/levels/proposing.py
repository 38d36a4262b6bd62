"""What a script's level is likely to be: a fixed formula, and from ten levelled scripts on a regression around it.

The formula ranks a pile before anybody has read one. A level is then formula times slope, plus a ridge regression on
all traits, plus likeness in runs of letters: one Gaussian process with a linear mean, solved in closed form (C. E.
Rasmussen and C. K. I. Williams, Gaussian Processes for Machine Learning (2006), chapters 2.2 and 5.4.2). Predictions
lie closer together than levels do, so they are stretched to the spread of the levels that were given.

It goes by length and coverage. It does not read: nobody is to be given a level by it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from marking.levels.traits import Script, Table, formula_of, letters_of, likeness, standardised, traits_of

# So many levelled scripts before anything with a number is said.
FEWEST = 10
# A pile is looked at up to so many scripts; what comes after them gets no proposal.
MOST_SCRIPTS = 2_000
# Taught by so many levelled scripts at most, those levelled last: more teach nothing, and the time grows with the cube.
MOST_TAUGHT = 400
# In units of a quarter of the grid's levels, squared where it is a variance. Chosen on two sets of essays
# (docs/marking.md); half or double of each changes little.
_SLOPE = 0.5  # of the formula, before anybody levels
_ANYWHERE = 1.0  # how far the pile's middle may lie from the grid's
_OF_FORMULA, _OF_TRAITS, _OF_LETTERS = 0.05, 0.3, 0.5
_NOISE = 0.5  # what two readings of a script differ by
_USUAL_SPREAD, _USUAL_COUNT = 1.0, 3.0  # the spread that levels have, and how many scripts that counts for
_NO_SPREAD = 1e-6


@dataclass(frozen=True, slots=True)
class Pile:
    """The scripts of a class to one question, counted: what does not change while they are levelled.

    Rows are those of `keys`; `formula` ranks them, `shared` says how much two scripts have in common.
    """

    keys: tuple[int, ...]
    formula: Table
    shared: Table
    words: tuple[int, ...]

    @classmethod
    def of(cls, scripts: Sequence[Script], source: frozenset[str] = frozenset()) -> Pile:
        """Count scripts, the first `MOST_SCRIPTS` of them. `source` are the telling words that the students were given.

        Empty scripts are none of a pile. The time grows with the words in all, memory with the square of the scripts.
        """
        scripts = [script for script in scripts if script.text.strip()][:MOST_SCRIPTS]
        table = standardised(traits_of(scripts, source)) if scripts else np.zeros((0, 1))
        formula = formula_of(table) if scripts else np.zeros(0)
        letters = _centred(likeness(letters_of(scripts))) if scripts else np.zeros((0, 0))
        shared = (
            _OF_FORMULA * np.outer(formula, formula)
            + _OF_TRAITS * (table @ table.T) / table.shape[1]
            + _OF_LETTERS * letters
            + _ANYWHERE
        )
        words = tuple(len(script.words) for script in scripts)
        return cls(tuple(script.key for script in scripts), formula, np.asarray(shared), words)

    @property
    def by_rank(self) -> list[int]:
        """The keys in the order of the formula, the highest first."""
        return [self.keys[row] for row in np.argsort(-self.formula, kind="stable")]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A script's level as far as it can be said: it is `low` or `high`, which are neighbours, more likely `likely`.

    `value` is the same on a scale, where 2.4 is nearer to level 2; `unsure` is the variance of it.
    """

    low: int
    high: int
    likely: int
    value: float
    unsure: float


@dataclass(frozen=True, slots=True)
class Proposals:
    """Proposals for a pile by key, those that a person has levelled too: as they would be without that person's level.

    Of `of` levelled scripts it would have said the level of `right`, and `within` were in the two levels it names.
    """

    by_key: Mapping[int, Proposal]
    right: int
    within: int
    of: int


def propose(pile: Pile, given: Mapping[int, int], top: int) -> Proposals | None:
    """Return proposals from 0 to `top` for a pile of which a person has levelled `given`, level by key, last the last.

    None before `FEWEST` of the pile are levelled, or where all got one level: then nothing honest can be said.
    """
    row_of = {key: row for row, key in enumerate(pile.keys)}
    taught = [key for key in given if key in row_of][-MOST_TAUGHT:]
    levels = np.array([given[key] for key in taught], dtype=float)
    if len(taught) < FEWEST or top < 1 or float(np.ptp(levels)) == 0:
        return None
    rows = np.array([row_of[key] for key in taught], dtype=np.intp)
    scale, middle = max(top / 4, 0.25), top / 2
    solution = _solved(pile, rows, (levels - middle) / scale)
    values = middle + scale * _stretched(solution, (levels - middle) / scale)
    by_key = {
        key: _proposal(float(value), float(spread), top)
        for key, value, spread in zip(pile.keys, values, solution.spread * scale**2, strict=True)
    }
    right = sum(by_key[key].likely == given[key] for key in taught)
    within = sum(by_key[key].low <= given[key] <= by_key[key].high for key in taught)
    return Proposals(by_key, right, within, len(taught))


@dataclass(frozen=True, slots=True)
class _Solved:
    """What is expected of each row; for those taught by, what is expected without them."""

    mean: Table
    spread: Table


def _solved(pile: Pile, rows: NDArray[np.intp], levels: Table) -> _Solved:
    prior = _SLOPE * pile.formula
    inverse = np.linalg.inv(pile.shared[np.ix_(rows, rows)] + _NOISE * np.eye(len(rows)))
    weights = inverse @ (levels - prior[rows])
    columns = pile.shared[:, rows]
    mean = prior + columns @ weights
    spread = np.maximum(np.diag(pile.shared) - np.einsum("ij,jk,ik->i", columns, inverse, columns), _NO_SPREAD)
    # Left out one at a time without solving again (Rasmussen and Williams, 5.12).
    mean[rows] = levels - weights / np.diag(inverse)
    spread[rows] = np.maximum(1 / np.diag(inverse) - _NOISE, _NO_SPREAD)
    return _Solved(mean, spread)


def _stretched(solved: _Solved, levels: Table) -> Table:
    """The means as far apart as levels are."""
    count = len(levels)
    wanted = math.sqrt((count * float(levels.var()) + _USUAL_COUNT * _USUAL_SPREAD) / (count + _USUAL_COUNT))
    middle, spread = float(solved.mean.mean()), float(solved.mean.std())
    return np.asarray(middle + (solved.mean - middle) * wanted / max(spread, _NO_SPREAD))


def _proposal(value: float, unsure: float, top: int) -> Proposal:
    value = min(max(value, 0.0), float(top))
    low = min(math.floor(value), top - 1)
    return Proposal(low, low + 1, low if value - low < 0.5 else low + 1, value, unsure)


def _centred(table: Table) -> Table:
    """Likeness without what all have in common, 1 on the diagonal in the mean."""
    around = table - table.mean(axis=0) - table.mean(axis=1)[:, None] + table.mean()
    mean = float(np.diag(around).mean())
    return np.asarray(around / mean) if mean > _NO_SPREAD else np.zeros_like(table)
