"""How totals are spread: bars one can count, and the quartiles."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

MOST_BARS = 21
STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000)


@dataclass(frozen=True, slots=True)
class Bar:
    """The totals from `low` up to but not with `high`; the last one has its `high` in it."""

    low: int
    high: int
    count: int


@dataclass(frozen=True, slots=True)
class Spread:
    """The five figures of a box plot, with the mean."""

    count: int
    lowest: float
    lower: float
    middle: float
    upper: float
    highest: float
    mean: float


def distribution(totals: Sequence[Decimal], out_of: Decimal) -> tuple[Bar, ...]:
    """Return how many totals lie in each step from 0 to `out_of`, in steps of whole marks, at most 21 of them.

    Totals between two whole marks count with the lower one.
    """
    top = max(1, math.ceil(out_of))
    step = next((size for size in STEPS if top / size < MOST_BARS), STEPS[-1])
    counts = [0] * (top // step + 1)
    for total in totals:
        counts[min(len(counts) - 1, int(total) // step)] += 1
    return tuple(Bar(place * step, min(top, (place + 1) * step), count) for place, count in enumerate(counts))


def quartiles(totals: Sequence[Decimal]) -> Spread | None:
    """Return the quartiles of `totals`, None without any.

    Linear interpolation between the ranks: definition 7 of R. J. Hyndman and Y. Fan, "Sample quantiles in
    statistical packages", The American Statistician 50 (1996), 361-365.
    """
    if not totals:
        return None
    ranked = sorted(map(float, totals))
    lower, middle, upper = (_quantile(ranked, share) for share in (0.25, 0.5, 0.75))
    mean = math.fsum(ranked) / len(ranked)
    return Spread(len(ranked), ranked[0], lower, middle, upper, ranked[-1], mean)


def _quantile(ranked: Sequence[float], share: float) -> float:
    place = share * (len(ranked) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ranked) - 1)
    return ranked[below] + (place - below) * (ranked[above] - ranked[below])
