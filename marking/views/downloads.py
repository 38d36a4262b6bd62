"""Marks and answers to take away: the class's table for spreadsheets and other programs, and all that is on record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_POST

from marking.pure.grades import BadBoundariesError
from marking.reports import answer_record, gradebook
from marking.services import grades
from quizzes.access.table import permitted
from quizzes.access.web import fetch, taught_assignment
from quizzes.downloads import as_csv, as_excel, as_json
from quizzes.files.tables import MoreRows
from quizzes.models import Attempt, Response, SchoolClass, User
from quizzes.services.rosters import student_ids

# What a table of marks is sent as: its layout, and whether it is a workbook.
KINDS = {
    "csv": ("marks", False),
    "semicolons": ("marks", False),
    "xlsx": ("marks", True),
    "canvas": ("canvas", False),
    "moodle": ("moodle", False),
}


@require_GET
def export(request: HttpRequest, assignment_id: int, kind: str) -> HttpResponse | StreamingHttpResponse:
    """Send a class's table of marks as CSV or Excel, or in the columns that Canvas or Moodle take."""
    assignment = taught_assignment(request.user, assignment_id)
    if kind not in KINDS:
        raise Http404
    layout, is_excel = KINDS[kind]
    students = User.objects.filter(enrolments__school_class=assignment.school_class_id)
    sat = User.objects.filter(attempts__assignment=assignment)
    ids = student_ids((students | sat).distinct(), by=request.user)
    sheet = gradebook.sheet_of(assignment, layout, ids)
    name = slugify(f"{assignment.quiz} {assignment.school_class}") or "marks"
    name = name if layout == "marks" else f"{name}-{layout}"
    if is_excel:
        return as_excel(name, sheet.header, sheet.rows, title=str(assignment.school_class))
    return as_csv(name, sheet.header, sheet.rows, semicolons=kind == "semicolons")


@require_GET
def answers(request: HttpRequest, assignment_id: int, kind: str) -> HttpResponse | StreamingHttpResponse:
    """Send all answers of a quiz of a class, with everything on record about them."""
    assignment = taught_assignment(request.user, assignment_id)
    attempts = Attempt.objects.submitted().filter(assignment=assignment)
    return _record(request, attempts, f"{assignment.quiz} {assignment.school_class}", kind)


@require_GET
def class_answers(request: HttpRequest, class_id: int, kind: str) -> HttpResponse | StreamingHttpResponse:
    """Send all answers that a class has given in its quizzes."""
    school_class = fetch(request.user, "quizzes.view_schoolclass", SchoolClass.objects.all(), pk=class_id)
    attempts = Attempt.objects.submitted().filter(assignment__school_class=school_class)
    return _record(request, attempts, str(school_class), kind)


def _record(request: HttpRequest, attempts: Any, title: str, kind: str) -> HttpResponse | StreamingHttpResponse:
    """Send what is on record of those of `attempts` that this person may manage."""
    allowed = permitted(request.user, "quizzes.manage_attempt", attempts)
    responses = Response.objects.filter(attempt__in=allowed.values("pk"))
    ids = student_ids(User.objects.filter(attempts__in=allowed.values("pk")).distinct(), by=request.user)
    name = f"{slugify(title) or 'answers'}-answers"
    senders: dict[str, Callable[[], HttpResponse | StreamingHttpResponse]] = {
        "csv": lambda: as_csv(name, answer_record.HEADER, answer_record.rows_of(responses, ids)),
        "xlsx": lambda: _workbook(name, responses, ids),
        "texts": lambda: as_csv(f"{name}-texts", answer_record.TEXTS_HEADER, answer_record.texts_of(responses, ids)),
        "json": lambda: as_json(name, answer_record.json_of(responses, ids, title=title, made_at=timezone.localtime())),
    }
    if kind not in senders:
        raise Http404
    return senders[kind]()


def _workbook(name: str, responses: QuerySet[Response], ids: Mapping[int, str]) -> HttpResponse:
    """Return the answers with their marks, every text, and the mark schemes, a sheet each."""
    texts = MoreRows("Every text", answer_record.TEXTS_HEADER, answer_record.texts_of(responses, ids))
    schemes = MoreRows("Mark schemes", answer_record.SCHEMES_HEADER, answer_record.schemes_of(responses))
    rows = answer_record.rows_of(responses, ids)
    return as_excel(name, answer_record.HEADER, rows, title="Answers", more=[texts, schemes])


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
