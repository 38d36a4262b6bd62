"""Banks and questions by the API: as the pages do them, by the same services and for the same people."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from marking.models import Example, MarkScheme
from quizzes.models import Bank, Question
from quizzes.services import banks, sources
from tests.cast import NOW, School, question_of, signed_in

pytestmark = pytest.mark.django_db


def send(client: Client, method: str, path: str, body: Any = None, **headers: str) -> Any:
    made = getattr(client, method)(f"/api/v1/{path}/", body, content_type="application/json", headers=headers)
    made.said = made.json() if made.content else None
    return made


def test_a_bank_is_edited_shared_and_put_away(cast: School) -> None:
    alice, bob, path = signed_in(cast.alice), signed_in(cast.bob), f"banks/{cast.bank.pk}"
    assert send(bob, "get", path).status_code == 404
    assert send(alice, "post", f"{path}/shares", {"username": "BOB"}).said["may_edit"] is False
    assert send(bob, "get", path).said["access"] == "VIEW"
    assert send(bob, "patch", path, {"title": "His"}).status_code == 404
    send(alice, "post", f"{path}/shares", {"username": "bob", "may_edit": True})

    edited = send(bob, "patch", path, {"title": "Ours"}, **{"If-Match": send(bob, "get", path)["ETag"]})
    assert (edited.said["title"], edited.said["access"], edited.said["version"]) == ("Ours", "EDIT", 2)
    assert send(bob, "post", f"{path}/archive").status_code == 404  # the owner's
    assert send(alice, "post", f"{path}/archive").said["archived_at"]
    assert [row["id"] for row in send(alice, "get", "banks").said["results"]] == [cast.bank.pk]
    assert alice.get("/api/v1/banks/?archived=false").json()["results"] == []
    send(alice, "post", f"{path}/restore")
    assert send(alice, "delete", f"{path}/shares/{cast.bob.pk}").status_code == 204
    assert send(bob, "get", path).status_code == 404


def test_a_bank_that_held_a_question_is_not_deleted(cast: School) -> None:
    client = signed_in(cast.alice)
    assert send(client, "delete", f"banks/{cast.bank.pk}").status_code == 409
    empty = send(client, "post", "banks", {"title": "Empty"}).said["id"]
    assert send(client, "delete", f"banks/{empty}").status_code == 204
    assert not Bank.objects.filter(pk=empty).exists()


@pytest.mark.parametrize(("method", "path"), [("post", "banks"), ("patch", "banks/{}")])
def test_a_glossary_that_no_scheme_could_use_is_refused(cast: School, method: str, path: str) -> None:
    refused = send(
        signed_in(cast.alice), method, path.format(cast.bank.pk), {"title": "x", "glossary": "A = B\nnothing here"}
    )
    assert refused.status_code == 400
    assert refused.said["errors"][0]["field"] == "glossary"
    assert "Line 2" in refused.said["detail"]


def test_a_question_comes_with_its_scheme_tags_and_sources(cast: School) -> None:
    client = signed_in(cast.alice)
    source = sources.write(source=None, bank=cast.bank, by=cast.alice, now=NOW, title="A speech", text="Peace.")
    body = {"bank": cast.bank.pk, "kind": "SHORT", "markdown": "Why *war*?", "scheme": "war [2]",
            "tags": ["Rapallo", "treaties"], "sources": [source.pk]}  # fmt: skip
    made = send(client, "post", "questions", body)

    assert made.status_code == 201, made.said
    assert (made.said["state"], made.said["marks"], made.said["stem"]) == ("READY", "2.0", "Why war?")
    assert (made.said["tags"], made.said["sources"]) == (["rapallo", "treaties"], [source.pk])
    path = f"questions/{made.said['id']}"
    changed = send(client, "patch", path, {"tags": ["peace"], "sources": []}, **{"If-Match": made["ETag"]})
    assert (changed.said["tags"], changed.said["sources"], changed.said["version"]) == (["peace"], [], 2)
    assert [row["number"] for row in send(client, "get", f"{path}/history").said["versions"]] == [2, 1]


def test_a_scheme_that_cannot_be_read_says_where_and_what_would_be_right(cast: School) -> None:
    client, before = signed_in(cast.alice), Question.objects.count()
    made = send(client, "post", "questions", {"bank": cast.bank.pk, "stem": "Why?", "scheme": "war [1]\npeace [x]"})
    written = send(client, "post", f"questions/{cast.question.pk}/mark-scheme", {"text": "war [1]\npeace [x]"})

    for refused, field in ((made, "scheme"), (written, "text")):
        [error] = refused.said["errors"]
        assert (refused.status_code, error["field"], error["line"]) == (400, field, 2)
        assert error["column"] > 1
        assert error["hint"] or error["corrected"]
    assert Question.objects.count() == before
    assert MarkScheme.objects.filter(question=cast.question).count() == 1


def test_a_scheme_is_written_only_over_the_one_that_was_seen(cast: School) -> None:
    client, path = signed_in(cast.alice), f"questions/{cast.question.pk}/mark-scheme"
    seen = send(client, "get", path)["ETag"]
    send(client, "patch", f"questions/{cast.question.pk}", {"topic": "another"})  # the scheme is the same

    made = send(client, "post", path, {"text": "war [1]\n"}, **{"If-Match": seen})
    assert (made.status_code, made.said["version"]) == (201, 2)
    assert send(client, "post", path, {"text": "peace [1]\n"}, **{"If-Match": seen}).status_code == 412
    assert client.get(f"/api/v1/{path}/", headers={"If-None-Match": made["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"markdown": "![x](picture:0123456789abcdef-1x1)"}, "markdown"),
        ({"sources": [2**53]}, "sources"),
        ({"tags": ["a,b"]}, "tags/0"),
        ({"word_limit": 10**30}, "word_limit"),
        ({"stem": "\ud800"}, "stem"),
    ],
)
def test_what_a_question_cannot_be_is_refused_by_its_field(cast: School, body: Any, field: str) -> None:
    refused = send(signed_in(cast.alice), "patch", f"questions/{cast.question.pk}", body)
    assert refused.status_code == 400
    assert refused.said["errors"][0]["field"] == field


def test_many_questions_are_filed_at_once_or_none(cast: School) -> None:
    client = signed_in(cast.alice)
    rows = [cast.question.pk, question_of(cast.bank, stem="Why Berlin?").pk]
    theirs = question_of(banks.create_bank(title="His", by=cast.bob, now=NOW)).pk
    bank = send(client, "post", "banks", {"title": "Other"}).said["id"]

    assert send(client, "post", "questions/bulk", {"act": "archive", "questions": [*rows, theirs]}).status_code == 400
    for body in ({"act": "move", "bank": bank}, {"act": "tag", "tags": ["x"]}, {"act": "topic", "topic": "Berlin"}):
        assert send(client, "post", "questions/bulk", {**body, "questions": rows}).said == {"done": 2}
    found = client.get(f"/api/v1/questions/?bank={bank}&tag=x&topic=Berlin&words=why").json()["results"]
    assert [row["id"] for row in found] == rows[1:]
    assert send(client, "post", "questions/bulk", {"act": "move", "questions": rows, "bank": 2**40}).status_code == 400
    send(client, "post", "questions/bulk", {"act": "archive", "questions": rows})
    assert client.get("/api/v1/questions/?state=ARCHIVED&words=Berlin").json()["results"][0]["id"] == rows[0]
    assert Question.objects.get(pk=theirs).state == "READY"


def test_examples_are_kept_and_forgotten(cast: School) -> None:
    client = signed_in(cast.alice)
    body = {"question": cast.question.pk, "text": "a war", "mark": "1.5"}
    made = send(client, "post", "examples", body)

    assert made.status_code == 201, made.said
    assert send(client, "post", "examples", {**body, "mark": "0.3"}).said["errors"][0]["field"] == "mark"
    assert send(signed_in(cast.bob), "post", "examples", body).status_code == 404
    assert send(signed_in(cast.bob), "delete", f"examples/{made.said['id']}").status_code == 404
    assert send(client, "delete", f"examples/{made.said['id']}").status_code == 204
    assert not Example.objects.exists()


def test_questions_that_ask_the_same_are_found(cast: School) -> None:
    other = question_of(cast.bank, stem=f"{cast.question.stem[:-1]}!")
    [pair] = send(signed_in(cast.alice), "get", f"banks/{cast.bank.pk}/duplicates").said
    assert {pair["first"], pair["second"]} == {cast.question.pk, other.pk}


def test_the_sample_bank_is_copied_once_a_key(cast: School) -> None:
    client = signed_in(cast.bob)
    first = send(client, "post", "banks/sample", {}, **{"Idempotency-Key": "one"})
    assert send(client, "post", "banks/sample", {}, **{"Idempotency-Key": "one"}).said == first.said
    assert first.said["access"] == "OWN"
    assert Bank.objects.filter(owner=cast.bob).count() == 1
