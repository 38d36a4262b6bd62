"""Coming from a learning platform: the platform's first request, its message, and what is still asked on the way.

The site works in a window of its own: its cookies are not for other sites' frames, and no page but two may be framed,
by the platform's pages only. Those are the one that opens the window, and the one that picks a quiz for a course, which
needs no cookie.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlencode, urlsplit

import requests
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from pylti1p3.exception import LtiException, OIDCException
from redis.exceptions import RedisError

from quizzes.access.table import permitted
from quizzes.forms.lti import CourseForm, LinkForm
from quizzes.lti import arrivals, keys, picking, protocol
from quizzes.lti import messages as said
from quizzes.lti.messages import Message
from quizzes.models import Assignment, LtiPlatform, Quiz, SchoolClass, User
from quizzes.pure.sent import number_of
from quizzes.services import classes, connections
from quizzes.views import by_provider, entrance

log = logging.getLogger(__name__)

WAITING = "lti"  # in a session: the message that has come, and when
WAITS_FOR = 1800  # seconds
FRAMES = {"iframe", "frame", "embed", "object"}
PROTOCOL = (LtiException, OIDCException, requests.RequestException)
STATUS = {"down": 503, "stale": 400, "error": 400}


def framed(response: HttpResponse, *sites: str, forms: str = "") -> HttpResponse:
    """Let the pages of these sites frame an answer, and its forms lead to the site of `forms`."""
    policy: Any = response
    origins = [origin(site) for site in sites if origin(site)]
    if origins:
        policy._csp_replace = {"frame-ancestors": origins}  # noqa: SLF001 -- what django-csp's own decorator sets
        policy.xframe_options_exempt = True
    if origin(forms):
        policy._csp_update = {"form-action": [origin(forms)]}  # noqa: SLF001
    return response


def origin(address: str) -> str:
    """Return scheme, host and port of an address, "" for what is none."""
    parts = urlsplit(address)
    is_plain = parts.scheme in {"http", "https"} and parts.netloc.isascii() and not set(parts.netloc) & set(" ;,'\"")
    return f"{parts.scheme}://{parts.netloc}" if is_plain and parts.netloc else ""


def refused(request: HttpRequest, reason: str, platform: LtiPlatform | None = None) -> HttpResponse:
    """Say in plain words why somebody does not get where they wanted."""
    context = {"reason": reason, "platform": platform.name if platform else "your learning platform"}
    response = render(request, "quizzes/lti/refused.html", context, status=STATUS.get(reason, 403))
    return framed(response, platform.pages_url) if platform else response


@login_not_required
@require_GET
def own_keys(request: HttpRequest) -> HttpResponse:
    """Show our public keys, which platforms read."""
    return JsonResponse({"keys": keys.published(timezone.now())})


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Take a platform's first request, and send the browser there to be known."""
    try:
        login = protocol.Login(request)
        address = login.address(request.build_absolute_uri(reverse("lti-launch")))
    except PROTOCOL as error:
        log.warning("A launch was not begun: %s", error)
        return refused(request, "unregistered")
    except RedisError:
        return refused(request, "down")
    asked = request.POST.get("target_link_uri") or request.GET.get("target_link_uri") or ""
    if request.headers.get("Sec-Fetch-Dest") in FRAMES and urlsplit(asked).path != reverse("lti-pick"):
        context = {"query": urlencode(login.again()), "platform": login.platform}
        return framed(render(request, "quizzes/lti/window.html", context), login.platform.pages_url)
    response = redirect(address)
    login.cookies.give(response)
    return response


@csrf_exempt
@login_not_required
@require_POST
def launch(request: HttpRequest) -> HttpResponse:
    """Take a platform's message, and let in who has come with it."""
    try:
        received = protocol.Launch(request)
        body = received.body()
        message = said.read(received.platform, body, host=request.get_host())
    except protocol.Stale:
        return refused(request, "stale")
    except PROTOCOL as error:
        log.warning("A message was refused: %s", error)
        return refused(request, "error")
    except RedisError:
        return refused(request, "down")
    return _let_in(request, message, received.platform)


