"""The API of a teacher's acts on a sitting."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from quizzes.models import Attempt, Quiz
from quizzes.services import attempts
from quizzes.services.attempts import Answer
from tests.cast import School, quiz_for, signed_in

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture
def cast(cast_of_today: School) -> School:
    return cast_of_today


@pytest.fixture
def attempt(cast: School) -> Attempt:
    return attempts.start(assignment=cast.assignment, student=cast.sam, now=timezone.now() - 2 * MINUTE)


@pytest.fixture
def alice(cast: School) -> Client:
    return signed_in(cast.alice)


def room(cast: School, rest: str = "") -> str:
    return f"/api/v1/rooms/{cast.assignment.pk}/{rest}"


def do(client: Client, cast: School, act: str, **more: Any) -> Any:
    sent = {"act": act, "key": str(uuid.uuid4()), **more}
    return client.post(room(cast, "acts/"), sent, content_type="application/json")


def ends(attempt: Attempt) -> Any:
    return Attempt.objects.get(pk=attempt.pk).ends_at


def test_room_says_who_is_where(cast: School, attempt: Attempt, alice: Client) -> None:
    body = alice.get(room(cast)).json()
    assert {seat["student"]: seat["state"] for seat in body["seats"]} == {"Sam": "open", "Sue": "absent"}
    assert [seat["attempt"] for seat in body["seats"]] == [attempt.pk, None]
    assert body["seats"][0]["seconds_left"] == pytest.approx(18 * 60, abs=30)
    assert body["late"] == []
    assert [row["id"] for row in alice.get("/api/v1/rooms/").json()["results"]] == [cast.assignment.pk]


def test_minutes_are_given_to_some_and_the_same_key_gives_them_once(
    cast: School, attempt: Attempt, alice: Client
) -> None:
    before, key = ends(attempt), str(uuid.uuid4())
    for _ in range(2):
        reply = do(alice, cast, "give", attempts=[attempt.pk], minutes=7, key=key)
        assert reply.status_code == 200
    assert ends(attempt) == before + 7 * MINUTE


def test_pausing_the_class_holds_those_who_start_later(cast: School, attempt: Attempt, alice: Client) -> None:
    assert do(alice, cast, "pause").json()["done"] == [attempt.pk]
    assert alice.get(room(cast)).json()["paused_at"]
    sue = attempts.start(assignment=cast.assignment, student=cast.sue, now=timezone.now())
    assert sue.paused_at is not None
    assert sorted(do(alice, cast, "resume").json()["done"]) == sorted([attempt.pk, sue.pk])


def test_handing_in_and_opening_again(cast: School, attempt: Attempt, alice: Client) -> None:
    do(alice, cast, "hand-in", attempts=[attempt.pk])
    assert not Attempt.objects.get().is_open
    do(alice, cast, "reopen", attempts=[attempt.pk], minutes=10, reason="The line was down")
    assert Attempt.objects.get().is_open
    assert Attempt.objects.get().acts.first().reason == "The line was down"


def test_late_text_is_decided_once(cast: School, attempt: Attempt, alice: Client) -> None:
    item = attempt.responses.get().item_id
    over = ends(attempt) + 30 * timedelta(seconds=1)
    attempts.save(attempt=attempt, answers=[Answer(item, "a late text", 5)], lease="", received_at=over)
    (waits,) = alice.get(room(cast)).json()["late"]
    assert (waits["student"], waits["text"], waits["counts_now"]) == ("Sam", "a late text", "")

    def decide(accept: bool) -> int:
        sent = {"version": waits["version"], "accept": accept}
        return int(alice.post(room(cast, "late/"), sent, content_type="application/json").status_code)

    assert decide(accept=True) == 204
    assert attempt.responses.get().text == "a late text"
    assert decide(accept=False) == 409
    assert alice.get(room(cast)).json()["late"] == []


@pytest.mark.parametrize(
    "wrong",
    [{"act": "explode"}, {"minutes": 0}, {"minutes": 601}, {"key": "x"}, {"attempts": ["x"]}, {"reason": "r" * 201}],
)
def test_what_makes_no_sense_is_named_and_nothing_is_done(
    cast: School, attempt: Attempt, alice: Client, wrong: dict[str, Any]
) -> None:
    before = ends(attempt)
    reply = do(alice, cast, wrong.pop("act", "give"), **wrong)
    assert reply.status_code == 400
    assert ends(attempt) == before


def test_attempts_of_another_sitting_are_left_alone(cast: School, attempt: Attempt, alice: Client) -> None:
    other = quiz_for(cast.class_11c, [cast.question], by=cast.alice, now=timezone.now() - MINUTE)
    tims = attempts.start(assignment=other, student=cast.tim, now=timezone.now())
    before = ends(tims)
    do(alice, cast, "give", attempts=[tims.pk])
    assert ends(tims) == before


@pytest.mark.parametrize("who", ["sam", "bob", "tim"])
def test_room_is_its_teachers_alone(cast: School, attempt: Attempt, who: str) -> None:
    client = signed_in(getattr(cast, who))
    before = ends(attempt)
    assert client.get(room(cast)).status_code == 404
    assert client.get("/api/v1/rooms/").json()["results"] == []
    assert do(client, cast, "give").status_code == 404
    assert do(client, cast, "nonsense").status_code == 404
    sent = {"version": 1, "accept": True}
    assert client.post(room(cast, "late/"), sent, content_type="application/json").status_code == 404
    assert ends(attempt) == before


def test_quiz_is_published_and_taken_back(cast: School, alice: Client) -> None:
    quiz = quiz_for(cast.class_10b, [cast.question], by=cast.alice, now=timezone.now(), publish=False).quiz
    assert alice.post(f"/api/v1/quizzes/{quiz.pk}/publish/").json()["state"] == Quiz.State.PUBLISHED
    assert alice.post(f"/api/v1/quizzes/{quiz.pk}/unpublish/").json()["state"] == Quiz.State.DRAFT
    quiz.items.all().delete()
    reply = alice.post(f"/api/v1/quizzes/{quiz.pk}/publish/")
    assert reply.status_code == 409
    assert "The quiz has no questions. Choose some first." in reply.content.decode()
    assert signed_in(cast.bob).post(f"/api/v1/quizzes/{quiz.pk}/publish/").status_code == 404


def test_quiz_that_a_student_has_begun_stays_published(cast: School, attempt: Attempt, alice: Client) -> None:
    assert alice.post(f"/api/v1/quizzes/{cast.quiz.pk}/unpublish/").status_code == 409
