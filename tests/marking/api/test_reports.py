"""Reports by the API: a class over its quizzes, a student, answers."""

from __future__ import annotations

import pytest

from marking import queries
from marking.services import marks
from quizzes.models import Response
from tests.cast import NOW, School, sat, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def response(cast: School) -> Response:
    attempt = sat(cast.assignment, cast.sam, "social fascists")
    marks.mark_responses(responses=queries.waiting(), now=NOW)
    return Response.objects.get(attempt=attempt)


def test_a_class_and_a_student_are_seen_over_their_quizzes(cast: School, response: Response) -> None:
    alice, here = signed_in(cast.alice), f"/api/v1/classes/{cast.class_10b.pk}/"

    progress = alice.get(f"{here}progress/").json()
    assert [(quiz["assignment"], quiz["mean"]) for quiz in progress["quizzes"]] == [(cast.assignment.pk, 0.5)]
    assert [(row["student"], row["shares"]) for row in progress["students"]] == [
        (cast.sam.pk, [0.5]), (cast.sue.pk, [None]),
    ]  # fmt: skip
    report = alice.get(f"{here}people/{cast.sam.pk}/report/").json()
    assert [(line["total"], line["share"], line["class_mean"]) for line in report["quizzes"]] == [("1.0", 0.5, 0.5)]
    assert alice.get(f"{here}people/{cast.tim.pk}/report/").status_code == 404
    assert "social fascists" in alice.get(f"{here}answers/").getvalue().decode()
