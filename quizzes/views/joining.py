"""Joining a class: what the teacher shows of it, and what a student does with it."""

from __future__ import annotations

from dataclasses import dataclass

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_GET, require_http_methods

from quizzes.access.table import permitted
from quizzes.access.throttle import TooMany, count_try
from quizzes.access.web import fetch
from quizzes.forms.people import JoinForm
from quizzes.models import Enrolment, SchoolClass
from quizzes.services import classes as services

TOO_MANY = "That was too many attempts. Wait a minute and check the code."
NO_SUCH_CLASS = "No class has this code. Check it with your teacher."
TAKEN_OUT = "A teacher has removed you from this class. Ask them to add you again."
NOT_OPEN = "Nobody can join this class at the moment. Ask your teacher to open it."


@dataclass(frozen=True, slots=True)
class Joining:
    """How one joins a class: the address, how it reads on a board, and as a QR for a phone."""

    school_class: SchoolClass
    url: str
    shown: str
    qr: SafeString


def joining(request: HttpRequest, school_class: SchoolClass) -> Joining:
    """Return what to show of `school_class` to those who are to join it, at the address this site was asked by."""
    path = reverse("join-link", args=[school_class.code])
    url = request.build_absolute_uri(path)
    return Joining(school_class, url, f"{request.get_host()}{path.rstrip('/')}", qr_of(url))


def qr_of(text: str) -> SafeString:
    """Return `text` as an SVG without inline style, black on white whatever the page's colours, with its quiet zone."""
    code = segno.make(text, error="m", micro=False)
    # segno writes numbers and its own tags alone: nothing of `text` stands in it.
    return mark_safe(code.svg_inline(omitsize=True, svgclass=None, lineclass=None, light="#fff", border=4))  # noqa: S308


@require_GET
def poster(request: HttpRequest, class_id: int) -> HttpResponse:
    """Show how to join a class on one sheet of paper."""
    school_class = fetch(request.user, "quizzes.view_schoolclass", SchoolClass.objects.all(), pk=class_id)
    context = {"school_class": school_class, "joining": joining(request, school_class)}
    return render(request, "quizzes/class/poster.html", context)


@require_http_methods(["GET", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Let a student into a class with its code, and show the classes they are in; guesses are throttled."""
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            count_try("join", request.user.pk)
            return _joined(request, form.cleaned_data["code"])
        except TooMany:
            form.add_error("code", TOO_MANY)
        except services.NoSuchClass:
            form.add_error("code", NO_SUCH_CLASS)
        except services.TakenOut:
            form.add_error("code", TAKEN_OUT)
        except services.NotOpen:
            form.add_error("code", NOT_OPEN)
    own = permitted(request.user, "quizzes.study_in_schoolclass", SchoolClass.objects.current())
    context = {"form": form, "classes": own}
    return render(request, "quizzes/class/join.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def join_link(request: HttpRequest, code: str) -> HttpResponse:
    """Ask who came with a class's link or QR whether to join, and let them in."""
    try:
        count_try("join", request.user.pk)
        if request.method == "POST":
            return _joined(request, code)
        school_class = services.with_code(code)
    except TooMany:
        return _cannot_join(request, TOO_MANY, 429)
    except services.NoSuchClass:
        return _cannot_join(request, NO_SUCH_CLASS, 404)
    except services.TakenOut:
        return _cannot_join(request, TAKEN_OUT, 409)
    except services.NotOpen:
        return _cannot_join(request, NOT_OPEN, 409)
    people = school_class.enrolments.filter(left_at=None).select_related("user")
    if any(row.user_id == request.user.pk for row in people):
        messages.info(request, f"You are in {school_class} already.")
        return redirect("home")
    if not school_class.code_open:
        return _cannot_join(request, NOT_OPEN, 409)
    teachers = [row.user for row in people if row.role == Enrolment.Role.TEACHER]
    return render(request, "quizzes/class/join_link.html", {"school_class": school_class, "teachers": teachers})


def _joined(request: HttpRequest, code: str) -> HttpResponse:
    joined = services.join(code=code, user=request.user, now=timezone.now())
    messages.success(request, f"You are in {joined} now.")
    return redirect("home")


def _cannot_join(request: HttpRequest, problem: str, status: int) -> HttpResponse:
    return render(request, "quizzes/class/cannot_join.html", {"problem": problem}, status=status)
