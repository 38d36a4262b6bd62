"""The first page, by what the person does here; and the page that machines ask whether the site is well."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.db.models import Count, F, Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from quizzes.access.table import permitted
from quizzes.models import Assignment, Attempt, Bank, Enrolment, Quiz, SchoolClass
from quizzes.pure.wording import natural
from quizzes.queries import SetWork, work_of
from quizzes.services import invitations
from quizzes.signals import desk_opened, means_of, outcomes_of, practice_of
from quizzes.views.first_steps import steps_of

MOST_BANKS, MOST_CLASSES, MOST_SET = 6, 12, 8
DRAFT = Quiz.State.DRAFT
TODO = ("running", "open", "later")


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Show a teacher's desk, a student's work, or both to who is both; who works in the admin alone goes there."""
    user, now = request.user, timezone.now()
    if _works_in_the_admin(user):
        return redirect("admin:index")
    context = _work(user, now)
    if user.is_teacher:  # type: ignore[union-attr]
        context |= _desk(user, now)
    return render(request, "quizzes/home.html", context)


def _work(user: Any, now: datetime) -> dict[str, Any]:
    """Return what a student has to do, may do again and has done."""
    work = work_of(user, permitted(user, "quizzes.see_own_work", Assignment.objects.all()), now)
    past = [row for row in work if row.state(now) in {"done", "missed"}]
    outcomes = outcomes_of(row.attempt.pk for row in past if row.attempt is not None)
    return {
        "todo": sorted((row for row in work if row.state(now) in TODO), key=lambda row: TODO.index(row.state(now))),
        "again": _again(user, work, now),
        "past": [(row, outcomes.get(row.attempt.pk) if row.attempt is not None else None) for row in past],
        "outcomes": outcomes,
        "practice": practice_of(user, now),
        "now": now,
    }


def _again(user: Any, work: Sequence[SetWork], now: datetime) -> list[SetWork]:
    """Return what a student may sit once more, unless they have left the class."""
    again = [row for row in work if row.may_again(now)]
    if not again:
        return []
    rows = Assignment.objects.filter(pk__in=[row.assignment.pk for row in again])
    may_sit = set(permitted(user, "quizzes.sit_assignment", rows).values_list("pk", flat=True))
    return [row for row in again if row.assignment.pk in may_sit]


def _desk(user: Any, now: datetime) -> dict[str, Any]:
    """Return what lies on a teacher's desk."""
    banks, classes = _used_last(user)
    return {
        "steps": steps_of(user),
        "banks": banks,
        "assignments": _set_by(user),
        "draft_quizzes": permitted(user, "quizzes.view_quiz", Quiz.objects.current()).filter(state=DRAFT)[:5],
        "classes": classes,
        "most_classes": MOST_CLASSES,
        "todos": [todo for _, todos in desk_opened.send(sender=None, user=user, now=now) for todo in todos or ()],
        "invitations": invitations.waiting_for(user),
    }


def _works_in_the_admin(user: Any) -> bool:
    """Whether somebody is of the staff and nothing else here: no teacher, and in no class."""
    return user.is_staff and not user.is_teacher and not user.enrolments.exists()


def _used_last(user: Any) -> tuple[list[Bank], list[SchoolClass]]:
    """Return the banks and classes on a desk: those used last, in the order in which people look for names."""
    banks = permitted(user, "quizzes.view_bank", Bank.objects.current()).annotate(newest=Max("questions"))
    classes = permitted(user, "quizzes.view_schoolclass", SchoolClass.objects.current())
    classes = classes.annotate(last=Max("assignments__opens_at")).order_by(F("last").desc(nulls_last=True), "-pk")
    return (
        sorted(banks.order_by(F("newest").desc(nulls_last=True), "-pk")[:MOST_BANKS], key=_by_name),
        sorted(classes[:MOST_CLASSES], key=_by_name),
    )


def _by_name(row: Bank | SchoolClass) -> tuple[tuple[int, str], ...]:
    return natural(str(row))


def _set_by(user: Any) -> list[dict[str, Any]]:
    """Return what is set for a teacher's classes, the newest first: each with how many of the class have handed in, and
    the mean share of the marks."""
    taught = permitted(user, "quizzes.manage_assignment", Assignment.objects.all())
    published = taught.filter(quiz__state=Quiz.State.PUBLISHED, quiz__archived_at=None)
    rows = list(published.select_related("quiz", "school_class")[:MOST_SET])
    ids = [row.pk for row in rows]
    done = Attempt.objects.submitted().filter(assignment__in=ids).order_by()
    handed_in = dict(done.values_list("assignment").annotate(Count("student", distinct=True)))
    places = Enrolment.objects.filter(
        school_class__in=[row.school_class_id for row in rows], role=Enrolment.Role.STUDENT, left_at=None
    ).order_by()
    students = dict(places.values_list("school_class").annotate(Count("pk")))
    means = means_of(ids)
    return [
        {
            "assignment": row,
            "handed_in": handed_in.get(row.pk, 0),
            "students": students.get(row.school_class_id, 0),
            "per_cent": round(100 * means[row.pk]) if row.pk in means else None,
        }
        for row in rows
    ]


@login_not_required
@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """Say "ok" when pages can be served: the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
