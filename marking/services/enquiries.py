"""The one writer of students' questions about marks, and of the answers to them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from marking.models import Enquiry, Mark, Standing
from marking.services import marks
from quizzes.models import Enrolment, Notice, Response
from quizzes.services import notices


class AskedBefore(Exception):
    """The student has asked about this mark before: once a question."""


class AnsweredBefore(Exception):
    """Somebody else has answered meanwhile."""


class NoReason(ValueError):
    """An answer needs words that the student reads."""


@transaction.atomic
def ask(*, response: Response, text: str, now: datetime) -> Enquiry:
    """Ask about the mark that stands for a response. Raises AskedBefore."""
    mark = Mark.objects.get(pk=Standing.objects.values("mark").get(pk=response.pk)["mark"])
    try:
        with transaction.atomic():
            made = Enquiry.objects.create(response=response, text=text.strip(), mark=mark, asked_at=now)
    except IntegrityError as error:
        raise AskedBefore from error
    _tell(made, now)
    return made


def _tell(enquiry: Enquiry, now: datetime) -> None:
    """Have the teachers of the class told."""
    assignment = enquiry.response.attempt.assignment
    teachers = assignment.school_class.enrolments.filter(role=Enrolment.Role.TEACHER, left_at=None)
    notices.note(
        kind=Notice.Kind.QUESTION,
        to=dict.fromkeys(teachers.values_list("user", flat=True), enquiry.pk),
        subject=f"A question about a mark: {assignment.quiz.title}",
        text=f"A student of {assignment.school_class} asks about a mark of “{assignment.quiz.title}”.",
        now=now,
    )


@transaction.atomic
def answer(*, enquiry: Enquiry, mark: Decimal | None, reason: str, by: Any, now: datetime) -> Enquiry:
    """Answer: keep the mark (`mark` None), or give another; either way with words that the student reads.

    Raises AnsweredBefore, NoReason, and BadMark as `marks.give` does.
    """
    rows = Enquiry.objects.select_for_update(of=("self",)).select_related("response__item")
    locked = rows.get(pk=enquiry.pk)
    if not locked.is_open:
        raise AnsweredBefore
    if not reason.strip():
        raise NoReason("Write a sentence for the student.")
    if mark is None:
        locked.outcome = Enquiry.Outcome.KEPT
    else:
        locked.outcome = Enquiry.Outcome.CHANGED
        locked.new = marks.give(response=locked.response, mark=mark, reason=reason, by=by, now=now)
    locked.answer, locked.answered_by, locked.answered_at = reason.strip(), by, now
    locked.save(update_fields=["outcome", "new", "answer", "answered_by", "answered_at"])
    return locked
