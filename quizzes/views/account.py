"""A person's own account."""

from __future__ import annotations

import re
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import LoginView
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quizzes.access import devices, guesses, second_factor
from quizzes.access.table import permitted
from quizzes.access.web import fetch
from quizzes.forms.classes import TeacherForm
from quizzes.forms.people import AddressForm, PinForm
from quizzes.forms.tokens import TokenForm
from quizzes.models import TokenDetails, UnwantedNotice, User
from quizzes.pure.wording import count
from quizzes.services import accounts, addresses, connections, log_ins, notices, pins, teachers, tokens
from quizzes.views import by_provider, entrance

JOIN_LINK = re.compile(r"/join/(?P<code>\w+)/?")
WRONG = (
    "Class code, name and PIN do not match. Check your slip: all three are on it. Your teacher can give you a new PIN."
)


class PinLogin(LoginView):
    """Log in with a class code, a name and a PIN; the page is the same for every reason why not."""

    template_name = "quizzes/account/login_class.html"
    authentication_form = PinForm  # type: ignore[assignment]

    def get_initial(self) -> dict[str, str]:
        """Fill in what a slip's QR or a class's link brings with it."""
        following = JOIN_LINK.fullmatch(self.get_redirect_url())
        code = self.request.GET.get("code") or (following["code"] if following else "")
        return {"code": code, "name": self.request.GET.get("name", "")}

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            place = devices.place_of(self.request)
            user = pins.log_in(**form.cleaned_data, place=place, now=timezone.now())
        except guesses.TooMany as refusal:
            form.add_error(None, f"There have been too many wrong attempts with this name from here. {_wait(refusal)}")
            headers = {"Retry-After": str(refusal.seconds)}
            return self.render_to_response(self.get_context_data(form=form), status=429, headers=headers)
        except pins.Wrong:
            form.add_error(None, WRONG)
            return self.form_invalid(form)
        devices.remember(self.request, pins.account_of(user))
        return entrance.enter(self.request, user, self.get_success_url())

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


def _wait(refusal: guesses.TooMany) -> str:
    return f"Wait {count(refusal.minutes, 'minute')}, or ask your teacher, who can let you try again at once."


@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """Show who is signed in and what can be changed."""
    unwanted = set(UnwantedNotice.objects.filter(user=request.user.pk).values_list("kind", flat=True))
    kinds = [(kind, kind not in unwanted) for kind in notices.kinds_for(request.user)]
    context = {
        "notices": kinds,
        "mails": notices.is_on(),
        "offered": second_factor.is_offered_to(request.user),
        "connections": _connections(request.user),
    }
    return render(request, "quizzes/account/account.html", context)


def _connections(user: Any) -> list[dict[str, Any]]:
    """Return each provider that is set, with the connection of `user`'s, and connections with providers that were."""
    if not user.has_usable_password() and not user.is_teacher and not connections.of(user).exists():
        return []  # a student who logs in with a PIN
    rows = {row.provider: row for row in connections.of(user)}
    known = [{"id": one["id"], "name": one["name"]} for one in settings.SIGN_IN_PROVIDERS]
    gone = [
        by_provider.named(name) or {"id": name, "name": name}
        for name in rows
        if name not in {one["id"] for one in known}
    ]
    return [one | {"row": rows.get(one["id"])} for one in [*known, *gone]]


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def change_address(request: HttpRequest) -> HttpResponse:
    """Change one's own e-mail address, which asks for the password: the address opens the account."""
    person = cast("User", request.user)
    if not notices.is_on() or not person.has_usable_password():
        return redirect("account")
    form = AddressForm(request.POST or None, initial={"email": person.email})
    if request.method == "POST":
        try:
            devices.count(request, guesses.PASSWORD, person.username.casefold(), timezone.now())
        except guesses.TooMany:
            return HttpResponse(status=429)  # the middleware says how long to wait
        if person.check_password(request.POST.get("password", "")):
            devices.was_right(request, guesses.PASSWORD, person.username.casefold())
        else:
            form.add_error("password", "This is not your password.")
        if form.is_valid():
            return _address_wanted(request, person, form.cleaned_data["email"])
    return render(request, "quizzes/account/address.html", {"form": form}, status=422 if form.errors else 200)


