"""Classes: the teacher's list, the page of one, and its settings."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quizzes.access.table import permitted
from quizzes.access.web import fetch, taught_class, teachers_only
from quizzes.forms.classes import ClassForm, InviteForm
from quizzes.models import Enrolment, Invitation, SchoolClass
from quizzes.pure.wording import natural
from quizzes.queries import terms_in_force
from quizzes.services import archives, invitations, pins
from quizzes.services import classes as services
from quizzes.services.archives import is_unused
from quizzes.views.joining import joining

PAGE = 60
STUDENTS = Count("enrolments", filter=Q(enrolments__role=Enrolment.Role.STUDENT, enrolments__left_at=None))


@require_http_methods(["GET", "POST"])
@teachers_only
def classes(request: HttpRequest) -> HttpResponse:
    """List the teacher's classes, in use or archived, and make another."""
    form = ClassForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = services.create_class(name=form.cleaned_data["name"], by=request.user, now=timezone.now())
        return redirect("class", made.pk)
    words, archived = request.GET.get("words", "").strip()[:100], "archived" in request.GET
    taught = permitted(request.user, "quizzes.view_schoolclass", SchoolClass.objects.all())
    matching = taught.filter(archived_at__isnull=not archived, name__icontains=words).annotate(students=STUDENTS)
    rows = sorted(matching.order_by("pk"), key=lambda row: natural(row.name))
    context = {
        "form": form,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "words": words,
        "archived": archived,
        "has_archived": archived or taught.exclude(archived_at=None).exists(),
        "query": urlencode({"words": words} | ({"archived": 1} if archived else {})),
        "invitations": invitations.waiting_for(request.user),
    }
    return render(request, "quizzes/class/classes.html", context, status=422 if form.errors else 200)


@require_GET
def school_class(request: HttpRequest, class_id: int) -> HttpResponse:
    """Show who is in a class, what is set for it, and how to join."""
    school_class = taught_class(request.user, class_id)
    words = request.GET.get("words", "").strip()[:100]
    people = school_class.enrolments.select_related("user", "user__access_arrangement", "user__pin")
    students = people.filter(role=Enrolment.Role.STUDENT)
    current = students.filter(left_at=None)
    shown = current
    for word in words.split()[:5]:
        name = Q(user__first_name__icontains=word) | Q(user__last_name__icontains=word)
        shown = shown.filter(name | Q(user__username__icontains=word))
    page, now = Paginator(shown, PAGE).get_page(request.GET.get("page")), timezone.now()
    waits = pins.waits_until(users=[row.user for row in page], now=now)
    context = {
        "school_class": school_class,
        "teachers": [row.user for row in people.filter(role=Enrolment.Role.TEACHER, left_at=None)],
        "page": page,
        "students": [(row.user, terms_in_force(row.user, now), waits.get(row.user_id)) for row in page],
        "total": current.count(),
        "words": words,
        "query": urlencode({"words": words}) if words else "",
        "left": students.exclude(left_at=None).order_by("-left_at")[:PAGE],
        "assignments": school_class.assignments.select_related("quiz"),
        "joining": joining(request, school_class),
        "courses": school_class.lti_courses.select_related("platform"),
    }
    return render(request, "quizzes/class/class.html", context)


@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest, class_id: int) -> HttpResponse:
    """Change the name of a class; from here also its code, its teachers and the archive."""
    school_class = taught_class(request.user, class_id)
    form = ClassForm(request.POST or None, initial={"name": school_class.name})
    if request.method == "POST" and form.is_valid():
        services.rename(school_class=school_class, name=form.cleaned_data["name"])
        messages.success(request, "The name has been changed.")
        return redirect("class-settings", school_class.pk)
    return _settings(request, school_class, form=form)


def _settings(request: HttpRequest, school_class: SchoolClass, **forms: Any) -> HttpResponse:
    context = {
        "school_class": school_class,
        "teachers": school_class.enrolments.filter(role=Enrolment.Role.TEACHER, left_at=None).select_related("user"),
        "invitations": school_class.invitations.select_related("user"),
        "still_open": school_class.assignments.filter(quiz__state="PUBLISHED", closes_at__gt=timezone.now()).count(),
        "is_unused": is_unused(school_class),
        "form": ClassForm(initial={"name": school_class.name}),
        "invite_form": InviteForm(),
    } | forms
    failed = any(form.errors for form in forms.values())
    return render(request, "quizzes/class/settings.html", context, status=422 if failed else 200)


