"""The one writer of access arrangements. A change reaches the sittings that run, and is noted for good."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Prefetch, QuerySet

from quizzes.access.table import permitted
from quizzes.models import AccessArrangement, ArrangementChange, Assignment, Attempt, Quiz, SchoolClass, User
from quizzes.pure.arrangement_table import Line
from quizzes.pure.terms import Terms
from quizzes.pure.timing import Allowance
from quizzes.queries import allowance_of, arrangement_in_force, finder, students_in
from quizzes.services import attempt_acts
from quizzes.services.attempts import lock_students


class BadTerms(ValueError):
    """The terms cannot be granted so; `problems` says by field what would be right."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = problems


class Overtaken(Exception):
    """Somebody has changed an arrangement since it was looked at."""


class NotWhole(ValueError):
    """Lines of a file cannot be carried out; then none is."""


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
    sittings: attempt_acts.Done


@transaction.atomic
def arrange_access(
    *, student: Any, terms: Terms | None, by: Any, now: datetime, reason: str = "", seen: int | None = None
) -> ArrangementChange | None:
    """Set the student's access arrangement, or take it away with None; return the note of it, None if it was so.

    Sittings that run get their new end. `seen` is what `last_change` said when the page was made, where it matters.
    Raises BadTerms, Overtaken.
    """
    lock_students([student.pk])
    if seen is not None and seen != last_change(student):
        raise Overtaken
    done = arrange_many(wishes=[Wish(student, terms, reason)], by=by, now=now)
    return done.changes[0] if done.changes else None


@transaction.atomic
def arrange_many(*, wishes: Sequence[Wish], by: Any, now: datetime) -> Arranged:
    """Set the arrangements of several students, at most one wish each, of all or of none. Raises BadTerms.

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
        return Arranged((), attempt_acts.Done())
    notes = [_note(wish, there.get(wish.student.pk), by, now) for wish in changed]
    _write(changed)
    ArrangementChange.objects.bulk_create(notes)
    moved = attempt_acts.recompute_ends(
        students=[wish.student for wish in changed], by=by, now=now, reason="Access arrangement changed"
    )
    return Arranged(tuple(notes), moved)


def last_change(student: Any) -> int:
    """Return the id of the newest change of the student's arrangement, 0 where there is none."""
    return ArrangementChange.objects.filter(student=student).aggregate(last=Max("pk"))["last"] or 0


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


# ---- what it means for the quizzes that are set ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Effect:
    """What one quiz gives the student now and under other terms; with an end where a sitting runs."""

    assignment: Assignment
    now: Allowance
    then: Allowance
    runs: bool = False
    ends_now: datetime | None = None
    ends_then: datetime | None = None

    @property
    def is_same(self) -> bool:
        """Whether the other terms change nothing here."""
        return (self.now, self.ends_now) == (self.then, self.ends_then)


def effects_of(*, student: User, terms: Terms | None, assignments: QuerySet[Assignment], now: datetime) -> list[Effect]:
    """Return, for those of `assignments` that the student sits or may still start, what `terms` would change.

    Nothing is changed by asking. Five queries.
    """
    row = AccessArrangement.objects.filter(student=student).first()
    other = AccessArrangement(student=student, **asdict(terms)) if terms is not None else None
    sittings_of = Attempt.objects.filter(student=student, assignment__in=assignments)
    ends = attempt_acts.ends_foreseen(rows=sittings_of, arrangements={student.pk: other} if other else {}, now=now)
    own = Prefetch("attempts", sittings_of.order_by("-number"), to_attr="own_attempts")
    published = assignments.filter(quiz__state=Quiz.State.PUBLISHED).select_related("quiz", "school_class")
    effects = []
    for assignment in published.prefetch_related(own).order_by("closes_at", "pk"):
        attempt = next(iter(assignment.own_attempts), None)
        effect = _effect(assignment, attempt, (row, other), ends, now)
        if effect is not None:
            effects.append(effect)
    return effects


def known_to(user: Any, effects: Iterable[Effect]) -> list[Effect]:
    """Leave out the quizzes of classes that `user` does not arrange for; how many those are may be told, not which."""
    effects = list(effects)
    rows = Assignment.objects.filter(pk__in=[effect.assignment.pk for effect in effects])
    known = set(permitted(user, "quizzes.arrange_assignment", rows).values_list("pk", flat=True))
    return [effect for effect in effects if effect.assignment.pk in known]


