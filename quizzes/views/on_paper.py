"""Answers of a quiz that a class sat on paper: typed in a student at a time, or taken from a table."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from quizzes.access.web import taught_assignment
from quizzes.downloads import Table, table_as
from quizzes.forms.paper import PaperForm, PaperTableForm
from quizzes.models import Assignment, Response
from quizzes.pure.paper_table import write_again
from quizzes.pure.wording import count
from quizzes.services import clock
from quizzes.services import paper_sittings as services
from quizzes.services.paper_sittings import Place

OVERTAKEN = "Somebody has changed this paper since you opened the page. What is saved now stands below each answer."


@require_http_methods(["GET", "POST"])
def papers(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """List the class with what is there of each; a post shows what a table would do, or takes it."""
    assignment = taught_assignment(request.user, assignment_id)
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = PaperTableForm(data, files, stems=services.stems_of(assignment))
    if data is None or not form.is_valid():
        places = services.places_of(assignment)
        context = {
            "assignment": assignment,
            "form": form,
            "places": places,
            "left": len(list(filter(_is_left, places))),
        }
        return render(request, "quizzes/paper/papers.html", context, status=422 if form.errors else 200)
    digest = request.POST.get("digest")
    return _plan(request, assignment, form) if digest is None else _take_table(request, assignment, form, digest)


def _plan(request: HttpRequest, assignment: Assignment, form: PaperTableForm, status: int = 200) -> HttpResponse:
    sheet, sat_on = form.sheet, form.cleaned_data["sat_on"]
    ids = services.ids_in(assignment, by=request.user)
    plan = services.plan(assignment=assignment, lines=sheet.lines, ids=ids, sat_on=sat_on, now=clock.now())
    context = {
        "assignment": assignment,
        "plan": plan,
        "counts": {fate: plan.count(fate) for fate in ("new", "corrected", "same", "empty", "refused")},
        "remarks": sheet.remarks,
        "text": write_again([one.line for one in plan.taken], sheet.positions),
        "sat_on": sat_on,
        "called": form.cleaned_data["called"],
    }
    return render(request, "quizzes/paper/plan.html", context, status=status)


def _take_table(request: HttpRequest, assignment: Assignment, form: PaperTableForm, digest: str) -> HttpResponse:
    called = form.cleaned_data["called"]
    try:
        done = services.carry_out(
            assignment=assignment,
            lines=form.sheet.lines,
            ids=services.ids_in(assignment, by=request.user),
            sat_on=form.cleaned_data["sat_on"],
            digest=digest,
            by=request.user,
            now=clock.now(),
            reason=f"From {called}" if called else "From a pasted table",
        )
    except services.Overtaken:
        messages.error(
            request, "Nothing was entered: something in this class has changed in the meantime. Review again."
        )
        return _plan(request, assignment, form, status=409)
    messages.success(request, f"{count(len(done), 'paper')} taken. They are being marked.")
    return redirect("papers", assignment.pk)


@require_GET
def table(request: HttpRequest, assignment_id: int, kind: str) -> Table:
    """Send a table to be filled in: a row for each student, a column for each question."""
    assignment = taught_assignment(request.user, assignment_id)
    header, rows = services.table_to_fill(assignment=assignment, by=request.user)
    return table_as(
        kind, str(assignment.school_class), header, rows, name=f"{assignment.quiz} {assignment.school_class} paper"
    )


@require_http_methods(["GET", "POST"])
def paper(request: HttpRequest, assignment_id: int, student_id: int) -> HttpResponse:
    """Show a student's answers to be typed in or corrected; a post takes them, and goes on to the next student."""
    assignment = taught_assignment(request.user, assignment_id)
    places = services.places_of(assignment)
    place = next((place for place in places if place.student.pk == student_id), None)
    if place is None:
        raise Http404
    items = list(assignment.quiz.items.order_by("position"))
    if request.method == "GET":
        return _page(request, assignment, places, place, PaperForm(items=items, initial=_initial(place, places)))
    form = PaperForm(request.POST, items=items)
    if not form.is_valid():
        return _page(request, assignment, places, place, form, status=422)
    data = form.cleaned_data
    try:
        taken = services.take(
            assignment=assignment,
            student=place.student,
            texts=form.texts,
            sat_on=data["sat_on"],
            seen=data["seen"],
            by=request.user,
            now=clock.now(),
        )
    except services.Refused as error:
        form.add_error(None, str(error))
        return _page(request, assignment, places, place, form, status=409)
    except services.Overtaken:
        form.add_error(None, OVERTAKEN)
        form.data = request.POST.copy()
        form.data["seen"] = str(place.seen)  # who has looked may save
        return _page(request, assignment, places, place, form, status=409)
    messages.success(request, _said(place, taken))
    return _onwards(request, assignment, places, place)


def _said(place: Place, taken: services.Taken) -> str:
    if taken.is_new:
        return f"Taken: the paper of {place.student}. It is being marked."
    if taken.changed:
        return (
            f"{count(taken.changed, 'answer')} of {place.student} corrected. What stood there before stays on record."
        )
    return f"{place.student}: no answer differs from what was there."


def _onwards(request: HttpRequest, assignment: Assignment, places: list[Place], place: Place) -> HttpResponse:
    """Go to the next student whose paper is not there yet, or back to the list."""
    after = places[places.index(place) + 1 :]
    following = next(filter(_is_left, after), None) if request.POST.get("then") == "next" else None
    if following is None:
        return redirect("papers", assignment.pk)
    return redirect("paper-of", assignment.pk, following.student.pk)


def _is_left(place: Place) -> bool:
    return place.paper is None and place.here is None


def _initial(place: Place, places: list[Place]) -> dict[str, Any]:
    """Return what the fields begin with: the paper as it was taken; for a new one the day of the newest."""
    if place.paper is None:
        newest = max((one for one in places if one.act is not None), key=lambda one: one.seen, default=None)
        day = newest.paper.sat_on_paper if newest is not None and newest.paper is not None else None
        return {"seen": 0} | ({"sat_on": day} if day is not None else {})
    texts = Response.objects.filter(attempt=place.paper).values_list("item__position", "text")
    answers = {PaperForm.name_of(position): text for position, text in texts}
    is_empty = not any(text.strip() for text in answers.values())
    return {**answers, "seen": place.seen, "sat_on": place.paper.sat_on_paper, "is_empty": is_empty}


def _page(
    request: HttpRequest, assignment: Assignment, places: list[Place], place: Place, form: PaperForm, status: int = 200
) -> HttpResponse:
    saved = _initial(place, places) if form.is_bound and place.paper is not None else {}
    lines = []
    for item in form.items:
        field = form[PaperForm.name_of(item.position)]
        there = saved.get(field.name, "")
        lines.append({"item": item, "field": field, "there": there if there != (field.value() or "") else ""})
    at = places.index(place)
    context = {
        "assignment": assignment,
        "place": place,
        "form": form,
        "lines": lines,
        "number": at + 1,
        "total": len(places),
        "before": places[at - 1].student if at else None,
        "after": places[at + 1].student if at + 1 < len(places) else None,
    }
    return render(request, "quizzes/paper/paper.html", context, status=status)
