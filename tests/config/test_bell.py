"""Saves and hand-ins take a short way, through the same door; whatever is not plainly theirs goes the usual one."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from config.bell import Bell
from quizzes.models import Assignment, Attempt, Response, ResponseVersion
from quizzes.services import accounts, attempts
from tests.cast import School, school, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
USUAL = b"the usual way"


@pytest.fixture
def cast() -> School:
    return school(now=timezone.now() - timedelta(minutes=1))


@pytest.fixture
def attempt(cast: School) -> Attempt:
    return attempts.start(assignment=cast.assignment, student=cast.sam, now=timezone.now())


@pytest.fixture
def sam(cast: School) -> Client:
    client = signed_in(cast.sam)
    client.get("/login/")  # for the cookie against forgery
    return client


def usual(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
    start("200 OK", [])
    return [USUAL, environ["wsgi.input"].read()]


def ask(client: Client, method: str, path: str, body: Any, **more: str) -> tuple[str, bytes]:
    """Return the status and the body of the answer to what the page of `client` sends."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    environ = {
        "REQUEST_METHOD": method, "PATH_INFO": path, "CONTENT_LENGTH": str(len(data)), "wsgi.input": io.BytesIO(data),
        "CONTENT_TYPE": "application/json", "HTTP_X_CSRFTOKEN": cookies["csrftoken"], "HTTP_HOST": "testserver",
        "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in cookies.items()), **more,
    }  # fmt: skip
    statuses: list[str] = []
    answer = b"".join(Bell(usual)(environ, lambda status, headers: statuses.append(status)))
    return statuses[0], answer


def body_of(attempt: Attempt, text: str = "towns", seq: int = 1, **more: Any) -> dict[str, Any]:
    return {"answers": [{"item": attempt.responses.get().item_id, "text": text, "seq": seq, **more}], "lease": ""}


def path_of(attempt: Attempt, what: str = "answers") -> str:
    return f"/api/v1/attempts/{attempt.pk}/{what}/"


def test_it_answers_as_the_usual_way_does(sam: Client, cast: School, attempt: Attempt) -> None:
    other = attempts.start(assignment=cast.assignment, student=cast.sue, now=timezone.now())
    item = attempt.responses.get().item_id
    for number, body in enumerate([
        body_of(attempt, "Ståle — 地, \ud83d\ude00"),
        body_of(attempt, "grain", 3, flagged=True),
        body_of(attempt, "an older one", 2),
        {"answers": [], "lease": "another-tab"},
        {"answers": [{"item": item + 999, "text": "x", "seq": 1}], "lease": "another-tab"},
    ]):  # fmt: skip
        status, said = ask(sam, "PUT", path_of(attempt), body)
        same = signed_in(cast.sue).put(path_of(other), body, content_type="application/json")
        assert (status[:3], same.status_code) == ("200", 200)
        new, old = json.loads(said), same.json()
        assert new.keys() == old.keys(), number
        for name in ("saved", "kept_aside", "newer", "unknown", "state", "receipt", "break_seconds"):
            assert new[name] == old[name], (number, name)
    assert Response.objects.get(attempt=attempt).text == Response.objects.get(attempt=other).text == "grain"
    assert Response.objects.get(attempt=attempt).flagged


def test_a_start_and_its_lease_answer_as_the_usual_way_does(cast: School, sam: Client) -> None:
    path = f"/api/v1/assignments/{cast.assignment.pk}/start/"
    sue = signed_in(cast.sue)
    new, old = json.loads(ask(sam, "POST", path, b"")[1]), sue.post(path).json()
    own, others = Attempt.objects.get(student=cast.sam), Attempt.objects.get(student=cast.sue)
    assert (new.pop("id"), old.pop("id")) == (own.pk, others.pk)
    for said in (new, old):
        assert {said.pop(name) is not None for name in ("started_at", "ends_at", "server_now")} == {True}
    assert new == old
    again = json.loads(ask(sam, "POST", path, b"")[1])  # a double tap
    retrieved = signed_in(cast.sam).get(f"/api/v1/attempts/{own.pk}/").json()
    assert again.keys() == retrieved.keys()
    for name in ("id", "items", "responses", "number", "sat_on_paper"):
        assert again[name] == retrieved[name], name
    lease = {"lease": "the-first-tab"}
    new = json.loads(ask(sam, "POST", path_of(own, "lease"), lease)[1])
    old = sue.post(path_of(others, "lease"), lease, content_type="application/json").json()
    assert new.keys() == old.keys()
    assert (new["state"], Attempt.objects.get(pk=own.pk).lease) == ("open", "the-first-tab")


