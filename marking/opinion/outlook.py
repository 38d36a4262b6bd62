"""What is gained and what is left: how many marks that nobody looked at a person would change; where to stop."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

# The model's estimate counts as much as a sample of so many answers: on questions it had not seen, an interval of this
# width held the truth in the share of classes that docs/marking.md names.
STRENGTH = 30.0
# A person may stop where the next decisions change less than this share of the marks.
NEXT, WORTHWHILE = 10, 0.01
_TAIL = 0.025


@dataclass(frozen=True, slots=True)
class Outlook:
    """Of `open` answers that nobody looked at, an estimated share `low` to `high` would be marked otherwise (95 %).

    `expected` is the likeliest number. `next_changes` is how many marks the next NEXT decisions are likely to change;
    `enough` says that they change too few to be worth it.
    """

    open: int
    low: float
    high: float
    expected: float
    next_changes: float
    enough: bool


def outlook(chances: Sequence[float], upcoming: Sequence[float], *, sampled: int = 0, changed: int = 0) -> Outlook:
    """Return what is left.

    `chances` are those of the answers that nobody looked at; `upcoming` how many marks each of the groups that follow
    is likely to change, in their order. Of `sampled` answers drawn blind from the sure ones, `changed` were marked
    otherwise.
    """
    open_ = len(chances)
    mean = sum(chances) / open_ if open_ else 0.0
    wrong, right = mean * STRENGTH + changed, (1 - mean) * STRENGTH + sampled - changed
    low, high = between(wrong, right, open_)
    share = wrong / (wrong + right)
    changes = sum(upcoming[:NEXT])
    enough = not upcoming or changes < WORTHWHILE * max(open_, 1)
    return Outlook(open_, low, high, share * open_, changes, enough)


def between(wrong: float, right: float, of: int) -> tuple[float, float]:
    """Return between which shares of `of` answers lie with 95 %, where `wrong` and `right` of the like were seen.

    The quantiles of the beta-binomial distribution: what a sample, or an estimate that counts as one, foretells of a
    finite number of others (J. Cornfield 1966; counts need not be whole).
    """
    if not of:
        return 0.0, 0.0
    a, b = max(wrong, 1e-6), max(right, 1e-6)
    total, low, high = 0.0, None, of
    for count in range(of + 1):
        total += math.exp(
            math.lgamma(of + 1) - math.lgamma(count + 1) - math.lgamma(of - count + 1)
            + math.lgamma(count + a) + math.lgamma(of - count + b) - math.lgamma(of + a + b)
            + math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
        )  # fmt: skip
        if low is None and total > _TAIL:
            low = count
        if total >= 1 - _TAIL:
            high = count
            break
    return (low or 0) / of, high / of
