"""The one writer of erasures: what a former student wrote goes for good, from every row that has it.

The rows stay, with who gave which mark and when, so that a class's figures and the record keep their sums. The
database's triggers let final rows change to just this (`quizzes.models.guards.erasable_texts`).
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import transaction

from marking import queries
from marking.models import Enquiry, Mark, Opinion, PracticeAnswer, ScriptComment
from marking.services import standings
from quizzes.models import User
from quizzes.models.attempt import ERASED
from quizzes.services import privacy


class HasAName(Exception):
    """The name comes first: while it is there, teachers look for the answers."""


class StillToMark(Exception):
    """An answer has no mark yet, and could never get a true one any more."""


@transaction.atomic
def erase_texts(*, student: User, by: Any, now: datetime) -> int:
    """Erase for good what a nameless student wrote, in sittings and in practice, and what quotes it; return how many.

    Marks, levels, reasons and comments of people stay, and so do dates. `by` is None for the clock.
    Raises HasAName, StillToMark.
    """
    student = User.objects.select_for_update().get(pk=student.pk)
    if not privacy.is_nameless(student):
        raise HasAName
    if queries.waiting().filter(attempt__student=student).exists():
        raise StillToMark
    ids = privacy.erase_texts(student=student, now=now)
    Mark.objects.filter(response__in=ids).erase(text=ERASED, points=[], reasons=[])
    ScriptComment.objects.filter(response__in=ids, start__isnull=False).erase(exact=ERASED, prefix="", suffix="")
    Enquiry.objects.filter(response__in=ids).update(text=ERASED)
    Opinion.objects.filter(response__in=ids).delete()
    standings.close_erased(ids, now)
    PracticeAnswer.objects.filter(student=student).update(text=ERASED, points=[], reasons=[])
    if by is not None:
        privacy.note_look(student=student, by=by, what="The texts were erased.")
    return len(ids)


def erase_when_due(*, days: int, now: datetime) -> int:
    """Erase the texts of those whose time has come, each in a transaction of their own; return of how many students."""
    done = 0
    for student in privacy.texts_due(days=days, now=now):
        with suppress(HasAName, StillToMark):
            erase_texts(student=student, by=None, now=now)
            done += 1
    return done
