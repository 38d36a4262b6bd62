"""What is used is archived, what nobody has used may be deleted; the new year takes quizzes along."""

from __future__ import annotations

import pytest

from quizzes.forms.classes import next_year
from quizzes.models import Assignment, Bank, Enrolment, NotesPage, Quiz, SchoolClass
from quizzes.notes import draft
from quizzes.services import archives, banks, classes, quizzes
from tests.cast import NOW, School, quiz_for, sat, signed_in

pytestmark = pytest.mark.django_db
NOTES = "1922 – Treaty of Rapallo\n1926 – Treaty of Berlin\n"


def test_a_bank_without_questions_is_deleted_with_its_notes_and_one_with_questions_is_not(cast: School) -> None:
    empty = banks.create_bank(title="Notes", by=cast.alice, now=NOW)
    banks.add_notes(bank=empty, title="", text=NOTES, filename="", drafting=draft(NOTES), by=cast.alice, now=NOW)

    archives.delete_bank(bank=empty)
    with pytest.raises(archives.InUse, match="questions"):
        archives.delete_bank(bank=cast.bank)

    assert list(Bank.objects.all()) == [cast.bank]
    assert not NotesPage.objects.exists()


def test_notes_that_a_question_came_from_stay(cast: School) -> None:
    page = banks.add_notes(
        bank=cast.bank, title="", text=NOTES, filename="", drafting=draft(NOTES), by=cast.alice, now=NOW
    )
    spare = banks.add_notes(
        bank=cast.bank, title="", text=NOTES, filename="", drafting=draft(NOTES), by=cast.alice, now=NOW
    )
    banks.decide_draft(draft=page.drafts.all()[0], question=cast.question)

    with pytest.raises(archives.InUse, match="come from these notes"):
        archives.delete_notes(notes=page)

    archives.delete_notes(notes=spare)
    assert list(NotesPage.objects.all()) == [page]


def test_a_quiz_is_deleted_only_while_it_is_a_draft_that_nobody_has_sat(cast: School) -> None:
    spare = quiz_for(cast.class_10b, [cast.question], by=cast.alice, publish=False).quiz

    archives.delete_quiz(quiz=spare)
    with pytest.raises(archives.InUse, match="Take it back first"):
        archives.delete_quiz(quiz=cast.quiz)

    assert list(Quiz.objects.all()) == [cast.quiz]
    quizzes.unpublish(quiz=cast.quiz)
    archives.delete_quiz(quiz=cast.quiz)
    assert not Assignment.objects.exists()


def test_a_class_is_deleted_only_if_nobody_has_studied_in_it(cast: School) -> None:
    spare = classes.create_class(name="Try-out", by=cast.alice, now=NOW)
    left = classes.create_class(name="Left", by=cast.alice, now=NOW)
    classes.enrol(school_class=left, user=cast.sam, role=Enrolment.Role.STUDENT, now=NOW)
    classes.leave(school_class=left, user=cast.sam, by=cast.sam, now=NOW)

    archives.delete_class(school_class=spare)
    for used in (left, cast.class_10b):
        with pytest.raises(archives.InUse):
            archives.delete_class(school_class=used)

    assert not SchoolClass.objects.filter(name="Try-out").exists()


def test_what_is_archived_is_offered_nowhere_and_can_be_restored(cast: School) -> None:
    alice = signed_in(cast.alice)
    attempt = sat(cast.assignment, cast.sam, "socialism in one country")
    other = banks.create_bank(title="Other", by=cast.alice, now=NOW)

    alice.post(f"/banks/{cast.bank.pk}/act/", {"act": "archive"})
    alice.post(f"/quizzes/{cast.quiz.pk}/act/", {"act": "archive"})

    for path in ("/", "/banks/", "/quizzes/"):
        page = alice.get(path).content.decode()
        assert f'href="/banks/{cast.bank.pk}/"' not in page
        assert f'href="/quizzes/{cast.quiz.pk}/"' not in page
    assert cast.question.stem not in alice.get("/questions/").content.decode()
    assert cast.question.stem not in alice.get("/quizzes/new/").content.decode()
    assert f'href="/banks/{other.pk}/"' in alice.get("/banks/").content.decode()
    assert f'href="/banks/{cast.bank.pk}/"' in alice.get("/banks/?archived=1").content.decode()
    assert f'href="/quizzes/{cast.quiz.pk}/"' in alice.get("/quizzes/?archived=1").content.decode()
    assert str(cast.quiz) in signed_in(cast.sam).get(f"/attempts/{attempt.pk}/receipt/").content.decode()

    alice.post(f"/banks/{cast.bank.pk}/act/", {"act": "restore"})
    alice.post(f"/quizzes/{cast.quiz.pk}/act/", {"act": "restore"})
    desk = alice.get("/").content.decode()
    assert f'href="/banks/{cast.bank.pk}/"' in desk
    assert f'href="/quizzes/{cast.quiz.pk}/"' in desk


def test_only_the_owner_of_a_bank_archives_or_deletes_it(cast: School) -> None:
    banks.share(bank=cast.bank, user=cast.bob, may_edit=True, now=NOW)

    for act in ("archive", "delete"):
        assert signed_in(cast.bob).post(f"/banks/{cast.bank.pk}/act/", {"act": act}).status_code == 404

    assert Bank.objects.get().archived_at is None


def test_a_new_year_makes_a_class_with_drafts_of_the_old_ones_quizzes_and_no_students(cast: School) -> None:
    alice = signed_in(cast.alice)
    address = f"/classes/{cast.class_10b.pk}/new-year/"

    assert 'value="11B"' in alice.get(address).content.decode()
    alice.post(address, {"name": "11B", "quizzes": [cast.quiz.pk], "put_away": "on"})

    made = SchoolClass.objects.get(name="11B")
    copy = Quiz.objects.get(assignments__school_class=made)
    assert copy.state == Quiz.State.DRAFT
    assert [item.question for item in copy.items.all()] == [cast.question]
    assert not made.enrolments.filter(role=Enrolment.Role.STUDENT).exists()
    assert SchoolClass.objects.get(pk=cast.class_10b.pk).archived_at is not None
    assert cast.quiz.assignments.get().school_class == cast.class_10b


@pytest.mark.parametrize(
    ("name", "later"),
    [("7A", "8A"), ("History 2025/26", "History 2026/27"), ("10 (2026–27)", "10 (2027–28)"), ("A", "A")],
)
def test_the_name_of_next_years_class_is_guessed(name: str, later: str) -> None:
    assert next_year(name) == later


def test_a_quiz_set_from_a_class_or_a_bank_comes_with_it_ticked(cast: School) -> None:
    alice = signed_in(cast.alice)
    classes.create_class(name="7A", by=cast.alice, now=NOW)

    neither = alice.get("/quizzes/new/").context["form"]
    from_class = alice.get(f"/quizzes/new/?class={cast.class_10b.pk}").context["form"]
    from_bank = alice.get(f"/quizzes/new/?bank={cast.bank.pk}").context["form"]
    only = signed_in(cast.bob).get("/quizzes/new/").context["form"]

    assert neither.initial["classes"] == []
    assert from_class.initial["classes"] == [cast.class_10b.pk]
    assert from_bank.initial["title"] == "Soviet foreign policy"
    assert from_bank.initial["questions"] == [cast.question.pk]
    assert only.initial["classes"] == [cast.class_11c.pk]
