"""Imports, exports and practice by the API."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tests.cast import NOW, School, question_of, quiz_for, signed_in

pytestmark = pytest.mark.django_db


def post(client: Client, path: str, **body: Any) -> Any:
    return client.post(f"/api/v1/{path}/", body, content_type="application/json")


def test_questions_are_looked_through_then_brought_in_and_taken_out(cast: School) -> None:
    alice = signed_in(cast.alice)
    text = "Q: Why did it begin?\nA: war\n\nQ: What did Stalin want?\nA: peace\n"
    planned = post(alice, "imports", bank=cast.bank.pk, text=text).json()
    lines = alice.get(f"/api/v1/imports/{planned['id']}/").json()["lines"]
    done = post(alice, f"imports/{planned['id']}/accept")
    file = alice.get(f"/api/v1/banks/{cast.bank.pk}/export/", {"as": "json"})

    assert (planned["state"], [line["fate"] for line in lines]) == ("PLANNED", ["new", "double"])
    assert (done.status_code, done.json()["state"], done.json()["added"]) == (202, "DONE", 1)
    assert post(alice, f"imports/{planned['id']}/accept").status_code == 409
    assert post(alice, "imports", bank=cast.bank.pk, text="{{{").status_code == 400
    assert "Why did it begin?" in file.content.decode()
    assert alice.get(f"/api/v1/banks/{cast.bank.pk}/export/", {"as": "odt"}).status_code == 404
    assert post(signed_in(cast.bob), "imports", bank=cast.bank.pk, text=text).status_code == 404


def test_a_bank_is_opened_practised_and_closed(cast: School) -> None:
    alice, sam = signed_in(cast.alice), signed_in(cast.sam)
    question = question_of(cast.bank, stem="Which party?", scheme="the nazis [1]")
    opened = post(alice, "practice", school_class=cast.class_10b.pk, bank=cast.bank.pk)
    following = sam.get("/api/v1/practice-answers/next/").json()
    key = str(uuid4())
    answers = [post(sam, "practice-answers", question=question.pk, text="", key=key) for _ in range(2)]

    assert opened.status_code == 201
    assert following["today"]["new"] == 2
    assert following["question"]["id"] in {cast.question.pk, question.pk}
    assert [answer.status_code for answer in answers] == [201, 201]
    first = answers[0].json()
    assert (first["id"], first["mark"], first["points"][0]["outcome"]) == (answers[1].json()["id"], "0.0", "missed")
    assert "nazis" in first["points"][0]["wanted"]
    assert post(sam, f"practice-answers/{first['id']}/judge", verdict="RIGHT").status_code == 409
    assert post(alice, f"practice/{opened.json()['id']}/close").json()["closed_at"]
    assert sam.get(f"/api/v1/practice-answers/{first['id']}/").status_code == 404
    assert post(sam, "practice", school_class=cast.class_10b.pk, bank=cast.bank.pk).status_code == 404


def test_a_quiz_is_copied_and_its_times_move_while_pins_are_said_once(cast: School) -> None:
    alice = signed_in(cast.alice)
    other = quiz_for(cast.class_10b, [cast.question], by=cast.alice)
    copy = post(alice, f"quizzes/{other.quiz_id}/duplicate", school_class=cast.class_10b.pk)
    address = f"/api/v1/rooms/{other.pk}/"
    moved = alice.patch(address, {"time_limit_minutes": 40}, content_type="application/json")
    wrong = alice.patch(address, {"closes_at": NOW.isoformat()}, content_type="application/json")
    made = post(alice, f"classes/{cast.class_10b.pk}/people", first_name="Ida", last_name="Moss").json()
    [pin] = post(alice, f"classes/{cast.class_10b.pk}/pins", students=[made["id"], cast.tim.pk, cast.sam.pk]).json()

    assert (copy.status_code, copy.json()["state"]) == (201, "DRAFT")
    other.refresh_from_db()
    assert (moved.status_code, other.time_limit_minutes) == (200, 40)
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (400, "closes_at")
    assert (pin["username"], len(pin["pin"])) == ("ida.moss", 6)
