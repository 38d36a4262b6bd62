"""Marks and answers as files to take away: the class's table in the columns of several programs, and all on record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.text import slugify

from marking.reports import answer_record, gradebook
from quizzes.access.table import permitted
from quizzes.downloads import as_csv, as_excel, as_json
from quizzes.files.tables import MoreRows
from quizzes.models import Assignment, Response, User
from quizzes.services.rosters import student_ids

# What a table of marks is sent as: its layout, and whether it is a workbook.
TABLES = {
    "csv": ("marks", False),
    "semicolons": ("marks", False),
    "xlsx": ("marks", True),
    "canvas": ("canvas", False),
    "moodle": ("moodle", False),
}
RECORDS = ("csv", "xlsx", "texts", "json")  # what all answers are sent as

File = HttpResponse | StreamingHttpResponse


def table_file(assignment: Assignment, kind: str, *, by: Any) -> File:
    """Return a class's table of marks as one of TABLES. Raises KeyError for another."""
    layout, is_excel = TABLES[kind]
    students = User.objects.filter(enrolments__school_class=assignment.school_class_id)
    sat = User.objects.filter(attempts__assignment=assignment)
    ids = student_ids((students | sat).distinct(), by=by)
    sheet = gradebook.sheet_of(assignment, layout, ids)
    name = slugify(f"{assignment.quiz} {assignment.school_class}") or "marks"
    name = name if layout == "marks" else f"{name}-{layout}"
    if is_excel:
        return as_excel(name, sheet.header, sheet.rows, title=str(assignment.school_class))
    return as_csv(name, sheet.header, sheet.rows, semicolons=kind == "semicolons")


def record_file(attempts: Any, title: str, kind: str, *, by: Any) -> File:
    """Return what is on record of those of `attempts` that `by` may manage, as one of RECORDS. Raises KeyError."""
    allowed = permitted(by, "quizzes.manage_attempt", attempts)
    responses = Response.objects.filter(attempt__in=allowed.values("pk"))
    ids = student_ids(User.objects.filter(attempts__in=allowed.values("pk")).distinct(), by=by)
    name = f"{slugify(title) or 'answers'}-answers"
    senders: dict[str, Callable[[], File]] = {
        "csv": lambda: as_csv(name, answer_record.HEADER, answer_record.rows_of(responses, ids)),
        "xlsx": lambda: _workbook(name, responses, ids),
        "texts": lambda: as_csv(f"{name}-texts", answer_record.TEXTS_HEADER, answer_record.texts_of(responses, ids)),
        "json": lambda: as_json(name, answer_record.json_of(responses, ids, title=title, made_at=timezone.localtime())),
    }
    return senders[kind]()


def _workbook(name: str, responses: QuerySet[Response], ids: Mapping[int, str]) -> HttpResponse:
    """Return the answers with their marks, every text, and the mark schemes, a sheet each."""
    texts = MoreRows("Every text", answer_record.TEXTS_HEADER, answer_record.texts_of(responses, ids))
    schemes = MoreRows("Mark schemes", answer_record.SCHEMES_HEADER, answer_record.schemes_of(responses))
    rows = answer_record.rows_of(responses, ids)
    return as_excel(name, answer_record.HEADER, rows, title="Answers", more=[texts, schemes])