def test_a_start_that_cannot_be_goes_the_usual_way(cast: School, sam: Client) -> None:
    for closed in ({"opens_at": timezone.now() + timedelta(hours=1)}, {"school_class": cast.class_11c}):
        Assignment.objects.filter(pk=cast.assignment.pk).update(**closed)
        assert ask(sam, "POST", f"/api/v1/assignments/{cast.assignment.pk}/start/", b"")[1] == USUAL
    assert not Attempt.objects.exists()


def test_a_hand_in_gets_its_receipt_and_a_second_one_the_same(sam: Client, attempt: Attempt) -> None:
    first, second = (json.loads(ask(sam, "POST", path_of(attempt, "hand-in"), body_of(attempt))[1]) for _ in range(2))
    assert first["receipt"] == second["receipt"] == Attempt.objects.get().receipt
    assert first["state"] == "handed_in"


def test_a_save_takes_two_statements_or_four_and_its_transaction(sam: Client, attempt: Attempt) -> None:
    ask(sam, "PUT", path_of(attempt), body_of(attempt))
    body = body_of(attempt, "steel", 2)
    with CaptureQueriesContext(connection) as asked:
        ask(sam, "PUT", path_of(attempt), body)
    statements = [query for query in asked if "SAVEPOINT" not in query["sql"]]
    assert len(statements) == (2 if connection.vendor == "postgresql" else 4)


ENDED: dict[str, Callable[[School, Attempt], object]] = {
    "logged out": lambda cast, attempt: Session.objects.all().delete(),
    "session over": lambda cast, attempt: Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1)),
    "account closed": lambda cast, attempt: type(cast.sam).objects.update(is_active=False),
    "new password": lambda cast, attempt: accounts.set_password(user=cast.sam, password="another-one-entirely"),
    "another's sitting": lambda cast, attempt: Attempt.objects.update(student=cast.sue),
    "session of another": lambda cast, attempt: Session.objects.update(session_data="not:ours"),
}


@pytest.mark.parametrize("what", ENDED)
def test_a_right_that_has_ended_opens_nothing(sam: Client, cast: School, attempt: Attempt, what: str) -> None:
    body = body_of(attempt)
    assert ask(sam, "PUT", path_of(attempt), body)[1] != USUAL
    ENDED[what](cast, attempt)
    status, said = ask(sam, "PUT", path_of(attempt), body_of(attempt, "steel", 2))
    assert (status, said[: len(USUAL)]) == ("200 OK", USUAL)
    assert ResponseVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "more"),
    [
        (b"{", {}),
        ({"answers": [{"item": 1, "text": "x" * 20_001, "seq": 1}]}, {}),
        ({"answers": [{"item": 1, "text": "a\0b", "seq": 1}]}, {}),
        (b'{"answers": [{"item": 1, "text": "\\ud800", "seq": 1}]}', {}),
        ({"answers": [{"item": 0, "text": "", "seq": 1}]}, {}),
        ({"answers": [{"item": 1, "text": 5, "seq": 1}]}, {}),
        ({"lease": "x"}, {}),
        ({"answers": []}, {"HTTP_X_CSRFTOKEN": "forged"}),
        ({"answers": []}, {"HTTP_ORIGIN": "http://elsewhere.example"}),
        ({"answers": []}, {"HTTP_AUTHORIZATION": "Token of-the-api"}),
        ({"answers": []}, {"CONTENT_TYPE": "text/plain"}),
        ({"answers": []}, {"PATH_INFO": "/api/v1/attempts/1/lease/"}),
    ],
)
def test_what_the_page_would_not_send_goes_the_usual_way_whole(
    sam: Client, attempt: Attempt, body: Any, more: dict[str, str]
) -> None:
    said = ask(sam, "PUT", path_of(attempt), body, **more)[1]
    assert said == USUAL + (body if isinstance(body, bytes) else json.dumps(body).encode())
