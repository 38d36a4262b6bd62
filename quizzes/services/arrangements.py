"""The one writer of access arrangements. A change reaches the sittings that run, and is noted for good."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from quizzes.models import AccessArrangement, ArrangementChange, User
from quizzes.services import sittings
from quizzes.services.attempts import lock_students
from quizzes.terms import Terms


class BadTerms(ValueError):
    """The terms cannot be granted so; `problems` says by field what would be right."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Wish:
    """What a student shall have from now on, None for nothing, and why."""

    student: User
    terms: Terms | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Arranged:
    """What became of it: a note of each change (none where it was so already), and the ends that moved."""

    changes: tuple[ArrangementChange, ...]
    sittings: sittings.Done


def arrange_access(
    *, student: Any, terms: Terms | None, by: Any, now: datetime, reason: str = ""
) -> ArrangementChange | None:
    """Set the student's access arrangement, or take it away with None; return the note of it, None if it was so.

    Sittings that run get their new end. Raises BadTerms.
    """
    done = arrange_many(wishes=[Wish(student, terms, reason)], by=by, now=now)
    return done.changes[0] if done.changes else None


@transaction.atomic
def arrange_many(*, wishes: Sequence[Wish], by: Any, now: datetime) -> Arranged:
    """Set the arrangements of several students, of all or of none. Raises BadTerms.

    The number of queries does not grow with the students.
    """
    for wish in wishes:
        problems = wish.terms.problems() if wish.terms is not None else {}
        if problems:
            raise BadTerms(problems)
    students = [wish.student.pk for wish in wishes]
    lock_students(students)
    there = AccessArrangement.objects.in_bulk(students, field_name="student_id")
    changed = [wish for wish in wishes if _differs(wish, there.get(wish.student.pk))]
    if not changed:
        return Arranged((), sittings.Done())
    notes = [_note(wish, there.get(wish.student.pk), by, now) for wish in changed]
    _write(changed)
    ArrangementChange.objects.bulk_create(notes)
    moved = sittings.recompute_ends(
        students=[wish.student for wish in changed], by=by, now=now, reason="Access arrangement changed"
    )
    return Arranged(tuple(notes), moved)


def _differs(wish: Wish, row: AccessArrangement | None) -> bool:
    if row is None or wish.terms is None:
        return (row is None) != (wish.terms is None)
    return row.terms != wish.terms or row.reason != _reason(wish)


def _reason(wish: Wish) -> str:
    return wish.reason.strip()[:200]


def _note(wish: Wish, row: AccessArrangement | None, by: Any, now: datetime) -> ArrangementChange:
    return ArrangementChange(
        student=wish.student,
        made_at=now,
        made_by=by,
        old_terms=row.terms.as_json() if row is not None else None,
        new_terms=wish.terms.as_json() if wish.terms is not None else None,
        reason=_reason(wish),
    )


def _write(wishes: Iterable[Wish]) -> None:
    gone = [wish.student.pk for wish in wishes if wish.terms is None]
    if gone:
        AccessArrangement.objects.filter(student__in=gone).delete()
    rows = [
        AccessArrangement(student=wish.student, reason=_reason(wish), **asdict(wish.terms))
        for wish in wishes
        if wish.terms is not None
    ]
    AccessArrangement.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["student"],
        update_fields=[*Terms.__dataclass_fields__, "reason"],
    )
