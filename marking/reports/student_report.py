"""A student's results, quiz by quiz, beside those of the classes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from marking import queries
from marking.reports import analysis
from quizzes.access.table import permitted
from quizzes.models import Assignment, Attempt, User


@dataclass(frozen=True, slots=True)
class Line:
    """One quiz in a student's report; `total` is None while marks are missing, `class_mean` a share of the marks."""

    attempt: Attempt
    total: Decimal | None
    out_of: Decimal
    class_mean: float | None = None

    @property
    def share(self) -> float | None:
        """The share of the marks that was got."""
        return float(self.total / self.out_of) if self.total is not None and self.out_of else None


def visible_to(user: Any, student: User) -> QuerySet[Attempt]:
    """Return what `student` handed in, as far as `user` may see it: in classes they teach, or released."""
    attempts = Attempt.objects.submitted().filter(student=student)
    taught = permitted(user, "quizzes.manage_attempt", attempts)
    released = permitted(user, "marking.view_result", attempts)
    return attempts.filter(Q(pk__in=taught.values("pk")) | Q(pk__in=released.values("pk")))


def lines_of(attempts: QuerySet[Attempt], *, with_means: bool) -> list[Line]:
    """Return a line for each attempt, the oldest first; the classes' means are for teachers."""
    rows = attempts.select_related("assignment__quiz", "assignment__school_class").order_by("submitted_at")
    lines = queries.totals_of(list(rows))
    means = _means({attempt.assignment for attempt, _, _ in lines}) if with_means else {}
    return [Line(attempt, total, out_of, means.get(attempt.assignment_id)) for attempt, total, out_of in lines]


def _means(assignments: Collection[Assignment]) -> dict[int, float | None]:
    """Return the mean share of each quiz over all who have handed it in, by the assignment's id."""
    students = list(User.objects.filter(attempts__assignment__in=assignments).distinct())
    progress = analysis.over_time(students, list(assignments))
    return {one.pk: mean for one, mean in zip(progress.assignments, progress.means, strict=True)}
