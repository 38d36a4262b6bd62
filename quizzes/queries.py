"""Reads that span several models."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from quizzes.models import AccessArrangement, Assignment, Attempt, Enrolment, Quiz, User
from quizzes.timing import Allowance, allowance


def arrangement_of(student: Any, now: datetime) -> AccessArrangement | None:
    """Return the student's access arrangement if it is valid today, else None."""
    found = AccessArrangement.objects.filter(student=student).first()
    return found if found and found.holds_on(timezone.localdate(now)) else None


def allowance_of(assignment: Assignment, arrangement: AccessArrangement | None) -> Allowance:
    """Return the time limit and closing time of `assignment` under `arrangement`."""
    if arrangement is None:
        return allowance(limit_minutes=assignment.time_limit_minutes, closes_at=assignment.closes_at)
    return allowance(
        limit_minutes=assignment.time_limit_minutes,
        closes_at=assignment.closes_at,
        time_factor=arrangement.time_factor,
        extra_minutes=arrangement.extra_minutes,
    )


@dataclass(frozen=True, slots=True)
class SetWork:
    """An assignment as one student sees it."""

    assignment: Assignment
    allowed: Allowance
    attempt: Attempt | None

    def state(self, now: datetime) -> str:
        """Return "done", "running", "open", "later" or "missed"."""
        if self.attempt is not None:
            return "running" if self.attempt.is_open else "done"
        if now < self.assignment.opens_at:
            return "later"
        return "open" if now < self.allowed.closes_at else "missed"


def work_of(student: Any, assignments: QuerySet[Assignment], now: datetime) -> list[SetWork]:
    """Return what is set for `student` among `assignments`, the newest first, in three queries."""
    arrangement = arrangement_of(student, now)
    own = Prefetch("attempts", Attempt.objects.filter(student=student).order_by("-number"), to_attr="own_attempts")
    rows = assignments.select_related("quiz", "school_class").prefetch_related(own)
    return [SetWork(row, allowance_of(row, arrangement), next(iter(row.own_attempts), None)) for row in rows]


@dataclass(frozen=True, slots=True)
class Clock:
    """One class's times for a quiz, and the students whose own differ from them."""

    assignment: Assignment
    students: int
    different: tuple[tuple[User, Allowance], ...]


def clocks_of(quiz: Quiz, now: datetime) -> list[Clock]:
    """Return, for each class the quiz is set for, who gets how long."""
    today = timezone.localdate(now)
    clocks = []
    for assignment in quiz.assignments.select_related("school_class"):
        students = list(students_of(assignment).select_related("access_arrangement"))
        different = []
        for student in students:
            arrangement = getattr(student, "access_arrangement", None)
            if arrangement is not None and arrangement.holds_on(today):
                different.append((student, allowance_of(assignment, arrangement)))
        clocks.append(Clock(assignment, len(students), tuple(different)))
    return clocks


def students_of(assignment: Assignment) -> QuerySet[User]:
    """Return the students of the assignment's class today, by name."""
    return User.objects.filter(
        enrolments__school_class=assignment.school_class_id,
        enrolments__role=Enrolment.Role.STUDENT,
        enrolments__left_at=None,
    ).order_by("last_name", "first_name", "pk")
