"""What kills or hangs the process that marks it is found out, and everything else is marked meanwhile."""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError

from marking import queries
from marking.models import Claim, Standing
from marking.models.mark import MOST_TRIES
from marking.services import claims, marks, standings
from quizzes.models import Enrolment, Response
from quizzes.services import classes
from tests.cast import NOW, School, person, sat, school
from tests.runtime import site

pytestmark = pytest.mark.postgresql


def answered(cast: School, *texts: str) -> list[Response]:
    """Return the answers of as many students, handed in."""
    for number, text in enumerate(texts):
        student = person(f"student{number}")
        classes.enrol(school_class=cast.class_10b, user=student, role=Enrolment.Role.STUDENT, now=NOW)
        sat(cast.assignment, student, text)
    return list(Response.objects.handed_in().order_by("pk"))


@pytest.mark.django_db
def test_a_class_that_has_just_handed_in_goes_before_a_backlog() -> None:
    cast = school()
    backlog = answered(cast, *["social facists"] * 8)
    newest = sat(cast.assignment, cast.sue, "socialism", now=NOW + timedelta(hours=3))
    taken = claims.take(most=3, now=NOW + timedelta(hours=3, minutes=6))
    assert taken[0].attempt_id == newest.pk
    assert {row.pk for row in taken[1:]} <= {row.pk for row in backlog}


def states() -> list[str]:
    return list(Standing.objects.order_by("pk").values_list("state", flat=True))


# ---- real workers, that really die -------------------------------------------------------------------------


@pytest.fixture
def fatal_worker(transactional_db: None, _fresh_queue_and_cache: None) -> Iterator[site.Program]:
    """Return a worker, not started, of the engine that some answers kill."""
    program = site.worker(app="tests.runtime.fatal")
    yield program
    program.stop()


@pytest.mark.processes
@pytest.mark.parametrize(
    "text",
    [  # on either database one of them; on PostgreSQL the test below has the other
        pytest.param("FATAL", marks=pytest.mark.sqlite),
        pytest.param("ENDLESS", marks=pytest.mark.postgresql(alone=True)),
    ],
)
def test_an_answer_that_ends_the_process_is_left_to_a_person_and_the_others_are_marked(
    fatal_worker: site.Program, text: str
) -> None:
    cast = school()
    rows = answered(cast, "social facists", text, *["socialism in one country"] * 10)
    fatal_worker.start()

    site.until(lambda: not queries.waiting().exists(), seconds=180, of=f"the marks: {fatal_worker.said()}")

    assert states() == ["SURE", "FAILED", *["SURE"] * 10], fatal_worker.said()
    failed = Standing.objects.get(state=Standing.State.FAILED)
    assert (failed.response_id, failed.tries) == (rows[1].pk, MOST_TRIES)
    assert "never came to an end" in failed.error
    assert [claim.response_id for claim in Claim.objects.all()] == [rows[1].pk]
    late = sat(cast.assignment, cast.sue, "social facists")
    site.until(
        lambda: Standing.objects.filter(response__attempt=late).exists(), seconds=60, of="the mark of who came later"
    )


@pytest.mark.processes
@pytest.mark.postgresql(alone=True)
def test_the_others_are_marked_while_one_is_tried_again(fatal_worker: site.Program) -> None:
    cast = school()
    answered(cast, "FATAL")
    fatal_worker.start()
    site.until(Claim.objects.exists, seconds=60, of="the first try")
    late = sat(cast.assignment, cast.sue, "social facists")
    site.until(lambda: Standing.objects.filter(response__attempt=late).exists(), seconds=60, of="the mark of the other")
    site.until(lambda: "FAILED" in states(), seconds=60, of="the fatal one to be set aside")


# ---- who may take what -------------------------------------------------------------------------------------


def taken(now: datetime = NOW, most: int = 500) -> list[int]:
    return [row.pk for row in claims.take(most=most, now=now)]


def died() -> None:
    """Let the process that holds every claim be gone, as its number shows."""
    Claim.objects.update(holder=f"{socket.gethostname()[:60]} {os.getpid()} 1")


@pytest.mark.django_db
def test_what_is_claimed_is_not_taken_twice_until_its_lease_is_over(cast: School) -> None:
    rows = answered(cast, "one", "two")
    assert taken(most=1) == [rows[0].pk]
    assert taken() == [rows[1].pk]
    assert taken() == []
    assert taken(NOW + claims.LEASE - timedelta(seconds=1)) == []
    assert taken(NOW + claims.LEASE) == [row.pk for row in rows]


@pytest.mark.django_db
def test_what_a_dead_process_held_is_free_at_once(cast: School) -> None:
    rows = answered(cast, "one")
    taken()
    died()
    assert taken() == [rows[0].pk]


@pytest.mark.django_db
def test_what_another_host_holds_waits_for_its_lease(cast: School) -> None:
    answered(cast, "one")
    taken()
    Claim.objects.update(holder=f"elsewhere {os.getpid()} 1")
    assert taken() == []


@pytest.mark.django_db
def test_a_clock_that_is_set_back_keeps_nothing_claimed(cast: School) -> None:
    rows = answered(cast, "one")
    taken()
    assert taken(NOW - timedelta(hours=1)) == [rows[0].pk]


