"""A class's marks in figures and charts, and each student's report."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from marking import queries
from marking.reports import analysis as figures
from quizzes.access.table import permitted
from quizzes.access.web import fetch, taught_assignment
from quizzes.models import Assignment, Attempt, SchoolClass, User
from quizzes.queries import students_of


@require_GET
def analysis(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Show how a quiz went in a class, and how the class has done over its last quizzes."""
    assignment = taught_assignment(request.user, assignment_id)
    students = list(students_of(assignment))
    context = {
        "assignment": assignment,
        "analysis": figures.analyse(assignment),
        "progress": figures.over_time(students, figures.last_quizzes(assignment.school_class_id)),
    }
    return render(request, "marking/analysis/analysis.html", context)


@dataclass(frozen=True, slots=True)
class Line:
    """One quiz in a student's report."""

    attempt: Attempt
    total: Decimal | None
    out_of: Decimal
    class_mean: float | None = None

    @property
    def share(self) -> float | None:
        """The share of the marks that was got."""
        return float(self.total / self.out_of) if self.total is not None and self.out_of else None


@require_GET
def my_results(request: HttpRequest) -> HttpResponse:
    """Show a student what is released of their own marks, in all of their classes."""
    released = permitted(
        request.user, "marking.view_result", Attempt.objects.submitted().filter(student=request.user.pk)
    )
    return _report(request, released, request.user, own=True)


@require_GET
def report(request: HttpRequest, class_id: int, user_id: int) -> HttpResponse:
    """Show a teacher a student's results, of every class they teach; to the student their own page shows them."""
    if request.user.pk == user_id:
        return redirect("my-results")
    school_class = fetch(request.user, "quizzes.view_schoolclass", SchoolClass.objects.all(), pk=class_id)
    student = get_object_or_404(User, pk=user_id, enrolments__school_class=school_class, enrolments__role="STUDENT")
    attempts = Attempt.objects.submitted().filter(student=student)
    taught = permitted(request.user, "quizzes.manage_attempt", attempts)
    released = permitted(request.user, "marking.view_result", attempts)
    visible = attempts.filter(Q(pk__in=taught.values("pk")) | Q(pk__in=released.values("pk")))
    return _report(request, visible, student, own=False, school_class=school_class)


def _report(
    request: HttpRequest,
    attempts: QuerySet[Attempt],
    student: Any,
    *,
    own: bool,
    school_class: SchoolClass | None = None,
) -> HttpResponse:
    rows = attempts.select_related("assignment__quiz", "assignment__school_class").order_by("submitted_at")
    lines = queries.totals_of(list(rows))
    means = {} if own else _means({attempt.assignment for attempt, _, _ in lines})
    shown = [Line(attempt, total, out_of, means.get(attempt.assignment_id)) for attempt, total, out_of in lines]
    several = len({row.attempt.assignment.school_class_id for row in shown}) > 1
    context = {"student": student, "school_class": school_class, "rows": shown, "own": own, "several": several}
    return render(request, "marking/analysis/report.html", context)


def _means(assignments: Collection[Assignment]) -> dict[int, float | None]:
    """Return the mean share of each quiz over all who have handed it in, by the assignment's id."""
    students = list(User.objects.filter(attempts__assignment__in=assignments).distinct())
    progress = figures.over_time(students, list(assignments))
    return {one.pk: mean for one, mean in zip(progress.assignments, progress.means, strict=True)}
