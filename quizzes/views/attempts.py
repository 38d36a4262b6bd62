"""The sitting: cover, paper, hand-in, receipt. Works as plain forms; the script adds saving and the clock."""

from __future__ import annotations

import math
import re
import uuid
from collections.abc import Hashable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quizzes.access.arrival import waited
from quizzes.access.web import Door, fetch
from quizzes.models import Assignment, Attempt, Item, Quiz, Response
from quizzes.models.attempt import LONGEST_RESPONSE
from quizzes.papers import asked_of_paper, by_sources, paper_of, questions_on
from quizzes.pieces import filled, own_of
from quizzes.prepared import Asked
from quizzes.pure.sent import number_of
from quizzes.queries import SetWork, asked_of_work, work_on
from quizzes.services import answer_files, attempt_acts, clock, late_texts, paper_sittings, presence
from quizzes.services import attempts as services
from quizzes.signals import outcomes_of

DAY = 24 * 60 * 60  # seconds
# The header that tells worker.js under which name to keep a page on the device; "none" takes back what is kept.
KEPT_AS = "Sitting-Copy"
_sittings = Door(
    "quizzes.sit_attempt", lambda _: Attempt.objects.select_related("assignment__quiz", "assignment__school_class")
)
_to_sit = Door("quizzes.sit_assignment", lambda _: Assignment.objects.select_related("quiz", "school_class"))


def asked_by_cover(student: int, assignment: int) -> tuple[Asked, ...]:
    """Return what `cover` asks of the database, for `prepared.ahead`."""
    return _to_sit.asking(student, assignment), *asked_of_work(student, assignment)


def asked_by_start(student: int, assignment: int) -> tuple[Asked, ...]:
    """Return what `start` asks of the database before it writes."""
    return _to_sit.asking(student, assignment), services.asked_of_start(student, assignment)


def asked_by_paper(student: int, attempt: int) -> tuple[Asked, ...]:
    """Return what `paper` asks of the database."""
    return _sittings.asking(student, attempt), asked_of_paper(attempt)


_A_LEASE = re.compile("[0-9a-f-]{36}")
ON_ONE_PAGE = 12  # questions; of more, the script shows one at a time


