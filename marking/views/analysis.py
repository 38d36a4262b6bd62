"""A class's marks in figures and charts, and each student's report."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from marking.reports import analysis as figures
from marking.reports import student_report
from quizzes.access.table import permitted
from quizzes.access.web import fetch, taught_assignment
from quizzes.models import Attempt, SchoolClass, User
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
    visible = student_report.visible_to(request.user, student)
    return _report(request, visible, student, own=False, school_class=school_class)


def _report(
    request: HttpRequest,
    attempts: QuerySet[Attempt],
    student: Any,
    *,
    own: bool,
    school_class: SchoolClass | None = None,
) -> HttpResponse:
    shown = student_report.lines_of(attempts, with_means=not own)
    several = len({row.attempt.assignment.school_class_id for row in shown}) > 1
    context = {"student": student, "school_class": school_class, "rows": shown, "own": own, "several": several}
    return render(request, "marking/analysis/report.html", context)
