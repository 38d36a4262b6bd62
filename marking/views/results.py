"""Marks: the class's table, what to check, release; and a student's own result."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_POST

from marking import queries, visibility
from marking.access import marked_assignment
from marking.forms.marks import HoldForm
from marking.models import Hold, MarkChange, SeenResult
from marking.scripts.results import EssayResult, essays_for_student
from marking.scripts.rows import asked_of_marked, marked_responses
from marking.services import alarms, moderation
from marking.services import results as services
from marking.views.progress import progress_reply
from quizzes.access.table import may, permitted
from quizzes.access.web import Door, taught_assignment
from quizzes.models import Assignment, Attempt, Response, User
from quizzes.papers import questions_on
from quizzes.pieces import filled, own_of
from quizzes.prepared import Asked
from quizzes.pure.wording import count


@require_GET
def marks(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Show a class's marks, how far the marking is, and what a person should look at."""
    assignment = marked_assignment(request.user, assignment_id)
    releases = list(visibility.releases(assignment))
    waiting = queries.progress_of(visibility.unreleased().filter(assignment=assignment))
    state = visibility.state_of(assignment, releases, waiting.handed_in)
    context = {
        "assignment": assignment,
        "manages": may(request.user, "quizzes.manage_assignment", assignment),
        "progress": queries.progress(assignment),
        "table": queries.table(assignment),
        "to_check": queries.to_check(assignment)[:200],
        "releases": releases,
        "sends": assignment.lti_links.exclude(line_item="").exists(),
        "release_state": state,
        "in_force": state.in_force,
        "taken_back": state.taken_back,
        "at_once": state.shows_at_once,
        "waiting": waiting,
        "boundaries": queries.boundaries_text(assignment),
        "alarms": alarms.of_assignment(assignment),
        "agreement": moderation.sample_agreement(assignment),
        "holds": Hold.objects.filter(assignment=assignment, lifted_at=None).select_related("student", "held_by"),
        "enquiries": queries.open_enquiries(Response.objects.filter(attempt__assignment=assignment)).count(),
    }
    return render(request, "marking/result/marks.html", context)


