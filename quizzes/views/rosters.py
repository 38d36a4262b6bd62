"""Class lists: bringing one in, after looking it through, and taking one out."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quizzes.access.web import fetch, taught_class, teachers_only
from quizzes.downloads import as_csv, table_as
from quizzes.forms.people import ListForm
from quizzes.models import RosterImport, SchoolClass
from quizzes.pure.sent import number_of
from quizzes.rosters.existing import CHANGED, LEAVES, LEFT_OUT, MISSING, NEW, REFUSED, SAME, Line
from quizzes.rosters.values import RosterError
from quizzes.services import rosters as services

# In the order in which they want to be read, and what each is called.
FATES = {
    REFUSED: "Refused",
    MISSING: "No longer listed",
    LEAVES: "Leaves",
    CHANGED: "Changed",
    NEW: "New",
    LEFT_OUT: "Left out",
    SAME: "Nothing to do",
}
DOES = (
    ("classes", "new class", "new classes"),
    ("accounts", "new account", "new accounts"),
    ("places", "place in a class", "places in classes"),
    ("renamed", "name changed", "names changed"),
    ("extra", "student with extra time", "students with extra time"),
    ("leaving", "student leaves a class", "students leave a class"),
    ("archived", "class into the archive", "classes into the archive"),
    ("refused", "line refused", "lines refused"),
)
SHOWN = 100  # lines a page
REPORT = ("File", "Line", "What", "What becomes of it", "Why")


@require_http_methods(["GET", "POST"])
def into_class(request: HttpRequest, class_id: int) -> HttpResponse:
    """Take a list for one class and look it through; nobody is brought in yet."""
    return _look(request, taught_class(request.user, class_id))


@require_http_methods(["GET", "POST"])
@teachers_only
def into_classes(request: HttpRequest) -> HttpResponse:
    """Take lists of several classes, OneRoster's too, and look them through."""
    return _look(request, None)


def _look(request: HttpRequest, into: SchoolClass | None) -> HttpResponse:
    form = ListForm(request.POST or None, request.FILES or None, several=into is None)
    if request.method == "POST" and form.is_valid():
        try:
            row = services.look_through(files=form.given(), into=into, by=request.user, now=timezone.now())
        except RosterError as error:
            form.add_error("file" if form.cleaned_data["file"] else "text", str(error))
        else:
            return redirect("class-list-plan", row.pk)
    context = {"form": form, "school_class": into}
    return render(request, "quizzes/roster/bring.html", context, status=422 if form.errors else 200)


def _fetch(request: HttpRequest, list_id: int) -> RosterImport:
    rows = RosterImport.objects.select_related("school_class", "read_by")
    return fetch(request.user, "quizzes.change_rosterimport", rows, pk=list_id)


@require_http_methods(["GET", "POST"])
@teachers_only
def plan(request: HttpRequest, list_id: int) -> HttpResponse:
    """Show line by line what a list will do; a post does it."""
    row = _fetch(request, list_id)
    if row.state == RosterImport.State.DONE:
        if request.method == "POST":
            messages.info(request, "This list has already been imported.")
        return render(request, "quizzes/roster/done.html", {"row": row, "said": _in_words(row.counts)})
    problem = _carry_out(request, row) if request.method == "POST" else ""
    if request.method == "POST" and not problem:
        return redirect("class-list-plan", row.pk)
    return render(request, "quizzes/roster/plan.html", _shown(request, row, problem), status=422 if problem else 200)


def _shown(request: HttpRequest, row: RosterImport, problem: str) -> dict[str, Any]:
    plan = services.plan_of(row)
    fates = Counter(line.fate for line in plan.lines)
    show = request.GET.get("show", "")
    lines = _in_order(line for line in plan.lines if show not in FATES or line.fate == show)
    roster = services.roster_of(row)
    return {
        "row": row,
        "problem": problem,
        "typed": request.POST.get("remove", ""),
        "plan": plan,
        "missing": len(plan.missing),
        "counts": [(fate, name, fates[fate]) for fate, name in FATES.items() if fates[fate]],
        "said": _in_words(plan.counts()),
        "show": show if show in FATES else "",
        "query": f"show={show}" if show in FATES else "",
        "remarks": roster.remarks,
        "classes": roster.classes if row.school_class_id is None and len(roster.classes) > 1 else (),
        "page": Paginator([(line, FATES[line.fate]) for line in lines], SHOWN).get_page(request.GET.get("page")),
    }


def _in_order(lines: Any) -> list[Line]:
    order = list(FATES)
    return sorted(lines, key=lambda line: order.index(line.fate))


def _in_words(counts: dict[str, int]) -> list[str]:
    """Return what a list does, like “2 new classes”, leaving out what it does not."""
    return [f"{counts[name]} {one if counts[name] == 1 else more}" for name, one, more in DOES if counts.get(name)]


def _carry_out(request: HttpRequest, row: RosterImport) -> str:
    """Carry a list out; return what keeps it from that."""
    typed = request.POST.get("remove", "").strip()
    remove = number_of(typed) if typed else 0
    try:
        # What is no number is no confirmation, which -1 never is.
        services.carry_out(row=row, by=request.user, now=timezone.now(), remove=-1 if remove is None else remove)
    except services.AlreadyCarriedOut:
        messages.info(request, "This list has already been imported.")
    except services.NotConfirmed:
        return (
            "Nobody was removed and nothing was imported: this is not the number asked for. Type it, or leave it empty."
        )
    except services.Overtaken:
        return "Something has changed since you saw this, so nothing was done. Below is what the list would do now."
    return ""


@require_POST
@teachers_only
def narrow(request: HttpRequest, list_id: int) -> HttpResponse:
    """Keep only the ticked classes of a list."""
    row = _fetch(request, list_id)
    if row.state == RosterImport.State.DONE:
        raise Http404
    services.narrow(row=row, keys=set(request.POST.getlist("keep")))
    return redirect("class-list-plan", row.pk)


@require_GET
def report(request: HttpRequest, list_id: int) -> HttpResponseBase:
    """Send all lines of a list that was looked through, and what becomes of each."""
    row = _fetch(request, list_id)
    if row.state == RosterImport.State.DONE:
        raise Http404
    lines = _in_order(services.plan_of(row).lines)
    cells = [(line.file, line.line or "", line.what, FATES[line.fate], line.why) for line in lines]
    return as_csv("class-list-report", REPORT, cells)


@require_GET
def class_list(request: HttpRequest, class_id: int, kind: str) -> HttpResponseBase:
    """Send the students of a class as the list that can be brought in again."""
    school_class = taught_class(request.user, class_id)
    rows = services.class_list(school_class, by=request.user)
    return table_as(kind, school_class.name, services.HEADER, rows)
