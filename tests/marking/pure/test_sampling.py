"""Draws are fair and can be repeated; intervals are those of their sources."""

from decimal import Decimal

import pytest

from marking.pure import sampling


def test_a_draw_is_spread_over_the_questions_and_can_be_repeated() -> None:
    groups = {1: range(100), 2: range(100, 103), 3: range(200, 300)}

    drawn = sampling.draw(groups, size=12, seed=4)

    assert len(set(drawn)) == 12
    assert sum(100 <= one < 103 for one in drawn) == 3
    assert abs(sum(one < 100 for one in drawn) - sum(one >= 200 for one in drawn)) <= 1
    assert sampling.draw(groups, size=12, seed=4) == drawn
    assert sampling.draw(groups, size=12, seed=5) != drawn


def test_a_draw_takes_what_there_is() -> None:
    assert sorted(sampling.draw({1: [7, 8], 2: []}, size=12, seed=1)) == [7, 8]
    assert sampling.draw({}, size=12, seed=1) == []


@pytest.mark.parametrize(
    ("agreed", "of", "low", "high"),
    [(12, 12, 0.757506, 1.0), (11, 12, 0.646120, 0.985135), (0, 10, 0.0, 0.277533), (81, 263, 0.255292, 0.366214)],
)
def test_wilson_gives_the_published_figures(agreed: int, of: int, low: float, high: float) -> None:
    scipy_stats = pytest.importorskip("scipy.stats")
    there = scipy_stats.binomtest(agreed, of).proportion_ci(method="wilson")

    assert sampling.wilson(agreed, of) == pytest.approx((there.low, there.high), abs=1e-9)
    assert sampling.wilson(agreed, of) == pytest.approx((low, high), abs=2e-3)


def test_wilson_refuses_what_is_no_share() -> None:
    with pytest.raises(ValueError, match="no share"):
        sampling.wilson(1, 0)


def test_agreement_counts_equal_marks_and_says_no_kappa_of_few() -> None:
    one, two = Decimal(1), Decimal(2)

    assert sampling.agreement([]) is None
    few = sampling.agreement([(one, one, one), (one, Decimal(0), one)])
    assert (few.of, few.agreed, few.exact, few.kappa) == (2, 1, 0.5, None)
    many = sampling.agreement([(one, one, two), (two, two, two), (Decimal(0), one, two)] * 8)
    assert (many.of, many.agreed) == (24, 16)
    assert many.kappa_low < many.kappa < many.kappa_high
