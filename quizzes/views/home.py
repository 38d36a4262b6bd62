"""The first page, by what the person does here; and the page that machines ask whether the site is well."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from quizzes.access.table import permitted
from quizzes.models import Assignment, Bank, Quiz, SchoolClass
from quizzes.queries import work_of
from quizzes.signals import desk_opened, outcomes_of
from quizzes.views.classes import invitations_of

MOST_CLASSES = 12
TODO = ("running", "open", "later")


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Show a teacher's desk, a student's work, or both to who is both."""
    user, now = request.user, timezone.now()
    work = work_of(user, permitted(user, "quizzes.see_own_work", Assignment.objects.all()), now)
    again = [row for row in work if row.may_again(now)]
    if again:  # but not for who has left the class
        rows = Assignment.objects.filter(pk__in=[row.assignment.pk for row in again])
        may_sit = set(permitted(user, "quizzes.sit_assignment", rows).values_list("pk", flat=True))
        again = [row for row in again if row.assignment.pk in may_sit]
    past = [row for row in work if row.state(now) in {"done", "missed"}]
    outcomes = outcomes_of(row.attempt.pk for row in past if row.attempt is not None)
    context = {
        "todo": sorted((row for row in work if row.state(now) in TODO), key=lambda row: TODO.index(row.state(now))),
        "again": again,
        "past": [(row, outcomes.get(row.attempt.pk) if row.attempt is not None else None) for row in past],
        "outcomes": outcomes,
        "news": sum(outcome.is_new for outcome in outcomes.values()),
        "now": now,
    }
    if user.is_teacher:  # type: ignore[union-attr]
        taught = permitted(user, "quizzes.manage_assignment", Assignment.objects.all())
        context |= {
            "banks": permitted(user, "quizzes.view_bank", Bank.objects.all())[:6],
            "assignments": taught.filter(quiz__state=Quiz.State.PUBLISHED).select_related("quiz", "school_class")[:8],
            "draft_quizzes": permitted(user, "quizzes.view_quiz", Quiz.objects.filter(state=Quiz.State.DRAFT))[:5],
            "classes": permitted(user, "quizzes.view_schoolclass", SchoolClass.objects.current())[:MOST_CLASSES],
            "most_classes": MOST_CLASSES,
            "todos": [todo for _, todos in desk_opened.send(sender=None, user=user, now=now) for todo in todos or ()],
            "invitations": invitations_of(user),
        }
    return render(request, "quizzes/home.html", context)


@login_not_required
@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """Say "ok" when pages can be served: the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
