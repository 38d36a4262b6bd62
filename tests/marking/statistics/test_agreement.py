"""Agreement is computed as its published formulas say."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from marking.statistics import exact_agreement, mean_difference, quadratic_weighted_kappa


def kappa_by_matrices(first: list[int], second: list[int]) -> float:
    """The textbook way: observed and expected matrices over all marks from 0 to 5."""
    observed = np.zeros((6, 6))
    for one, other in zip(first, second, strict=True):
        observed[one, other] += 1
    expected = np.outer(observed.sum(axis=1), observed.sum(axis=0)) / len(first)
    rows, columns = np.indices((6, 6))
    weights = (rows - columns) ** 2 / 25
    return float(1 - (weights * observed).sum() / (weights * expected).sum())


def test_kappa_of_a_worked_example() -> None:
    # Observed disagreement 1+1 = 2; by chance (1*1*1 + 1*1*4 + ...) worked out by hand below.
    first, second = [0, 1, 2, 2], [0, 1, 1, 1]
    chance = (1 * 3 * 1 + 1 * 1 * 1 + 2 * 1 * 4 + 2 * 3 * 1) / 4
    assert quadratic_weighted_kappa(first, second) == pytest.approx(1 - 2 / chance)


@pytest.mark.parametrize(
    ("first", "second", "kappa"),
    [
        ([0, 1, 1, 0], [0, 1, 1, 0], 1.0),
        ([0, 1, 0, 1], [1, 0, 1, 0], -1.0),
        ([0, 0, 1, 1], [0, 1, 0, 1], 0.0),
        ([1, 1, 1], [1, 1, 1], 1.0),
        ([1, 1, 1, 1], [0, 1, 0, 1], 0.0),
    ],
)
def test_kappa_of_plain_cases(first: list[int], second: list[int], kappa: float) -> None:
    assert quadratic_weighted_kappa(first, second) == pytest.approx(kappa)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=40))
def test_kappa_is_that_of_the_matrices(pairs: list[tuple[int, int]]) -> None:
    first, second = [one for one, _ in pairs], [other for _, other in pairs]
    if len({*first, *second}) == 1:
        assert quadratic_weighted_kappa(first, second) == 1.0
    else:
        assert quadratic_weighted_kappa(first, second) == pytest.approx(kappa_by_matrices(first, second))
        assert quadratic_weighted_kappa(second, first) == pytest.approx(quadratic_weighted_kappa(first, second))


def test_kappa_of_halves_does_not_depend_on_the_scale() -> None:
    first, second = [0, 1, 3, 4, 2], [0, 2, 3, 3, 2]
    halves = [[Decimal(mark) / 2 for mark in marks] for marks in (first, second)]
    assert quadratic_weighted_kappa(*halves) == pytest.approx(quadratic_weighted_kappa(first, second))


def test_exact_agreement_is_the_share_of_equal_marks() -> None:
    assert exact_agreement([1, 2, Decimal("0.5"), 0], [1, 1, Decimal("0.50"), 0]) == 0.75


def test_mean_difference_tells_who_is_generous() -> None:
    assert mean_difference([1, 2, Decimal("0.5")], [0, 1, 0]) == pytest.approx(2.5 / 3)
    assert mean_difference([0, 1], [1, 1]) == -0.5


@pytest.mark.parametrize("measure", [quadratic_weighted_kappa, exact_agreement, mean_difference])
def test_agreement_of_nothing_or_of_unequal_lists_is_refused(measure) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match="no marks"):
        measure([], [])
    with pytest.raises(ValueError, match="1 marks against 2"):
        measure([1], [1, 2])
