"""How well marks agree with the marks of a person: quadratic weighted kappa, exact agreement, mean difference."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from decimal import Decimal

Number = int | float | Decimal


def quadratic_weighted_kappa(first: Sequence[Number], second: Sequence[Number]) -> float:
    """Cohen's kappa with quadratic weights, between -1 and 1; 1 where the two always agree.

    Takes the marks two markers gave the same answers, in the same order. The formula is that of J. Cohen,
    "Weighted kappa", Psychological Bulletin 70 (1968), 213-220, with the squared difference as the weight:
    1 - sum(observed x weight) / sum(expected x weight), expected being what chance gives from how often each
    marker used each mark. Only the marks used have a part in the sums, so halves need no scale.

    Where both markers gave every answer one and the same mark, chance agreement is complete and the formula
    is 0/0: the value is 1.0 then. Raises ValueError for no marks, or as many of one as not of the other.
    """
    _check(first, second)
    ours, theirs = list(map(float, first)), list(map(float, second))
    observed = sum((one - other) ** 2 for one, other in zip(ours, theirs, strict=True))
    expected = sum(
        count * other_count * (one - other) ** 2
        for one, count in Counter(ours).items()
        for other, other_count in Counter(theirs).items()
    )
    if expected == 0:
        return 1.0
    return 1.0 - observed * len(ours) / expected


def exact_agreement(first: Sequence[Hashable], second: Sequence[Hashable]) -> float:
    """The share of answers, 0 to 1, that both markers gave the same mark. Raises ValueError as kappa does."""
    _check(first, second)
    return sum(one == other for one, other in zip(first, second, strict=True)) / len(first)


def mean_difference(marks: Sequence[Number], reference: Sequence[Number]) -> float:
    """By how many marks the first marker is more generous on average (negative: stricter).

    Raises ValueError as kappa does.
    """
    _check(marks, reference)
    return (sum(map(float, marks)) - sum(map(float, reference))) / len(marks)


def _check(first: Sequence[object], second: Sequence[object]) -> None:
    if len(first) != len(second):
        raise ValueError(f"two markers must mark the same answers: {len(first)} marks against {len(second)}")
    if not first:
        raise ValueError("there are no marks to compare")