@require_GET
def marks_progress(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Say how far the marking is, for the page that waits for it."""
    assignment = marked_assignment(request.user, assignment_id)
    state = queries.progress(assignment)
    return progress_reply(state.so_far, state.marked, state.responses, is_running=state.is_running)


@require_POST
def release(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Show the class its marks."""
    assignment = taught_assignment(request.user, assignment_id)
    try:
        services.release(
            assignment=assignment,
            by=request.user,
            now=timezone.now(),
            unchecked_too="unchecked_too" in request.POST,
        )
    except services.NotReady as error:
        messages.error(request, _why_not(error))
    except services.NotLevelled as error:
        messages.error(
            request, f"Not released: {_essays_in_words(error.count)} for a level, which only a person gives."
        )
    except services.NothingToRelease:
        messages.error(request, "Nothing to release: everybody who has handed in is held back.")
    else:
        messages.success(request, f"Released. {assignment.school_class} sees the marks now.")
    return redirect("marks", assignment.pk)


def _why_not(error: services.NotReady) -> str:
    left = error.progress.responses - error.progress.marked
    if left:
        return f"Not released yet: {count(left, 'answer')} still to be marked."
    waiting = count(error.progress.to_check, "answer")
    return f"Not released: {waiting} for you to look at. Check them, or release anyway."


def _essays_in_words(number: int) -> str:
    return "1 essay waits" if number == 1 else f"{number} essays wait"


@require_POST
def take_back(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Hide the marks from the class again."""
    assignment = taught_assignment(request.user, assignment_id)
    try:
        services.take_back(assignment=assignment, by=request.user, now=timezone.now())
        messages.success(request, "Taken back. The students no longer see these marks.")
    except services.TooLate:
        messages.error(request, "This was released more than ten minutes ago. An admin can still withdraw it.")
    return redirect("marks", assignment.pk)


@require_GET
def result(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """Show a student's own marks and the words that earned them, once released; before, only that it is on its way."""
    attempt: Any = _own_results.fetch(request.user, attempt_id)
    assignment, released = attempt.assignment, attempt.released
    key = (questions_on(assignment.quiz).key, str(assignment.school_class), released)
    shared = {"quiz": assignment.quiz, "school_class": assignment.school_class, "released": released}
    own = {**own_of(request), "attempt": attempt}
    if released:
        responses = marked_responses(attempt)
        answers = essays_for_student(responses, assignment)
        own |= {
            "answers": mark_safe("".join(_answers(answers, assignment, key, own))),  # noqa: S308 -- rendered
            "earns": any(not essay.levels for _, essay in answers),
            "changed_at": attempt.changed_at,
            "total": queries.total_of(responses),
            "out_of": sum(response.item.marks for response in responses),
        }
        services.seen(attempt=attempt, seen_at=attempt.seen_at, changed_at=attempt.changed_at, now=timezone.now())
    return HttpResponse(filled("marking/result/result.html", key, shared, own))


def _own_attempts(user: User) -> QuerySet[Attempt]:
    """Return attempts that are handed in: whether `user` may see their marks, and when these changed and were seen."""
    this = OuterRef("pk")
    may_see = permitted(user, "marking.view_result", Attempt.objects.filter(pk=this))
    changes = MarkChange.objects.filter(response__attempt=this).order_by("-changed_at")
    return Attempt.objects.submitted().select_related("assignment__quiz", "assignment__school_class").annotate(
        released=Exists(may_see),
        changed_at=Subquery(changes.values("changed_at")[:1]),
        seen_at=Subquery(SeenResult.objects.filter(attempt=this).values("seen_at")),
    )  # fmt: skip


_own_results = Door("quizzes.sit_attempt", _own_attempts)


def asked_by_result(student: int, attempt: int) -> tuple[Asked, ...]:
    """Return what `result` asks of the database, for `prepared.ahead`."""
    return _own_results.asking(student, attempt), asked_of_marked(attempt)


def _answers(
    answers: Sequence[tuple[Response, EssayResult]], assignment: Assignment, key: Hashable, own: dict[str, Any]
) -> Iterator[str]:
    """Yield each question of a result: the question rendered once for the class, the answer for its student."""
    before: Any = None
    for place, (row, essay) in enumerate(answers, start=1):
        item = row.item
        model_answer = item.question.model_answer if assignment.shows_model_answer else ""
        shared = {"item": item, "place": place, "new_sources": item.sources != before, "model_answer": model_answer}
        before = item.sources
        known = (key, item.pk, place, shared["new_sources"], model_answer)
        own_part = {**own, "row": row, "essay": essay, "script": essay.script, "for_student": True, "open": False}
        yield filled("marking/result/_answer.html", known, shared, own_part | {"notes": essay.notes})


@require_POST
def hold(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Hold one student's marks back."""
    assignment = taught_assignment(request.user, assignment_id)
    form = HoldForm(request.POST)
    student = None
    if form.is_valid():
        of_class = User.objects.filter(enrolments__school_class=assignment.school_class_id)
        student = of_class.filter(pk=form.cleaned_data["student"]).first()
    if student is None:
        messages.error(request, "Choose a student of this class.")
    else:
        reason = form.cleaned_data["reason"]
        services.hold(assignment=assignment, student=student, reason=reason, by=request.user, now=timezone.now())
        messages.success(request, f"{student}'s marks are held back.")
    return redirect("marks", assignment.pk)


@require_POST
def lift(request: HttpRequest, assignment_id: int, hold_id: int) -> HttpResponse:
    """Lift a hold."""
    assignment = taught_assignment(request.user, assignment_id)
    held = Hold.objects.filter(assignment=assignment, pk=hold_id).select_related("student").first()
    if held is not None:
        services.lift(hold=held, by=request.user, now=timezone.now())
        waits = visibility.unreleased().filter(assignment=assignment, student=held.student).exists()
        then = (
            "wait for your release"
            if waits and not visibility.shows_at_once(assignment)
            else "are shown with the others'"
        )
        messages.success(request, f"{held.student}'s marks {then}.")
    return redirect("marks", assignment.pk)
