"""The API of a sitting: what a client may send, and what it is told."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from quizzes.models import Attempt, ResponseVersion
from quizzes.services import attempts
from tests.cast import School, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(cast_of_today: School) -> School:
    return cast_of_today


@pytest.fixture
def attempt(cast: School) -> Attempt:
    return attempts.start(assignment=cast.assignment, student=cast.sam, now=timezone.now())


@pytest.fixture
def sam(client: Client, cast: School) -> Client:
    return signed_in(cast.sam, client)


def item_of(attempt: Attempt) -> int:
    return int(attempt.responses.values_list("item", flat=True)[0])


def put(client: Client, attempt: Attempt, text: str, seq: int, **more: Any) -> Any:
    body = {"answers": [{"item": item_of(attempt), "text": text, "seq": seq}], **more}
    return client.put(f"/api/v1/attempts/{attempt.pk}/answers/", body, content_type="application/json")


def send(client: Client, attempt: Attempt, what: str, **body: Any) -> Any:
    return client.post(f"/api/v1/attempts/{attempt.pk}/{what}/", body, content_type="application/json")


def move_end(attempt: Attempt, seconds: float) -> None:
    Attempt.objects.filter(pk=attempt.pk).update(ends_at=timezone.now() + timedelta(seconds=seconds))


def test_start_brings_the_questions_and_no_word_of_the_mark_scheme(sam: Client, cast: School) -> None:
    reply = sam.post(f"/api/v1/assignments/{cast.assignment.pk}/start/")
    body = reply.json()
    assert reply.status_code == 200
    assert [item["stem"] for item in body["items"]] == ["What did Stalin want?"]
    assert "socialism" not in reply.content.decode()
    assert sam.post(f"/api/v1/assignments/{cast.assignment.pk}/start/").json()["id"] == body["id"]


def test_start_that_is_not_possible_says_so(sam: Client, cast: School) -> None:
    type(cast.assignment).objects.update(
        opens_at=timezone.now() + timedelta(hours=1), closes_at=timezone.now() + timedelta(hours=2)
    )
    reply = sam.post(f"/api/v1/assignments/{cast.assignment.pk}/start/")
    assert (reply.status_code, reply.json()["detail"]) == (409, "The quiz is not open for you now.")


def test_save_tells_the_number_on_record_and_the_time(sam: Client, attempt: Attempt) -> None:
    before = timezone.now()
    body = put(sam, attempt, "at home first", 7).json()
    assert body["saved"] == {str(item_of(attempt)): 7}
    assert (body["state"], body["receipt"], body["unknown"]) == ("open", "", [])
    assert before <= parse_datetime(body["server_now"]) <= timezone.now()
    assert parse_datetime(body["ends_at"]) == attempt.ends_at


def test_save_gives_back_what_stands_instead_of_a_stale_answer(sam: Client, attempt: Attempt) -> None:
    put(sam, attempt, "newer", 3)
    body = put(sam, attempt, "older", 2).json()
    item = str(item_of(attempt))
    assert body["kept_aside"] == {item: "STALE"}
    assert body["newer"] == {item: {"text": "newer", "seq": 3}}


def test_save_from_an_older_tab_says_read_only(sam: Client, attempt: Attempt) -> None:
    assert send(sam, attempt, "lease", lease="tab-number-one").json()["state"] == "open"
    assert send(sam, attempt, "lease", lease="tab-number-two").json()["state"] == "open"
    body = put(sam, attempt, "old tab", 1, lease="tab-number-one").json()
    assert (body["state"], body["saved"]) == ("read_only", {})
    assert put(sam, attempt, "new tab", 2, lease="tab-number-two").json()["state"] == "open"


def test_heartbeat_tells_of_extra_time(sam: Client, attempt: Attempt) -> None:
    move_end(attempt, 3600)
    attempt.refresh_from_db()
    reply = sam.put(f"/api/v1/attempts/{attempt.pk}/answers/", {"answers": []}, content_type="application/json")
    assert parse_datetime(reply.json()["ends_at"]) == attempt.ends_at


def test_heartbeat_after_the_end_finds_the_attempt_handed_in(sam: Client, attempt: Attempt) -> None:
    Attempt.objects.filter(pk=attempt.pk).update(started_at=timezone.now() - timedelta(hours=1))
    move_end(attempt, -10)
    reply = sam.put(f"/api/v1/attempts/{attempt.pk}/answers/", {"answers": []}, content_type="application/json")
    assert reply.json()["state"] == "handed_in"
    assert reply.json()["receipt"]


def test_reading_an_attempt_after_its_end_closes_it(sam: Client, attempt: Attempt) -> None:
    Attempt.objects.filter(pk=attempt.pk).update(started_at=timezone.now() - timedelta(hours=1))
    move_end(attempt, -10)
    body = sam.get(f"/api/v1/attempts/{attempt.pk}/").json()
    assert body["closed_by_clock"]
    assert body["submitted_at"] == body["ends_at"]


def test_hand_in_twice_answers_the_same(sam: Client, attempt: Attempt) -> None:
    answers = [{"item": item_of(attempt), "text": "final", "seq": 1}]
    first = send(sam, attempt, "hand-in", answers=answers).json()
    again = send(sam, attempt, "hand-in", answers=[]).json()
    assert first["state"] == again["state"] == "handed_in"
    assert first["receipt"] == again["receipt"] != ""
    assert attempt.responses.get().text == "final"


def test_another_students_attempt_is_not_found_whatever_is_sent(client: Client, cast: School, attempt: Attempt) -> None:
    signed_in(cast.sue, client)
    assert put(client, attempt, "mine now", 1).status_code == 404
    assert put(client, attempt, "mine now", -1).status_code == 404
    assert send(client, attempt, "lease", lease="a-tab-of-sue").status_code == 404
    assert send(client, attempt, "hand-in", answers=[]).status_code == 404
    attempt.refresh_from_db()
    assert (attempt.lease, attempt.submitted_at) == ("", None)
    assert not ResponseVersion.objects.exists()


def test_a_signed_out_client_is_told_to_sign_in(client: Client, attempt: Attempt) -> None:
    reply = put(client, attempt, "x", 1)
    assert (reply.status_code, reply["Content-Type"]) == (401, "application/problem+json")


@pytest.mark.parametrize(
    "body",
    [
        "{}",
        "[]",
        "null",
        '"text"',
        '{"answers": null}',
        '{"answers": [null]}',
        '{"answers": [{"item": 0, "text": "x", "seq": 1}]}',
        '{"answers": [{"item": 1, "text": "x", "seq": 0}]}',
        '{"answers": [{"item": 1, "text": "x", "seq": 1e400}]}',
        '{"answers": [{"item": 1, "text": "x", "seq": 9999999999999999999999}]}',
        '{"answers": [{"item": 9999999999999999999999, "text": "x", "seq": 1}]}',
        '{"answers": [{"item": 1, "text": "a\\u0000b", "seq": 1}]}',
        '{"answers": [{"item": 1, "text": "\\ud83d", "seq": 1}]}',
        '{"answers": [{"item": 1, "text": null, "seq": 1}]}',
        '{"answers": [], "lease": "' + "x" * 37 + '"}',
        "[" * 5000,
        "{",
    ],
)
def test_a_body_that_cannot_be_meant_is_refused_in_words(sam: Client, attempt: Attempt, body: str) -> None:
    reply = sam.put(f"/api/v1/attempts/{attempt.pk}/answers/", body, content_type="application/json")
    assert reply.status_code == 400
    assert reply.json()
    assert not ResponseVersion.objects.exists()


def test_a_body_that_is_too_large_is_refused_as_json(sam: Client, attempt: Attempt) -> None:
    reply = put(sam, attempt, "x" * 2_000_000, 1)
    assert reply.status_code == 413
    assert "larger than" in reply.json()["detail"]


def test_any_text_comes_back_as_it_was_sent(sam: Client, attempt: Attempt) -> None:
    text = "  “Ещё”\n\n\tпо-русски… <b>&amp; 🙂\r "
    put(sam, attempt, text, 1)
    body = sam.get(f"/api/v1/attempts/{attempt.pk}/").json()
    assert body["responses"][0]["text"] == text


def test_save_takes_four_queries_beside_the_signing_in(sam: Client, attempt: Attempt) -> None:
    put(sam, attempt, "one", 1)
    address, item = f"/api/v1/attempts/{attempt.pk}/answers/", item_of(attempt)
    body = json.dumps({"answers": [{"item": item, "text": "two", "seq": 2}]})
    with CaptureQueriesContext(connection) as captured:
        sam.put(address, body, content_type="application/json")
    asked = [query["sql"] for query in captured.captured_queries]
    asked = [sql for sql in asked if sql.split()[0] in {"SELECT", "INSERT", "UPDATE", "DELETE"}]
    signing_in = [sql for sql in asked if 'FROM "django_session"' in sql or 'FROM "quizzes_user"' in sql]
    assert len(signing_in) == 2
    assert [sql.split()[0] for sql in asked if sql not in signing_in] == ["SELECT", "SELECT", "INSERT", "INSERT"]
