"""What stands before every call: tokens and how far they reach, limits, problems, keys and versions."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.test import Client

from quizzes.access.api import RuledViewSet
from quizzes.api.guards import RateLimit
from quizzes.models import Bank, TokenDetails
from quizzes.pure.scopes import KINDS, SCOPES, reaches
from quizzes.services import tokens
from tests.cast import NOW, PASSWORD, School, signed_in
from tests.quizzes.access.test_every_address import ADDRESSES

pytestmark = pytest.mark.django_db


def made(cast: School, *scopes: str) -> Client:
    """Return a client with a new token of alice's."""
    _, text = tokens.create(user=cast.alice, name="Sync", scopes=scopes, days=3, now=NOW)
    return Client(headers={"Authorization": f"Token {text}"})


def post(client: Client, path: str, body: Any, **headers: str) -> Any:
    return client.post(f"/api/v1/{path}/", body, content_type="application/json", headers=headers)


def test_a_token_reaches_as_far_as_its_scopes(cast: School) -> None:
    client = made(cast, "banks:read", "quizzes:write")

    assert client.get("/api/v1/banks/").status_code == 200
    refused = post(client, "banks", {"title": "New"})
    assert (refused.status_code, refused["Content-Type"]) == (403, "application/problem+json")
    assert "banks:write" in refused.json()["detail"]
    assert client.get("/api/v1/quizzes/").status_code == 200  # who may change may look
    assert client.get("/api/v1/marks/").status_code == 403
    assert client.get("/api/v1/tokens/").status_code == 403
    assert reaches(["marks:write"], "marks:read")
    assert not reaches(["marks:read"], "marks:write")


def test_every_view_says_what_scope_opens_it() -> None:
    views = [pattern for _, route in ADDRESSES if route.startswith("api/") for pattern in [route]]
    assert views
    for view in RuledViewSet.__subclasses__():
        assert view.scope in {*KINDS, "tokens"}, view


def test_a_token_says_when_it_was_last_used_and_ends(cast: School) -> None:
    client = made(cast, *SCOPES)
    assert client.get("/api/v1/banks/").status_code == 200
    details = TokenDetails.objects.get()
    assert details.used_at is not None

    tokens.end(details=details)

    assert client.get("/api/v1/banks/").status_code == 401


def test_tokens_are_made_listed_and_ended_on_the_page_and_in_the_api(cast: School) -> None:
    client = signed_in(cast.alice)
    page = client.post("/account/tokens/", {"name": "Sync", "scopes": ["banks:read"], "days": "30"}).content.decode()
    details = TokenDetails.objects.get()
    assert "will not be shown again" in page
    [listed] = client.get("/api/v1/tokens/").json()["results"]
    assert (listed["name"], listed["scopes"], "token" in listed) == ("Sync", ["banks:read"], False)
    assert signed_in(cast.bob).delete(f"/api/v1/tokens/{details.pk}/").status_code == 404
    assert signed_in(cast.bob).post(f"/account/tokens/{details.pk}/end/").status_code == 404

    assert client.post(f"/account/tokens/{details.pk}/end/").status_code == 302

    second = post(client, "tokens", {"name": "Two", "scopes": ["marks:read"], "days": 1})
    assert second.status_code == 201
    assert second.json()["token"]
    assert client.delete(f"/api/v1/tokens/{second.json()['id']}/").status_code == 204
    assert not TokenDetails.objects.exists()


def test_nobody_has_more_than_twenty_tokens(cast: School) -> None:
    for _ in range(tokens.MOST):
        tokens.create(user=cast.alice, name="x", scopes=SCOPES, days=1, now=NOW)

    refused = post(Client(), "token", {"username": "alice", "password": PASSWORD})

    assert refused.status_code == 409
    assert "20 tokens" in refused.json()["detail"]


@pytest.mark.parametrize("header", ["Token", "Token x y", "Token \xff\xfe", "Token " + "9" * 500, "Bearer x"])
def test_what_is_no_token_signs_nobody_in(cast: School, header: str) -> None:
    assert Client(headers={"Authorization": header}).get("/api/v1/banks/").status_code == 401


def test_who_calls_too_often_is_told_when_to_call_again(cast: School, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(RateLimit.limits, "token", 3)
    monkeypatch.setattr(time, "time", lambda: 1_800_000_000.0)
    client = made(cast, *SCOPES)

    answers = [client.get("/api/v1/banks/") for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[-1]["Retry-After"] == "60"
    assert answers[-1].json()["status"] == 429
    assert made(cast, *SCOPES).get("/api/v1/banks/").status_code == 200  # another token of hers


def test_an_error_says_what_is_wrong_with_which_field(cast: School) -> None:
    body = {"title": "", "questions": [], "settings": [{"school_class": cast.class_10b.pk, "closes_at": "never"}]}
    answer = post(signed_in(cast.alice), "quizzes", body)

    problem = answer.json()
    assert (problem["status"], problem["title"]) == (400, "Bad Request")
    assert {"title", "settings/0/closes_at"} <= {error["field"] for error in problem["errors"]}
    nowhere = signed_in(cast.alice).get("/api/v1/nowhere/")
    assert (nowhere.status_code, nowhere["Content-Type"]) == (404, "application/problem+json")


def test_a_key_makes_a_thing_once(cast: School) -> None:
    client, key = signed_in(cast.alice), {"Idempotency-Key": "one"}
    first = post(client, "banks", {"title": "New"}, **key)
    again = post(client, "banks", {"title": "New"}, **key)

    assert (again.status_code, again.json(), again["Idempotency-Replayed"]) == (201, first.json(), "true")
    assert again["ETag"] == first["ETag"]
    assert post(client, "banks", {"title": "Other"}, **key).status_code == 422
    assert post(client, "banks", {"title": ""}, **{"Idempotency-Key": "two"}).status_code == 400
    assert post(client, "banks", {"title": "Now"}, **{"Idempotency-Key": "two"}).status_code == 201
    assert post(signed_in(cast.bob), "banks", {"title": "His"}, **key).status_code == 201
    assert Bank.objects.filter(title="New").count() == 1


def test_pages_follow_each_other_while_rows_come(cast: School) -> None:
    client = signed_in(cast.alice)
    for number in range(3):
        post(client, "banks", {"title": f"Bank {number}"})
    first = client.get("/api/v1/banks/?limit=2").json()
    post(client, "banks", {"title": "Later"})
    rest = client.get(first["next"]).json()

    titles = [row["title"] for row in [*first["results"], *rest["results"]]]
    assert titles == ["Soviet foreign policy", "Bank 0", "Bank 1", "Bank 2"]
