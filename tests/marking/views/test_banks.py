"""Banks, their questions and the editor, by page."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from marking.models import Example, MarkScheme
from marking.services import examples
from quizzes.models import Bank, NotesPage, Question, Typo
from quizzes.notes import draft
from quizzes.services import banks, tagging
from tests.cast import NOW, SCHEME, School, question_of, signed_in, text_of

pytestmark = pytest.mark.django_db

NOTES = "Stalin ruled. Stalin won. Stalin slept.\nThe Guomindang (GMD) fought Stalim.\n1922 – Treaty of Rapallo\n"


@pytest.fixture
def alice(cast: School) -> Client:
    return signed_in(cast.alice)


@pytest.fixture
def bob(cast: School) -> Client:
    return signed_in(cast.bob)


def editor(**changes: Any) -> dict[str, Any]:
    fields = {"stem": "What did Stalin want?", "topic": "Stalin", "kind": "SHORT", "word_limit": "", "model_answer": ""}
    return {**fields, "scheme": SCHEME, "tags": "", "seen": "1", "seen_scheme": "1", **changes}


def test_a_colleague_who_may_look_reads_the_scheme_and_cannot_save(cast: School, bob: Client) -> None:
    banks.share(bank=cast.bank, user=cast.bob, may_edit=False, now=NOW)
    address = f"/questions/{cast.question.pk}/"

    page = bob.get(address).content.decode()

    assert "socialism in one country" in page
    assert "<textarea" not in page
    assert bob.post(address, editor(stem="Mine")).status_code == 404
    assert "Shared by" in bob.get("/banks/").content.decode()
    assert "Set a quiz" in bob.get(f"/banks/{cast.bank.pk}/").content.decode()


def test_a_bank_is_shared_by_username_and_a_wrong_name_is_told(cast: School, alice: Client, bob: Client) -> None:
    address = f"/banks/{cast.bank.pk}/sharing/"

    wrong = alice.post(address, {"username": "sam"})
    alice.post(address, {"username": "BOB", "may_edit": "on"})
    opened = bob.get(f"/banks/{cast.bank.pk}/edit/").status_code
    alice.post(f"{address}{cast.bob.pk}/remove/")

    assert wrong.status_code == 422
    assert "No teacher here has this username" in wrong.content.decode()
    assert opened == 200
    assert bob.get(f"/banks/{cast.bank.pk}/").status_code == 404


def test_a_question_that_a_colleague_saved_first_is_not_written_over(cast: School, alice: Client, bob: Client) -> None:
    banks.share(bank=cast.bank, user=cast.bob, may_edit=True, now=NOW)
    address = f"/questions/{cast.question.pk}/"
    bob.post(address, editor(stem="What did Bob ask?", scheme="wheat [1]\n"))

    stale = alice.post(address, editor(stem="What did Alice ask?", scheme="rye [1]\n"))
    page = stale.content.decode()

    assert stale.status_code == 409
    assert "a colleague saved first" in page
    assert "What did Bob ask?" in page
    assert "What did Alice ask?" in page
    assert Question.objects.get(pk=cast.question.pk).stem == "What did Bob ask?"
    again = alice.post(address, editor(stem="What did Alice ask?", scheme="rye [1]\n", seen="2", seen_scheme="2"))
    assert again.status_code == 302
    assert Question.objects.get(pk=cast.question.pk).version == 3


def test_saving_says_which_quizzes_keep_the_older_wording(cast: School, alice: Client) -> None:
    answer = alice.post(f"/questions/{cast.question.pk}/", editor(stem="Newer?"), follow=True)
    history = alice.get(f"/questions/{cast.question.pk}/history/").content.decode()

    assert "1 quiz keeps the wording that it was published with" in answer.content.decode()
    assert "What did Stalin want?" in history
    assert "Newer?" in history
    assert "wording 1" in history


def test_examples_are_kept_tried_and_forgotten(cast: School, alice: Client) -> None:
    address = f"/questions/{cast.question.pk}/examples/"
    alice.post(address, {"text": "world war", "mark": "2"})
    refused = alice.post(address, {"text": " ", "mark": "0.3"}, follow=True)

    tried = alice.post(
        f"/banks/{cast.bank.pk}/try/", {"scheme": SCHEME, "answer": "", "question": str(cast.question.pk)}
    ).content.decode()

    example = Example.objects.get()
    assert "Type an answer first." in refused.content.decode()
    assert "differs" in tried
    alice.post(f"/examples/{example.pk}/remove/")
    assert not Example.objects.exists()


def test_a_glossary_line_that_cannot_be_read_is_refused_in_its_place(cast: School, alice: Client) -> None:
    answer = alice.post(f"/banks/{cast.bank.pk}/edit/", {"title": "T", "glossary": "A = B\nnonsense", "seen": "1"})

    assert answer.status_code == 422
    assert "Line 2, “nonsense”" in answer.content.decode()


def test_two_who_change_a_bank_are_told(cast: School, alice: Client) -> None:
    address = f"/banks/{cast.bank.pk}/edit/"
    alice.post(address, {"title": "First", "glossary": "", "seen": "1"})

    stale = alice.post(address, {"title": "Second", "glossary": "A = B", "seen": "1"})

    assert stale.status_code == 409
    assert "First" in stale.content.decode()
    assert Bank.objects.get(pk=cast.bank.pk).title == "First"


@pytest.mark.parametrize(
    ("post", "said"),
    [
        ({"act": "archive"}, "1 question archived."),
        ({"act": "tag", "tags": "Rapallo"}, "1 question tagged."),
        ({"act": "topic", "topic": "Trade"}, "1 question filed."),
        ({"act": "tag", "tags": " , "}, "Type a tag first."),
        ({"act": "move"}, "Choose a bank to move them to."),
        ({"act": "archive", "questions": []}, "Tick some questions first."),
    ],
)
def test_many_questions_are_changed_at_once(cast: School, alice: Client, post: dict[str, Any], said: str) -> None:
    back = f"/banks/{cast.bank.pk}/"

    answer = alice.post("/questions/bulk/", {"questions": [cast.question.pk], "next": back, **post}, follow=True)

    assert answer.redirect_chain[-1][0] == back
    assert said in answer.content.decode()


def test_nobody_changes_anothers_questions_or_is_led_off_the_site(cast: School, bob: Client) -> None:
    answer = bob.post(
        "/questions/bulk/", {"questions": [cast.question.pk], "act": "archive", "next": "https://elsewhere.example/"}
    )

    assert answer["Location"] == "/questions/"
    assert Question.objects.get(pk=cast.question.pk).state == Question.State.READY


def test_lists_of_questions_take_no_more_queries_for_more(cast: School, alice: Client) -> None:
    def count(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            alice.get(address)
        return len(queries)

    tagging.tag(questions=[cast.question], names="x")
    addresses = ["/questions/", "/questions/?words=what&tag=x", f"/banks/{cast.bank.pk}/"]
    few = [count(address) for address in addresses]
    for number in range(60):
        tagging.tag(questions=[question_of(cast.bank, stem=f"What is {number}?", topic=f"T{number}")], names="x")

    assert [count(address) for address in addresses] == few
    assert "Next" in alice.get("/questions/?words=what").content.decode()


def test_duplicates_are_shown_side_by_side(cast: School, alice: Client) -> None:
    question_of(cast.bank, stem="what did Stalin want")

    page = alice.get(f"/banks/{cast.bank.pk}/duplicates/").content.decode()

    assert "100 % alike" in page


def test_slips_and_glossary_are_decided_on_the_drafts_page(cast: School, alice: Client) -> None:
    page = banks.add_notes(
        bank=cast.bank, title="", text=NOTES, filename="", drafting=draft(NOTES), by=cast.alice, now=NOW
    )
    slip = page.typos.get(written="Stalim")

    shown = alice.get(f"/notes/{page.pk}/drafts/").content.decode()
    answer = alice.post(f"/slips/{slip.pk}/correct/")
    alice.post(f"/notes/{page.pk}/glossary/", {"lines": ["GMD = Guomindang"]})

    assert "Count these as the same" in shown
    assert answer["Location"] == f"/notes/{page.pk}/drafts/#slip-{slip.pk}"
    assert "fought Stalin." in NotesPage.objects.get(pk=page.pk).text
    assert Bank.objects.get(pk=cast.bank.pk).glossary == "GMD = Guomindang"
    alice.post(f"/slips/{slip.pk}/undo/")
    assert Typo.objects.get(pk=slip.pk).state == Typo.State.OPEN
    assert MarkScheme.objects.count() == 1


def test_what_the_marks_teach_is_tried_on_answers_left_out_of_it(cast: School, alice: Client) -> None:
    def save(number: int) -> None:
        text, mark = (f"the red traitors {number}", Decimal(1)) if number % 2 else (f"the kulaks {number}", Decimal(0))
        examples.save(question=cast.question, text=text, mark=mark, by=cast.alice, now=NOW)

    address = f"/questions/{cast.question.pk}/learn/"
    for number in range(19):
        save(number)
    too_few = alice.get(f"{address}?try=1").content.decode()
    save(19)

    before, after = text_of(alice.get(address)), text_of(alice.get(f"{address}?try=1"))

    assert "19 marked answers are too few to say" in too_few
    assert "Try it on answers that were left out" in before
    assert "agreement" in before
    assert "0.00 → 1.00. All together, the marks come 10 nearer to people’s" in after


def test_what_peoples_marks_teach_is_shown_and_taken_into_a_new_version(cast: School, alice: Client) -> None:
    for number in range(3):
        examples.save(
            question=cast.question, text=f"the red traitors {number}", mark=Decimal(1), by=cast.alice, now=NOW
        )
    address = f"/questions/{cast.question.pk}/learn/"

    page = alice.get(address).content.decode()
    stale = alice.post(address, {"take": "x"})
    key = page.split('name="take"')[1].split('value="')[1].split('"')[0]
    taken = alice.post(address, {"take": key})

    assert "accept: red traitors" in page
    assert "3 answers closer" in page
    assert stale["Location"] == address
    assert taken["Location"] == f"/questions/{cast.question.pk}/remark/"
    assert "accept: red traitors" in MarkScheme.objects.get(question=cast.question, version=2).text
    assert "Nothing to propose" in alice.get(address).content.decode()