def _let_in(request: HttpRequest, message: Message, platform: LtiPlatform) -> HttpResponse:
    now = timezone.now()
    try:
        user = arrivals.person_of(message, now=now)
    except arrivals.Refused as refusal:
        return refused(request, refusal.reason, platform)
    except arrivals.Unknown:
        if request.headers.get("Sec-Fetch-Dest") in FRAMES:
            return refused(request, "first_time", platform)
        _wait(request, message)
        return redirect("lti-welcome")
    except arrivals.HasPassword as found:
        _wait(request, message)
        arrival, onward = message.arrival, reverse("lti-continue")
        request.session[by_provider.CONNECTING] = [
            found.user.pk, arrival.provider, arrival.number, "", onward, now.timestamp()
        ]  # fmt: skip
        return redirect("login-connect")
    if message.deep is not None:
        return _pick(request, message, user, platform)
    _wait(request, message)
    return entrance.enter(request, user, reverse("lti-continue"))


def _wait(request: HttpRequest, message: Message) -> None:
    request.session[WAITING] = [message.as_data(), int(time.time())]


def _waiting(request: HttpRequest) -> tuple[Message, LtiPlatform] | None:
    """Return the message that this browser has come with, and its platform, unless that is long ago or switched off."""
    data, since = request.session.get(WAITING) or (None, 0)
    if data is None or since < time.time() - WAITS_FOR:
        return None
    message = Message(**data)
    platform = protocol.platform_at(message.platform)
    return (message, platform) if platform else None


Step = Callable[[HttpRequest, Message, LtiPlatform], HttpResponse]


def _own(request: HttpRequest, step: Step) -> HttpResponse:
    """Go on with the message that has come, for the person whom it brought."""
    waiting = _waiting(request)
    if waiting is None:
        return refused(request, "stale")
    message, platform = waiting
    try:
        user = connections.known(message.arrival)
        if user is None or user.pk != request.user.pk:
            return refused(request, "stale", platform)
        return step(request, message, platform)
    except connections.Unknown:
        return refused(request, "closed", platform)
    except arrivals.Refused as refusal:
        return refused(request, refusal.reason, platform)


# ---- a teacher whom nobody here knows ----------------------------------------------------------------------


@login_not_required
@require_http_methods(["GET", "POST"])
def welcome(request: HttpRequest) -> HttpResponse:
    """Ask a teacher who has come for the first time whether they have an account here, or make one where that is so."""
    waiting = _waiting(request)
    if waiting is None or not waiting[0].teaches:
        return refused(request, "stale")
    message, platform = waiting
    if request.method == "POST":
        try:
            user = arrivals.make_teacher(message, now=timezone.now())
        except arrivals.Refused as refusal:
            return refused(request, refusal.reason, platform)
        return entrance.enter(request, user, reverse("lti-continue"))
    context = {"platform": platform, "message": message, "onward": reverse("lti-connect")}
    return render(request, "quizzes/lti/welcome.html", context)


@require_http_methods(["GET", "POST"])
def connect(request: HttpRequest) -> HttpResponse:
    """Connect the account that somebody has logged in to with who they are on the platform, once they say so."""
    waiting = _waiting(request)
    if waiting is None or not waiting[0].teaches:
        return refused(request, "stale")
    message, platform = waiting
    person = cast("User", request.user)
    if request.method == "POST":
        if not entrance.is_fresh(request):
            return redirect(f"{reverse('confirm')}?next={reverse('lti-connect')}")
        try:
            connections.connect(user=person, arrival=message.arrival)
        except (connections.Taken, connections.OtherNumber):
            return refused(request, "taken", platform)
        messages.success(request, f"From now on {platform} opens your account here.")
        return redirect("lti-continue")
    return render(request, "quizzes/lti/connect.html", {"platform": platform, "message": message})


# ---- on the way to a quiz ----------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def go_on(request: HttpRequest) -> HttpResponse:
    """Lead who has come into the class of their course, and to the quiz of their link."""
    return _own(request, _go_on)


