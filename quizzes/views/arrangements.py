"""Access arrangements: a student's own page, the list of a class, and whole classes by file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quizzes.access.table import may, permitted
from quizzes.access.web import fetch
from quizzes.downloads import as_csv, as_excel
from quizzes.forms.arrangements import ArrangementForm, ReasonForm, SheetForm
from quizzes.models import AccessArrangement, ArrangementChange, Assignment, Enrolment, SchoolClass, User
from quizzes.pure.arrangement_table import HEADER, cells_of, same_for, write_again
from quizzes.pure.sent import numbers_of
from quizzes.pure.terms import Terms
from quizzes.pure.wording import count
from quizzes.queries import students_in
from quizzes.services import arrangements as services

OVERTAKEN = (
    "Somebody has changed this arrangement since you opened the page. "
    "The arrangement now in force is shown beside the form."
)


@require_http_methods(["GET", "POST"])
def arrangement(request: HttpRequest, student_id: int) -> HttpResponse:
    """Show what a student is entitled to and since when; a post shows what a change would mean, or makes it."""
    student = _student(request, student_id)
    if request.method == "GET":
        return _page(request, student)
    form = ArrangementForm(request.POST)
    if not form.is_valid():
        return _page(request, student, form, status=422)
    if request.POST.get("then") != "save":
        return _page(request, student, form, terms=form.terms)
    return _save(request, student, form, form.terms)


@require_POST
def remove(request: HttpRequest, student_id: int) -> HttpResponse:
    """Take a student's arrangement away, or show what that would mean."""
    student = _student(request, student_id)
    form = _removal(request.POST)
    if not form.is_valid():
        return _page(request, student, removal=form, status=422)
    if request.POST.get("then") == "look":
        return _page(request, student, removal=form, terms=Terms())
    return _save(request, student, form, None)


def _removal(data: Any = None) -> ReasonForm:
    return ReasonForm(data, auto_id="remove_%s")


def _student(request: HttpRequest, student_id: int) -> User:
    return fetch(request.user, "quizzes.arrange_access", User.objects.all(), pk=student_id)


def _save(request: HttpRequest, student: User, form: ReasonForm, terms: Terms | None) -> HttpResponse:
    data = form.cleaned_data
    try:
        change = services.arrange_access(
            student=student, terms=terms, reason=data["reason"], seen=data["seen"], by=request.user, now=timezone.now()
        )
    except services.Overtaken:
        form.add_error(None, OVERTAKEN)
        typed = {"form": form} if isinstance(form, ArrangementForm) else {"removal": form}
        return _page(request, student, **typed, status=409)
    if change is None:
        messages.info(request, "Nothing changed: it was like that already.")
    elif terms is None:
        messages.success(request, f"{student} no longer has an access arrangement.")
    else:
        messages.success(request, f"Saved for {student}: {terms.in_words()}.")
    return redirect("arrangement", student.pk)


