"""Class lists by the API: looked through, narrowed, carried out."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from quizzes.models import Enrolment, SchoolClass, User
from tests.cast import School, signed_in

pytestmark = pytest.mark.django_db

LISTS = "/api/v1/class-lists/"


@pytest.fixture
def alice(cast: School) -> Client:
    return signed_in(cast.alice)


def post(client: Client, path: str, **body: Any) -> Any:
    return client.post(f"{LISTS}{path}", body, content_type="application/json")


def test_a_list_says_what_it_would_do_and_does_it_once(cast: School, alice: Client) -> None:
    looked = post(alice, "", text="Ida Moss\nPer Lund\n", school_class=cast.class_10b.pk)
    plan = looked.json()

    assert (looked.status_code, plan["state"], plan["counts"]["accounts"]) == (201, "PLANNED", 2)
    assert {line["fate"] for line in plan["lines"]} == {"new"}
    assert not User.objects.filter(last_name="Moss").exists()
    done = post(alice, f"{plan['id']}/apply/").json()
    assert (done["state"], done["counts"]["places"]) == ("DONE", 2)
    assert cast.class_10b.enrolments.filter(user__last_name="Moss", role=Enrolment.Role.STUDENT).exists()
    assert alice.get(f"{LISTS}{plan['id']}/").json()["lines"] == []  # names are not kept
    assert post(alice, f"{plan['id']}/apply/").status_code == post(alice, f"{plan['id']}/narrow/", keep=[]).status_code


def test_a_file_of_several_classes_is_narrowed_to_those_that_are_wanted(cast: School, alice: Client) -> None:
    table = SimpleUploadedFile("all.csv", b"name,class\nIda Moss,12A\nPer Lund,12D\n")
    plan = alice.post(LISTS, {"files": [table]}).json()
    keys = {one["title"]: one["key"] for one in plan["classes"]}

    narrowed = post(alice, f"{plan['id']}/narrow/", keep=[keys["12A"]]).json()
    assert (narrowed["counts"]["classes"], len(narrowed["classes"])) == (1, 1)
    assert post(alice, f"{plan['id']}/apply/").status_code == 200
    assert [row.name for row in SchoolClass.objects.filter(name__startswith="12")] == ["12A"]


def test_what_is_not_as_it_was_shown_or_confirmed_is_not_done(cast: School, alice: Client) -> None:
    plan = post(alice, "", text="Ida Moss\n", school_class=cast.class_10b.pk).json()
    assert post(alice, f"{plan['id']}/apply/", remove=7).status_code == 400
    User.objects.create(username="ida.moss", first_name="Ida", last_name="Moss")
    SchoolClass.objects.filter(pk=cast.class_10b.pk).update(archived_at=cast.class_10b.created_at)
    assert post(alice, f"{plan['id']}/apply/").status_code in {200, 409}
    assert post(signed_in(cast.bob), f"{plan['id']}/apply/").status_code == 404


@pytest.mark.parametrize("body", [{}, {"text": "x", "school_class": 10**9}, {"text": "\n"}])
def test_a_list_that_says_nothing_or_goes_nowhere_is_refused(alice: Client, body: dict[str, Any]) -> None:
    assert post(alice, "", **body).status_code in {400, 404}


def test_students_bring_nobody_in(cast: School) -> None:
    assert post(signed_in(cast.sam), "", text="name,class\nIda Moss,12A\n").status_code == 403
