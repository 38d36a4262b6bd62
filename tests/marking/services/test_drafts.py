"""A draft that is kept becomes a question with a mark scheme; one that is dropped can be taken back."""

import pytest

from marking.engine import MarkSchemeError
from marking.services import drafts, glossary, schemes
from quizzes.models import Draft, NotesPage, Question
from quizzes.notes import draft
from quizzes.services import banks
from tests.cast import NOW, School, quiz_for

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

NOTES = """\
Foreign policy

1922 – Treaty of Rapallo with Germany
1926 – Treaty of Berlin with Germany
Comintern – the world organisation of communist parties, led from Moscow
"""


@pytest.fixture
def page(cast: School) -> NotesPage:
    return banks.add_notes(
        bank=cast.bank, title="", text=NOTES, filename="notes.txt", drafting=draft(NOTES), by=cast.alice, now=NOW
    )


def test_keep_makes_a_ready_question_that_knows_where_it_came_from(cast: School, page: NotesPage) -> None:
    row = page.drafts.first()

    question = drafts.keep(draft=row, stem="When?", scheme="1922 [1]", by=cast.alice, now=NOW)

    row.refresh_from_db()
    assert (question.state, question.stem) == (Question.State.READY, "When?")
    assert question.source == f"notes.txt, line {row.first_line}"
    assert (row.state, row.question) == (Draft.State.KEPT, question)
    assert schemes.newest(question).text == "1922 [1]"


def test_keep_refuses_a_scheme_that_cannot_be_read_and_keeps_nothing(cast: School, page: NotesPage) -> None:
    before = Question.objects.count()

    with pytest.raises(MarkSchemeError):
        drafts.keep(draft=page.drafts.first(), stem="When?", scheme="1922 [one]", by=cast.alice, now=NOW)

    assert Question.objects.count() == before
    assert page.drafts.first().state == Draft.State.OPEN


def test_keep_twice_is_one_question(cast: School, page: NotesPage) -> None:
    row = page.drafts.first()
    drafts.keep(draft=row, stem="When?", scheme="1922 [1]", by=cast.alice, now=NOW)

    with pytest.raises(banks.DraftDecided):
        drafts.keep(draft=row, stem="When?", scheme="1922 [1]", by=cast.alice, now=NOW)

    assert cast.bank.questions.filter(stem="When?").count() == 1


def test_keep_all_takes_the_sure_ones_and_reports_what_it_could_not_keep(cast: School, page: NotesPage) -> None:
    first, *_ = page.drafts.all()
    page.drafts.update(to_check=False)
    page.drafts.filter(pk=first.pk).update(proposed_scheme="1922 [one]")

    kept, problems = drafts.keep_all(notes=page, by=cast.alice, now=NOW)

    assert kept == page.drafts.count() - 1
    assert [(row.pk, "line 1, column" in why) for row, why in problems] == [(first.pk, True)]


def test_drop_can_be_undone(cast: School, page: NotesPage) -> None:
    row = page.drafts.first()
    banks.decide_draft(draft=row, question=None)
    assert page.drafts.first().state == Draft.State.DROPPED

    banks.reopen_draft(draft=row, now=NOW)

    assert page.drafts.first().state == Draft.State.OPEN


def test_keeping_can_be_undone_until_a_quiz_holds_the_question(cast: School, page: NotesPage) -> None:
    row = page.drafts.first()
    question = drafts.keep(draft=row, stem=row.stem, scheme=row.proposed_scheme, by=cast.alice, now=NOW)
    banks.reopen_draft(draft=row, now=NOW)

    question.refresh_from_db()
    assert (page.drafts.first().state, question.state) == (Draft.State.OPEN, Question.State.ARCHIVED)
    again = drafts.keep(draft=row, stem=row.stem, scheme=row.proposed_scheme, by=cast.alice, now=NOW)
    quiz_for(cast.class_10b, [again], by=cast.alice)
    with pytest.raises(banks.QuestionInUse):
        banks.reopen_draft(draft=row, now=NOW)
    assert page.drafts.first().question == again


def test_notes_propose_a_glossary_and_only_what_is_approved_counts(cast: School) -> None:
    text = "The Guomindang (GMD) fought on. The GMD won.\n\nThe Comintern (CI) met.\n1926 – Treaty of Berlin\n"
    page = banks.add_notes(
        bank=None, title="China", text=text, filename="", drafting=draft(text), by=cast.alice, now=NOW
    )

    assert (page.bank.title, page.bank.owner, page.bank.glossary) == ("China", cast.alice, "")
    assert "GMD = Guomindang" in page.glossary.splitlines()
    added = glossary.accept(notes=page, lines=["GMD = Guomindang", "never = proposed"])
    page.refresh_from_db()
    page.bank.refresh_from_db()
    assert (added, page.bank.glossary, page.glossary) == (1, "GMD = Guomindang", "")
