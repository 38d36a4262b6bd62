"""Learning platforms: which are registered, and what is entered on them; the list of a course's students."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from quizzes.access.rules import registers_platforms
from quizzes.access.web import fetch
from quizzes.forms.lti import PlatformForm
from quizzes.lti import arrivals, keys, names
from quizzes.models import LtiCourse, LtiKey, LtiPlatform


@require_http_methods(["GET", "POST"])
def platforms(request: HttpRequest) -> HttpResponse:
    """List the platforms, and register one."""
    if not registers_platforms(request.user):
        raise PermissionDenied
    form = PlatformForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        row = arrivals.save_platform(platform=form.platform(), by=request.user, now=timezone.now())
        messages.success(request, f"{row} is registered.")
        return redirect("lti-platform", row.pk)
    rows = {"platforms": LtiPlatform.objects.all(), "keys": LtiKey.objects.all()}
    context = {"form": form, "ours": _ours(request), **rows}
    return render(request, "quizzes/lti/platforms.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def platform(request: HttpRequest, platform_id: int) -> HttpResponse:
    """Show and change what is registered of a platform, and switch it off and on."""
    row = fetch(request.user, "quizzes.register_platform", LtiPlatform.objects.all(), pk=platform_id)
    if request.POST.get("act") in {"on", "off"}:
        arrivals.switch(platform=row, is_on=request.POST["act"] == "on")
        return redirect("lti-platform", row.pk)
    form = PlatformForm(request.POST if request.method == "POST" else None, instance=row)
    if request.method == "POST" and form.is_valid():
        arrivals.save_platform(platform=form.platform(), by=request.user, now=timezone.now())
        messages.success(request, "Saved.")
        return redirect("lti-platform", row.pk)
    courses = row.courses.select_related("school_class")[:200]
    context = {"form": form, "platform": row, "ours": _ours(request), "courses": courses}
    return render(request, "quizzes/lti/platform.html", context, status=422 if form.errors else 200)


def _ours(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what is entered on a platform, by what platforms call it."""
    names_of = (
        ("Tool URL, target link URI", "lti-launch"),
        ("Initiate login URL, OIDC connect initiation URL", "lti-start"),
        ("Redirection URI", "lti-launch"),
        ("Public keyset URL, JWK URL", "lti-keys"),
        ("Content selection URL, deep linking URL", "lti-pick"),
    )
    return [(label, request.build_absolute_uri(reverse(name))) for label, name in names_of]


@require_POST
def renew_key(request: HttpRequest) -> HttpResponse:
    """Make a new pair of keys; it signs from tomorrow on."""
    if not registers_platforms(request.user):
        raise PermissionDenied
    keys.renew(now=timezone.now())
    messages.success(request, "There is a new key. Platforms read it from the keyset URL; it is used from tomorrow on.")
    return redirect("lti-platforms")


@require_POST
def course_list(request: HttpRequest, course_id: int) -> HttpResponse:
    """Read the list of a course's students, and show what it would do to the class."""
    rows = LtiCourse.objects.select_related("platform", "school_class")
    course = fetch(request.user, "quizzes.manage_course", rows, pk=course_id)
    try:
        row = names.look_through(course=course, by=request.user, now=timezone.now())
    except names.CannotRead as error:
        messages.error(request, str(error))
        return redirect("class", course.school_class_id)
    return redirect("class-list-plan", row.pk)


@require_POST
def unbind(request: HttpRequest, course_id: int) -> HttpResponse:
    """Let a course stand for a class no more."""
    course = fetch(request.user, "quizzes.manage_course", LtiCourse.objects.all(), pk=course_id)
    arrivals.unbind(course=course)
    messages.success(request, f"{course} no longer leads here. Its students stay in the class.")
    return redirect("class", course.school_class_id)