def _go_on(request: HttpRequest, message: Message, platform: LtiPlatform) -> HttpResponse:
    person, now = cast("User", request.user), timezone.now()
    if message.deep is not None:
        request.session.pop(WAITING, None)
        return _pick(request, message, person, platform)
    try:
        course = arrivals.enter_class(message=message, user=person, now=now)
        assignment = arrivals.quiz_of(message=message, course=course, now=now)
    except arrivals.NoClass:
        return _choose_class(request, message, platform)
    except arrivals.NoQuiz as missing:
        return _choose_quiz(request, message, missing.course.school_class)
    request.session.pop(WAITING, None)
    return redirect(_page_of(assignment, message, person))


def _page_of(assignment: Assignment, message: Message, person: User) -> str:
    if not message.teaches:
        return reverse("cover", args=[assignment.pk])
    if permitted(person, "quizzes.view_quiz", Quiz.objects.filter(pk=assignment.quiz_id)).exists():
        return reverse("quiz", args=[assignment.quiz_id])
    return reverse("marks", args=[assignment.pk])


def _choose_class(request: HttpRequest, message: Message, platform: LtiPlatform) -> HttpResponse:
    person, now = cast("User", request.user), timezone.now()
    rows = permitted(person, "quizzes.view_schoolclass", SchoolClass.objects.current())
    form = CourseForm(request.POST if request.method == "POST" else None, classes=rows, title=message.title)
    if request.method == "POST" and form.is_valid():
        school_class = form.cleaned_data["school_class"]
        if school_class is None:
            school_class = classes.create_class(name=form.cleaned_data["name"], by=person, now=now)
        arrivals.bind(message=message, school_class=school_class, by=person, now=now)
        return redirect("lti-continue")
    context = {"form": form, "platform": platform, "message": message}
    return render(request, "quizzes/lti/course.html", context, status=422 if form.errors else 200)


def _choose_quiz(request: HttpRequest, message: Message, school_class: SchoolClass) -> HttpResponse:
    rows = Assignment.objects.filter(school_class=school_class, quiz__archived_at=None).select_related("quiz")
    form = LinkForm(request.POST if request.method == "POST" else None, assignments=rows)
    if request.method == "POST" and form.is_valid():
        course = arrivals.course_of(message)
        if course is not None and message.link:
            arrivals.point(
                message=message, course=course, assignment=form.cleaned_data["assignment"], now=timezone.now()
            )
        return redirect("lti-continue")
    context = {"form": form, "school_class": school_class, "there": rows.exists()}
    return render(request, "quizzes/lti/link.html", context, status=422 if form.errors else 200)


# ---- picking a quiz for a course ---------------------------------------------------------------------------


def _pick(request: HttpRequest, message: Message, user: User, platform: LtiPlatform) -> HttpResponse:
    """Show a teacher their quizzes. The page may stand in a frame of the platform's, without cookies."""
    if not message.teaches or not user.is_teacher:
        return refused(request, "not_teacher", platform)
    if not picking.back_to(message):
        return refused(request, "error", platform)
    context = {
        "quizzes": list(arrivals.quizzes_for(user, message)[:200]),
        "course": arrivals.course_of(message),
        "ticket": picking.ticket(message, user),
        "platform": platform,
    }
    return framed(render(request, "quizzes/lti/pick.html", context), platform.pages_url)


@csrf_exempt  # the ticket is what only the page of this person has
@login_not_required
@require_POST
def pick(request: HttpRequest) -> HttpResponse:
    """Make the signed link to the quiz that a teacher has picked, and let them send it to the platform."""
    try:
        pk, message = picking.taken(request.POST.get("ticket", ""))
    except signing.BadSignature:
        return refused(request, "stale")
    platform = protocol.platform_at(message.platform)
    user = User.objects.filter(pk=pk, is_active=True).first()
    if platform is None or user is None or not user.is_teacher:
        return refused(request, "unregistered")
    quiz = arrivals.quizzes_for(user, message).filter(pk=number_of(request.POST.get("quiz", "")) or 0).first()
    if quiz is None:
        return refused(request, "no_such_quiz", platform)
    back = picking.back_to(message)
    token = picking.answer(message=message, quiz=quiz, launch_url=request.build_absolute_uri(reverse("lti-launch")))
    context = {"quiz": quiz, "platform": platform, "back": back, "token": token}
    return framed(render(request, "quizzes/lti/picked.html", context), platform.pages_url, forms=back)
