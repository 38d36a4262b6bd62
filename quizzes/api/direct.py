"""What the page of a sitting sends, past Django's middleware and the framework: the same door, service and answer.

At the bell a class sends nothing else, and what stands between the socket and the service took longer than the service.
What is not exactly what the page sends (another sign-in, a body that is not right, another site) is left to the usual
way, which knows what to say. So nothing here refuses anything.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any, TypeVar

import msgspec
from django.conf import settings
from django.db import transaction
from django.http import Http404, parse_cookie
from msgspec import Meta, Struct

from quizzes.access.arrival import waited
from quizzes.access.framework import MOST_BYTES
from quizzes.access.sitting import locked_attempt, seen_attempt, signed_in
from quizzes.access.web import Door
from quizzes.api.outcome import begun, outcome_of
from quizzes.api.serializers import MOST_ANSWERS
from quizzes.models import Assignment
from quizzes.models.attempt import LONGEST_RESPONSE
from quizzes.pure.sent import length_of
from quizzes.services import attempts, clock, presence, quick_saves

T = TypeVar("T")
Number = Annotated[int, Meta(ge=1, le=2**53)]


class _Answer(Struct):
    item: Number
    text: Annotated[str, Meta(max_length=LONGEST_RESPONSE)]
    seq: Number
    flagged: bool | None = None


class _Body(Struct):
    answers: Annotated[list[_Answer], Meta(max_length=MOST_ANSWERS)]
    lease: Annotated[str, Meta(max_length=36)] = ""


class _Lease(Struct):
    lease: Annotated[str, Meta(min_length=8, max_length=36)]


Reply = tuple[HTTPStatus, bytes]

_read = msgspec.json.Decoder(_Body).decode
_read_lease = msgspec.json.Decoder(_Lease).decode
_write = msgspec.json.Encoder().encode


def answer(environ: dict[str, Any]) -> Reply | None:
    """Return the reply to what is the page's, None where it is to go the usual way."""
    for (method, path), act in _ACTS.items():
        if method == environ["REQUEST_METHOD"] and (address := path.fullmatch(environ["PATH_INFO"])):
            session = _session_of(environ)
            return act(environ, session, int(address[1])) if session else None
    return None


def _save(environ: dict[str, Any], session: str, pk: int) -> Reply | None:
    return _written(environ, session, pk, quick_saves.save, attempts.save_locked)


def _hand_in(environ: dict[str, Any], session: str, pk: int) -> Reply | None:
    return _written(environ, session, pk, quick_saves.hand_in, attempts.hand_in_locked)


Write = Callable[[Any, list[attempts.Answer], str, datetime], T]


def _written(
    environ: dict[str, Any], session: str, pk: int, quick: Write[attempts.Saved | None], usual: Write[attempts.Saved]
) -> Reply | None:
    body = _body_of(environ, _read)
    if body is None or any("\0" in one.text for one in body.answers) or "\0" in body.lease:
        return None
    received_at = clock.received_at(waited(environ))
    answers = [attempts.Answer(one.item, one.text, one.seq, one.flagged) for one in body.answers]
    result = None
    if quick_saves.is_possible() and (seen := seen_attempt(session, pk, {answer.item for answer in answers})):
        result = quick(seen, answers, body.lease, received_at)
    if result is None:
        with transaction.atomic():
            attempt = locked_attempt(session, pk)
            if attempt is None:
                return None
            result = usual(attempt, answers, body.lease, received_at)
    return _outcome(result, body.lease)


def _take_over(environ: dict[str, Any], session: str, pk: int) -> Reply | None:
    body = _body_of(environ, _read_lease)
    if body is None or "\0" in body.lease:
        return None
    taken = None
    if quick_saves.is_possible() and (seen := seen_attempt(session, pk, ())):
        taken = quick_saves.take_over(seen, body.lease)
    if taken is None:
        with transaction.atomic():
            attempt = locked_attempt(session, pk)
            if attempt is None:
                return None
            taken = attempts.take_over_locked(attempt, body.lease)
    return _outcome(attempts.Saved(taken), body.lease)


def _outcome(result: attempts.Saved, lease: str) -> Reply:
    if result.attempt.is_open:
        presence.note(attempt_id=result.attempt.pk, now=clock.now())
    return HTTPStatus.OK, _write(outcome_of(result, lease))


def _start(environ: dict[str, Any], session: str, pk: int) -> Reply | None:
    if environ.get("CONTENT_LENGTH") not in (None, "", "0"):
        return None
    student = signed_in(session)
    if student is None:
        return None
    now = clock.now()
    try:
        attempt = attempts.start(assignment=_to_sit.fetch(student, pk), student=student, now=now)
    except (Http404, attempts.NotOpen, attempts.NoAttemptsLeft):  # the usual way says so
        return None
    return HTTPStatus.OK, _write(begun(attempt, now))


_to_sit = Door("quizzes.sit_assignment", lambda _: Assignment.objects.select_related("quiz", "school_class"))
_ACTS: dict[tuple[str, re.Pattern[str]], Callable[[dict[str, Any], str, int], Reply | None]] = {
    ("PUT", re.compile(r"/api/v1/attempts/([0-9]{1,15})/answers/")): _save,
    ("POST", re.compile(r"/api/v1/attempts/([0-9]{1,15})/hand-in/")): _hand_in,
    ("POST", re.compile(r"/api/v1/attempts/([0-9]{1,15})/lease/")): _take_over,
    ("POST", re.compile(r"/api/v1/assignments/([0-9]{1,15})/start/")): _start,
}


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


def _body_of(environ: dict[str, Any], read: Callable[[bytes], T]) -> T | None:
    """Return what the body says, None where it is not as the page sends it; it can be read once more."""
    length = length_of(environ.get("CONTENT_LENGTH"), MOST_BYTES)
    if not length:
        return None
    if not environ.get("CONTENT_TYPE", "").startswith("application/json"):
        return None
    data = environ["wsgi.input"].read(length)
    environ["wsgi.input"] = io.BytesIO(data)
    try:
        return read(data)
    except (msgspec.DecodeError, UnicodeDecodeError):  # a ValidationError is a DecodeError
        return None
