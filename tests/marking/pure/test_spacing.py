"""When a question comes again: the schedule as it is published, by examples."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from marking.pure.spacing import DAYS, Card, following, moved

TODAY = date(2026, 3, 2)


def days_until(box: int, share: str) -> tuple[int, int]:
    """Return the box that an answer moves a question to, and in how many days it comes again."""
    place = moved(box, Decimal(share), TODAY)
    return place.box, (place.due - TODAY).days


def test_right_answers_move_through_the_boxes_and_stay_in_the_last() -> None:
    box, waits = 0, []
    for _ in range(len(DAYS) + 1):
        box, days = days_until(box, "1")
        waits.append(days)

    assert waits == [1, 3, 7, 14, 30, 30]


@pytest.mark.parametrize(
    ("box", "share", "wanted"), [(3, "0.5", 2), (1, "0.75", 0), (0, "0.5", 0), (4, "0.25", 0), (2, "0", 0)]
)
def test_what_is_not_all_right_goes_back_and_comes_again_today(box: int, share: str, wanted: int) -> None:
    assert days_until(box, share) == (wanted, 0)


def test_half_right_and_then_right_ends_where_it_was() -> None:
    back, _ = days_until(3, "0.5")

    assert days_until(back, "1") == (3, 7)


def test_the_longest_due_comes_first_and_new_ones_after_all_that_are_due() -> None:
    due = [Card(1, TODAY), Card(2, TODAY - timedelta(days=4))]

    assert following(due, [7]) == 2
    assert following(due[:1], [7]) == 1
    assert following([], [7, 8]) == 7
    assert following([], []) is None


def test_a_missed_one_comes_again_after_three_others_or_when_nothing_else_is_left() -> None:
    assert following([Card(1, TODAY, since=2)], [7]) == 7
    assert following([Card(1, TODAY, since=3)], [7]) == 1
    assert following([Card(1, TODAY, since=0), Card(2, TODAY, since=1)], []) == 2
