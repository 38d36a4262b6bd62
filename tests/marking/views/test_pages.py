"""The pages of marking: drafts, the question editor, a response, a class's marks, a student's result."""

from decimal import Decimal

import pytest
from django.template.defaultfilters import pluralize
from django.test import Client

from marking.models import Mark, MarkScheme, Release
from marking.services import results
from quizzes.models import Draft, NotesPage, Question, Response
from quizzes.notes import draft
from quizzes.services import banks
from tests.cast import NOW, SCHEME, School, sat, signed_in

pytestmark = pytest.mark.django_db
NOTES = "1922 – Treaty of Rapallo\n1926 – Treaty of Berlin\nComintern – the organisation of communist parties\n"


@pytest.fixture
def alice(cast: School) -> Client:
    return signed_in(cast.alice)


@pytest.fixture
def notes(cast: School) -> NotesPage:
    return banks.add_notes(
        bank=cast.bank, title="", text=NOTES, filename="", drafting=draft(NOTES), by=cast.alice, now=NOW
    )


def test_a_draft_is_kept_as_worded_on_the_page(alice: Client, notes: NotesPage) -> None:
    row = notes.drafts.first()

    answer = alice.post(f"/drafts/{row.pk}/keep/", {"stem": "When was Rapallo?", "scheme": "1922 [1]\r\n"})

    assert answer["Location"] == f"/notes/{notes.pk}/drafts/#draft-{row.pk}"
    assert MarkScheme.objects.get(question__stem="When was Rapallo?").text == "1922 [1]\n"


def test_a_script_gets_the_drafts_own_piece_and_the_reason_where_it_cannot_be_kept(
    alice: Client, notes: NotesPage
) -> None:
    row = notes.drafts.first()
    by_script = {"HTTP_X_REQUESTED_WITH": "fetch"}

    refused = alice.post(f"/drafts/{row.pk}/keep/", {"stem": "When?", "scheme": "1922 [one]"}, **by_script)
    dropped = alice.post(f"/drafts/{row.pk}/drop/", **by_script)
    back = alice.post(f"/drafts/{row.pk}/undo/", **by_script)

    assert refused.status_code == 422
    assert "line 1, column" in refused.content.decode()
    assert "1922 [one]" in refused.content.decode()
    assert 'data-state="DROPPED"' in dropped.content.decode()
    assert 'data-state="OPEN"' in back.content.decode()


def test_keep_all_says_how_many_are_in_the_bank(alice: Client, cast: School, notes: NotesPage) -> None:
    sure = notes.drafts.filter(to_check=False).count()

    answer = alice.post(f"/notes/{notes.pk}/drafts/keep/", follow=True)

    assert f"{sure} question{pluralize(sure)} kept." in answer.content.decode()
    assert notes.drafts.filter(state=Draft.State.KEPT).count() == sure > 0


def test_a_question_is_written_and_its_scheme_refused_with_its_place(alice: Client, cast: School) -> None:
    form = {"stem": "Why?", "topic": "", "kind": "SHORT", "word_limit": "", "model_answer": "", "scheme": "a [one]"}
    address = f"/banks/{cast.bank.pk}/questions/new/"

    refused = alice.post(address, form)
    saved = alice.post(address, {**form, "scheme": "wheat [1]\nbarley [1]\n"})

    assert refused.status_code == 422
    assert "line 1, column" in refused.content.decode()
    question = Question.objects.get(stem="Why?")
    assert (saved["Location"], question.marks) == (f"/questions/{question.pk}/", Decimal(2))


def test_trying_out_shows_the_marked_script_and_stores_nothing(alice: Client, cast: School) -> None:
    address = f"/banks/{cast.bank.pk}/try/"

    tried = alice.post(address, {"scheme": SCHEME, "answer": "social facists", "stem": "?"}).content.decode()
    wrong = alice.post(address, {"scheme": "a [one]", "answer": "x"})

    assert "social facists" in tried
    assert "ring" in tried
    assert wrong.status_code == 422
    assert "line 1, column" in wrong.content.decode()
    assert MarkScheme.objects.count() == 1


def test_a_teacher_overrides_a_mark_and_a_stale_page_is_told(alice: Client, cast: School, response: Response) -> None:
    address = f"/responses/{response.pk}/"
    form = {"mark": "2", "reason": "Meant both.", "seen": response.standing.mark_id}

    assert "social facists" in alice.get(address).content.decode()
    assert alice.post(address, form)["Location"] == address
    stale = alice.post(address, {**form, "mark": "0"})

    assert stale.status_code == 409
    assert "has been given in the meantime" in stale.content.decode()
    assert Mark.objects.filter(response=response).count() == 2


def test_the_class_page_counts_shows_and_releases(alice: Client, cast: School, response: Response) -> None:
    address = f"/assignments/{cast.assignment.pk}/marks/"

    state = alice.get(f"{address}progress/").json()
    page = alice.get(address).content.decode()
    alice.post(f"{address}release/", {"unchecked_too": "on"})

    assert state == {"said": "1 of 1 marked", "done": 1, "whole": 1, "running": False}
    assert "Sam" in page
    assert "Sue" in page
    assert Release.objects.get().released_by == cast.alice


def test_release_says_why_not_while_marking_runs(alice: Client, cast: School) -> None:
    sat(cast.assignment, cast.sam, "social facists")

    answer = alice.post(f"/assignments/{cast.assignment.pk}/marks/release/", follow=True)

    assert "1 answer still to be marked" in answer.content.decode()
    assert not Release.objects.exists()


def test_a_result_shows_no_number_before_release_and_the_words_after(cast: School, response: Response) -> None:
    sam, address = signed_in(cast.sam), f"/attempts/{response.attempt_id}/result/"

    before = sam.get(address).content.decode()
    results.release(assignment=cast.assignment, by=cast.alice, now=NOW, unchecked_too=True)
    after = sam.get(address).content.decode()

    assert "checking the marks" in before
    assert 'class="ring"' not in before
    assert 'class="ring"' in after
    assert "Think of what Stalin" not in after
    assert "Stalin put building socialism at home first." in after
    assert "socialism in one country" not in after
