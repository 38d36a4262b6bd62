"""Engine and people at once on PostgreSQL: a person's mark is never overruled, and no decision is done twice."""

from __future__ import annotations

import threading
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection, transaction

from marking import queries
from marking.models import Mark, MarkBatch, Release, ReleasedAttempt, Standing
from marking.services import claims, marks, remarking, results, schemes, standings
from quizzes.models import Assignment, Response
from quizzes.services import attempts
from tests.cast import NOW, School, sat
from tests.quizzes.test_attempt_races import at_once
from tests.runtime.kept import Kept


@pytest.fixture
def cast(kept_cast: Kept[School], transactional_db: None) -> School:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one write at a time; races need PostgreSQL (TEST_DATABASE=postgresql)")
    return kept_cast.again()


def marked(cast: School) -> list[Response]:
    for student in (cast.sam, cast.sue):
        sat(cast.assignment, student, "social facists")
    marks.mark_responses(responses=queries.waiting(), now=NOW)
    return list(Response.objects.select_related("item", "attempt", "standing").order_by("pk"))


@pytest.mark.parametrize("turn", range(4))
def test_a_mark_given_while_the_engine_marks_again_stands(cast: School, turn: int) -> None:
    rows = marked(cast)
    schemes.write(question=cast.question, text="socialism [1]\n", by=cast.alice, now=NOW)

    at_once(
        lambda: remarking.apply(question=cast.question, responses=Response.objects.all(), by=cast.alice, now=NOW),
        lambda: marks.give(response=rows[0], mark=Decimal(2), reason="Fine.", by=cast.bob, now=NOW),
        lambda: marks.mark_responses(responses=Response.objects.select_related("item"), now=NOW),
        lambda: marks.give(response=rows[1], mark=Decimal(0), reason="No.", by=cast.bob, now=NOW),
    )

    assert list(Standing.objects.order_by("pk").values_list("mark__mark", "state")) == [(2, "CHECKED"), (0, "CHECKED")]
    assert Mark.objects.filter(marker=None).count() == 4


def test_a_decision_sent_eight_times_at_once_is_one(cast: School) -> None:
    decisions = [marks.Decision(row, Decimal(2), row.standing.mark_id) for row in marked(cast)]
    key = uuid4()

    def decide() -> marks.Given:
        return marks.give_many(decisions=decisions, reason="So.", by=cast.alice, now=NOW, key=key)

    results = at_once(*[decide] * 8)

    assert {given.batch.pk for given in results} == {MarkBatch.objects.get().pk}
    assert Mark.objects.filter(marker=cast.alice).count() == 2


def test_a_late_text_does_not_wait_for_a_worker_that_marks(cast: School) -> None:
    row = marked(cast)[0]
    held, done = threading.Event(), threading.Event()

    def mark() -> None:
        with transaction.atomic():
            standings.lock([row.pk])
            held.set()
            done.wait(timeout=20)

    def send_late() -> attempts.Saved:
        held.wait(timeout=20)
        late = attempts.Answer(row.item_id, "and more", 9_999)
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '2s'")
            try:
                return attempts.save(attempt=row.attempt, answers=[late], lease="", received_at=NOW)
            finally:
                cursor.execute("RESET lock_timeout")
                done.set()

    _, saved = at_once(mark, send_late)

    assert saved.kept_aside == {row.item_id: "AFTER_HAND_IN"}


@pytest.mark.parametrize("turn", range(4))
def test_workers_at_once_have_each_answer_in_hand_once(cast: School, turn: int) -> None:
    for student in (cast.sam, cast.sue):
        sat(cast.assignment, student, "social facists")

    taken = at_once(*[lambda: claims.take(most=1, now=NOW)] * 4)

    ids = [row.pk for rows in taken for row in rows]
    assert len(ids) == len(set(ids))
    assert len(ids) + len(claims.take(most=9, now=NOW)) == 2


@pytest.mark.parametrize("turn", range(3))
def test_of_two_teachers_who_decide_at_once_one_is_told(cast: School, turn: int) -> None:
    decisions = [marks.Decision(row, Decimal(1), row.standing.mark_id) for row in marked(cast)]

    results = at_once(
        lambda: marks.give_many(decisions=decisions, reason="Mine.", by=cast.alice, now=NOW),
        lambda: marks.give_many(decisions=decisions[::-1], reason="Mine.", by=cast.bob, now=NOW),
    )

    assert sorted(type(result).__name__ for result in results) == ["Given", "ManyOvertaken"]
    assert Mark.objects.filter(marker__isnull=False).count() == 2


@pytest.mark.parametrize("turn", range(3))
def test_a_release_pressed_several_times_at_once_is_one(cast: School, turn: int) -> None:
    marked(cast)

    def release() -> Release:
        return results.release(assignment=cast.assignment, by=cast.alice, now=NOW, unchecked_too=True)

    outcomes = at_once(*[release] * 4)

    assert {row.pk for row in outcomes} == {Release.objects.get().pk}
    assert ReleasedAttempt.objects.count() == 2


def test_the_rule_run_twice_at_once_releases_once(cast: School) -> None:
    marked(cast)
    Assignment.objects.update(release_rule=Assignment.ReleaseRule.WHEN_MARKED)
    closed = cast.assignment.closes_at

    made = at_once(*[lambda: results.release_by_rule(now=closed)] * 3)

    assert (sum(made), Release.objects.count(), ReleasedAttempt.objects.count()) == (1, 1, 2)
