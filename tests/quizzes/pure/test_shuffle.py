"""The order of an attempt's questions is its own, complete, and never changes."""

from hypothesis import given
from hypothesis import strategies as st

from quizzes.pure.shuffle import shuffled

PAPER_OF_SEVEN = [4, 7, 3, 8, 2, 1, 5, 6]


@given(st.lists(st.integers(1, 10**6), unique=True, max_size=40), st.integers(1, 10**6), st.randoms())
def test_every_question_once_whatever_order_they_come_in(rows, seed, chance):
    mixed = list(rows)
    chance.shuffle(mixed)

    assert sorted(shuffled(rows, seed=seed, key=int)) == sorted(rows)
    assert shuffled(mixed, seed=seed, key=int) == shuffled(rows, seed=seed, key=int)


def test_papers_sat_last_year_look_the_same():
    assert shuffled(range(1, 9), seed=7, key=int) == PAPER_OF_SEVEN


def test_attempts_differ_and_each_question_comes_first_about_as_often():
    first = [shuffled(range(5), seed=seed, key=int)[0] for seed in range(1000)]

    assert all(150 < first.count(row) < 250 for row in range(5))
