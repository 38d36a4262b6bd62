"""Bringing class lists in by the pages, and taking them out."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from quizzes import tasks
from quizzes.models import Enrolment, RosterImport, SchoolClass, User
from quizzes.services import rosters
from tests.cast import NOW, School, person, signed_in
from tests.quizzes.rosters.test_oneroster import FILES, zipped

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(cast: School) -> Client:
    return signed_in(cast.alice)


def file(name: str, text: str | bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)


def waiting() -> RosterImport:
    return RosterImport.objects.get(state=RosterImport.State.PLANNED)


def test_a_pasted_list_is_shown_and_then_brought_in(cast: School, alice: Client) -> None:
    address = f"/classes/{cast.class_10b.pk}/list/"
    assert address in alice.get(f"/classes/{cast.class_10b.pk}/").content.decode()

    shown = alice.post(address, {"text": "Ida Moss\nPer Lund\n"}, follow=True)
    body = shown.content.decode()
    assert "Ida Moss in 10B" in body
    assert "Line 2" in body
    assert not User.objects.filter(last_name="Moss").exists()

    done = alice.post(shown.redirect_chain[-1][0], follow=True).content.decode()
    assert "Imported" in done
    assert f"/classes/{cast.class_10b.pk}/slips/" in done
    assert cast.class_10b.enrolments.filter(user__last_name="Moss", role=Enrolment.Role.STUDENT).exists()


def test_one_roster_comes_as_a_zip_or_as_its_files(cast: School, alice: Client) -> None:
    for files in ([file("x.zip", zipped(FILES))], [file(name, text) for name, text in FILES.items()]):
        body = alice.post("/classes/lists/", {"file": files}, follow=True).content.decode()
        assert "Ida Moss in 10B History" in body
        RosterImport.objects.all().delete()


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"text": ""}, "Choose a file, or paste the list"),
        ({"text": "Ida Moss\n", "file": [file("a.csv", "name\nIda Moss\n")]}, "Remove one of them"),
        ({"file": [file("a.xls", "x")]}, "Save it as .xlsx or as CSV"),
        ({"file": [file("a.zip", zipped({"notes.txt": "x"}))]}, "no OneRoster files"),
        ({"text": "shoe,size,colour\n1,2,3\n"}, "No column is known"),
    ],
)
def test_what_is_no_list_is_refused_and_what_was_pasted_stays(
    cast: School, alice: Client, sent: dict[str, Any], says: str
) -> None:
    answer = alice.post(f"/classes/{cast.class_10b.pk}/list/", sent)

    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert sent.get("text", "").split("\n")[0] in answer.content.decode()
    assert not RosterImport.objects.exists()


def test_lines_can_be_shown_by_what_becomes_of_them(cast: School, alice: Client) -> None:
    alice.post(f"/classes/{cast.class_10b.pk}/list/", {"text": "name,username\nIda Moss,\nT T,tim\nSam,sam\n"})

    body = alice.get(f"/classes/lists/{waiting().pk}/?show=refused").content.decode()
    assert "T T" in body
    assert "Ida Moss in" not in body
    assert "Refused 1" in body
    report = b"".join(alice.get(f"/classes/lists/{waiting().pk}/lines.csv").streaming_content).decode()
    assert [row[2] for row in csv.reader(io.StringIO(report))][1:] == ["T T", "Ida Moss in 10B", "Sam in 10B"]


def test_names_in_a_list_are_text_and_never_markup(cast: School, alice: Client) -> None:
    sent = {"text": "first,last\n<script>alert(1)</script>,=cmd()\n"}
    body = alice.post(f"/classes/{cast.class_10b.pk}/list/", sent, follow=True).content.decode()

    assert "<script>alert" not in body
    report = b"".join(alice.get(f"/classes/lists/{waiting().pk}/lines.csv").streaming_content).decode()
    assert not any(line.startswith("=") for line in report.split(","))


def test_classes_can_be_left_out(cast: School, alice: Client) -> None:
    alice.post("/classes/lists/", {"text": "name,class\nIda Moss,10X\nPer Lund,10Y\n"})
    row = waiting()

    body = alice.post(f"/classes/lists/{row.pk}/narrow/", {"keep": ["10x"]}, follow=True).content.decode()
    assert "You left this class out." in body
    alice.post(f"/classes/lists/{row.pk}/")

    assert set(SchoolClass.objects.filter(name__startswith="10X").values_list("name", flat=True)) == {"10X"}
    assert not SchoolClass.objects.filter(name="10Y").exists()
    assert not User.objects.filter(last_name="Lund").exists()


def test_the_number_of_missing_people_is_typed(cast: School, alice: Client) -> None:
    alice.post("/classes/lists/", {"file": [file("x.zip", zipped(FILES))]})
    alice.post(f"/classes/lists/{waiting().pk}/")
    without = {**FILES, "enrollments.csv": FILES["enrollments.csv"].replace("e1,,c1,,u1,student,\n", "")}
    alice.post("/classes/lists/", {"file": [file("x.zip", zipped(without))]})
    made = SchoolClass.objects.get(name="10B History")
    there = made.enrolments.filter(role=Enrolment.Role.STUDENT, left_at=None)
    page = f"/classes/lists/{waiting().pk}/"

    assert "Remove 1 who is no longer listed?" in alice.get(page).content.decode()
    refused = alice.post(page, {"remove": "all"})
    assert refused.status_code == 422
    assert 'value="all"' in refused.content.decode()
    assert there.exists()
    alice.post(page, {"remove": "1"})
    assert not there.exists()


def test_what_changed_meanwhile_is_said(cast: School, alice: Client) -> None:
    alice.post(f"/classes/{cast.class_10b.pk}/list/", {"text": "name,username\nIda Moss,ida\n"})
    person("ida")

    answer = alice.post(f"/classes/lists/{waiting().pk}/")

    assert answer.status_code == 422
    assert "Something has changed" in answer.content.decode()
    assert "cannot enrol this account" in answer.content.decode()


def test_a_list_is_brought_in_once(cast: School, alice: Client) -> None:
    alice.post(f"/classes/{cast.class_10b.pk}/list/", {"text": "Ida Moss\n"})
    page = f"/classes/lists/{waiting().pk}/"
    alice.post(page)

    again = alice.post(page, follow=True)

    assert "has already been imported" in again.content.decode()
    assert User.objects.filter(last_name="Moss").count() == 1


def test_a_colleague_of_the_same_class_does_not_see_the_list(cast: School, alice: Client) -> None:
    alice.post(f"/classes/{cast.class_10b.pk}/list/", {"text": "Ida Moss\n"})

    for user in (cast.bob, cast.admin, cast.sam):
        assert signed_in(user).get(f"/classes/lists/{waiting().pk}/").status_code in {403, 404}


def test_a_class_list_is_sent_in_the_form_that_is_read(cast: School, alice: Client) -> None:
    sent = b"".join(alice.get(f"/classes/{cast.class_10b.pk}/list/csv/").streaming_content)

    assert sent.decode("utf-8-sig").splitlines() == [
        "First name,Last name,Username,Student id,Class,Extra time %",
        "Sam,,sam,,10B,",
        "Sue,,sue,,10B,",
    ]
    book = alice.get(f"/classes/{cast.class_10b.pk}/list/xlsx/").content
    for name, data in (("10b.csv", sent), ("10b.xlsx", book)):
        row = rosters.look_through(files=[(name, data)], into=cast.class_10b, by=cast.alice, now=NOW)
        assert not rosters.plan_of(row).does_something
    assert alice.get(f"/classes/{cast.class_10b.pk}/list/pdf/").status_code == 404


def test_the_task_forgets_lists_that_nobody_wanted(cast: School, alice: Client) -> None:
    old = rosters.look_through(files=[("x.csv", b"name\nIda Moss\n")], into=cast.class_10b, by=cast.alice, now=NOW)
    kept = rosters.look_through(
        files=[("x.csv", b"name\nIda Moss\n")], into=cast.class_10b, by=cast.bob, now=timezone.now()
    )
    RosterImport.objects.filter(pk=old.pk).update(read_at=NOW)

    tasks.forget_class_lists()

    assert list(RosterImport.objects.values_list("pk", flat=True)) == [kept.pk]
