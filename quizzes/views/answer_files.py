"""The page on which a teacher loads a file of answers that a student's page saved."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from quizzes.access.web import fetch
from quizzes.forms.sitting import AnswerFileForm
from quizzes.models import Attempt, ResponseVersion
from quizzes.pure.wording import count
from quizzes.services import answer_files, attempts, clock

TAKEN = Attempt.objects.select_related("assignment__quiz", "assignment__school_class", "student")
OTHER = "This file belongs to another attempt. Open it from the monitor, beside the student whose file it is."
ALTERED = (
    "The signature does not match: something in this file is not as the student’s page wrote it. "
    "Nothing was loaded. Ask for the file itself, sent as an attachment."
)


@require_http_methods(["GET", "POST"])
def answer_file(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """Show what files brought beside what counts; a post loads one more."""
    attempt = fetch(request.user, "quizzes.manage_attempt", TAKEN, pk=attempt_id)
    attempts.close_if_over(attempt=attempt, now=clock.now())
    form = AnswerFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _load(request, attempt, form):
        return redirect("answer-file", attempt.pk)
    versions = ResponseVersion.objects.filter(
        response__attempt=attempt, outcome=ResponseVersion.Outcome.FROM_FILE
    ).select_related("response__item").prefetch_related("decisions")  # fmt: skip
    context = {"attempt": attempt, "form": form, "versions": versions}
    return render(request, "quizzes/attempt/file.html", context, status=422 if form.errors else 200)


def _load(request: HttpRequest, attempt: Attempt, form: AnswerFileForm) -> bool:
    """Load the file, or say in the form what is wrong with it."""
    try:
        file = answer_files.read(form.cleaned_data["file"].read(), attempt=attempt)
    except answer_files.Unreadable as error:
        form.add_error("file", str(error))
    except answer_files.OtherAttempt:
        form.add_error("file", OTHER)
    except answer_files.Altered:
        form.add_error("file", ALTERED)
    else:
        done = answer_files.load(attempt=attempt, file=file, by=request.user, now=clock.now())
        messages.success(request, _said(done))
        return True
    return False


def _said(done: answer_files.Loaded) -> str:
    parts = [
        f"{count(done.kept, 'new text')} loaded",
        f"{done.known} had already arrived" if done.known else "",
        f"{done.same} the same as what counts" if done.same else "",
        f"{done.unknown} to questions that are not in this quiz" if done.unknown else "",
    ]
    return "The signature matches. " + ", ".join(part for part in parts if part) + "."