def _page(
    request: HttpRequest,
    student: User,
    form: ArrangementForm | None = None,
    *,
    removal: ReasonForm | None = None,
    terms: Terms | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show the page, with what was typed where something is wrong; `terms` are to be looked at before they are saved.

    Whatever is shown is of now, so the next save is made in the knowledge of it (`seen`).
    """
    now = timezone.now()
    row = AccessArrangement.objects.filter(student=student).first()
    holds = row.terms if row is not None else None
    work = permitted(student, "quizzes.see_own_work", Assignment.objects.all())
    effects = services.effects_of(student=student, terms=terms or holds, assignments=work, now=now)
    known = services.known_to(request.user, effects)
    context = {
        "student": student,
        "form": form or ArrangementForm(initial=ArrangementForm.initial_of(row)),
        "removal": removal or _removal(),
        "row": row,
        "in_force": row is not None and row.holds_at(now),
        "preview": terms,
        "effects": known,
        "elsewhere": len(effects) - len(known),
        "differing": sum(not effect.is_same for effect in effects),
        "changes": ArrangementChange.objects.filter(student=student).select_related("made_by"),
        "seen": services.last_change(student),
        "classes": _classes(request, student),
    }
    return render(request, "quizzes/arrangement/arrangement.html", context, status=status)


def _classes(request: HttpRequest, student: User) -> QuerySet[SchoolClass]:
    places = student.enrolments.filter(role=Enrolment.Role.STUDENT, left_at=None)
    rows = SchoolClass.objects.filter(pk__in=places.values("school_class"))
    return permitted(request.user, "quizzes.arrange_class", rows)


# ---- a class --------------------------------------------------------------------------------------------


@require_GET
def arrangements(request: HttpRequest, class_id: int) -> HttpResponse:
    """List the students of a class with what they are entitled to."""
    school_class = _class(request, class_id)
    now = timezone.now()
    lines = [(student, row, row is not None and row.holds_at(now)) for student, row in _rows(school_class)]
    context = {
        "school_class": school_class,
        "arranged": [line for line in lines if line[1] is not None],
        "others": [student for student, row, _ in lines if row is None],
        "total": len(lines),
        "taught": may(request.user, "quizzes.view_schoolclass", school_class),
    }
    return render(request, "quizzes/arrangement/class.html", context)


def _class(request: HttpRequest, class_id: int) -> SchoolClass:
    return fetch(request.user, "quizzes.arrange_class", SchoolClass.objects.all(), pk=class_id)


def _rows(school_class: SchoolClass) -> list[tuple[User, AccessArrangement | None]]:
    students = students_in(school_class.pk).select_related("access_arrangement")
    return [(student, getattr(student, "access_arrangement", None)) for student in students]


@require_GET
def download(request: HttpRequest, class_id: int, kind: str) -> HttpResponse | StreamingHttpResponse:
    """Send the arrangements of a class as a table, in the form that `bulk` reads; a row for each student."""
    school_class = _class(request, class_id)
    rows = [
        cells_of(student.username, row.terms if row else None, row.reason if row else "")
        for student, row in _rows(school_class)
    ]
    name = f"{slugify(school_class.name) or 'class'}-arrangements"
    if kind == "csv":
        return as_csv(name, HEADER, rows)
    if kind == "excel":
        return as_excel(name, HEADER, rows, title=school_class.name)
    raise Http404


@require_http_methods(["GET", "POST"])
def bulk(request: HttpRequest, class_id: int) -> HttpResponse:
    """Read a table of arrangements: first what it would do, line by line, then all of it or nothing."""
    school_class = _class(request, class_id)
    form = SheetForm(_typed(request, school_class), request.FILES or None)
    if request.method == "GET" or not form.is_valid():
        context = {"school_class": school_class, "form": form, "header": HEADER}
        return render(request, "quizzes/arrangement/bulk.html", context, status=422 if form.errors else 200)
    digest = request.POST.get("digest")
    if digest is None:
        return _plan(request, school_class, form)
    try:
        done = services.carry_out(
            school_class=school_class, lines=form.sheet.lines, digest=digest, by=request.user, now=timezone.now()
        )
    except (services.Overtaken, services.NotWhole):
        messages.error(request, "Nothing was changed: arrangements have changed in the meantime. Review it again.")
        return _plan(request, school_class, form, status=409)
    messages.success(request, f"Done: {count(len(done.changes), 'arrangement')} set.")
    return redirect("arrangements", school_class.pk)


def _typed(request: HttpRequest, school_class: SchoolClass) -> Any:
    """Return what was sent; students who were ticked to get the same become the table that a file would be."""
    if "ticked" not in request.POST:
        return request.POST or None
    chosen = students_in(school_class.pk).filter(pk__in=numbers_of(request.POST.getlist("students")))
    given = {name: request.POST.get(name, "") for name in ("factor", "rest", "reason")}
    return {"text": same_for(chosen.values_list("username", flat=True), **given)}


def _plan(request: HttpRequest, school_class: SchoolClass, form: SheetForm, *, status: int = 200) -> HttpResponse:
    sheet = form.sheet
    plan = services.plan(school_class=school_class, lines=sheet.lines)
    counts = {fate: plan.count(fate) for fate in ("created", "changed", "same", "refused")}
    context = {
        "school_class": school_class,
        "plan": plan,
        "counts": counts,
        "remarks": sheet.remarks,
        "text": write_again(sheet.lines) if plan.is_whole else "",
    }
    return render(request, "quizzes/arrangement/plan.html", context, status=status)
