"""What is put away, and what is deleted: banks, sources and quizzes, and classes that were made by mistake.

What somebody has used is archived: it leaves the lists, and whatever was done with it stays. What nobody has used may
be deleted. The new year takes a class's quizzes along to another.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from quizzes.models import AssignmentAct, Bank, Enrolment, NotesPage, Quiz, SchoolClass, Source
from quizzes.services import classes, quizzes


class InUse(Exception):
    """It was used, so it is archived and not deleted; the words say by what."""


Archived = Bank | Quiz | SchoolClass | Source


@transaction.atomic
def archive(*, row: Archived, now: datetime) -> None:
    """Put a row away: no list offers it. What is archived already keeps its date.

    Nobody joins an archived class, and its open quizzes go on until they close. Questions with an archived source keep
    it.
    """
    type(row)._default_manager.filter(pk=row.pk, archived_at=None).update(archived_at=now)


@transaction.atomic
def restore(*, row: Archived) -> None:
    """Take a row out of the archive."""
    type(row)._default_manager.filter(pk=row.pk).update(archived_at=None)


@transaction.atomic
def delete_bank(*, bank: Bank) -> None:
    """Delete a bank with its notes and drafts. Raises InUse where it has ever held a question."""
    locked = Bank.objects.select_for_update().get(pk=bank.pk)
    if locked.questions.exists():
        raise InUse("The bank has questions, and their history is kept.")
    _delete(locked, "The bank has been used in the meantime.")


@transaction.atomic
def delete_notes(*, notes: NotesPage) -> None:
    """Delete a page of notes with its drafts. Raises InUse where a question came from it."""
    locked = NotesPage.objects.select_for_update().get(pk=notes.pk)
    if locked.drafts.exclude(question=None).exists():
        raise InUse("Questions of the bank come from these notes.")
    _delete(locked, "Questions of the bank come from these notes.")


@transaction.atomic
def delete_quiz(*, quiz: Quiz) -> None:
    """Delete a quiz that its students never saw, or no longer see. Raises InUse where it is published or was begun."""
    locked = Quiz.objects.select_for_update().get(pk=quiz.pk)
    if locked.state == Quiz.State.PUBLISHED:
        raise InUse("The quiz is published. Take it back first.")
    if quizzes.is_begun(locked):
        raise InUse("Students have sat the quiz.")
    if AssignmentAct.objects.filter(quiz=locked).exists():
        raise InUse("The log of a class records what was done with the quiz.")
    _delete(locked, "The quiz has been used in the meantime.")


@transaction.atomic
def delete_class(*, school_class: SchoolClass) -> None:
    """Delete a class that nobody has studied in. Raises InUse where somebody has, or a quiz is set for it."""
    locked = SchoolClass.objects.select_for_update().get(pk=school_class.pk)
    if not is_unused(locked):
        raise InUse("Students are, or were, in the class, or a quiz is set for it.")
    _delete(locked, "The class has been used in the meantime.")


def is_unused(school_class: SchoolClass) -> bool:
    """Whether nobody has ever studied in the class, and no quiz is set for it."""
    studied = school_class.enrolments.filter(role=Enrolment.Role.STUDENT).exists()
    return not studied and not school_class.assignments.exists()


def _delete(row: Bank | NotesPage | Quiz | SchoolClass, why_not: str) -> None:
    try:
        row.delete()
    except ProtectedError as error:
        raise InUse(why_not) from error


@transaction.atomic
def new_year(
    *, school_class: SchoolClass, name: str, copied: Sequence[Quiz], put_away: bool, by: Any, now: datetime
) -> SchoolClass:
    """Return a new class with `by` as its teacher and drafts of the quizzes `copied`, in their order.

    Nobody is taken along: students join the new class with its code or by a list. `put_away` archives the old one.
    """
    made = classes.create_class(name=name, by=by, now=now)
    for quiz in copied:
        quizzes.duplicate(quiz=quiz, school_class=made, by=by, now=now)
    if put_away:
        archive(row=school_class, now=now)
    return made
