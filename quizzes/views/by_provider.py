"""Logging in with the school's account at a provider: off to it, and back.

The protocol is django-allauth's (`oidc`, which is loaded by who comes here); what becomes of who comes back is ours.
"""

from __future__ import annotations

import logging
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quizzes.access import devices, guesses
from quizzes.forms.sign_in import PasswordForm
from quizzes.models import LtiPlatform, User
from quizzes.services import connections, teachers
from quizzes.services.connections import Arrival
from quizzes.views import entrance

log = logging.getLogger(__name__)

CONNECTING = "connecting"  # in a session: who has come back, and whose password is still asked for
REASONS: dict[type[Exception], str] = {
    connections.Unverified: "unverified",
    connections.Unknown: "unknown",
    connections.SeveralPeople: "several",
    connections.OtherNumber: "other_number",
    connections.Taken: "taken",
    teachers.NotOpen: "invitation",
}


@login_not_required
@require_POST
def start(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send somebody to a provider: to log in, to take up an invitation, or to connect the account they are in.

    By a page that leads on, not by a redirect: our policy lets a form lead to our own site only, and browsers hold
    redirects after it to that.
    """
    from quizzes.views import oidc  # noqa: PLC0415 -- loaded by who comes here

    wanted: dict[str, Any] = {"invitation": request.POST.get("invitation", "")[:100]}
    if request.POST.get("connect"):
        if not request.user.is_authenticated:
            return redirect("login")
        if not entrance.is_fresh(request):
            return entrance.to_confirm(request)
        wanted["connect"] = request.user.pk
    there = provider(provider_id)
    address = oidc.address_at(
        request, oidc.Talk(there, arrived, refused), following=entrance.following(request), wanted=wanted
    )
    if not address:
        return refused(request, there["name"], "down")
    return render(request, "quizzes/account/onward.html", {"address": address, "provider": there})


@login_not_required
@require_GET
def back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take in who comes back from a provider."""
    from quizzes.views import oidc  # noqa: PLC0415

    return oidc.come_back(request, oidc.Talk(provider(provider_id), arrived, refused))


def provider(provider_id: str) -> dict[str, Any]:
    """Return what is set of a provider. Raises Http404 for one that is not."""
    found = provider_named(provider_id)
    if found is None:
        raise Http404
    return found


def provider_named(provider_id: str) -> dict[str, Any] | None:
    """Return what is set of a provider, None for one that is not."""
    return next((one for one in settings.SIGN_IN_PROVIDERS if one["id"] == provider_id), None)


def named(provider_id: str) -> dict[str, Any] | None:
    """Return id and name of a provider that people may have come from, a learning platform too; None for no such."""
    found = provider_named(provider_id)
    if found is None and provider_id.startswith("lti-") and provider_id[4:].isdecimal():
        row = LtiPlatform.objects.filter(pk=provider_id[4:], is_on=True).first()
        found = {"id": provider_id, "name": row.name} if row else None
    return found


def refused(request: HttpRequest, name: str, reason: str, email: str = "") -> HttpResponse:
    """Say why somebody does not get in with a provider, and what helps; other ways in stay open."""
    status = {"down": 503, "error": 502, "stale": 400, "cancelled": 200}.get(reason, 403)
    context = {"name": name, "reason": reason, "email": email}
    return render(request, "quizzes/account/not_let_in.html", context, status=status)


def arrived(request: HttpRequest, arrival: Arrival, state: dict[str, Any]) -> HttpResponse:
    """Let in who has come back from a provider, connect them, or say why not."""
    name = (provider_named(arrival.provider) or {"name": arrival.provider})["name"]
    wanted, onward = state.get("data") or {}, state.get("next") or "/"
    try:
        if wanted.get("connect"):
            return _connect_own(request, arrival, wanted["connect"], name)
        user = connections.known(arrival)
        if user is None and wanted.get("invitation"):
            user = connections.accept_invitation(code=wanted["invitation"], arrival=arrival, now=timezone.now())
            messages.success(request, f"Welcome, {user}. This is your desk.")
        if user is None:
            user = connections.person_of(arrival)
            if user.has_usable_password():
                return _ask_password(request, user, arrival, onward)
            connections.connect(user=user, arrival=arrival)
            messages.success(request, f"From now on you can log in with {name}.")
    except tuple(REASONS) as refusal:
        return refused(request, name, REASONS[type(refusal)], arrival.email)
    return entrance.enter(request, user, onward)


def _connect_own(request: HttpRequest, arrival: Arrival, pk: int, name: str) -> HttpResponse:
    if request.user.pk != pk:  # logged out meanwhile, or somebody else by now
        return refused(request, name, "stale")
    connections.connect(user=request.user, arrival=arrival)
    messages.success(request, f"From now on you can log in with {name}, too.")
    return redirect("account")


def _ask_password(request: HttpRequest, user: User, arrival: Arrival, onward: str) -> HttpResponse:
    """The address of an account with a password may have been typed by anybody: that password is asked for, once."""
    request.session[CONNECTING] = [
        user.pk, arrival.provider, arrival.number, arrival.email, onward, timezone.now().timestamp()
    ]  # fmt: skip
    return redirect("login-connect")


@sensitive_post_parameters()
@login_not_required
@require_http_methods(["GET", "POST"])
def connect(request: HttpRequest) -> HttpResponse:
    """Connect an account that has a password with a provider's, once its password has been given."""
    pk, provider_id, number, email, onward, since = request.session.get(CONNECTING) or (0, "", "", "", "/", 0)
    user = User.objects.filter(pk=pk, is_active=True).first()
    there = named(provider_id)
    if user is None or there is None or since < timezone.now().timestamp() - entrance.PENDING_FOR:
        return redirect("login")
    form = PasswordForm(request.POST or None)
    if request.method == "POST":
        account = user.username.casefold()
        try:
            devices.count(request, guesses.PASSWORD, account, timezone.now())
        except guesses.TooMany:
            return HttpResponse(status=429)
        if user.check_password(request.POST.get("password", "")):
            devices.was_right(request, guesses.PASSWORD, account)
            return _connected(request, user, Arrival(provider_id, number, email), onward, there["name"])
        form.add_error("password", "This is not the password of this account.")
    context = {"form": form, "person": user, "provider": there, "email": email}
    return render(request, "quizzes/account/connect.html", context, status=422 if form.errors else 200)


def _connected(request: HttpRequest, user: User, arrival: Arrival, onward: str, name: str) -> HttpResponse:
    try:
        connections.connect(user=user, arrival=arrival)
    except (connections.Taken, connections.OtherNumber) as refusal:
        return refused(request, name, REASONS[type(refusal)], arrival.email)
    messages.success(request, f"From now on you can log in with {name}, too.")
    return entrance.enter(request, user, onward)


@require_POST
def disconnect(request: HttpRequest, connection_id: int) -> HttpResponse:
    """End a connection of one's own; not the last way in."""
    person = cast("User", request.user)
    row = connections.of(person).filter(pk=connection_id).first()
    if row is None:
        raise Http404
    if not person.has_way_in and connections.of(person).count() == 1:
        messages.error(
            request, "This is your only way to log in. Ask your school’s administrator for a password first."
        )
    else:
        connections.end(row=row, by=person)
        messages.success(request, "The connection has ended.")
    return redirect("account")
