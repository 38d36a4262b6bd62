"""Marks and answers to take away: the class's table for spreadsheets and other programs, and all that is on record."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from marking.pure.grades import BadBoundariesError
from marking.scripts.files import RECORDS, TABLES, File, record_file, table_file
from marking.services import grades
from quizzes.access.web import fetch, taught_assignment
from quizzes.models import Attempt, SchoolClass


@require_GET
def export(request: HttpRequest, assignment_id: int, kind: str) -> File:
    """Send a class's table of marks as CSV or Excel, or in the columns that Canvas or Moodle take."""
    assignment = taught_assignment(request.user, assignment_id)
    if kind not in TABLES:
        raise Http404
    return table_file(assignment, kind, by=request.user)


@require_GET
def answers(request: HttpRequest, assignment_id: int, kind: str) -> File:
    """Send all answers of a quiz of a class, with everything on record about them."""
    assignment = taught_assignment(request.user, assignment_id)
    attempts = Attempt.objects.submitted().filter(assignment=assignment)
    return _record(request, attempts, f"{assignment.quiz} {assignment.school_class}", kind)


@require_GET
def class_answers(request: HttpRequest, class_id: int, kind: str) -> File:
    """Send all answers that a class has given in its quizzes."""
    school_class = fetch(request.user, "quizzes.view_schoolclass", SchoolClass.objects.all(), pk=class_id)
    attempts = Attempt.objects.submitted().filter(assignment__school_class=school_class)
    return _record(request, attempts, str(school_class), kind)


def _record(request: HttpRequest, attempts: Any, title: str, kind: str) -> File:
    if kind not in RECORDS:
        raise Http404
    return record_file(attempts, title, kind, by=request.user)


@require_POST
def set_boundaries(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Set the grade boundaries of the quiz; those who may change the quiz may."""
    assignment = taught_assignment(request.user, assignment_id)
    quiz = fetch(request.user, "quizzes.change_quiz", type(assignment.quiz).objects.all(), pk=assignment.quiz_id)
    try:
        boundaries = grades.set_boundaries(
            quiz=quiz, text=request.POST.get("boundaries", "")[:1_000], by=request.user, now=timezone.now()
        )
    except BadBoundariesError as error:
        messages.error(request, f"{error} Nothing was changed.")
    else:
        said = f"{len(boundaries)} grade boundaries set." if boundaries else "No grade boundaries are set."
        messages.success(request, said)
    return redirect("marks", assignment.pk)
