"""Item analysis agrees with NumPy, and says nothing where there is nothing to say."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from marking.statistics import (
    cronbach_alpha,
    distribution,
    facility,
    item_rest_correlation,
    quartiles,
    standard_error,
)

halves = st.integers(0, 8).map(lambda number: Decimal(number) / 2)
tables = st.integers(2, 7).flatmap(
    lambda questions: st.lists(st.lists(halves, min_size=questions, max_size=questions), min_size=3, max_size=40)
)

# Six students, three questions of two marks, worked by hand below.
SMALL = [[2, 2, 2], [2, 2, 1], [1, 2, 0], [1, 0, 1], [0, 1, 0], [0, 0, 0]]


def test_facility_is_the_share_of_the_marks_that_was_got() -> None:
    assert facility([Decimal("1.5"), 0, 2], 2) == pytest.approx(3.5 / 6)
    assert facility([], 2) is None
    assert facility([0], 0) is None


def test_alpha_of_a_small_table_worked_by_hand() -> None:
    # Variances 0.8, 0.9667, 0.6667; totals 6 5 3 2 1 0 with variance 5.3667.
    parts = 0.8 + (13 - 49 / 6) / 5 + (6 - 16 / 6) / 5
    assert cronbach_alpha(SMALL) == pytest.approx(1.5 * (1 - parts / ((75 - 289 / 6) / 5)))


@given(tables)
def test_alpha_and_its_standard_error_agree_with_numpys_covariances(rows: list[list[Decimal]]) -> None:
    marks = np.array(rows, dtype=float)
    covariances = np.cov(marks, rowvar=False)
    assume(covariances.sum() > 1e-9)
    k = marks.shape[1]
    expected = k / (k - 1) * (1 - np.trace(covariances) / covariances.sum())

    alpha = cronbach_alpha(rows)

    assert alpha == pytest.approx(expected, abs=1e-9)
    totals = [sum(row, Decimal(0)) for row in rows]
    error = marks.sum(axis=1).std(ddof=1) * np.sqrt(1 - max(0, expected))
    assert standard_error(totals, alpha) == pytest.approx(error, abs=1e-6)


@given(tables)
def test_discrimination_agrees_with_numpys_correlation(rows: list[list[Decimal]]) -> None:
    marks = np.array(rows, dtype=float)
    rest = marks[:, 1:].sum(axis=1)
    assume(np.ptp(marks[:, 0]) > 0 and np.ptp(rest) > 0)

    correlation = item_rest_correlation([row[0] for row in rows], [sum(row, Decimal(0)) for row in rows])

    assert correlation == pytest.approx(np.corrcoef(marks[:, 0], rest)[0, 1], abs=1e-9)


@given(st.lists(st.tuples(st.booleans(), halves), min_size=3, max_size=40))
def test_a_question_of_one_mark_has_the_point_biserial_of_the_textbook(rows: list[tuple[bool, Decimal]]) -> None:
    right, rest = np.array([row[0] for row in rows]), np.array([row[1] for row in rows], dtype=float)
    assume(len(set(right)) == 2 and np.ptp(rest) > 0)

    correlation = item_rest_correlation(right.astype(int).tolist(), (right + rest).tolist())

    share = right.mean()
    difference = rest[right].mean() - rest[~right].mean()
    assert correlation == pytest.approx(difference / rest.std() * np.sqrt(share * (1 - share)), abs=1e-9)


def test_what_does_not_vary_says_nothing() -> None:
    assert item_rest_correlation([1, 1, 1], [3, 2, 1]) is None
    assert item_rest_correlation([1, 0, 1], [3, 2, 3]) is None  # the rest is always 2
    assert item_rest_correlation([1], [3]) is None
    assert cronbach_alpha([[1, 2], [2, 1]]) is None
    assert cronbach_alpha([[1], [2]]) is None
    assert cronbach_alpha([[1, 2]]) is None
    assert standard_error([1], 0.5) is None


def test_an_alpha_below_nothing_leaves_the_whole_spread_as_error() -> None:
    assert standard_error([1, 2, 3], -2.0) == pytest.approx(np.std([1, 2, 3], ddof=1))


@given(st.lists(halves, min_size=1, max_size=50))
def test_quartiles_agree_with_numpy(totals: list[Decimal]) -> None:
    quarters = quartiles(totals)

    expected = np.percentile(np.array(totals, dtype=float), [0, 25, 50, 75, 100])
    assert quarters is not None
    assert (quarters.lowest, quarters.lower, quarters.middle, quarters.upper, quarters.highest) == pytest.approx(
        tuple(expected)
    )
    assert quarters.mean == pytest.approx(np.mean(np.array(totals, dtype=float)))


@given(st.integers(1, 400), st.data())
def test_every_total_is_in_one_bar(out_of: int, data: st.DataObject) -> None:
    totals = data.draw(st.lists(st.integers(0, out_of * 2).map(lambda number: Decimal(number) / 2), max_size=60))

    bars = distribution(totals, Decimal(out_of))

    assert sum(bar.count for bar in bars) == len(totals)
    assert bars[0].low == 0
    assert bars[-1].high == out_of
    assert len(bars) <= 21


def test_a_full_total_stands_in_a_bar_of_its_own_where_marks_are_few() -> None:
    bars = distribution([Decimal(14), Decimal("13.5"), Decimal(0)], Decimal(14))

    assert [(bar.low, bar.count) for bar in bars if bar.count] == [(0, 1), (13, 1), (14, 1)]
