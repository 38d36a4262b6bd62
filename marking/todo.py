"""What waits for a teacher in the classes they teach or moderate: the lines at the top of their desk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from marking import queries, visibility
from marking.models import Enquiry, Moderator
from marking.services import alarms
from quizzes.access.rules import teaches
from quizzes.models import Assignment
from quizzes.signals import Todo

# More quizzes than these are counted together.
MOST_QUIZZES = 8
# What makes a mark scheme worth a line on the desk; a point that everybody met may be as it should be.
GRAVE = frozenset({"zero", "denied", "nobody", "generous"})


def todos_of(user: Any, now: datetime) -> list[Todo]:
    """Return what waits for `user`: questions of students, essays to level, answers to check, marks to release, mark
    schemes that the class's answers speak against. Seven queries.

    Marks are to be released once the quiz has closed and nothing of it waits to be checked.
    """
    taught = Assignment.objects.filter(teaches(user, "school_class"), school_class__archived_at=None)
    to_check = queries.to_check_by_assignment(taught)
    to_level = visibility.to_level_by_assignment(taught)
    to_release = visibility.to_release_by_hand(taught.filter(closes_at__lte=now))
    waiting = {*to_check, *to_release}
    newest = Assignment.objects.filter(pk__in=waiting).select_related("quiz", "school_class")[:MOST_QUIZZES]
    todos = []
    asked = Enquiry.objects.filter(teaches(user, "response__attempt__assignment__school_class"), outcome="").count()
    if asked:
        todos.append(Todo(asked, "question about marks", "questions about marks", reverse("enquiries")))
    for row in newest:
        where = f"{row.quiz}, {row.school_class}"
        essays = to_level.get(row.pk, 0)
        if essays:
            todos.append(Todo(essays, "essay to level", "essays to level", reverse("essays", args=[row.pk]), where))
        if count := to_check.get(row.pk, 0) - essays:
            todos.append(Todo(count, "answer to check", "answers to check", reverse("check", args=[row.pk]), where))
        if not to_check.get(row.pk) and (count := to_release.get(row.pk, 0)):
            todos.append(
                Todo(count, "student’s marks to release", "students’ marks to release", _release_of(row), where)
            )
    todos += _about_schemes(newest)
    if (more := len(waiting) - MOST_QUIZZES) > 0:
        todos.append(Todo(more, "older quiz that waits", "older quizzes that wait", reverse("quizzes")))
    if moderated := Moderator.objects.filter(user=user, ended_at=None, school_class__archived_at=None).count():
        where = "their answers to check, and second marking"
        todos.append(
            Todo(moderated, "class that you moderate", "classes that you moderate", reverse("moderation"), where)
        )
    return todos


def _about_schemes(newest: Iterable[Assignment]) -> list[Todo]:
    """Return for each quiz that waits how many of its mark schemes the class's answers speak against."""
    rows = list(newest)
    doubted: Counter[int] = Counter()
    for assignment, codes in alarms.codes_by_assignment(rows):
        doubted[assignment] += bool(GRAVE.intersection(codes))
    return [
        Todo(
            doubted[row.pk], "mark scheme that the answers seem to contradict",
            "mark schemes that the answers seem to contradict",
            reverse("marks", args=[row.pk]) + "#alarms", f"{row.quiz}, {row.school_class}",
        )
        for row in rows
        if doubted[row.pk]
    ]  # fmt: skip


def _release_of(assignment: Assignment) -> str:
    return reverse("marks", args=[assignment.pk]) + "#release"
