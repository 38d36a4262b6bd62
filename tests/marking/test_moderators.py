"""A moderator reads and marks in the classes that they were appointed for, and does nothing else there."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from marking.models import Mark, MarkBatch, Moderator, Release, Standing
from marking.services import marks, moderators
from marking.todo import todos_of
from quizzes.access.table import may
from quizzes.models import Enrolment, Response
from quizzes.services import classes
from tests.cast import NOW, School, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


@pytest.fixture
def bob(cast: School, response: Response) -> Client:
    """Return the client of bob, who moderates alice's class with one marked answer."""
    Standing.objects.update(state=Standing.State.TO_CHECK)
    moderators.appoint(school_class=cast.class_10b, username="Bob", by=cast.alice, now=NOW)
    return signed_in(cast.bob)


def test_a_moderator_sees_marks_checks_and_marks_a_second_time(cast: School, bob: Client, response: Response) -> None:
    address = f"/assignments/{cast.assignment.pk}"
    mine = bob.get("/moderation/").content.decode()
    page = bob.get(f"{address}/marks/").content.decode()

    assert f"{address}/check/" in mine
    assert "1 answer to check" in mine
    assert "Sam" in page
    assert "Release the marks" not in page
    assert bob.get(f"{address}/check/").status_code == 200
    form = {"mark": "2", "reason": "Meant both.", "seen": response.standing.mark_id}
    assert bob.post(f"/responses/{response.pk}/", form).status_code == 302
    assert Standing.objects.get().mark.marker == cast.bob
    alices = Response.objects.get(pk=response.pk)
    marks.give(response=alices, mark=Decimal(1), reason="One.", by=cast.alice, now=NOW)
    bob.post(f"{address}/second/", {"draw": "1"})
    assert "Answer 1 of 1" in bob.get(f"{address}/second/").content.decode()


REFUSED: list[Callable[[School], str]] = [
    lambda cast: f"/assignments/{cast.assignment.pk}/marks/release/",
    lambda cast: f"/assignments/{cast.assignment.pk}/marks/take-back/",
    lambda cast: f"/assignments/{cast.assignment.pk}/holds/",
    lambda cast: f"/classes/{cast.class_10b.pk}/",
    lambda cast: f"/classes/{cast.class_10b.pk}/moderators/",
    lambda cast: f"/classes/{cast.class_10b.pk}/students/{cast.sam.pk}/",
    lambda cast: f"/quizzes/{cast.quiz.pk}/",
    lambda cast: f"/assignments/{cast.assignment.pk}/monitor/",
    lambda cast: f"/moderators/{Moderator.objects.get().pk}/end/",
]


@pytest.mark.parametrize("place", REFUSED)
def test_a_moderator_reaches_nothing_else_of_the_class(
    cast: School, bob: Client, place: Callable[[School], str]
) -> None:
    assert bob.post(place(cast), {"student": cast.sam.pk, "username": "bob"}).status_code in {404, 405}
    assert bob.get(place(cast)).status_code in {404, 405}
    assert not Release.objects.exists()
    assert Moderator.objects.filter(ended_at=None).exists()


def test_an_ended_moderator_sees_nothing_and_the_marks_stay(cast: School, bob: Client, response: Response) -> None:
    marks.give(response=response, mark=Decimal(2), reason="Fine.", by=cast.bob, now=NOW)
    alice, row = signed_in(cast.alice), Moderator.objects.get()

    assert "Bob" in alice.get(f"/classes/{cast.class_10b.pk}/moderators/").content.decode()
    alice.post(f"/moderators/{row.pk}/end/")

    assert bob.get(f"/assignments/{cast.assignment.pk}/marks/").status_code == 404
    assert bob.get(f"/responses/{response.pk}/").status_code == 404
    assert Mark.objects.filter(marker=cast.bob).exists()
    assert todos_of(cast.bob, NOW) == []


def test_only_teachers_who_are_not_in_the_class_are_appointed(cast: School) -> None:
    address, alice = f"/classes/{cast.class_10b.pk}/moderators/", signed_in(cast.alice)

    for username, why in (("sam", "No teacher here"), ("nobody", "No teacher here"), ("alice", "as a teacher")):
        answer = alice.post(address, {"username": username})
        assert (answer.status_code, why in answer.content.decode()) == (422, True)
    alice.post(address, {"username": "bob"})
    alice.post(address, {"username": "bob"})

    assert Moderator.objects.get().user == cast.bob
    assert [str(todo) for todo in todos_of(cast.bob, NOW)] == ["1 class that you moderate"]
    assert "1 class that you moderate" in signed_in(cast.bob).get("/").content.decode()


def _end_as_moderator(cast: School) -> None:
    signed_in(cast.alice).post(f"/moderators/{Moderator.objects.get().pk}/end/")


def _end_as_teacher(cast: School) -> None:
    Moderator.objects.update(ended_at=NOW, ended_by=cast.alice)
    classes.enrol(school_class=cast.class_10b, user=cast.bob, role=Enrolment.Role.TEACHER, now=NOW)
    classes.leave(school_class=cast.class_10b, user=cast.bob, by=cast.alice, now=NOW)


@pytest.mark.parametrize("end", [_end_as_moderator, _end_as_teacher])
def test_an_act_is_undone_only_by_who_still_marks_the_class(
    cast: School, bob: Client, response: Response, end: Callable[[School], None]
) -> None:
    decision = marks.Decision(response, Decimal(2), response.standing.mark_id)
    given = marks.give_many(decisions=[decision], reason="Meant both.", by=cast.bob, now=NOW, kind=MarkBatch.Kind.GROUP)
    batch = given.batch
    assert may(cast.bob, "marking.change_markbatch", batch)
    end(cast)

    assert bob.post(f"/batches/{batch.pk}/undo/").status_code == 404

    batch.refresh_from_db()
    assert batch.undone_at is None
    assert Standing.objects.get(mark__mark=2)
    assert may(cast.admin, "marking.change_markbatch", batch)
