"""The teacher's desk: notes become a bank."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from quizzes.models import Bank, NotesPage
from tests.cast import School, signed_in

pytestmark = pytest.mark.django_db

NOTES = "1922 – Treaty of Rapallo\n1926 – Treaty of Berlin\nComintern – the organisation of communist parties\n"


@pytest.fixture
def alice(cast: School, client: Client) -> Client:
    return signed_in(cast.alice, client)


def test_pasted_notes_become_a_bank_with_drafts(cast: School, alice: Client) -> None:
    answer = alice.post("/banks/new/", {"title": "Treaties", "text": NOTES})

    page = NotesPage.objects.get()
    assert answer["Location"] == f"/notes/{page.pk}/drafts/"
    assert (page.bank.title, page.bank.owner, page.text) == ("Treaties", cast.alice, NOTES)
    assert page.drafts.filter(stem__contains="Rapallo").exists()


def test_an_uploaded_file_names_the_bank(alice: Client) -> None:
    alice.post("/banks/new/", {"file": SimpleUploadedFile("Five year plans.txt", NOTES.encode())})

    assert Bank.objects.filter(title="Five year plans").exists()


def test_notes_may_be_added_to_a_bank(cast: School, alice: Client) -> None:
    alice.post(f"/banks/{cast.bank.pk}/notes/", {"text": NOTES})

    assert cast.bank.notes.get().drafts.count() > 0


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        ({}, "Paste some notes, or choose a file."),
        ({"text": "  \n "}, "Paste some notes, or choose a file."),
        ({"text": "x", "file": SimpleUploadedFile("a.txt", b"y")}, "Remove one of them."),
        ({"file": SimpleUploadedFile("a.docx", b"this is no Word file")}, ".docx"),
    ],
)
def test_notes_that_cannot_be_read_are_refused_and_what_was_typed_stays(
    alice: Client, data: dict[str, object], complaint: str
) -> None:
    answer = alice.post("/banks/new/", {"title": "Kept title", **data})

    assert answer.status_code == 422
    assert complaint in answer.content.decode()
    assert "Kept title" in answer.content.decode()
    assert NotesPage.objects.count() == 0


def test_a_bank_lists_its_questions(cast: School, alice: Client) -> None:
    html = alice.get(f"/banks/{cast.bank.pk}/").content.decode()

    assert cast.question.stem in html


def test_the_list_of_banks_takes_no_more_queries_for_more_banks(cast: School, alice: Client) -> None:
    with CaptureQueriesContext(connection) as one:
        alice.get("/banks/")
    for title in ("B", "C"):
        Bank.objects.create(owner=cast.alice, title=title, created_at=cast.bank.created_at)
    with CaptureQueriesContext(connection) as three:
        alice.get("/banks/")

    assert len(three) == len(one)


def test_students_have_no_banks(cast: School, client: Client) -> None:
    signed_in(cast.sam, client)

    assert client.get("/banks/").status_code == 403
    assert client.post("/banks/new/", {"text": NOTES}).status_code == 403
