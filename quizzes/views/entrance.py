"""The one way in for people: by a password, and then by a second factor, for who has one.

Every door ends at `enter`: password, PIN, provider and invitation. Who has a second factor is not logged in there yet;
the session holds who it would be, and `second_step` asks.
"""

from __future__ import annotations

import json
import time
from datetime import timedelta
from typing import Any, cast

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from quizzes.access import devices, guesses, second_factor
from quizzes.access.rules import ACCOUNT_BACKEND
from quizzes.forms.sign_in import CodeForm, PasswordForm
from quizzes.models import LogIn, User
from quizzes.services import log_ins, second_factors

PENDING = "log_in_pending"
PENDING_FOR = 600  # seconds between the password and the second factor
CONFIRMED = "confirmed_at"
FRESH_FOR = 900  # seconds for which who has just logged in need not show again who they are
PASSING = (PENDING, "socialaccount_states", "connecting")  # what stands in a session only until it is logged in


class PasswordLogin(LoginView):
    """Log in with a username and a password."""

    template_name = "quizzes/account/login.html"

    def form_valid(self, form: Any) -> HttpResponse:
        return enter(self.request, form.get_user(), self.get_success_url())


def enter(request: HttpRequest, user: User, following: str) -> HttpResponse:
    """Log in whom a password, a PIN or a provider has let in; or go on to the second factor."""
    if not second_factor.has_one(user):
        begin(request, user)
        return redirect(following)
    _forget_passing(request)
    request.session.cycle_key()
    request.session[PENDING] = [user.pk, user.get_session_auth_hash(), int(time.time()), following]
    return redirect("login-code")


def begin(request: HttpRequest, user: User, *, with_factor: bool = False) -> None:
    """Log somebody in who has shown all that is asked of them, and put the log-in down for their list."""
    _forget_passing(request)
    login(request, user, backend=ACCOUNT_BACKEND)
    if with_factor:
        request.session[second_factor.PASSED] = True
    if not request.session.session_key:
        request.session.save()
    agent = request.headers.get("User-Agent", "")
    log_ins.note(user=user, session_key=cast("str", request.session.session_key), agent=agent, now=timezone.now())


def _forget_passing(request: HttpRequest) -> None:
    for key in PASSING:
        request.session.pop(key, None)


def following(request: HttpRequest) -> str:
    """Return where a request wants to go on to: a page of ours, or the first one."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    return resolve_url("home")


def _pending(request: HttpRequest) -> tuple[User, str] | None:
    """Return who has still to show a second factor, and where they go then."""
    pk, mark, began, onward = request.session.get(PENDING) or (0, "", 0, "")
    if not pk or began < time.time() - PENDING_FOR:
        return None
    user = User.objects.filter(pk=pk, is_active=True).first()
    if user is None or not constant_time_compare(mark, user.get_session_auth_hash()):
        return None
    return user, onward


@sensitive_post_parameters()
@login_not_required
@require_http_methods(["GET", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """Ask who has given the right password for their second factor, too."""
    waiting = _pending(request)
    if waiting is None:
        return redirect("login")
    user, onward = waiting
    form = CodeForm(request.POST or None)
    if request.method == "POST":
        try:
            if is_shown(request, user, form):
                begin(request, user, with_factor=True)
                return redirect(onward)
        except guesses.TooMany:
            return HttpResponse(status=429)  # the middleware says how long to wait
    context = {"form": form, "passkey": second_factors.passkeys_asked(user), "person": user}
    return render(request, "quizzes/account/login_code.html", context, status=422 if form.errors else 200)


def is_shown(request: HttpRequest, user: User, form: CodeForm) -> bool:
    """Whether what was sent is a second factor of `user`; it counts as a guess. Raises guesses.TooMany."""
    account = user.username.casefold()
    devices.count(request, guesses.CODE, account, timezone.now())
    try:
        if answer := request.POST.get("credential"):
            second_factors.check_passkey(user=user, answer=_read(answer))
        elif form.is_valid():
            second_factors.check_code(user=user, code=form.cleaned_data["code"])
        else:
            return False
    except second_factors.Wrong:
        wrong = (
            "This passkey is not one of this account’s." if answer else "This code is not right, or was used before."
        )
        form.errors.clear()
        form.add_error(None if answer else "code", wrong)
        return False
    devices.was_right(request, guesses.CODE, account)
    return True


def _read(text: str) -> Any:
    try:
        return json.loads(text[:20_000])
    except (ValueError, RecursionError):
        return None


# ---- who is logged in shows once more that it is they ----


def is_fresh(request: HttpRequest) -> bool:
    """Whether somebody has logged in, or shown who they are, within the last minutes."""
    if request.session.get(CONFIRMED, 0) > time.time() - FRESH_FOR:
        return True
    since = timezone.now() - timedelta(seconds=FRESH_FOR)
    rows = LogIn.objects.filter(user=cast("User", request.user), session_key=request.session.session_key)
    return rows.filter(began_at__gt=since).exists()


def to_confirm(request: HttpRequest) -> HttpResponse:
    """Return the way to the page where one shows who one is, and back to this one."""
    return redirect(
        f"{reverse('confirm')}?next={request.path if request.method == 'GET' else reverse('second-factor')}"
    )


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Ask for the password once more, before ways in are changed; who has none shows the second factor."""
    person = cast("User", request.user)
    by_password = person.has_usable_password()
    form = (PasswordForm if by_password else CodeForm)(request.POST if request.method == "POST" else None)
    can = by_password or second_factor.has_one(person)
    if request.method == "POST" and can:
        try:
            if _is_it_really(request, person, form):
                request.session[CONFIRMED] = int(time.time())
                return redirect(following(request))
        except guesses.TooMany:
            return HttpResponse(status=429)
    context: dict[str, Any] = {"form": form, "can": can, "next": following(request), "passkey": None}
    if can and not by_password:
        context["passkey"] = second_factors.passkeys_asked(person)
    return render(request, "quizzes/account/confirm.html", context, status=422 if form.errors else 200)


def _is_it_really(request: HttpRequest, person: User, form: Any) -> bool:
    if isinstance(form, CodeForm):
        return is_shown(request, person, form)
    if not form.is_valid():
        return False
    account = person.username.casefold()
    devices.count(request, guesses.PASSWORD, account, timezone.now())
    if not person.check_password(form.cleaned_data["password"]):
        form.add_error("password", "This is not your password.")
        return False
    devices.was_right(request, guesses.PASSWORD, account)
    return True
