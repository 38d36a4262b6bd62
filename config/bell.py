"""The short way of saves and hand-ins, before Django's own (quizzes/api/direct.py)."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from django.db import connection

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
    """A WSGI application that answers saves and hand-ins by itself, and has another answer everything else."""

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
            return self._application(environ, start_response)
        status, body = answer
        more = [] if status == HTTPStatus.OK else [("Retry-After", str(AGAIN))]
        start_response(f"{status.value} {status.phrase}", [*HEADERS, ("Content-Length", str(len(body))), *more])
        return [body]
