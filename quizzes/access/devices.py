"""Browsers that an account has been logged in with, known by a signed cookie: others' guesses do not count there."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from quizzes.access import guesses
from quizzes.access.addresses import client_address

COOKIE = "known"
SALT = "quizzes.access.devices"
LASTS = 180 * 86_400  # seconds
MOST_ACCOUNTS = 30  # of a shared computer: the last that were logged in to


def count(request: Any, kind: guesses.Kind, account: str, now: datetime) -> None:
    """Count a guess at `account` that came with `request`. Raises guesses.TooMany, and notes it for the answer."""
    request = _plain(request)
    try:
        guesses.count(kind, account, place_of(request), now)
    except guesses.TooMany as refusal:
        request.guess_refused = refusal
        raise


def was_right(request: Any, kind: guesses.Kind, account: str) -> None:
    """Know where `request` came from as a place of the account's from now on: address, and browser by a cookie."""
    guesses.was_right(kind, account, place_of(_plain(request)))
    remember(request, account)


def remember(request: Any, account: str) -> None:
    """Have the answer to `request` leave the browser a cookie by which it is known for the account's."""
    _plain(request).guessed_right = guesses.mark_of(account)


def refusal_of(request: Any) -> guesses.TooMany | None:
    """Return why a guess that came with `request` was not taken, None if it was."""
    return getattr(_plain(request), "guess_refused", None)


def place_of(request: HttpRequest) -> guesses.Place:
    """Return where a request comes from. A cookie that is not of our signing counts for nothing."""
    device, accounts = _read(request)
    return guesses.Place(client_address(request), device, frozenset(accounts))


def guarded(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Return middleware that tells pages' visitors how long to wait, and gives browsers the cookie that knows them."""

    def guard(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        refusal = refusal_of(request)
        if refusal is not None and not request.path.startswith("/api/"):
            response = render(request, "quizzes/account/locked.html", {"minutes": refusal.minutes}, status=429)
            response.headers["Retry-After"] = str(refusal.seconds)
        if account := getattr(request, "guessed_right", ""):
            _give(request, response, account)
        return response

    return guard


def _give(request: HttpRequest, response: HttpResponse, account: str) -> None:
    device, accounts = _read(request)
    kept = [account, *(one for one in accounts if one != account)][:MOST_ACCOUNTS]
    response.set_signed_cookie(
        COOKIE, " ".join([device or secrets.token_hex(8), *kept]), salt=SALT, max_age=LASTS, path="/",
        secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax",
    )  # fmt: skip


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    try:
        device, *accounts = str(request.get_signed_cookie(COOKIE, salt=SALT, max_age=LASTS)).split()
    except (KeyError, ValueError, signing.BadSignature):
        return "", []
    return device, accounts


def _plain(request: Any) -> Any:
    """Return Django's own request, which the framework of the API wraps."""
    return getattr(request, "_request", request)