@require_GET
def cover(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Say what is coming and how long it takes; the clock does not run yet."""
    assignment = _to_sit.fetch(request.user, assignment_id)
    now = clock.now()
    work = work_on(request.user, assignment, now)
    if work.attempt is not None:
        services.close_if_over(attempt=work.attempt, now=now)
    paper = questions_on(assignment.quiz)
    shared = {
        "quiz": assignment.quiz,
        "school_class": assignment.school_class,
        "count": len(paper.items),
        "marks": sum(item.marks for item in paper.items),
    }
    own = {
        **own_of(request),
        "work": work,
        "state": work.state(now),
        "again": work.may_again(now),
        "cut_to": _cut_to(work, now),
        "now": now,
        "lease": uuid.uuid4(),
    }
    key = (paper.key, str(assignment.school_class))
    return HttpResponse(filled("quizzes/attempt/cover.html", key, shared, own))


def _cut_to(work: SetWork, now: datetime) -> int | None:
    """Return the whole minutes that are left until it closes, where those are fewer than the time limit."""
    left = work.allowed.closes_at - now
    if work.allowed.minutes is None or left >= timedelta(minutes=work.allowed.minutes):
        return None
    return max(int(left.total_seconds() // 60), 0)


def _is_cut_unseen(request: HttpRequest, assignment: Assignment, now: datetime) -> bool:
    """Whether starting now gives less than the time limit: the cover may have been open since there was more."""
    limit = assignment.time_limit_minutes
    if limit is None or assignment.closes_at - now >= timedelta(minutes=limit):
        return False  # asked first, for it costs no query: extra time moves limit and closing time alike
    work = work_on(request.user, assignment, now)
    return work.state(now) == "open" and _cut_to(work, now) is not None


@require_POST
def start(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Begin, or go on with what was begun. The cover's form has the tab's lease, which takes over from any other."""
    assignment = _to_sit.fetch(request.user, assignment_id)
    now, lease = clock.now(), _lease(request)
    if "sure" not in request.POST and _is_cut_unseen(request, assignment, now):
        messages.warning(request, "Less time is left than when you opened this page. Check it before you start.")
        return redirect("cover", assignment.pk)
    try:
        attempt = services.start(assignment=assignment, student=request.user, now=now, lease=lease)
    except services.NotOpen:
        messages.error(request, "This quiz cannot be started now. Its times are below.")
        return redirect("cover", assignment.pk)
    except services.NoAttemptsLeft:
        messages.error(request, "You have already handed in this quiz.")
        return redirect("cover", assignment.pk)
    if lease:
        presence.note(attempt_id=attempt.pk, now=now)
    return redirect("paper", attempt.pk)


def _lease(request: HttpRequest) -> str:
    sent = request.POST.get("lease", "")
    return sent if _A_LEASE.fullmatch(sent) else ""


@require_GET
@cache_control(max_age=DAY, public=True)
def worker(request: HttpRequest) -> HttpResponse:
    """Return the script that keeps the open paper on a device. A browser lets it see only what lies beside it."""
    return render(request, "quizzes/attempt/worker.js", content_type="text/javascript")


@require_http_methods(["GET", "POST"])
def paper(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """Show the paper; a post saves it, or saves and goes on to the hand-in page."""
    attempt = _sitting(request, attempt_id)
    if request.method == "POST":
        return _save(request, attempt)
    if not attempt.is_open:
        return redirect("receipt", attempt.pk)
    if attempt.state(clock.now()) == "resting":
        return _rest(request, attempt)
    return _paper(request, attempt)


def _rest(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    """Show the rest break, and no question."""
    now = clock.now()
    left = attempt.left(now)
    context = {
        "attempt": attempt,
        "rest_seconds": max((attempt.break_until - now).total_seconds(), 0) if attempt.break_until else 0,
        "working_minutes": None if left is None else math.ceil(left.total_seconds() / 60),
    }
    response = render(request, "quizzes/attempt/rest.html", context)
    response[KEPT_AS] = "none"
    return response


@require_POST
def go_on(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """End the rest break. Without one it is no harm."""
    attempt = fetch(request.user, "quizzes.sit_attempt", Attempt.objects.all(), pk=attempt_id)
    attempt_acts.end_break(attempt=attempt, by=request.user, now=clock.now())
    return redirect("paper", attempt.pk)


def _sitting(request: HttpRequest, attempt_id: int) -> Attempt:
    """Return one's own attempt, handed in if its time is over."""
    attempt = _sittings.fetch(request.user, attempt_id)
    services.close_if_over(attempt=attempt, now=clock.now())
    return attempt


def _paper(
    request: HttpRequest,
    attempt: Attempt,
    *,
    aside: Mapping[int, str] | None = None,
    typed: Sequence[services.Answer] = (),
    status: int = 200,
) -> HttpResponse:
    """Show the paper. `aside` is text by item that was just sent, but not taken instead of a newer one; `typed` is
    what was sent while it cannot count, and stays in the fields."""
    responses = paper_of(attempt)
    texts = {answer.item: answer.text for answer in typed}
    for row in responses:
        row.text = texts.get(row.item_id, row.text)
        row.aside = (aside or {}).get(row.item_id, "")  # type: ignore[attr-defined]  # for the template
    now = clock.now()
    shared = _shared_by_class(attempt.assignment.quiz, [row.item for row in responses])
    key = (questions_on(attempt.assignment.quiz).key, len(responses))
    own = {
        **own_of(request),
        "attempt": attempt,
        "state": attempt.state(now),
        "rest_minutes": math.ceil(attempt.break_left / timedelta(minutes=1)),
        "questions": _questions(responses, shared, key),
        "responses": responses,
        "is_long": shared["is_long"],
        "answered": sum(bool(row.text.strip()) for row in responses),
        "saved_at": max((row.saved_at for row in responses if row.saved_at), default=None),
        "file_key": answer_files.key_of(attempt),
        "now": now,
    }
    response = HttpResponse(filled("quizzes/attempt/paper.html", key, shared, own), status=status)
    response[KEPT_AS] = f"{request.user.pk}-{attempt.pk}"
    return response


def _shared_by_class(quiz: Quiz, items: Sequence[Item]) -> dict[str, Any]:
    return {
        "quiz": quiz,
        "count": len(items),
        "marks": sum(item.marks for item in items),
        "longest": LONGEST_RESPONSE,
        "is_long": len(items) > ON_ONE_PAGE,
    }


def _questions(responses: Sequence[Response], shared: Mapping[str, Any], key: Hashable) -> SafeString:
    """Return the questions in the order of `responses`, each rendered once for all who have it at that place."""
    own = {"rows": {row.item_id: row for row in responses}}
    parts = [
        filled(
            "quizzes/attempt/_questions.html",
            (key, *((one.item.pk, one.place) for one in group)),
            {**shared, "group": group},
            own,
        )
        for group in by_sources(row.item for row in responses)
    ]
    return mark_safe("".join(parts))  # noqa: S308 -- rendered


def _save(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    answers = _answers(request)
    result = services.save(
        attempt=attempt, answers=answers, lease="", received_at=clock.received_at(waited(request.META))
    )
    if not result.attempt.is_open:
        if result.kept_aside:
            messages.warning(request, "Your time was over. The last change is kept for your teacher, but not counted.")
        return redirect("receipt", attempt.pk)
    if result.newer:
        messages.error(request, "A newer answer was saved from another page. Both are below; the newer one counts.")
        aside = {answer.item: answer.text for answer in answers if answer.item in result.newer}
        return _paper(request, attempt, aside=aside, status=409)
    if "PAUSED" in result.kept_aside.values():
        messages.warning(
            request, "The clock is paused. What you wrote is kept here; save it again when the quiz resumes."
        )
        return _paper(request, attempt, typed=answers, status=409)
    if too_long := [answer for answer in answers if len(answer.text) > LONGEST_RESPONSE]:
        _say_too_long(request, attempt, too_long)
        return _paper(request, attempt, typed=answers, status=422)
    if request.POST.get("then") == "hand-in":
        return redirect("hand-in", attempt.pk)
    if request.POST.get("then") == "rest":
        return _start_rest(request, attempt)
    messages.success(request, f"Saved {timezone.localtime():%H:%M}.")
    return redirect("paper", attempt.pk)


def _say_too_long(request: HttpRequest, attempt: Attempt, answers: Sequence[services.Answer]) -> None:
    """Say which answers were saved without their end, and how much that is."""
    places = {row.item_id: place for place, row in enumerate(paper_of(attempt), start=1)}
    for answer in answers:
        over = len(answer.text) - LONGEST_RESPONSE
        messages.error(
            request,
            f"Only the first {LONGEST_RESPONSE:,} letters of the answer to question {places.get(answer.item, '?')} "
            f"fit, and those are saved. {over:,} more are in the field below and nowhere else: shorten the answer.",
        )


def _start_rest(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    try:
        attempt_acts.start_break(attempt=attempt, by=request.user, now=clock.now())
    except attempt_acts.NoBreakLeft:
        messages.error(request, "You have taken all of your rest breaks.")
    except attempt_acts.NotWorking:
        messages.error(request, "A rest break cannot start now: the quiz is paused, or over.")
    return redirect("paper", attempt.pk)


def _answers(request: HttpRequest) -> list[services.Answer]:
    """Read the plain form: `answer-<item>`, and `seq-<item>` as the page was made, so that an old page is noticed."""
    answers = []
    for name, text in request.POST.items():
        item = name.removeprefix("answer-")
        seq = request.POST.get(f"seq-{item}", "")
        number, before = number_of(item), number_of(seq)
        if item != name and number is not None and before is not None:
            flagged = f"flag-{item}" in request.POST
            typed = str(text).replace("\r\n", "\n").replace("\0", "")
            answers.append(services.Answer(number, typed, before + 1, flagged))
    return answers


@require_http_methods(["GET", "POST"])
def hand_in(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """Show what is answered, empty and flagged; a post hands in. Handing in twice is no harm."""
    attempt = _sitting(request, attempt_id)
    if request.method == "POST":
        services.hand_in(attempt=attempt, answers=[], lease="", now=clock.received_at(waited(request.META)))
        return redirect("receipt", attempt.pk)
    if not attempt.is_open:
        return redirect("receipt", attempt.pk)
    if attempt.state(clock.now()) == "resting":
        return _rest(request, attempt)
    responses = paper_of(attempt)
    context = {
        "attempt": attempt,
        "responses": responses,
        "answered": sum(bool(row.text.strip()) for row in responses),
        "empty": sum(not row.text.strip() for row in responses),
        "flagged": sum(row.flagged for row in responses),
        "file_key": answer_files.key_of(attempt),
    }
    return render(request, "quizzes/attempt/hand_in.html", context)


@require_GET
def receipt(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """Confirm a hand-in with a code, and show the answers as they were received."""
    attempt = _sitting(request, attempt_id)
    if attempt.is_open:
        return redirect("paper", attempt.pk)
    responses = paper_of(attempt)
    context = {
        "attempt": attempt,
        "responses": responses,
        "answered": sum(bool(row.text.strip()) for row in responses),
        "saved_at": max((row.saved_at for row in responses if row.saved_at), default=None),
        "late": late_texts.fates_of(attempt),
        "taken_in_by": paper_sittings.taken_in_by(attempt),
        "outcome": outcomes_of([attempt.pk]).get(attempt.pk),
    }
    return render(request, "quizzes/attempt/receipt.html", context)
