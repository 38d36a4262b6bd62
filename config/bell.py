"""The short way of what a class asks at the bell, before Django's own: saves and hand-ins, starts, and some pages."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from django.db import connection
from django.http import HttpResponse

from config import opened
from config.trouble import AGAIN, WORDS, is_passing
from quizzes.api import direct

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
HEADERS = [
    ("Content-Type", "application/json"),
    ("Cache-Control", "max-age=0, no-cache, no-store, must-revalidate, private"),
    ("X-Content-Type-Options", "nosniff"),
]

log = logging.getLogger(__name__)


class Bell:
    """A WSGI application that answers what a class asks at the bell, and has another answer everything else."""

    def __init__(self, application: Application) -> None:
        self._application = application

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request."""
        try:
            answer = direct.answer(environ)
        except Exception as error:
            connection.close()  # the next one gets another, that has been looked at
            if not is_passing(error):
                log.exception("%s %s failed", environ.get("REQUEST_METHOD"), environ.get("PATH_INFO"))
                answer = HTTPStatus.INTERNAL_SERVER_ERROR, json.dumps({"detail": WORDS}).encode()
            else:
                log.warning("The database cannot be used: %s", " ".join(str(error).split())[:200])
                answer = HTTPStatus.SERVICE_UNAVAILABLE, json.dumps({"detail": WORDS}).encode()
        if answer is None:
            page = _page(environ)
            return page(environ, start_response) if page is not None else self._application(environ, start_response)
        status, body = answer
        more = [] if status == HTTPStatus.OK else [("Retry-After", str(AGAIN))]
        start_response(f"{status.value} {status.phrase}", [*HEADERS, ("Content-Length", str(len(body))), *more])
        return [body]


class _Page:
    """The answer of a view, as WSGI has it."""

    def __init__(self, response: HttpResponse) -> None:
        self._response = response

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        response = self._response
        cookies = [("Set-Cookie", morsel.OutputString()) for morsel in response.cookies.values()]
        start_response(f"{response.status_code} {response.reason_phrase}", [*response.items(), *cookies])
        return [response.content]


def _page(environ: dict[str, Any]) -> _Page | None:
    """Return the page that is asked for, None for any that goes the usual way, which knows what to say of errors."""
    try:
        response = opened.answer(environ)
    except Exception as error:
        connection.close()  # the next one gets another, that has been looked at
        log.warning("%s goes the usual way: %r", environ.get("PATH_INFO"), error)
        return None
    return _Page(response) if response is not None else None
