"""Classes by the API: what a timetable's program does at the beginning of term."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from quizzes.models import Enrolment, SchoolClass
from tests.cast import School, signed_in

pytestmark = pytest.mark.django_db

CLASSES = "/api/v1/classes/"


@pytest.fixture
def alice(cast: School) -> Client:
    return signed_in(cast.alice)


def post(client: Client, path: str, **body: Any) -> Any:
    return client.post(f"{CLASSES}{path}", body, content_type="application/json")


def test_a_class_is_made_filled_renamed_and_put_away(cast: School, alice: Client) -> None:
    made = post(alice, "", name="12A").json()
    here = f"{made['id']}/"
    ida = post(alice, f"{here}people/", first_name="Ida", last_name="Moss")
    known = post(alice, f"{here}people/", username="sam")

    assert (ida.status_code, ida.json()["username"]) == (201, "ida.moss")
    assert (known.status_code, known.json()["role"]) == (201, "STUDENT")
    names = [row["username"] for row in alice.get(f"{CLASSES}{here}people/").json()]
    assert names == ["alice", "ida.moss", "sam"]

    changed = alice.patch(f"{CLASSES}{here}", {"name": "12B", "code_open": False}, content_type="application/json")
    assert (changed.json()["name"], changed.json()["code_open"]) == ("12B", False)
    assert post(alice, f"{here}renew-code/").json()["code"] != made["code"]
    assert alice.delete(f"{CLASSES}{here}people/{cast.sam.pk}/").status_code == 204
    assert alice.delete(f"{CLASSES}{here}people/{cast.sam.pk}/").status_code == 404
    assert alice.delete(f"{CLASSES}{here}people/{cast.alice.pk}/").status_code == 409
    assert post(alice, f"{here}archive/").json()["archived_at"]
    assert post(alice, f"{here}restore/").json()["archived_at"] is None


def test_nobody_puts_in_whom_they_do_not_teach(cast: School, alice: Client) -> None:
    refused = post(alice, f"{cast.class_10b.pk}/people/", username="tim")

    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "username")
    assert not Enrolment.objects.filter(user=cast.tim, school_class=cast.class_10b).exists()
    assert post(alice, f"{cast.class_10b.pk}/people/", first_name="Only").status_code == 400
    assert post(alice, f"{cast.class_11c.pk}/people/", first_name="A", last_name="B").status_code == 404


def test_students_make_no_classes_and_see_none(cast: School) -> None:
    sam = signed_in(cast.sam)

    assert post(sam, "", name="Mine").status_code == 403
    assert sam.get(CLASSES).json()["results"] == []
    assert not SchoolClass.objects.filter(name="Mine").exists()
