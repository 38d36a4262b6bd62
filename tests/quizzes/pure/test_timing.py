"""The clock arithmetic of a sitting, over many combinations of limit, arrangement, start and closing time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.pure.timing import Allowance, allowance, ends_at

CLOSES = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)

limits = st.integers(1, 600)
factors = st.integers(100, 400).map(lambda percent: Decimal(percent) / 100)
extras = st.integers(0, 120)


@pytest.mark.parametrize(
    ("limit", "factor", "extra", "minutes", "of_them_extra"),
    [
        (20, "1", 0, 20, 0),
        (20, "1.25", 0, 25, 5),
        (20, "1.25", 10, 35, 15),
        (45, "1.1", 0, 50, 5),  # 49.5 rounded up
        (7, "1.25", 0, 9, 2),  # 8.75 rounded up
    ],
)
def test_allowance_multiplies_then_adds_and_rounds_up(
    limit: int, factor: str, extra: int, minutes: int, of_them_extra: int
) -> None:
    allowed = allowance(limit_minutes=limit, closes_at=CLOSES, time_factor=Decimal(factor), extra_minutes=extra)
    assert allowed == Allowance(minutes, of_them_extra, CLOSES + timedelta(minutes=of_them_extra))


def test_allowance_without_a_limit_moves_only_the_closing_time() -> None:
    allowed = allowance(limit_minutes=None, closes_at=CLOSES, time_factor=Decimal("1.5"), extra_minutes=10)
    assert allowed == Allowance(None, 10, CLOSES + timedelta(minutes=10))


@given(limits, factors, extras)
def test_allowance_never_gives_less_than_the_class_has(limit: int, factor: Decimal, extra: int) -> None:
    allowed = allowance(limit_minutes=limit, closes_at=CLOSES, time_factor=factor, extra_minutes=extra)
    assert allowed.minutes is not None
    assert allowed.minutes - allowed.extra_minutes == limit
    assert allowed.minutes >= limit * factor + extra
    assert allowed.minutes < limit * factor + extra + 1
    assert allowed.closes_at - CLOSES == timedelta(minutes=allowed.extra_minutes)


@given(limits, factors, extras, st.integers(0, 1200))
def test_end_is_after_the_limit_or_at_closing_whichever_is_earlier(
    limit: int, factor: Decimal, extra: int, before: int
) -> None:
    allowed = allowance(limit_minutes=limit, closes_at=CLOSES, time_factor=factor, extra_minutes=extra)
    started = CLOSES - timedelta(minutes=before)
    end = ends_at(started, allowed)
    assert end <= allowed.closes_at
    assert allowed.minutes is not None
    assert end - started <= timedelta(minutes=allowed.minutes)
    assert end in {allowed.closes_at, started + timedelta(minutes=allowed.minutes)}


@given(limits, factors, extras, st.integers(0, 1200))
def test_extra_time_is_never_eaten_by_the_closing_time(limit: int, factor: Decimal, extra: int, before: int) -> None:
    started = CLOSES - timedelta(minutes=before)
    usual = ends_at(started, allowance(limit_minutes=limit, closes_at=CLOSES))
    own = allowance(limit_minutes=limit, closes_at=CLOSES, time_factor=factor, extra_minutes=extra)
    assert ends_at(started, own) - usual == timedelta(minutes=own.extra_minutes)


def test_end_without_a_limit_is_the_closing_time() -> None:
    assert ends_at(CLOSES - timedelta(hours=5), Allowance(None, 0, CLOSES)) == CLOSES
