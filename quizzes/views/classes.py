"""Classes: the teacher's list, and a student's joining with a code."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from quizzes.access.table import permitted
from quizzes.access.throttle import TooMany, count_try
from quizzes.access.web import fetch, teachers_only
from quizzes.forms import ClassForm, JoinForm
from quizzes.models import Enrolment, SchoolClass
from quizzes.queries import terms_in_force
from quizzes.services import classes as services


@require_http_methods(["GET", "POST"])
@teachers_only
def classes(request: HttpRequest) -> HttpResponse:
    """List the teacher's classes, and make another."""
    form = ClassForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = services.create_class(name=form.cleaned_data["name"], by=request.user, now=timezone.now())
        return redirect("class", made.pk)
    rows = permitted(request.user, "quizzes.view_schoolclass", SchoolClass.objects.all())
    status = 422 if form.errors else 200
    return render(request, "quizzes/class/classes.html", {"classes": rows, "form": form}, status=status)


@require_GET
def school_class(request: HttpRequest, class_id: int) -> HttpResponse:
    """Show who is in a class, what is set for it, and how to join."""
    found = fetch(request.user, "quizzes.view_schoolclass", SchoolClass.objects.all(), pk=class_id)
    now = timezone.now()
    people = found.enrolments.filter(left_at=None).select_related("user", "user__access_arrangement")
    context = {
        "school_class": found,
        "teachers": [row.user for row in people if row.role == Enrolment.Role.TEACHER],
        "students": [(row.user, terms_in_force(row.user, now)) for row in people if row.role == Enrolment.Role.STUDENT],
        "assignments": found.assignments.select_related("quiz"),
    }
    return render(request, "quizzes/class/class.html", context)


@require_http_methods(["GET", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Let a student into a class with its code; guesses are throttled."""
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            count_try("join", request.user.pk)
            joined = services.join(code=form.cleaned_data["code"], user=request.user, now=timezone.now())
        except TooMany:
            form.add_error("code", "That was too many tries. Wait a minute and look at the code once more.")
        except services.NoSuchClass:
            form.add_error("code", "No class has this code. Check it with your teacher.")
        else:
            messages.success(request, f"You are in {joined.name} now.")
            return redirect("home")
    return render(request, "quizzes/class/join.html", {"form": form}, status=422 if form.errors else 200)
