"""Drawing answers to be marked a second time, and how far two markers agree, with how sure that is. Pure."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from marking.statistics import exact_agreement, quadratic_weighted_kappa

# Of fewer pairs a kappa says more about chance than about the markers.
FEWEST_FOR_KAPPA = 10
_RESAMPLES = 1_000
_Z = 1.959963984540054  # the normal distribution's quantile for 95 %


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two markers agree on `of` answers. Shares run from 0 to 1; a kappa is None where there are too few."""

    of: int
    agreed: int
    exact: float
    low: float
    high: float
    kappa: float | None
    kappa_low: float | None
    kappa_high: float | None


def draw(groups: Mapping[int, Iterable[int]], *, size: int, seed: int) -> list[int]:
    """Return up to `size` of the ids in `groups`, as evenly over the groups as they allow, in a random order.

    The same groups, size and seed give the same draw.
    """
    chance = random.Random(seed)  # noqa: S311 -- a fair draw, no secret
    piles = [chance.sample(ids, len(ids)) for _, ids in sorted((key, sorted(each)) for key, each in groups.items())]
    chance.shuffle(piles)
    drawn: list[int] = []
    while len(drawn) < size and any(piles):
        drawn.extend(pile.pop() for pile in piles if pile)
    drawn = drawn[:size]
    chance.shuffle(drawn)
    return drawn


def wilson(agreed: int, of: int) -> tuple[float, float]:
    """Return the 95 % interval of a share, from 0 to 1, of `agreed` out of `of`.

    The score interval of E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
    Journal of the American Statistical Association 22 (1927), 209-212: it stays honest for small samples and for
    shares near 0 and 1, where 12 of 12 does not mean "always". Raises ValueError for none.
    """
    if of <= 0 or not 0 <= agreed <= of:
        raise ValueError(f"{agreed} of {of} is no share")
    share, square = agreed / of, _Z * _Z
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = _Z / (1 + square / of) * math.sqrt(share * (1 - share) / of + square / (4 * of * of))
    return max(0.0, middle - half), min(1.0, middle + half)


def agreement(pairs: Sequence[tuple[Decimal, Decimal, Decimal]]) -> Agreement | None:
    """Return how far two markers agree, from (first mark, second mark, out of) of each answer; None for no pairs.

    The kappa is taken of marks as shares of what the question is worth, so that questions of different worth can be
    put together. Its interval is the percentile bootstrap of B. Efron and R. J. Tibshirani, An Introduction to the
    Bootstrap (1993), chapter 13, over the answers, with a fixed seed.
    """
    if not pairs:
        return None
    first = [float(one / out_of) for one, _, out_of in pairs]
    second = [float(other / out_of) for _, other, out_of in pairs]
    exact = exact_agreement(first, second)
    agreed = round(exact * len(pairs))
    kappa: tuple[float | None, float | None, float | None] = (None, None, None)
    if len(pairs) >= FEWEST_FOR_KAPPA:
        kappa = (quadratic_weighted_kappa(first, second), *_bootstrapped(first, second))
    return Agreement(len(pairs), agreed, exact, *wilson(agreed, len(pairs)), *kappa)


def _bootstrapped(first: Sequence[float], second: Sequence[float]) -> tuple[float, float]:
    chance = random.Random(0)  # noqa: S311 -- the same marks give the same interval
    kappas = []
    for _ in range(_RESAMPLES):
        chosen = chance.choices(range(len(first)), k=len(first))
        kappas.append(quadratic_weighted_kappa([first[one] for one in chosen], [second[one] for one in chosen]))
    kappas.sort()
    return kappas[round(0.025 * (_RESAMPLES - 1))], kappas[round(0.975 * (_RESAMPLES - 1))]
