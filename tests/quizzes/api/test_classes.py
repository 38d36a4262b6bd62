"""Classes by the API: what a timetable's program does at the beginning of term."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from quizzes.models import Enrolment, Invitation, SchoolClass
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


def test_a_student_is_renamed_taken_out_and_brought_back(cast: School, alice: Client) -> None:
    cast.sam.set_unusable_password()
    cast.sam.save()
    there = f"{CLASSES}{cast.class_10b.pk}/people/{cast.sam.pk}/"

    names = {"first_name": "Samuel", "last_name": "Roe"}
    renamed = alice.patch(there, names, content_type="application/json").json()
    assert (renamed["first_name"], renamed["username"], renamed["has_way_in"]) == ("Samuel", "sam", False)
    assert alice.post(f"{there}unlock/").json()["waits_until"] is None
    alice.delete(there)
    assert alice.get(there).json()["left_at"]
    assert alice.post(f"{there}restore/").json()["left_at"] is None
    signed_in(cast.sam).post(f"{CLASSES}{cast.class_10b.pk}/leave/")
    assert alice.post(f"{there}restore/").status_code == 404  # who left by choice comes back by themselves


def test_a_name_is_not_changed_of_who_has_a_password_of_their_own(cast: School, alice: Client) -> None:
    there = f"{CLASSES}{cast.class_10b.pk}/people/{cast.sam.pk}/"
    names = {"first_name": "Samuel", "last_name": "Roe"}
    assert alice.patch(there, names, content_type="application/json").status_code == 404


def test_a_colleague_is_invited_and_teaches_once_they_say_yes(cast: School, alice: Client) -> None:
    here, bob = f"{cast.class_10b.pk}/", signed_in(cast.bob)
    assert post(alice, f"{here}invitations/", username="sam").status_code == 400
    made = post(alice, f"{here}invitations/", username="bob").json()
    [known] = bob.get("/api/v1/invitations/").json()["results"]

    assert known == made == alice.get(f"{CLASSES}{here}invitations/").json()[0]
    assert bob.get(f"{CLASSES}{here}").status_code == 404
    assert bob.post(f"/api/v1/invitations/{made['id']}/accept/").json()["name"] == "10B"
    assert bob.get(f"{CLASSES}{here}").status_code == 200
    assert post(alice, f"{here}leave/").status_code == 204
    assert post(bob, f"{here}leave/").status_code == 409


def test_an_invitation_is_declined_or_withdrawn(cast: School, alice: Client) -> None:
    for answer, path in ((signed_in(cast.bob).post, "decline/"), (alice.delete, "")):
        made = post(alice, f"{cast.class_10b.pk}/invitations/", username="bob").json()
        assert answer(f"/api/v1/invitations/{made['id']}/{path}").status_code == 204
    assert not Invitation.objects.exists()


def test_the_new_year_takes_quizzes_along_and_nobody(cast: School, alice: Client) -> None:
    body = {"name": "11B", "quizzes": [cast.quiz.pk]}
    made = post(alice, f"{cast.class_10b.pk}/new-year/", **body).json()

    row = SchoolClass.objects.get(pk=made["id"])
    assert [one.quiz.state for one in row.assignments.select_related("quiz")] == ["DRAFT"]
    assert [place.user for place in row.enrolments.all()] == [cast.alice]
    kept = alice.get(f"{CLASSES}?archived=true").json()["results"]
    assert [one["name"] for one in kept] == ["10B"]
    assert post(signed_in(cast.bob), f"{cast.class_11c.pk}/new-year/", **body).status_code == 400  # another's quiz


def test_only_a_class_that_nobody_studied_in_is_deleted(cast: School, alice: Client) -> None:
    made = post(alice, "", name="A slip").json()
    seen = alice.get(f"{CLASSES}{made['id']}/")["ETag"]
    alice.patch(f"{CLASSES}{made['id']}/", {"name": "12A"}, content_type="application/json")

    assert alice.delete(f"{CLASSES}{made['id']}/", headers={"If-Match": seen}).status_code == 412
    assert alice.delete(f"{CLASSES}{made['id']}/").status_code == 204
    assert alice.delete(f"{CLASSES}{cast.class_10b.pk}/").status_code == 409
    table = alice.get(f"{CLASSES}{cast.class_10b.pk}/list/").getvalue().decode("utf-8-sig")
    assert [line.split(",")[2] for line in table.splitlines()] == ["Username", "sam", "sue"]