def _address_wanted(request: HttpRequest, person: User, email: str) -> HttpResponse:
    """An address counts once its mailbox was seen to be theirs; to have none, nothing has to be shown."""
    if not email:
        accounts.set_email(user=person, email="")
        messages.success(request, "You have no e-mail address here any more.")
    elif email != person.email:
        addresses.ask(user=person, email=email, now=timezone.now())
        messages.success(request, f"A link is on its way to {email}. The address is yours once you have opened it.")
    return redirect("account")


@require_http_methods(["GET", "POST"])
def confirm_address(request: HttpRequest, token: str) -> HttpResponse:
    """Take over the address that a link was sent to, from its person, logged in."""
    try:
        email = addresses.read(user=request.user, token=token)
    except addresses.BadLink:
        return render(request, "quizzes/account/address_confirm.html", {"email": ""}, status=404)
    if request.method == "POST":
        addresses.confirm(user=request.user, token=token)
        messages.success(request, f"Your e-mail address is now {email}.")
        return redirect("account")
    return render(request, "quizzes/account/address_confirm.html", {"email": email})


@require_http_methods(["GET", "POST"])
def access_tokens(request: HttpRequest) -> HttpResponse:
    """Show one's tokens; a post makes one, and shows it this once."""
    form = TokenForm(request.POST or None)
    made, text, status = None, "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made, text = tokens.create(user=request.user, now=timezone.now(), **form.cleaned_data)
                form, status = TokenForm(), 200
            except tokens.TooManyTokens as error:
                form.add_error(None, str(error))
    context = {"form": form, "made": made, "text": text, "tokens": own_tokens(request)}
    return render(request, "quizzes/account/tokens.html", context, status=status)


def own_tokens(request: HttpRequest) -> QuerySet[TokenDetails]:
    """Return the tokens of who asks, the newest first."""
    rows = TokenDetails.objects.select_related("token").filter(token__expiry__gt=timezone.now())
    return permitted(request.user, "quizzes.change_tokendetails", rows.order_by("-pk"))


@require_POST
def end_token(request: HttpRequest, token_id: int) -> HttpResponse:
    """End one of one's tokens."""
    row = fetch(request.user, "quizzes.change_tokendetails", TokenDetails.objects.all(), pk=token_id)
    tokens.end(details=row)
    messages.success(request, f"“{row.name}” has ended. Programs can no longer use it.")
    return redirect("tokens")


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    """Change the password; every other session and token of the person ends. Who logs in with a PIN has none."""
    person = cast("User", request.user)
    if not person.has_usable_password():
        return redirect("account")
    form = PasswordChangeForm(person, request.POST or None)
    if request.method == "POST":
        try:  # the old password is a guess like any other
            devices.count(request, guesses.PASSWORD, person.username.casefold(), timezone.now())
        except guesses.TooMany:
            return HttpResponse(status=429)  # the middleware says how long to wait
        if "old_password" not in form.errors:
            devices.was_right(request, guesses.PASSWORD, person.username.casefold())
    if request.method == "POST" and form.is_valid():
        user = accounts.set_password(user=person, password=form.cleaned_data["new_password1"])
        old_key = request.session.session_key or ""
        update_session_auth_hash(request, user)
        log_ins.carry_over(user=user, old_key=old_key, new_key=request.session.session_key or "")
        messages.success(request, "Your password has been changed. Other devices are logged out.")
        return redirect("account")
    return render(request, "quizzes/account/password.html", {"form": form}, status=422 if form.errors else 200)


@sensitive_post_parameters()
@login_not_required
@require_http_methods(["GET", "POST"])
def invited(request: HttpRequest, code: str) -> HttpResponse:
    """Let who holds a teacher's invitation make their account, and log them in."""
    now = timezone.now()
    form = TeacherForm(request.POST or None)
    try:
        invitation = teachers.with_code(code, now)
        if request.method == "POST" and form.is_valid():
            data = form.cleaned_data
            user = teachers.accept(
                code=code,
                username=data["username"],
                password=data["password1"],
                first_name=data["first_name"],
                last_name=data["last_name"],
                email=data["email"],
                now=now,
            )
            entrance.begin(request, user)
            messages.success(request, f"Welcome, {user}. This is your desk.")
            return redirect("home")
    except teachers.NotOpen:
        return render(request, "quizzes/account/invited.html", {"form": None}, status=404)
    except accounts.UsernameTaken:
        form.add_error("username", "This username is already taken. Choose another.")
    context = {"form": form, "invitation": invitation, "code": code}
    return render(request, "quizzes/account/invited.html", context, status=422 if form.errors else 200)
