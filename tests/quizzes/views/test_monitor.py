"""The live room: who is where, what a teacher does there, and that it stays quick."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from quizzes.models import Assignment, Attempt, AttemptAct, Enrolment, Response, ResponseVersion
from quizzes.services import attempts, classes, presence
from quizzes.services.attempts import Answer
from tests.cast import School, person, signed_in

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


def address(cast: School, rest: str = "") -> str:
    return f"/quizzes/set/{cast.assignment.pk}/monitor/{rest}"


def do(alice: Client, cast: School, act: str, *ids: int, **more: Any) -> Any:
    data = {"act": act, "minutes": 5, "key": str(uuid.uuid4()), "attempts": ids, **more}
    return alice.post(address(cast, "act/"), data, follow=True)


def save(attempt: Attempt, text: str, seq: int, at: Any) -> None:
    item = attempt.responses.get().item_id
    attempts.save(attempt=attempt, answers=[Answer(item, text, seq)], lease="", received_at=at)


def test_the_room_shows_who_works_who_has_not_started_and_what_is_answered(
    cast: School, attempt: Attempt, alice: Client
) -> None:
    save(attempt, "some words of sam", 1, timezone.now())
    page = alice.get(address(cast)).content.decode()
    assert "<strong>1</strong> working" in page
    assert "<strong>1</strong> not started" in page
    assert "1 of 1" in page
    assert "17:5" in page
    assert "some words of sam" not in page


def test_those_at_work_come_first_and_one_state_can_be_shown_alone(
    cast: School, attempt: Attempt, alice: Client
) -> None:
    assert str(cast.sam) < str(cast.sue)
    attempts.hand_in(attempt=attempt, answers=[], lease="", now=timezone.now())
    attempts.start(assignment=cast.assignment, student=cast.sue, now=timezone.now())

    def names(rest: str) -> list[str]:
        return re.findall(r'<th scope="row">(\w+)</th>', alice.get(address(cast, rest)).content.decode())

    assert names("") == ["Sue", "Sam"]
    assert names("?sort=name") == ["Sam", "Sue"]
    assert names("?show=handed-in") == ["Sam"]
    assert names("?show=silent&part=room") == ["Sue"]
    assert names("?show=absent") == []
    assert names("?show=nonsense") == ["Sue", "Sam"]


def test_a_page_is_connected_while_it_gives_signs_of_life_and_silent_after(
    cast: School, attempt: Attempt, alice: Client
) -> None:
    presence.note(attempt_id=attempt.pk, now=timezone.now())
    assert "Connected" in alice.get(address(cast)).content.decode()
    presence.note(attempt_id=attempt.pk, now=timezone.now() - MINUTE)
    assert "Silent" in alice.get(address(cast)).content.decode()


def test_a_heartbeat_is_a_sign_of_life(cast: School, attempt: Attempt) -> None:
    reply = signed_in(cast.sam).put(
        f"/api/v1/attempts/{attempt.pk}/answers/", {"answers": []}, content_type="application/json"
    )
    assert reply.json()["state"] == "open"
    assert attempt.pk in presence.last_seen([attempt.pk])


def test_five_minutes_for_the_whole_class_are_one_button_and_stand_in_the_log(
    cast: School, attempt: Attempt, alice: Client
) -> None:
    page = do(alice, cast, "give", whole_class="on", reason="The line was down").content.decode()
    assert Attempt.objects.get().ends_at == attempt.ends_at + 5 * MINUTE  # type: ignore[operator]
    assert "Done for 1 student." in page
    assert "left as" not in page


def test_who_is_left_as_they_were_is_counted(cast: School, attempt: Attempt, alice: Client) -> None:
    other = attempts.start(assignment=cast.assignment, student=cast.sue, now=timezone.now())
    attempts.hand_in(attempt=other, answers=[], lease="", now=timezone.now())

    page = do(alice, cast, "give", whole_class="on", reason="The line was down").content.decode()

    assert "1 left as it was: it does not apply to what they are doing." in page
    assert "The line was down" in page


def test_the_same_form_twice_is_one_act(cast: School, attempt: Attempt, alice: Client) -> None:
    key = str(uuid.uuid4())
    do(alice, cast, "give", attempt.pk, key=key)
    assert "Nothing changed" in do(alice, cast, "give", attempt.pk, key=key).content.decode()
    do(alice, cast, "take", attempt.pk, key=key)
    assert AttemptAct.objects.count() == 2


def test_ticked_students_are_paused_go_on_are_handed_in_and_opened_again(
    cast: School, attempt: Attempt, alice: Client
) -> None:
    assert "Paused" in do(alice, cast, "pause", attempt.pk).content.decode()
    reply = signed_in(cast.sam).put(
        f"/api/v1/attempts/{attempt.pk}/answers/", {"answers": []}, content_type="application/json"
    )
    assert reply.json()["state"] == "paused"
    for act, state in (("resume", "open"), ("hand-in", "handed_in"), ("reopen", "open")):
        do(alice, cast, act, attempt.pk)
        assert Attempt.objects.get().state(timezone.now()) == state


def test_nobody_ticked_or_bad_minutes_is_said_and_what_was_typed_stays(
    cast: School, attempt: Attempt, alice: Client
) -> None:
    reply = do(alice, cast, "give", reason="Bell rang")
    assert reply.status_code == 422
    assert "nobody is ticked" in reply.content.decode()
    assert "Bell rang" in reply.content.decode()
    reply = do(alice, cast, "give", attempt.pk, minutes=900)
    assert reply.status_code == 422
    assert f'value="{attempt.pk}" checked' in reply.content.decode()
    assert not AttemptAct.objects.exists()


def test_an_attempt_of_another_class_cannot_be_acted_on_from_here(cast: School, attempt: Attempt) -> None:
    assert do(signed_in(cast.bob), cast, "pause", attempt.pk).status_code == 404
    assert signed_in(cast.sam).get(address(cast)).status_code == 404
    assert Attempt.objects.get().paused_at is None


def test_a_late_text_is_shown_and_accepted(cast: School, attempt: Attempt, alice: Client) -> None:
    Attempt.objects.update(ends_at=timezone.now() - MINUTE)
    save(attempt, "a slow line", 1, timezone.now())
    assert "a slow line" in alice.get(address(cast)).content.decode()
    version = ResponseVersion.objects.get()
    page = alice.post(address(cast, "late/"), {"version": version.pk, "accept": "yes"}, follow=True).content.decode()
    assert Response.objects.get().text == "a slow line"
    assert "Nothing is waiting for you." in page
    again = alice.post(address(cast, "late/"), {"version": version.pk, "accept": "no"}, follow=True)
    assert "already counts" in again.content.decode()


def test_the_rule_for_late_texts_is_set_here(cast: School, alice: Client) -> None:
    alice.post(address(cast, "late/"), {"rule": "REFUSE"})
    assert Assignment.objects.get().late_rule == "REFUSE"


def test_the_room_closes_whose_time_is_over_though_the_clock_s_task_is_late(
    cast: School, attempt: Attempt, alice: Client
) -> None:
    Attempt.objects.update(ends_at=timezone.now() - MINUTE)
    assert "time over" in alice.get(address(cast, "?part=room")).content.decode()


def test_the_room_takes_as_many_queries_for_many_students_as_for_few(
    cast: School, attempt: Attempt, alice: Client
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as queries:
            alice.get(address(cast, "?part=room"))
        return len(queries)

    few = queries()
    for number in range(5):
        student = person(f"student{number}")
        role = Enrolment.Role.STUDENT
        classes.enrol(school_class=cast.class_10b, user=student, role=role, now=timezone.now())
        attempts.start(assignment=cast.assignment, student=student, now=timezone.now())
    assert queries() == few
    assert few <= 10


def test_pausing_all_before_anybody_starts_is_said_and_logged(cast: School, alice: Client) -> None:
    page = do(alice, cast, "pause", whole_class="on").content.decode()
    assert "The class is paused. Students who start now wait with the others." in page
    assert "The class paused" in page
    page = do(alice, cast, "resume", whole_class="on").content.decode()
    assert "The class has resumed." in page
    assert "The class is paused since" not in page
