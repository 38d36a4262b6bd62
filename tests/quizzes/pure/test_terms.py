"""The terms of an access arrangement: how they are said, what is refused, and that they survive being written down."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.pure.terms import Terms

TERMS = st.builds(
    Terms,
    time_factor=st.decimals(1, 4, places=2),
    extra_minutes=st.integers(0, 600),
    unlimited=st.booleans(),
    rest_minutes=st.integers(0, 600),
    valid_from=st.none() | st.dates(),
    valid_until=st.none() | st.dates(),
)


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        (Terms(time_factor=Decimal("1.25"), rest_minutes=10), "25 % more time, 10 min of rest breaks"),
        (Terms(time_factor=Decimal("2.00"), extra_minutes=5), "100 % more time, 5 min extra"),
        (Terms(unlimited=True), "no time limit"),
        (Terms(unlimited=True, extra_minutes=15), "no time limit, 15 min later closing"),
        (Terms(), "nothing extra"),
    ],
)
def test_terms_in_words(terms: Terms, words: str) -> None:
    assert terms.in_words() == words


def test_days_in_words() -> None:
    assert Terms().days_in_words() == "without an end"
    both = Terms(valid_from=date(2026, 9, 1), valid_until=date(2027, 7, 31))
    assert both.days_in_words() == "from 1 September 2026 until 31 July 2027"


def test_the_first_and_the_last_day_count() -> None:
    terms = Terms(valid_from=date(2026, 9, 1), valid_until=date(2026, 9, 2))

    assert [terms.holds_on(date(2026, 9, day)) for day in (1, 2, 3)] == [True, True, False]
    assert not terms.holds_on(date(2026, 8, 31))


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        (Terms(time_factor=Decimal("0.75")), "time_factor"),
        (Terms(time_factor=Decimal("4.01")), "time_factor"),
        (Terms(time_factor=Decimal("1.255")), "time_factor"),
        (Terms(time_factor=Decimal("1.25"), unlimited=True), "time_factor"),
        (Terms(extra_minutes=601), "extra_minutes"),
        (Terms(rest_minutes=-1), "rest_minutes"),
        (Terms(valid_from=date(2026, 9, 2), valid_until=date(2026, 9, 1)), "valid_until"),
    ],
)
def test_what_cannot_be_granted_is_named_by_field(terms: Terms, field: str) -> None:
    assert list(terms.problems()) == [field]


@given(TERMS)
def test_terms_written_down_read_back_the_same(terms: Terms) -> None:
    assert Terms.from_json(terms.as_json()) == terms
