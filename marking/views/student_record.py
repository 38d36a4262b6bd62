"""Everything on record of a student, for the school's staff: to look at, to take away, and to take the name from it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_POST

from marking import queries
from marking.reports import about_student
from marking.services import erasing
from quizzes.access.table import may
from quizzes.access.web import fetch
from quizzes.downloads import as_json
from quizzes.models import Attempt, Response, User
from quizzes.services import clock, privacy


def _student(user: Any, student_id: int, permission: str = "marking.view_student_record") -> User:
    return fetch(user, permission, User.objects.all(), pk=student_id)


@require_GET
def student_record(request: HttpRequest, student_id: int) -> HttpResponse:
    """Show all that is known of a student on one page; that somebody looked is put on record."""
    student = _student(request.user, student_id)
    privacy.note_look(student=student, by=request.user, what="Looked at everything on record.")
    answers = Response.objects.select_related("item", *queries.WITH_MARKS).order_by("item__position")
    attempts = Attempt.objects.filter(student=student).select_related("assignment__quiz", "assignment__school_class")
    context = {
        "student": student,
        "about": about_student.account_of(student),
        "attempts": attempts.prefetch_related(Prefetch("responses", answers)).order_by("started_at"),
        "is_nameless": privacy.is_nameless(student),
        "has_texts": privacy.has_texts(student),
        "may_take_name": may(request.user, "quizzes.take_name_away", student),
    }
    return render(request, "marking/student/record.html", context)


@require_GET
def student_record_file(request: HttpRequest, student_id: int) -> StreamingHttpResponse:
    """Send the same as JSON, with every text and every mark there was."""
    student = _student(request.user, student_id)
    privacy.note_look(student=student, by=request.user, what="Took everything on record away as a file.")
    name = slugify(student.username) or "student"
    return as_json(f"{name}-record", about_student.json_of(student, made_at=timezone.localtime()))


def _is_meant(request: HttpRequest, student: User) -> bool:
    """Whether the username was typed to say that it is meant; if not, say so."""
    if request.POST.get("username", "").strip() == student.username:
        return True
    messages.error(request, "That is not the username of this student. Nothing was changed.")
    return False


@require_POST
def take_name_away(request: HttpRequest, student_id: int) -> HttpResponse:
    """Make a student nameless for good, once their username was typed to say that it is meant."""
    student = _student(request.user, student_id, "quizzes.take_name_away")
    if not _is_meant(request, student):
        return redirect("student-record", student.pk)
    try:
        privacy.take_name_away(student=student, by=request.user, now=clock.now())
    except privacy.NotAStudent:
        messages.error(
            request, "Somebody who teaches or taught keeps their name: it stands on record. Nothing was changed."
        )
    except privacy.StillSitting:
        messages.error(request, "This student is in the middle of a quiz. Nothing was changed.")
    else:
        messages.success(request, "The name is gone. Answers and marks are kept without it.")
    return redirect("student-record", student.pk)


@require_POST
def erase_texts(request: HttpRequest, student_id: int) -> HttpResponse:
    """Erase for good what a nameless student wrote, once their username was typed to say that it is meant."""
    student = _student(request.user, student_id, "quizzes.take_name_away")
    if not _is_meant(request, student):
        return redirect("student-record", student.pk)
    try:
        count = erasing.erase_texts(student=student, by=request.user, now=clock.now())
    except erasing.HasAName:
        messages.error(request, "Take the name away first. Nothing was changed.")
    except erasing.StillToMark:
        messages.error(
            request, "Some answers of this student have no mark yet. Wait until they do. Nothing was changed."
        )
    else:
        messages.success(request, f"The texts of {count} answers are erased. The marks are kept.")
    return redirect("student-record", student.pk)
