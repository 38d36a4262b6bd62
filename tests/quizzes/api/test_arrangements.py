"""Access arrangements by the API: a student's, and a class's by a table."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from quizzes.models import AccessArrangement
from tests.cast import School, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(cast_of_today: School) -> School:
    return cast_of_today


@pytest.fixture
def alice(cast: School) -> Client:
    return signed_in(cast.alice)


def send(act: Any, path: str, match: str = "", **body: Any) -> Any:
    headers = {"If-Match": match} if match else {}
    return act(f"/api/v1/{path}", body, content_type="application/json", headers=headers)


def test_a_students_arrangement_is_looked_ahead_at_set_changed_as_seen_and_taken_away(
    cast: School, alice: Client
) -> None:
    here = f"arrangements/{cast.sam.pk}/"
    ahead = send(alice.post, f"{here}look-ahead/", time_factor="1.25").json()
    [effect] = ahead["effects"]
    assert (effect["now"]["minutes"], effect["then"]["minutes"]) == (20, 25)
    assert not AccessArrangement.objects.exists()

    first = send(alice.put, here, time_factor="1.25", reason="By the office")
    assert (first.json()["arrangement"]["time_factor"], first.json()["reason"]) == ("1.25", "By the office")
    again = send(alice.put, here, first["ETag"], rest_minutes=10)
    assert again.json()["arrangement"]["rest_minutes"] == 10
    assert send(alice.put, here, first["ETag"], rest_minutes=20).status_code == 412
    assert alice.delete(f"/api/v1/{here}?reason=Moved").status_code == 204
    known = alice.get(f"/api/v1/{here}").json()
    assert known["arrangement"] is None
    assert [change["reason"] for change in known["changes"]] == ["Moved", "", "By the office"]


@pytest.mark.parametrize("body", [{}, {"time_factor": "9"}, {"unlimited": True, "time_factor": "1.5"}])
def test_what_grants_nothing_or_too_much_is_refused(cast: School, alice: Client, body: dict[str, Any]) -> None:
    assert send(alice.put, f"arrangements/{cast.sam.pk}/", **body).status_code == 400
    assert send(alice.put, f"arrangements/{cast.tim.pk}/", extra_minutes=5).status_code == 404  # of another class


def test_a_table_for_a_class_does_what_was_planned_or_nothing(cast: School, alice: Client) -> None:
    here = f"classes/{cast.class_10b.pk}/arrangements/"
    text = "student,factor\nsam,1.25\nsue,1.5\n"
    plan = send(alice.post, f"{here}plan/", text=text).json()
    refused = send(alice.post, f"{here}plan/", text="student,factor\nnobody,1.25\n").json()

    assert ([line["fate"] for line in plan["lines"]], plan["is_whole"]) == (["created", "created"], True)
    assert (refused["is_whole"], refused["lines"][0]["student"]) == (False, None)
    assert send(alice.post, f"{here}apply/", text=text, digest=refused["digest"]).status_code == 409
    assert send(alice.post, f"{here}apply/", text=text, digest=plan["digest"]).json()["changed"] == 2
    assert [row["arrangement"]["time_factor"] for row in alice.get(f"/api/v1/{here}").json()] == ["1.25", "1.50"]
    table = alice.get(f"/api/v1/{here}file/").getvalue().decode("utf-8-sig")
    assert send(alice.post, f"{here}plan/", text=table).json()["lines"][0]["fate"] == "same"
