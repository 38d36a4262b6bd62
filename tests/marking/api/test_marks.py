"""The API of marks: the same rules as the pages, by session and by token."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from rest_framework.test import APIClient

from marking import queries
from marking.models import Mark
from marking.services import marks, results
from quizzes.models import Response
from tests.cast import NOW, PASSWORD, School, sat, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


@pytest.fixture
def response(cast: School) -> Response:
    attempt = sat(cast.assignment, cast.sam, "social facists")
    marks.mark_responses(responses=queries.waiting(), now=NOW)
    return Response.objects.get(attempt=attempt)


def api(user: Any) -> APIClient:
    return signed_in(user, APIClient())


def test_a_teacher_reads_marks_with_their_evidence(cast: School, response: Response) -> None:
    rows = api(cast.alice).get("/api/v1/marks/", {"response": response.pk}).json()["results"]

    assert [row["mark"] for row in rows] == ["1.0"]
    assert "social facists" in str(rows[0]["points"])


def test_a_student_reads_no_marks_there_even_own_ones(cast: School, response: Response) -> None:
    results.release(assignment=cast.assignment, by=cast.alice, now=NOW, unchecked_too=True)

    assert api(cast.sam).get("/api/v1/marks/").json()["results"] == []


def test_a_result_is_not_found_before_release_and_shows_credited_words_after(cast: School, response: Response) -> None:
    client, address = api(cast.sam), f"/api/v1/results/{response.attempt_id}/"

    before = client.get(address)
    results.release(assignment=cast.assignment, by=cast.alice, now=NOW, unchecked_too=True)
    after = client.get(address).json()

    assert before.status_code == 404
    assert (after["total"], after["out_of"]) == ("1.0", "2.0")
    words = [piece["text"] for point in after["answers"][0]["points"] for piece in point["evidence"]]
    assert words == ["social facists"]


def test_a_teacher_gives_a_mark_with_a_reason(cast: School, response: Response) -> None:
    body = {"response": response.pk, "mark": "2", "reason": "Meant both.", "seen": response.standing.mark_id}

    answer = api(cast.alice).post("/api/v1/marks/", body, format="json")

    assert answer.status_code == 201
    assert answer.json()["marker"] == cast.alice.pk
    again = api(cast.alice).post("/api/v1/marks/", body, format="json")
    assert again.status_code == 409


@pytest.mark.parametrize(("mark", "status"), [("2.5", 400), ("0.3", 400), ("x", 400)])
def test_a_mark_that_cannot_be_given_is_refused(cast: School, response: Response, mark: str, status: int) -> None:
    body = {"response": response.pk, "mark": mark, "reason": "Because."}

    answer = api(cast.alice).post("/api/v1/marks/", body, format="json")

    assert answer.status_code == status
    assert [error["field"] for error in answer.json()["errors"]] == ["mark"]
    assert Mark.objects.count() == 1


def test_a_scheme_that_cannot_be_read_is_refused_with_its_place(cast: School) -> None:
    answer = api(cast.alice).post(
        f"/api/v1/questions/{cast.question.pk}/mark-scheme/", {"text": "socialism [one]"}, format="json"
    )

    assert answer.status_code == 400
    assert "line 1, column" in answer.json()["errors"][0]["detail"]


def test_a_token_opens_the_same_doors_until_it_is_ended(cast: School, response: Response) -> None:
    client = APIClient()
    made = client.post("/api/v1/token/", {"username": "alice", "password": PASSWORD}, format="json")
    client.credentials(HTTP_AUTHORIZATION=f"Token {made.json()['token']}")

    assert len(client.get("/api/v1/marks/").json()["results"]) == 1
    assert client.delete("/api/v1/token/").status_code == 204
    assert client.get("/api/v1/marks/").status_code == 401


def test_a_wrong_password_gets_no_token_and_is_throttled(cast: School) -> None:
    client = APIClient()
    body = {"username": "alice", "password": "wrong"}

    first = client.post("/api/v1/token/", body, format="json")
    for _ in range(10):
        client.post("/api/v1/token/", body, format="json")
    right = client.post("/api/v1/token/", {"username": "alice", "password": PASSWORD}, format="json")

    assert first.status_code == 400
    assert right.status_code in {400, 403, 429}
    assert "token" not in right.json()


@pytest.mark.parametrize("body", ["{", "[" * 5000, '{"mark": NaN}', "\xff"])
def test_a_body_that_is_not_json_is_a_clear_400(cast: School, body: str) -> None:
    answer = api(cast.alice).post("/api/v1/marks/", body.encode("latin-1"), content_type="application/json")

    assert answer.status_code == 400
    assert "JSON" in answer.json()["detail"]


@pytest.mark.sqlite
def test_the_schema_is_whole_and_the_documentation_is_served_from_here(cast: School) -> None:
    client = api(cast.alice)

    schema = client.get("/api/v1/schema/", HTTP_ACCEPT="application/json")
    docs = client.get("/api/v1/docs/").content.decode()

    assert schema.status_code == 200
    assert "/api/v1/attempts/{id}/answers/" in schema.content.decode()
    assert "http://" not in docs.replace("http://testserver", "")
    assert "https://" not in docs


@pytest.mark.sqlite
def test_the_schema_has_no_gaps(tmp_path: Path) -> None:
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "schema.yaml"))
