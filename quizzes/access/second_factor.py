"""Second factors at the door: who has one, of whom one is asked, and how the secrets of them are kept.

The rows and the cryptography are django-allauth's (`allauth.mfa`): codes of an app (TOTP), passkeys (WebAuthn) and
recovery codes.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect

PASSED = "second_factor"  # in a session: it was logged in with one, or has set one up
SET_UP_FIRST = "Your school asks for a second factor. Set it up on the site, under “Your account”, first."
# What is open to who has still to set one up.
OPEN = ("/account/second-factor/", "/account/confirm/", "/login/", "/logout/", "/healthz", "/livez", "/readyz")


class Adapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Keeps what codes are made of encrypted with the key of the site, so that a copy of the database opens nothing."""

    def encrypt(self, text: str) -> str:
        return str(_vault().encrypt(text.encode()).decode())

    def decrypt(self, encrypted_text: str) -> str:
        return str(_vault().decrypt(encrypted_text.encode()).decode())

    def get_totp_label(self, user: Any) -> str:
        return str(user.get_username())


def _vault() -> Any:
    from cryptography.fernet import Fernet  # noqa: PLC0415 -- loaded by who has a second factor

    key = hashlib.sha256(b"quizzes.access.second_factor" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def has_one(user: Any) -> bool:
    """Whether somebody has set up a second factor; recovery codes alone are none."""
    rows = Authenticator.objects.filter(user=user.pk).exclude(type=Authenticator.Type.RECOVERY_CODES)
    return bool(rows.exists())


def is_offered_to(user: Any) -> bool:
    """Whether somebody may set one up: who teaches, and staff."""
    return bool(user.is_staff or user.is_superuser or user.is_teacher)


def is_asked_of(user: Any) -> bool:
    """Whether the site asks for a second factor of somebody, by its setting SECOND_FACTOR."""
    if settings.SECOND_FACTOR == "optional":
        return False
    if user.is_staff or user.is_superuser:
        return True
    return bool(settings.SECOND_FACTOR == "staff" and user.is_teacher)


def is_missing(user: Any) -> bool:
    """Whether somebody still lacks the second factor that the site asks of them."""
    return is_asked_of(user) and not has_one(user)


def led_to_set_up(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Return middleware that leads who still lacks a second factor to where it is set up, whatever they ask."""

    def led(request: HttpRequest) -> HttpResponse:
        user = request.user
        if request.path.startswith(OPEN) or not user.is_authenticated or request.session.get(PASSED):
            return answer(request)
        if not is_missing(user):
            return answer(request)
        if request.path.startswith("/api/"):
            from quizzes.access.api import PROBLEM, problem  # noqa: PLC0415 -- the API's framework loads this module

            said = problem(HTTPStatus.FORBIDDEN, {"detail": SET_UP_FIRST}, "second_factor")
            return JsonResponse(said, status=HTTPStatus.FORBIDDEN, content_type=PROBLEM)
        return redirect("second-factor")

    return led
