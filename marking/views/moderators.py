"""Moderators: a class's, whom its teachers appoint, and the classes that somebody moderates."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from marking import queries
from marking.access import moderates
from marking.forms.marks import ModeratorForm
from marking.models import Moderator
from marking.services import moderators as services
from quizzes.access.table import permitted
from quizzes.access.web import fetch, teachers_only
from quizzes.models import Assignment, SchoolClass

NEWEST = 30


@require_http_methods(["GET", "POST"])
def moderators(request: HttpRequest, class_id: int) -> HttpResponse:
    """List who moderates a class; a post appoints somebody."""
    school_class = fetch(request.user, "quizzes.view_schoolclass", SchoolClass.objects.all(), pk=class_id)
    form = ModeratorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = services.appoint(
                school_class=school_class,
                username=form.cleaned_data["username"],
                by=request.user,
                now=timezone.now(),
            )
        except services.CannotModerate as error:
            form.add_error("username", str(error))
        else:
            messages.success(request, f"{row.user} now moderates {school_class}, and finds it on their desk.")
            return redirect("moderators", school_class.pk)
    rows = school_class.moderators.filter(ended_at=None).select_related("user", "appointed_by")
    context = {"school_class": school_class, "moderators": rows, "form": form}
    return render(request, "marking/moderator/list.html", context, status=422 if form.errors else 200)


@require_POST
def end(request: HttpRequest, moderator_id: int) -> HttpResponse:
    """Let somebody moderate a class no longer."""
    row = fetch(request.user, "marking.change_moderator", Moderator.objects.select_related("user"), pk=moderator_id)
    services.end(moderator=row, by=request.user, now=timezone.now())
    messages.success(request, f"{row.user} no longer moderates this class. The marks they gave stay.")
    return redirect("moderators", row.school_class_id)


@require_GET
@teachers_only
def moderation(request: HttpRequest) -> HttpResponse:
    """List the newest quizzes of the classes that one moderates, with what is to be checked."""
    mine = permitted(request.user, "marking.mark_assignment", Assignment.objects.all())
    rows = mine.filter(moderates(request.user, "school_class"), opens_at__lte=timezone.now())
    newest = list(rows.select_related("quiz", "school_class")[:NEWEST])
    to_check = queries.to_check_by_assignment(newest)
    context = {"rows": [(row, to_check.get(row.pk, 0)) for row in newest]}
    return render(request, "marking/moderator/mine.html", context)
