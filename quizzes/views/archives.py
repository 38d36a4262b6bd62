"""Putting away and deleting: banks, notes, quizzes, classes; and the new year of a class."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from quizzes.access.table import permitted
from quizzes.access.web import fetch
from quizzes.forms.classes import NewYearForm
from quizzes.models import Bank, NotesPage, Quiz, SchoolClass
from quizzes.services import archives as services


@require_POST
def bank(request: HttpRequest, bank_id: int) -> HttpResponse:
    """Archive a bank, restore or delete it."""
    row = fetch(request.user, "quizzes.share_bank", Bank.objects.all(), pk=bank_id)
    gone = _act(request, row, lambda: services.delete_bank(bank=row))
    return redirect("banks") if gone else redirect("bank", row.pk)


@require_POST
def quiz(request: HttpRequest, quiz_id: int) -> HttpResponse:
    """Archive a quiz, restore or delete it."""
    row = fetch(request.user, "quizzes.change_quiz", Quiz.objects.all(), pk=quiz_id)
    gone = _act(request, row, lambda: services.delete_quiz(quiz=row))
    return redirect("quizzes") if gone else redirect("quiz", row.pk)


def _act(request: HttpRequest, row: Bank | Quiz, delete: Callable[[], None]) -> bool:
    """Do what the form says to a bank or a quiz. Return whether it is deleted."""
    match request.POST.get("act"):
        case "archive":
            services.archive(row=row, now=timezone.now())
            messages.success(request, f"“{row}” is in the archive, at the foot of the list.")
        case "restore":
            services.restore(row=row)
            messages.success(request, f"“{row}” is in use again.")
        case "delete":
            return _deleted(request, str(row), delete)
        case _:
            raise BadRequest("Say which act.")
    return False


def _deleted(request: HttpRequest, name: str, delete: Callable[[], None]) -> bool:
    try:
        delete()
    except services.InUse as error:
        messages.error(request, f"Not deleted. {error}")
        return False
    messages.success(request, f"“{name}” is deleted.")
    return True


@require_POST
def notes(request: HttpRequest, notes_id: int) -> HttpResponse:
    """Delete a page of notes that no question came from."""
    row = fetch(request.user, "quizzes.change_notespage", NotesPage.objects.select_related("bank"), pk=notes_id)
    gone = _deleted(request, str(row), lambda: services.delete_notes(notes=row))
    return redirect("bank", row.bank_id) if gone else redirect("drafts", row.pk)


@require_POST
def school_class(request: HttpRequest, class_id: int) -> HttpResponse:
    """Delete a class that nobody has studied in."""
    row = fetch(request.user, "quizzes.view_schoolclass", SchoolClass.objects.all(), pk=class_id)
    gone = _deleted(request, str(row), lambda: services.delete_class(school_class=row))
    return redirect("classes") if gone else redirect("class-settings", row.pk)


@require_http_methods(["GET", "POST"])
def new_year(request: HttpRequest, class_id: int) -> HttpResponse:
    """Make the class of the new year, with drafts of this one's quizzes."""
    old = fetch(request.user, "quizzes.view_schoolclass", SchoolClass.objects.all(), pk=class_id)
    own = permitted(request.user, "quizzes.view_quiz", Quiz.objects.filter(assignments__school_class=old))
    form = NewYearForm(request.POST or None, quizzes=own.order_by("created_at", "pk"), old=old)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = services.new_year(
            school_class=old, name=data["name"], copied=list(data["quizzes"]), put_away=data["put_away"],
            by=request.user, now=timezone.now(),
        )  # fmt: skip
        messages.success(request, f"{made} has been created. Its quizzes are drafts: set the times and publish each.")
        return redirect("class", made.pk)
    context = {"form": form, "old": old}
    return render(request, "quizzes/class/new_year.html", context, status=422 if form.errors else 200)