@pytest.mark.django_db
def test_what_was_begun_twice_is_tried_alone_and_after_the_others_and_then_not_again(cast: School) -> None:
    first, second = (row.pk for row in answered(cast, "one", "two"))
    for _ in range(2):
        assert taken() == [first, second]
        died()
    fresh = answered_by(cast, "sue", "three")
    assert taken() == [fresh]
    marks.mark_responses(responses=Response.objects.filter(pk=fresh), now=NOW)
    assert [taken(), taken(), taken()] == [[first], [second], []]
    died()
    assert [taken(), taken(), taken()] == [[first], [second], []]
    died()

    assert taken() == []

    failed = Standing.objects.filter(state=Standing.State.FAILED).order_by("pk")
    assert list(failed.values_list("pk", "tries")) == [(first, MOST_TRIES), (second, MOST_TRIES)]


def answered_by(cast: School, name: str, text: str) -> int:
    attempt = sat(cast.assignment, getattr(cast, name), text)
    return Response.objects.get(attempt=attempt).pk


@pytest.mark.django_db
def test_what_a_person_has_tried_again_is_tried_alone(cast: School) -> None:
    rows = answered(cast, "one", "two")
    for _ in range(claims.MOST):
        taken()
        died()
    Claim.objects.update(tries=claims.MOST)
    assert taken() == []

    standings.try_again(responses=rows, now=NOW)

    assert [taken(NOW + claims.LEASE), taken(NOW + claims.LEASE)] == [[rows[0].pk], [rows[1].pk]]


@pytest.mark.django_db
def test_a_batch_holds_no_more_letters_than_the_engine_takes_in_one_go(
    cast: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claims, "LETTERS", 10)
    first, second, third = (row.pk for row in answered(cast, "twelve signs", "four", "five."))
    assert [taken(), taken(), taken()] == [[first], [second, third], []]


@pytest.mark.django_db
def test_a_backlog_is_taken_piece_by_piece_and_what_came_behind_it_in_the_end(
    cast: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, place = [row.pk for row in answered(cast, "one", "two", "three", "four")], claims.Place(most=2)
    later = NOW + timedelta(days=1)

    def piece() -> list[int]:
        return [row.pk for row in claims.take(most=9, now=later, place=place)]

    assert piece() == rows[:2]
    Claim.objects.filter(response=rows[0]).delete()  # as where a late text has come for it
    place.most = 9
    assert [piece(), piece(), piece()] == [rows[2:], rows[:1], []]


@pytest.mark.django_db
def test_a_class_that_has_just_handed_in_does_not_wait_for_a_piece_of_the_backlog(cast: School) -> None:
    answered(cast, "one", "two")
    newest = sat(cast.assignment, cast.sue, "socialism", now=NOW + timedelta(hours=3))
    taken = claims.take(most=9, now=NOW + timedelta(hours=3, minutes=1), place=claims.Place())
    assert [row.attempt_id for row in taken] == [newest.pk]


@pytest.mark.django_db
def test_a_batch_is_of_no_more_questions_than_can_be_made_ready_in_one_go(
    cast: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claims, "QUESTIONS", 0)
    first, second = (row.pk for row in answered(cast, "one", "two"))
    assert [taken(), taken(), taken()] == [[first], [second], []]


@pytest.mark.django_db
def test_a_mark_takes_the_claim_away(cast: School) -> None:
    answered(cast, "social facists")
    assert marks.mark_waiting(now=NOW) == 1
    assert not Claim.objects.exists()


@pytest.mark.django_db
def test_a_database_that_is_away_does_not_count_against_an_answer(
    cast: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered(cast, "social facists")

    def away(*_: object, **__: object) -> None:
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(marks, "_record", away)
    for _ in range(claims.MOST + 1):
        with pytest.raises(OperationalError):
            marks.mark_waiting(now=NOW)
    monkeypatch.undo()

    assert marks.mark_waiting(now=NOW) == 1
    assert states() == ["SURE"]


@pytest.mark.django_db
def test_a_mark_that_cannot_be_written_down_holds_up_no_other(cast: School, monkeypatch: pytest.MonkeyPatch) -> None:
    bad, *good = answered(cast, "one", "two", "three")
    really = marks._record

    def record(results: Sequence[marks.Result], *rest: Any) -> int:
        if any(result.response.pk == bad.pk for result in results):
            raise ValueError("no row can hold this")
        return really(results, *rest)

    monkeypatch.setattr(marks, "_record", record)
    for _ in range(10):
        with contextlib.suppress(ValueError):
            marks.mark_waiting(now=NOW)

    assert {row.response_id: row.state for row in Standing.objects.all()} == {
        bad.pk: "FAILED",
        **{row.pk: "SURE" for row in good},
    }


@pytest.mark.django_db
def test_claims_of_a_process_that_died_after_the_mark_are_forgotten(cast: School) -> None:
    rows = answered(cast, "social facists")
    taken()
    marks.mark_responses(responses=rows, now=NOW)
    assert claims.forget(now=NOW + claims.LEASE) == 0
    assert claims.forget(now=NOW + claims.LEASE + 2 * claims.KEPT) == 1
