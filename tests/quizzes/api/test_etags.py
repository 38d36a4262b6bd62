"""What two people may change is read with an ETag and changed only as it was seen."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from quizzes.models import Question
from quizzes.services import banks
from tests.cast import NOW, School, signed_in
from tests.quizzes.test_attempt_races import at_once
from tests.runtime.kept import Kept


def change(client: Client, question: Question, topic: str, match: str) -> Any:
    path = f"/api/v1/questions/{question.pk}/"
    return client.patch(path, {"topic": topic}, content_type="application/json", headers={"If-Match": match})


@pytest.mark.django_db
def test_nobody_changes_what_they_have_not_seen(cast: School) -> None:
    client, question = signed_in(cast.alice), cast.question
    seen = client.get(f"/api/v1/questions/{question.pk}/")["ETag"]

    first = change(client, question, "Lenin", seen)
    assert first.status_code == 200
    assert first["ETag"] == client.get(f"/api/v1/questions/{question.pk}/")["ETag"] != seen
    refused = change(client, question, "Trotsky", seen)
    assert (refused.status_code, refused["Content-Type"]) == (412, "application/problem+json")
    assert change(client, question, "Trotsky", f"W/{first['ETag']}").status_code == 412  # a weak one says too little
    assert Question.objects.get(pk=question.pk).topic == "Lenin"
    assert change(client, question, "Trotsky", f'"old", {first["ETag"]}').status_code == 200
    assert change(client, question, "Bukharin", "*").status_code == 200


@pytest.mark.django_db
def test_a_change_on_a_page_is_a_change_for_programs(cast: School) -> None:
    client = signed_in(cast.alice)
    seen = client.get(f"/api/v1/questions/{cast.question.pk}/")["ETag"]
    banks.set_topic(questions=Question.objects.filter(pk=cast.question.pk), topic="Lenin", now=NOW)

    assert change(client, cast.question, "Trotsky", seen).status_code == 412


@pytest.mark.django_db
@pytest.mark.parametrize("noun", ["banks", "questions", "quizzes"])
def test_what_is_known_is_not_sent_again(cast: School, noun: str) -> None:
    row = {"banks": cast.bank, "questions": cast.question, "quizzes": cast.quiz}[noun]
    client, path = signed_in(cast.alice), f"/api/v1/{noun}/{row.pk}/"
    tag = client.get(path)["ETag"]

    again = client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    assert client.get(path, headers={"If-None-Match": '"another"'}).status_code == 200
    assert signed_in(cast.bob).get(path, headers={"If-None-Match": "*"}).status_code == 404


def test_of_two_at_once_one_is_told_that_the_other_was_quicker(kept_cast: Kept[School], transactional_db: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one write at a time; races need PostgreSQL (TEST_DATABASE=postgresql)")
    cast = kept_cast.again()
    seen = signed_in(cast.alice).get(f"/api/v1/questions/{cast.question.pk}/")["ETag"]

    statuses = at_once(*[lambda: change(signed_in(cast.alice), cast.question, "Lenin", seen).status_code] * 4)

    assert sorted(statuses) == [200, 412, 412, 412]
