"""A quiz that was sat on paper, by the API."""

from __future__ import annotations

from typing import Any

import pytest

from quizzes.models import Attempt
from tests.cast import School, signed_in

pytestmark = pytest.mark.django_db

DAY = "2026-03-01"


def test_a_students_paper_is_taken_and_corrected_as_it_was_read(cast: School) -> None:
    alice, here = signed_in(cast.alice), f"/api/v1/rooms/{cast.assignment.pk}/papers/{cast.sam.pk}/"

    def take(text: str, seen: int) -> Any:
        answers = [{"position": 1, "text": text}]
        return alice.put(here, {"answers": answers, "sat_on": DAY, "seen": seen}, content_type="application/json")

    assert alice.get(here).json()["answers"] == []
    first = take("social fascists", 0).json()
    assert (first["answers"], first["sat_on"]) == ([{"position": 1, "text": "social fascists"}], DAY)
    assert take("social", 0).status_code == 409
    assert take("social", first["seen"]).json()["answers"][0]["text"] == "social"
    assert Attempt.objects.get(student=cast.sam).submitted_at


def test_a_table_is_planned_and_taken(cast: School) -> None:
    alice, here = signed_in(cast.alice), f"/api/v1/rooms/{cast.assignment.pk}/papers/"

    def send(path: str, **body: Any) -> Any:
        sent = {"text": "username,1\nsam,war\nnobody,peace\n", "sat_on": DAY, **body}
        return alice.post(f"{here}{path}/", sent, content_type="application/json")

    plan = send("plan").json()
    assert [line["fate"] for line in plan["lines"]] == ["new", "refused"]
    assert send("apply", digest="0").status_code == 409
    assert len(send("apply", digest=plan["digest"]).json()["taken"]) == 1
    assert [row["sat_on"] for row in alice.get(here).json()] == [DAY, None]
    header = alice.get(f"{here}file/").getvalue().decode("utf-8-sig").splitlines()[0]
    assert header.split(",")[2] == "username"
    assert send("plan", text="x").status_code == 400
