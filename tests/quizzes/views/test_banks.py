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


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("Moodle.xml", (b'<?xml version="1.0"?><quiz><question type="essay"><name><text>n</text></name><questiontext>'
                       b"<text>Why?</text></questiontext></question></quiz>")),
        ("Capitals.gift", b"Capital?{=Paris}"),
        ("Capitals.txt", b"::Q1::Capital?{=Paris}"),
        ("Sheet.csv", b"question,answer\nCapital?,Paris\n"),
        ("Cards.txt", b"#separator:tab\nCapital?\tParis\n"),
    ],
)  # fmt: skip
def test_a_file_of_questions_starts_a_bank_and_is_looked_through(alice: Client, name: str, data: bytes) -> None:
    answer = alice.post("/banks/new/", {"file": SimpleUploadedFile(name, data)})

    bank = Bank.objects.get(title=name.rpartition(".")[0])
    row = bank.imports.get()
    assert answer["Location"] == f"/imports/{row.pk}/"
    assert len(row.plan["questions"]) == 1


def test_notes_in_a_text_file_stay_notes(alice: Client) -> None:
    alice.post(
        "/banks/new/", {"file": SimpleUploadedFile("Plans.txt", b"Kulak\ta better-off peasant\n" + NOTES.encode())}
    )

    assert NotesPage.objects.get().bank.title == "Plans"


def test_a_file_that_neither_reads_is_refused_with_the_way_on_and_makes_no_bank(alice: Client) -> None:
    before = Bank.objects.count()

    answer = alice.post("/banks/new/", {"file": SimpleUploadedFile("a.xml", b"<quiz><broken></quiz>")})

    assert answer.status_code == 422
    assert "Moodle" in answer.content.decode()
    assert Bank.objects.count() == before


def test_an_empty_bank_needs_a_name_and_nothing_else(alice: Client) -> None:
    refused = alice.post("/banks/new/", {"title": " ", "then": "empty"})
    answer = alice.post("/banks/new/", {"title": "Empty", "then": "empty"})

    assert refused.status_code == 422
    assert "Give the bank a name" in refused.content.decode()
    assert "Paste some notes" not in refused.content.decode()
    assert answer["Location"] == f"/banks/{Bank.objects.get(title='Empty').pk}/"


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
