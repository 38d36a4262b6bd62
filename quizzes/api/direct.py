"""Saves and hand-ins of the page, past Django's middleware and the framework: the same door, service and answer.

At the bell a class sends nothing else, and what stands between the socket and the service took longer than the service.
What is not exactly what the page sends (another sign-in, a body that is not right, another site) is left to the usual
way, which knows what to say. So nothing here refuses anything.
"""

from __future__ import annotations

import io
import re
from http import HTTPStatus
from typing import Annotated, Any

import msgspec
from django.conf import settings
from django.db import transaction
from django.http import parse_cookie
from msgspec import Meta, Struct

from quizzes.access.arrival import waited
from quizzes.access.framework import MOST_BYTES
from quizzes.access.sitting import locked_attempt
from quizzes.api.outcome import outcome_of
from quizzes.api.serializers import MOST_ANSWERS
from quizzes.models.attempt import LONGEST_RESPONSE
from quizzes.services import attempts, clock, presence

_PATHS = {
    "PUT": re.compile(r"/api/v1/attempts/([0-9]{1,15})/answers/"),
    "POST": re.compile(r"/api/v1/attempts/([0-9]{1,15})/hand-in/"),
}
Number = Annotated[int, Meta(ge=1, le=2**53)]


class _Answer(Struct):
    item: Number
    text: Annotated[str, Meta(max_length=LONGEST_RESPONSE)]
    seq: Number
    flagged: bool | None = None


class _Body(Struct):
    answers: Annotated[list[_Answer], Meta(max_length=MOST_ANSWERS)]
    lease: Annotated[str, Meta(max_length=36)] = ""


_read = msgspec.json.Decoder(_Body).decode
_write = msgspec.json.Encoder().encode


def answer(environ: dict[str, Any]) -> tuple[HTTPStatus, bytes] | None:
    """Return the reply to a request that is a save or a hand-in, None where it is to go the usual way."""
    path = _PATHS.get(environ["REQUEST_METHOD"])
    address = path.fullmatch(environ["PATH_INFO"]) if path is not None else None
    session = _session_of(environ) if address is not None else ""
    body = _body_of(environ) if session else None
    if address is None or body is None:
        return None
    received_at = clock.received_at(waited(environ))
    act = attempts.save_locked if environ["REQUEST_METHOD"] == "PUT" else attempts.hand_in_locked
    answers = [attempts.Answer(one.item, one.text, one.seq, one.flagged) for one in body.answers]
    with transaction.atomic():
        attempt = locked_attempt(session, int(address[1]))
        if attempt is None:
            return None
        result = act(attempt, answers, body.lease, received_at)
    if result.attempt.is_open:
        presence.note(attempt_id=result.attempt.pk, now=clock.now())
    return HTTPStatus.OK, _write(outcome_of(result, body.lease))


def _session_of(environ: dict[str, Any]) -> str:
    """Return the key of the session, "" unless the page of this very site has sent the request."""
    cookies = parse_cookie(environ.get("HTTP_COOKIE", ""))
    token = cookies.get(settings.CSRF_COOKIE_NAME, "")
    if not token or token != environ.get("HTTP_X_CSRFTOKEN") or environ.get("HTTP_AUTHORIZATION"):
        return ""
    is_secure = not settings.HTTPS or environ.get("HTTP_X_FORWARDED_PROTO") == "https"
    origin = environ.get("HTTP_ORIGIN")
    own = f"{'https' if settings.HTTPS else 'http'}://{environ.get('HTTP_HOST', '')}"
    if not is_secure or (origin != own and (origin is not None or settings.HTTPS)):
        return ""
    return cookies.get(settings.SESSION_COOKIE_NAME, "")


def _body_of(environ: dict[str, Any]) -> _Body | None:
    """Return what the body says, None where it is not as the page sends it; it can be read once more."""
    length = environ.get("CONTENT_LENGTH") or ""
    if not length.isdecimal() or len(length) > 7 or not 0 < int(length) <= MOST_BYTES:
        return None
    if not environ.get("CONTENT_TYPE", "").startswith("application/json"):
        return None
    data = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = io.BytesIO(data)
    try:
        body: _Body = _read(data)
    except (msgspec.DecodeError, UnicodeDecodeError):  # a ValidationError is a DecodeError
        return None
    return None if any("\0" in one.text for one in body.answers) or "\0" in body.lease else body