def _effect(
    assignment: Assignment,
    attempt: Attempt | None,
    rows: tuple[AccessArrangement | None, AccessArrangement | None],
    ends: Mapping[int, datetime],
    now: datetime,
) -> Effect | None:
    """Return what changes for one quiz, None where the student has nothing more to do in it."""
    runs = attempt is not None and attempt.is_open
    start = attempt.started_at if attempt is not None and runs else now
    was, becomes = (allowance_of(assignment, arrangement_in_force(row, assignment, start)) for row in rows)
    if attempt is not None and runs:
        is_over = attempt.state(now) != "paused" and attempt.ends_at is not None and attempt.ends_at <= now
        return None if is_over else Effect(assignment, was, becomes, True, attempt.ends_at, ends.get(attempt.pk))
    is_closed = now >= max(was.closes_at, becomes.closes_at)
    used_up = attempt is not None and attempt.number >= assignment.attempts_allowed
    return None if is_closed or used_up else Effect(assignment, was, becomes)


# ---- by file --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Planned:
    """What one line of a file would do: "created", "changed", "same" or "refused", and then why."""

    line: Line
    fate: str
    student: User | None = None
    before: Terms | None = None
    why: str = ""

    @property
    def after(self) -> Terms | None:
        """What the student would have, None for nothing."""
        return self.line.terms if self.line.terms.grants else None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a file would do to a class. `digest` tells it from any other plan, also from one of the same file later."""

    lines: tuple[Planned, ...]
    digest: str

    def count(self, fate: str) -> int:
        """Return how many lines have this fate."""
        return sum(line.fate == fate for line in self.lines)

    @property
    def is_whole(self) -> bool:
        """Whether every line can be carried out."""
        return not self.count("refused")

    @property
    def changes(self) -> int:
        """How many students would have something else than now."""
        return self.count("created") + self.count("changed")


def plan(*, school_class: SchoolClass, lines: Sequence[Line]) -> Plan:
    """Return what the lines of a file would do to the students of a class, and change nothing. Two queries."""
    students = {student.pk: student for student in students_in(school_class.pk)}
    find = finder(students.values())
    rows = AccessArrangement.objects.in_bulk(list(students), field_name="student_id")
    first: dict[int, int] = {}
    planned = []
    for line in lines:
        namesakes = find(line.student)
        student = namesakes[0] if len(namesakes) == 1 else None
        row = rows.get(student.pk) if student is not None else None
        why = _refusal(line, namesakes, first, row)
        fate = "refused" if why else _fate(line, student, row)
        planned.append(Planned(line, fate, student, row.terms if row is not None else None, why))
        if student is not None:
            first.setdefault(student.pk, line.number)
    return Plan(tuple(planned), _digest(planned, rows))


@transaction.atomic
def carry_out(*, school_class: SchoolClass, lines: Sequence[Line], digest: str, by: Any, now: datetime) -> Arranged:
    """Carry out the plan with this `digest`: every line of it. The same file a second time changes nothing.

    Raises NotWhole where a line is refused, Overtaken where it would do something else by now than what was shown.
    """
    lock_students(students_in(school_class.pk).values_list("pk", flat=True))
    planned = plan(school_class=school_class, lines=lines)
    if planned.digest != digest:
        raise Overtaken
    if not planned.is_whole:
        raise NotWhole
    wishes = [
        Wish(line.student, line.after, line.line.reason)
        for line in planned.lines
        if line.student is not None and line.fate in {"created", "changed"}
    ]
    return arrange_many(wishes=wishes, by=by, now=now)


def _refusal(line: Line, students: Sequence[User], first: Mapping[int, int], row: AccessArrangement | None) -> str:
    if line.problems:
        return " ".join(line.problems)
    if not students:
        return f"Nobody in this class is called “{line.student[:60]}”. Give the username."
    if len(students) > 1:
        return f"{len(students)} in this class are called “{line.student[:60]}”. Give the username."
    if students[0].pk in first:
        return f"Line {first[students[0].pk]} is about the same student. Keep one of the two."
    if row is not None and not line.terms.grants:
        return "The line grants nothing. Remove an arrangement on the student’s own page."
    return ""


def _fate(line: Line, student: User | None, row: AccessArrangement | None) -> str:
    if student is None or not line.terms.grants:
        return "same"
    if row is None:
        return "created"
    return "changed" if _differs(Wish(student, line.terms, line.reason), row) else "same"


def _digest(lines: Iterable[Planned], rows: Mapping[int, AccessArrangement]) -> str:
    acts = []
    for line in lines:
        row = rows.get(line.student.pk) if line.student is not None else None
        wanted = (line.student.pk if line.student is not None else 0, line.line.terms.as_json(), line.line.reason)
        acts.append((line.fate, wanted, (row.terms.as_json(), row.reason) if row is not None else None))
    return hashlib.sha256(json.dumps(acts, sort_keys=True).encode()).hexdigest()