@require_POST
def act(request: HttpRequest, class_id: int) -> HttpResponse:
    """Open, close or renew the code of a class; archive it, or take it out of the archive."""
    school_class, now = taught_class(request.user, class_id), timezone.now()
    match request.POST.get("act"):
        case "open-code":
            services.open_code(school_class=school_class, is_open=True)
            said = "Students can join with the code now."
        case "close-code":
            services.open_code(school_class=school_class, is_open=False)
            said = "The code is now closed to new students. Students already in the class are not affected."
        case "renew-code":
            services.renew_code(school_class=school_class, now=now)
            said = f"The new code is {school_class.code}. The old code no longer works for joining."
        case "archive":
            archives.archive(row=school_class, now=now)
            said = f"{school_class} is in the archive. It is at the foot of your list of classes."
        case "restore":
            archives.restore(row=school_class)
            said = f"{school_class} is in use again."
        case _:
            raise BadRequest("Say which act.")
    messages.success(request, said)
    return redirect("class-settings", school_class.pk)


@require_POST
def invite(request: HttpRequest, class_id: int) -> HttpResponse:
    """Ask a colleague to teach the class too."""
    school_class = taught_class(request.user, class_id)
    form = InviteForm(request.POST)
    if form.is_valid():
        username = form.cleaned_data["username"]
        try:
            made = invitations.invite(school_class=school_class, username=username, by=request.user, now=timezone.now())
        except invitations.CannotTeach as error:
            form.add_error("username", str(error))
        else:
            messages.success(request, f"{made.user} has been invited, and will see it on their desk.")
            return redirect("class-settings", school_class.pk)
    return _settings(request, school_class, invite_form=form)


@require_POST
def withdraw(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """Take an invitation back."""
    invitation = fetch(request.user, "quizzes.withdraw_invitation", Invitation.objects.all(), pk=invitation_id)
    invitations.end(invitation=invitation)
    messages.success(request, f"The invitation of {invitation.user} has been withdrawn.")
    return redirect("class-settings", invitation.school_class_id)


@require_POST
def answer(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """Accept or decline to teach a class."""
    rows = Invitation.objects.select_related("school_class", "user")
    invitation = fetch(request.user, "quizzes.answer_invitation", rows, pk=invitation_id)
    if request.POST.get("answer") != "accept":
        invitations.end(invitation=invitation)
        messages.success(request, f"You have declined to teach {invitation.school_class}.")
        return redirect("classes")
    try:
        invitations.accept(invitation=invitation, now=timezone.now())
    except invitations.CannotTeach as error:
        messages.error(request, str(error))
        return redirect("classes")
    messages.success(request, f"You now teach {invitation.school_class}.")
    return redirect("class", invitation.school_class_id)


@require_POST
def remove_teacher(request: HttpRequest, class_id: int, user_id: int) -> HttpResponse:
    """Take a colleague, or oneself, out of a class."""
    school_class = taught_class(request.user, class_id)
    teaching = school_class.enrolments.filter(role=Enrolment.Role.TEACHER, left_at=None)
    user = fetch(request.user, "quizzes.change_enrolment", teaching.select_related("user"), user_id=user_id).user
    return _leave(request, school_class, user)


@require_POST
def leave(request: HttpRequest, class_id: int) -> HttpResponse:
    """Let somebody end their own time in a class."""
    school_class = fetch(request.user, "quizzes.leave_schoolclass", SchoolClass.objects.all(), pk=class_id)
    return _leave(request, school_class, request.user)


def _leave(request: HttpRequest, school_class: SchoolClass, user: Any) -> HttpResponse:
    try:
        services.leave(school_class=school_class, user=user, by=request.user, now=timezone.now())
    except services.LastTeacher:
        messages.error(
            request, f"{user} is the only teacher of {school_class}. Invite a colleague first, or archive the class."
        )
        return redirect("class-settings", school_class.pk)
    if user == request.user:
        messages.success(request, f"You have left {school_class}.")
        return redirect("classes" if user.is_teacher else "join")
    messages.success(request, f"{user} no longer teaches {school_class}.")
    return redirect("class-settings", school_class.pk)
