"""The students of a class: adding one, the page of one, and slips with PINs."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST

from quizzes.access.table import may, permitted
from quizzes.access.web import fetch, taught_class
from quizzes.forms.people import KnownStudentForm, StudentForm
from quizzes.models import Enrolment, SchoolClass, User
from quizzes.pure.sent import numbers_of
from quizzes.queries import terms_in_force
from quizzes.services import accounts, pins
from quizzes.services import classes as services
from quizzes.views.joining import qr_of

UNKNOWN = (
    "No student of your classes has this username. Students whom you do not teach yet join with the class code "
    "or link, so that it is their own decision."
)


@require_http_methods(["GET", "POST"])
def add_student(request: HttpRequest, class_id: int) -> HttpResponse:
    """Add one student: somebody new, or a student of another class of the teacher's."""
    school_class, now = taught_class(request.user, class_id), timezone.now()
    known = request.POST.get("who") == "known"
    new_form = StudentForm(None if known else request.POST or None)
    known_form = KnownStudentForm(request.POST if known else None)
    if new_form.is_bound and new_form.is_valid():
        made = services.add_new_student(school_class=school_class, now=now, **new_form.cleaned_data)
        messages.success(
            request, f"{made} is in {school_class}, with the log-in name {made.username}. Next: a slip with a PIN."
        )
        return redirect("class-person", school_class.pk, made.pk)
    if known_form.is_bound and known_form.is_valid():
        username = known_form.cleaned_data["username"].strip()
        rows = permitted(request.user, "quizzes.enrol_user", User.objects.all())
        user = rows.filter(username__iexact=username).first()
        if user is not None:
            services.enrol(school_class=school_class, user=user, role=Enrolment.Role.STUDENT, now=now)
            messages.success(request, f"{user} is in {school_class}.")
            return redirect("class", school_class.pk)
        known_form.add_error("username", UNKNOWN)
    form = known_form if known else new_form
    context = {"school_class": school_class, "form": form, "new_form": new_form, "known_form": known_form}
    return render(request, "quizzes/class/add_student.html", context, status=422 if form.errors else 200)


def _students(request: HttpRequest, school_class: SchoolClass) -> QuerySet[Enrolment]:
    rows = school_class.enrolments.filter(role=Enrolment.Role.STUDENT)
    rows = permitted(request.user, "quizzes.change_enrolment", rows)
    return rows.select_related("user", "user__pin", "user__pin__given_by", "user__access_arrangement", "school_class")


def _place(request: HttpRequest, class_id: int, student_id: int) -> Enrolment:
    school_class = taught_class(request.user, class_id)
    return fetch(request.user, "quizzes.change_enrolment", _students(request, school_class), user_id=student_id)


@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, class_id: int, student_id: int) -> HttpResponse:
    """Show one student of a class and how they log in; put the name right of one who has no password of their own."""
    place = _place(request, class_id, student_id)
    pin, now = getattr(place.user, "pin", None), timezone.now()
    form = StudentForm(request.POST or None, initial=model_to_dict(place.user, ["first_name", "last_name"]))
    if request.method == "POST" and form.is_valid():
        user = fetch(request.user, "quizzes.give_pin", User.objects.all(), pk=student_id)
        accounts.rename_many(names={user.pk: (form.cleaned_data["first_name"], form.cleaned_data["last_name"])})
        messages.success(request, f"The name has been changed. The log-in name is still {user.username}.")
        return redirect("class-person", class_id, student_id)
    context = {
        "place": place,
        "school_class": place.school_class,
        "student": place.user,
        "terms": terms_in_force(place.user, now),
        "pin": pin,
        "waits_until": pins.waits_until(users=[place.user], now=now).get(place.user.pk),
        "may_return": may(request.user, "quizzes.return_enrolment", place),
        "may_give_pin": place.left_at is None and may(request.user, "quizzes.give_pin", place.user),
        "state": pins.state_of(place.school_class),
        "form": form,
    }
    return render(request, "quizzes/class/person.html", context, status=422 if form.errors else 200)


@require_POST
def act_on_person(request: HttpRequest, class_id: int, student_id: int) -> HttpResponse:
    """Take a student out of the class, bring one back, or let one try their PIN again."""
    place, now = _place(request, class_id, student_id), timezone.now()
    school_class, student = place.school_class, place.user
    match request.POST.get("act"):
        case "remove":
            services.leave(school_class=school_class, user=student, by=request.user, now=now)
            messages.success(request, f"{student} is out of {school_class}. Their work stays.")
            return redirect("class", school_class.pk)
        case "return":
            fetch(request.user, "quizzes.return_enrolment", Enrolment.objects.all(), pk=place.pk)
            services.enrol(school_class=school_class, user=student, role=Enrolment.Role.STUDENT, now=now)
            messages.success(request, f"{student} is in {school_class} again.")
        case "unlock":
            user = fetch(request.user, "quizzes.give_pin", User.objects.all(), pk=student.pk)
            pins.lift_lock(user=user)
            messages.success(request, f"{student} can try the PIN again now.")
        case _:
            raise BadRequest("Say which act.")
    return redirect("class-person", school_class.pk, student.pk)


@require_http_methods(["GET", "POST"])
def slips(request: HttpRequest, class_id: int) -> HttpResponse:
    """Choose who gets a new PIN; the reply to the choice shows the slips, this once."""
    school_class = taught_class(request.user, class_id)
    places = _students(request, school_class).filter(left_at=None)
    able = permitted(request.user, "quizzes.give_pin", User.objects.filter(enrolments__in=places))
    students = list(able.select_related("pin").order_by("last_name", "first_name", "pk"))
    chosen = set(numbers_of(request.POST.getlist("students")))
    problem = ""
    if request.method == "POST":
        try:
            made = pins.give(
                school_class=school_class,
                users=[row for row in students if row.pk in chosen],
                seen=request.POST.get("state", ""),
                by=request.user,  # type: ignore[arg-type]
                now=timezone.now(),
            )
        except pins.ChangedSince:
            problem = "PINs were given after you opened this page, and slips are shown only once. Choose again."
        else:
            if made:
                return _printed(request, school_class, made)
            problem = "Tick the students first: nobody is ticked."
    context = {
        "school_class": school_class,
        "students": students,
        "others": places.count() - len(students),
        "state": pins.state_of(school_class),
        "most": pins.MOST_AT_ONCE,
        "problem": problem,
    }
    return render(request, "quizzes/class/slips.html", context, status=422 if problem else 200)


def _printed(request: HttpRequest, school_class: SchoolClass, made: list[pins.PinCard]) -> HttpResponse:
    rows = [(slip, f"{slip.pin[:3]} {slip.pin[3:]}", _qr(request, school_class, slip.user)) for slip in made]
    context = {"school_class": school_class, "slips": rows, "site": request.get_host()}
    return render(request, "quizzes/class/slips_printed.html", context)


def _qr(request: HttpRequest, school_class: SchoolClass, user: Any) -> str:
    """Return a QR that opens the log-in page with all but the PIN filled in."""
    query = urlencode({"code": school_class.code, "name": user.username})
    return qr_of(f"{request.build_absolute_uri(reverse('login-class'))}?{query}")
