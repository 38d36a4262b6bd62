"""Marking as a service by the API: send, wait, read page by page, delete; one's own only."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from quizzes.services import tokens
from tests.cast import NOW, School, signed_in

pytestmark = pytest.mark.django_db

SCHEME = "social fascists [1]\n"


def send(client: Client, answers: Any = None, **body: Any) -> Any:
    body |= {"scheme": SCHEME, "answers": answers or [{"id": "a", "text": "social facists"}, {"id": 2, "text": "no"}]}
    return client.post("/api/v1/jobs/", body, content_type="application/json")


@pytest.mark.django_db(transaction=True)
def test_answers_are_sent_marked_and_read_page_by_page(cast: School, eager: None) -> None:
    client = signed_in(cast.alice)
    taken = send(client, name="Mock")
    here = taken["Location"]
    job = client.get(here).json()
    page = client.get(f"{here}results/", {"limit": 1}).json()
    last = client.get(page["next"]).json()

    assert taken.status_code == 202
    assert (job["state"], job["count"], job["done"], job["failed"]) == ("DONE", 2, 2, 0)
    [first] = page["results"]
    assert (first["place"], first["id"], first["mark"], first["max"]) == (1, "a", "1.0", 1.0)
    assert first["points"][0]["evidence"][0]["text"] == "social facists"
    assert [(row["id"], row["mark"]) for row in last["results"]] == [("2", "0.0")]
    assert last["next"] is None
    assert client.delete(here).status_code == 204
    assert client.get(here).status_code == 404


def test_a_file_is_sent_as_a_form(cast: School) -> None:
    file = SimpleUploadedFile("answers.csv", b"id,text\na,social fascists\n")
    taken = signed_in(cast.alice).post("/api/v1/jobs/", {"scheme": SCHEME, "file": file})
    assert (taken.status_code, taken.json()["count"]) == (202, 1)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ([{"id": 1}], "Answer 1"),
        ([{"id": 1, "text": "x"}, {"id": True, "text": "x"}], "Answer 2"),
        ([{"id": 1, "text": "\ud800"}], "Answer 1"),
        ([{"id": 1, "text": "x"}] * 10_001, "10,000"),
        ({"id": 1}, "10,000"),
    ],
)
def test_answers_that_cannot_be_used_are_named(cast: School, answers: Any, said: str) -> None:
    refused = send(signed_in(cast.alice), answers)
    assert refused.status_code == 400
    assert said in refused.json()["errors"][0]["detail"]


def test_a_job_is_its_senders_alone_and_asks_for_its_scope(cast: School) -> None:
    here = send(signed_in(cast.alice))["Location"]
    assert signed_in(cast.admin).get(here).status_code == 404
    assert send(signed_in(cast.sam)).status_code == 403
    for scope, status in (("jobs:read", 200), ("marks:write", 403)):
        _, text = tokens.create(user=cast.alice, name="x", scopes=[scope], days=1, now=NOW)
        assert Client(headers={"Authorization": f"Token {text}"}).get(here).status_code == status
