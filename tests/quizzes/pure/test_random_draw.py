"""Draws from pools that overlap give each its number, no question twice, and fail only where there is no way."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.pure.random_draw import TooFew, drawn


def test_a_draw_gives_way_to_a_later_one() -> None:
    assert drawn([([1, 2], 1), ([1], 1)]) == [[2], [1]]


def test_what_cannot_be_names_the_draw_and_how_many_there_are() -> None:
    with pytest.raises(TooFew) as caught:
        drawn([([1, 2], 1), ([1, 2, 3], 3)])
    assert (caught.value.place, caught.value.there) == (1, 2)


@given(st.lists(st.tuples(st.lists(st.integers(1, 5), unique=True), st.integers(1, 2)), max_size=3))
def test_draws_succeed_exactly_where_some_choice_does(draws: list[tuple[list[int], int]]) -> None:
    wishes = [pool for pool, count in draws for _ in range(count)]
    is_possible = any(len(set(choice)) == len(choice) for choice in product(*wishes))
    try:
        counts = drawn(draws)
    except TooFew:
        assert not is_possible
    else:
        everything = [one for part in counts for one in part]
        assert len(set(everything)) == len(everything)
        assert [len(part) for part in counts] == [count for _, count in draws]
        assert all(set(part) <= set(pool) for part, (pool, _) in zip(counts, draws, strict=True))
