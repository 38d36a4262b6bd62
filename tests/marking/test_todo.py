"""What waits for a teacher stands on their desk, each a link; what is another's does not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marking import queries
from marking.models import Standing
from marking.services import enquiries, marks, results
from marking.todo import todos_of
from quizzes.models import Enrolment, Response
from quizzes.services import classes
from tests.cast import NOW, School, person, quiz_for, sat, signed_in
from tests.marking.essays import essay, level, of_grid, script

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

AFTER = NOW + timedelta(days=2)


def said(user: object) -> list[tuple[str, str]]:
    return [(str(todo), todo.url) for todo in todos_of(user, AFTER)]


def test_from_checking_to_releasing_to_a_students_question(cast: School, response: Response) -> None:
    address = f"/assignments/{cast.assignment.pk}"
    Standing.objects.update(state=Standing.State.TO_CHECK)
    assert said(cast.alice) == [("1 answer to check", f"{address}/check/")]

    Standing.objects.update(state=Standing.State.SURE)
    assert said(cast.alice) == [("1 student’s marks to release", f"{address}/marks/#release")]

    results.release(assignment=cast.assignment, by=cast.alice, now=AFTER)
    assert said(cast.alice) == []

    enquiries.ask(response=response, text="Why?", now=AFTER)
    assert said(cast.alice) == [("1 question about marks", "/enquiries/")]
    assert said(cast.bob) == said(cast.admin) == []


@pytest.mark.parametrize("rule", ["AT_ONCE", "WHEN_MARKED"])
def test_what_a_rule_releases_waits_for_nobody_until_it_was_taken_back(
    cast: School, response: Response, rule: str
) -> None:
    type(cast.assignment).objects.update(release_rule=rule)
    Standing.objects.update(state=Standing.State.SURE)
    results.release_by_rule(now=AFTER)
    assert said(cast.alice) == []

    results.take_back(assignment=cast.assignment, by=cast.alice, now=AFTER)

    assert [what for what, _ in said(cast.alice)] == ["1 student’s marks to release"]


def test_the_desk_links_to_it_and_asks_no_more_queries_for_more(cast: School, response: Response) -> None:
    Standing.objects.update(state=Standing.State.TO_CHECK)
    assert (
        'check/">1 answer to check<span class="sr">, Stalin, 10B</span></a>'
        in signed_in(cast.alice).get("/").content.decode()
    )
    few = _queries(cast)
    for number in range(4):
        student = person(f"student{number}")
        classes.enrol(school_class=cast.class_10b, user=student, role=Enrolment.Role.STUDENT, now=NOW)
        sat(quiz_for(cast.class_10b, [cast.question], by=cast.alice), student, "social facists")
    marks.mark_responses(responses=queries.waiting(), now=NOW)

    assert _queries(cast) == few
    assert len(said(cast.alice)) == 5


def test_an_old_quiz_is_not_forgotten_behind_newer_ones(cast: School, response: Response) -> None:
    Standing.objects.update(state=Standing.State.TO_CHECK)
    for number in range(40):
        quiz_for(cast.class_10b, [cast.question], by=cast.alice, now=NOW + timedelta(minutes=number + 1))
    assert said(cast.alice) == [("1 answer to check", f"/assignments/{cast.assignment.pk}/check/")]


def test_many_quizzes_that_wait_are_counted_together(cast: School) -> None:
    for number in range(10):
        other = quiz_for(cast.class_10b, [cast.question], by=cast.alice, now=NOW - timedelta(days=number + 1))
        sat(other, cast.sam, "social facists", now=NOW - timedelta(days=number + 1))
    marks.mark_responses(responses=queries.waiting(), now=NOW)
    lines = [what for what, _ in said(cast.alice)]
    assert len(lines) == 9
    assert lines[-1] == "2 older quizzes that wait"


def _queries(cast: School) -> int:
    with CaptureQueriesContext(connection) as made:
        todos_of(cast.alice, AFTER)
    return len(made)


def test_essays_to_level_have_a_line_of_their_own(cast: School) -> None:
    assignment = of_grid(cast)
    row = script(assignment, cast.sam, essay(3))

    assert said(cast.alice) == [("1 essay to level", f"/assignments/{assignment.pk}/essays/")]
    level(row, cast.alice, mark="4")
    assert [what for what, _ in said(cast.alice)] == ["1 student’s marks to release"]
