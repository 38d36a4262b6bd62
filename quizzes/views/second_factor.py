"""A person's own second factor: an app, passkeys and recovery codes, set up and removed; and an admin's help."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quizzes.access import devices, guesses, second_factor
from quizzes.access.web import fetch
from quizzes.forms.sign_in import AppForm, PasskeyForm
from quizzes.models import User
from quizzes.pure.sent import number_of
from quizzes.services import connections, second_factors
from quizzes.views import entrance
from quizzes.views.joining import qr_of

SECRET = "app_secret"  # noqa: S105 -- where a session keeps one until it is used
View = Callable[..., HttpResponse]


def for_staff(view: View) -> View:
    """Let a page be opened by those only who are offered a second factor."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not second_factor.is_offered_to(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def fresh(view: View) -> View:
    """Ask first who it is, where that was last shown some time ago."""

    @for_staff
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs) if entrance.is_fresh(request) else entrance.to_confirm(request)

    return guarded


@require_GET
@for_staff
def overview(request: HttpRequest) -> HttpResponse:
    """Show what second factors one has, and what can be set up."""
    factors = list(second_factors.of(request.user))
    context = {
        "factors": factors,
        "has_app": any(row.type == Authenticator.Type.TOTP for row in factors),
        "codes_left": second_factors.codes_left(request.user) if factors else 0,
        "is_missing": not factors and second_factor.is_asked_of(request.user),
        "is_asked": second_factor.is_asked_of(request.user),
    }
    return render(request, "quizzes/account/second_factor.html", context)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@fresh
def app(request: HttpRequest) -> HttpResponse:
    """Show what an app has to be told, and take the first code that it shows."""
    form = AppForm(request.POST or None)
    secret = request.session.get(SECRET) or second_factors.new_secret()
    request.session[SECRET] = secret
    if request.method == "POST" and form.is_valid():
        person = cast("User", request.user)
        try:
            devices.count(request, guesses.CODE, person.username.casefold(), timezone.now())
            codes = second_factors.add_app(
                user=person, secret=secret, code=form.cleaned_data["code"], session_key=_key(request)
            )
        except guesses.TooMany:
            return HttpResponse(status=429)
        except second_factors.Wrong:
            form.add_error("code", "This is not the code. Is the time of your device right? Try the next code.")
        else:
            del request.session[SECRET]
            devices.was_right(request, guesses.CODE, person.username.casefold())
            return _set_up(request, codes, "Your app is set up.")
    address = second_factor.Adapter().build_totp_url(request.user, secret)
    shown = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    context = {"form": form, "qr": qr_of(address), "address": address, "secret": shown}
    return render(request, "quizzes/account/second_factor_app.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@fresh
def passkey(request: HttpRequest) -> HttpResponse:
    """Have the browser make a passkey, and keep what it says of it."""
    form = PasskeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            codes = second_factors.add_passkey(
                user=request.user,
                name=form.cleaned_data["name"],
                answer=form.cleaned_data["credential"],
                session_key=_key(request),
            )
        except second_factors.TooMany:
            form.add_error(None, f"{second_factors.MOST_PASSKEYS} passkeys are enough. Remove one that you do not use.")
        except second_factors.Wrong:
            form.add_error(None, "The browser has not made a passkey for this page. Try again.")
        else:
            return _set_up(request, codes, "Your passkey is set up.")
    context = {"form": form, "passkey": second_factors.passkey_wanted(request.user)}
    return render(request, "quizzes/account/second_factor_passkey.html", context, status=422 if form.errors else 200)


def _key(request: HttpRequest) -> str:
    return request.session.session_key or ""


def _set_up(request: HttpRequest, codes: list[str], said: str) -> HttpResponse:
    """Say that it is done; recovery codes that were made with it are shown, this once."""
    request.session[second_factor.PASSED] = True
    if codes:
        return _show(request, codes, said)
    messages.success(request, f"{said} Other devices are logged out.")
    return redirect("second-factor")


def _show(request: HttpRequest, codes: list[str], said: str) -> HttpResponse:
    shown = [f"{code[:4]} {code[4:]}" for code in codes]
    return render(request, "quizzes/account/recovery_codes.html", {"codes": shown, "said": said})


@require_POST
@fresh
def renew_codes(request: HttpRequest) -> HttpResponse:
    """Make new recovery codes and show them, this once."""
    codes = second_factors.renew_codes(user=request.user)
    if not codes:
        return redirect("second-factor")
    return _show(request, codes, "The recovery codes you had no longer work.")


@require_POST
@for_staff
def remove(request: HttpRequest, factor_id: int) -> HttpResponse:
    """Remove one second factor of one's own."""
    row = second_factors.of(request.user).filter(pk=factor_id).first()
    if row is None:
        raise Http404
    if not entrance.is_fresh(request):
        return entrance.to_confirm(request)
    second_factors.remove(row=row, session_key=_key(request))
    if not second_factors.of(request.user).exists():
        request.session.pop(second_factor.PASSED, None)
    messages.success(request, "Removed. Other devices are logged out.")
    return redirect("second-factor")


# ---- an admin, for somebody ----


@require_http_methods(["GET", "POST"])
def ways_in(request: HttpRequest, user_id: int) -> HttpResponse:
    """Show an admin how somebody gets in, and take off what was lost; that is put on record."""
    person = fetch(request.user, "quizzes.manage_ways_in", User.objects.all(), pk=user_id)
    if request.method == "GET":
        context = {
            "person": person,
            "factors": second_factors.of(person),
            "connections": connections.of(person),
        }
        return render(request, "quizzes/account/ways_in.html", context)
    if request.POST.get("act") == "factor":
        second_factors.take_off(user=person, by=request.user)
        messages.success(request, f"The second factor of {person} has been removed. They are logged out everywhere.")
    for row in connections.of(person).filter(pk=number_of(request.POST.get("connection", ""))):
        connections.end(row=row, by=request.user)
        messages.success(request, "The connection has ended.")
    return redirect("ways-in", person.pk)
