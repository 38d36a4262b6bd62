"""The sitting: cover, paper, hand-in, receipt. Works as plain forms; the script adds saving and the clock."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quizzes.access.web import fetch
from quizzes.models import Assignment, Attempt, Item
from quizzes.queries import work_of
from quizzes.services import attempts as services
from quizzes.timing import GRACE

SITTING = Attempt.objects.select_related("assignment__quiz", "assignment__school_class")


@never_cache
@require_GET
def cover(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Say what is coming and how long it takes; the clock does not run yet."""
    rows = Assignment.objects.filter(pk=assignment_id)
    assignment = fetch(request.user, "quizzes.sit_assignment", rows, pk=assignment_id)
    now = timezone.now()
    work = work_of(request.user, rows, now)[0]
    items = Item.objects.filter(quiz=assignment.quiz_id)
    context = {
        "work": work,
        "state": work.state(now),
        "count": items.count(),
        "marks": sum(item.marks for item in items.only("marks")),
        "now": now,
    }
    return render(request, "quizzes/attempt/cover.html", context)


@require_POST
def start(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Begin, or go on with what was begun."""
    assignment = fetch(
        request.user, "quizzes.sit_assignment", Assignment.objects.select_related("quiz"), pk=assignment_id
    )
    try:
        attempt = services.start(assignment=assignment, student=request.user, now=timezone.now())
    except services.NotOpen:
        messages.error(request, "This quiz cannot be started now. Its times are below.")
        return redirect("cover", assignment.pk)
    except services.NoAttemptsLeft:
        messages.error(request, "You have handed this quiz in already.")
        return redirect("cover", assignment.pk)
    return redirect("paper", attempt.pk)


@never_cache
@require_http_methods(["GET", "POST"])
def paper(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """Show the paper; a post saves it, or saves and goes on to the hand-in page."""
    attempt = fetch(request.user, "quizzes.sit_attempt", SITTING, pk=attempt_id)
    if request.method == "POST":
        answers = _answers(request)
        result = services.save(attempt=attempt, answers=answers, lease="", received_at=timezone.now())
        if result.kept_aside:
            messages.warning(request, _kept_aside(result))
        elif request.POST.get("then") != "hand-in":
            messages.success(request, f"Saved {timezone.localtime():%H:%M}.")
        return redirect("hand-in" if request.POST.get("then") == "hand-in" else "paper", attempt.pk)
    if not attempt.is_open:
        return redirect("receipt", attempt.pk)
    responses = attempt.responses.select_related("item")
    context = {
        "attempt": attempt,
        "assignment": attempt.assignment,
        "responses": responses,
        "marks": sum(row.item.marks for row in responses),
        "now": timezone.now(),
        "grace_seconds": int(GRACE.total_seconds()),
    }
    return render(request, "quizzes/attempt/paper.html", context)


def _answers(request: HttpRequest) -> list[services.Answer]:
    """Read the plain form: `answer-<item>`, and `seq-<item>` as the page was made, so that an old page is noticed."""
    found = []
    for name, text in request.POST.items():
        item = name.removeprefix("answer-")
        seq = request.POST.get(f"seq-{item}", "")
        if item != name and item.isdecimal() and seq.isdecimal():
            flagged = f"flag-{item}" in request.POST
            found.append(services.Answer(int(item), str(text).replace("\r\n", "\n"), int(seq) + 1, flagged))
    return found


def _kept_aside(result: services.Saved) -> str:
    if not result.attempt.is_open:
        return "Your time was over, so the last change was kept for your teacher to see, but is not counted."
    return "A newer answer was saved from another page. It stands; what you just sent is kept in the history."


@never_cache
@require_http_methods(["GET", "POST"])
def hand_in(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """Show what is answered, empty and flagged; a post hands in. Handing in twice is no harm."""
    attempt = fetch(request.user, "quizzes.sit_attempt", SITTING, pk=attempt_id)
    if request.method == "POST":
        services.hand_in(attempt=attempt, answers=[], lease="", now=timezone.now())
        return redirect("receipt", attempt.pk)
    if not attempt.is_open:
        return redirect("receipt", attempt.pk)
    responses = list(attempt.responses.select_related("item"))
    context = {
        "attempt": attempt,
        "responses": responses,
        "empty": sum(not row.text.strip() for row in responses),
        "flagged": sum(row.flagged for row in responses),
    }
    return render(request, "quizzes/attempt/hand_in.html", context)


@never_cache
@require_GET
def receipt(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """Confirm a hand-in with a code, and show the answers as they were received."""
    attempt = fetch(request.user, "quizzes.sit_attempt", SITTING, pk=attempt_id)
    if attempt.is_open:
        return redirect("paper", attempt.pk)
    responses = attempt.responses.select_related("item")
    answered = sum(bool(row.text.strip()) for row in responses)
    return render(
        request,
        "quizzes/attempt/receipt.html",
        {"attempt": attempt, "responses": responses, "answered": answered},
    )
