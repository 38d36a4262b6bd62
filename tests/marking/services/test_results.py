"""Marks are shown when a teacher releases them, and not before."""

from decimal import Decimal

import pytest

from marking import queries
from marking.models import Release, Standing
from marking.services import marks, results
from quizzes.access.table import permitted
from quizzes.models import Attempt, Response
from tests.cast import NOW, School, sat

pytestmark = pytest.mark.django_db


def test_release_is_refused_while_responses_wait_to_be_marked(cast: School) -> None:
    sat(cast.assignment, cast.sam, "social facists")

    with pytest.raises(results.NotReady) as caught:
        results.release(assignment=cast.assignment, by=cast.alice, now=NOW, unchecked_too=True)

    assert (caught.value.progress.responses, caught.value.progress.marked) == (1, 0)


def test_release_is_refused_while_doubtful_ones_wait_unless_said_otherwise(cast: School) -> None:
    attempt = sat(cast.assignment, cast.sam, "social facists")
    marks.mark_responses(responses=queries.waiting(), now=NOW)
    Standing.objects.filter(response__attempt=attempt).update(state=Standing.State.TO_CHECK)

    with pytest.raises(results.NotReady):
        results.release(assignment=cast.assignment, by=cast.alice, now=NOW)
    released = results.release(assignment=cast.assignment, by=cast.alice, now=NOW, unchecked_too=True)

    assert released.released_by == cast.alice


def test_release_twice_is_one_release(cast: School) -> None:
    first = results.release(assignment=cast.assignment, by=cast.alice, now=NOW)

    again = results.release(assignment=cast.assignment, by=cast.alice, now=NOW)

    assert (again, Release.objects.count()) == (first, 1)


def test_a_student_sees_own_results_from_release_until_they_are_taken_back(cast: School) -> None:
    attempt = sat(cast.assignment, cast.sam, "social facists")
    marks.mark_responses(responses=queries.waiting(), now=NOW)

    def seen_by(user: object) -> list[Attempt]:
        return list(permitted(user, "marking.view_result", Attempt.objects.all()))

    assert seen_by(cast.sam) == []
    results.release(assignment=cast.assignment, by=cast.alice, now=NOW, unchecked_too=True)
    assert seen_by(cast.sam) == [attempt]
    assert seen_by(cast.sue) == []
    results.take_back(assignment=cast.assignment, by=cast.alice, now=NOW)
    assert seen_by(cast.sam) == []
    assert Release.objects.get().taken_back_by == cast.alice


def test_table_shows_every_student_with_marks_and_total(cast: School) -> None:
    attempt = sat(cast.assignment, cast.sam, "social facists")
    marks.mark_responses(responses=queries.waiting(), now=NOW)
    marks.give(
        response=Response.objects.get(attempt=attempt),
        mark=Decimal("1.5"),
        reason="Half of it.",
        by=cast.alice,
        now=NOW,
    )

    table = queries.table(cast.assignment)

    assert [(row.student, row.total) for row in table.rows] == [(cast.sam, Decimal("1.5")), (cast.sue, None)]
    assert table.out_of == Decimal(2)
