"""Sending again what creates, after a lost answer: the Idempotency-Key."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache import cache
from rest_framework import exceptions, status
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from quizzes.access.api import Conflict

KEPT_FOR = 86_400  # seconds that an answer can be had again
BUSY_FOR = 120  # seconds after which a call that never ended may be made again
LONGEST_KEY = 200

Action = Callable[..., Response]


class AnotherBody(exceptions.APIException):
    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_detail = "This Idempotency-Key came before with another body. Take a new key for each new thing."
    default_code = "another_body"


def once(action: Action) -> Action:
    """Return an action that the same person's same Idempotency-Key does once: said again, it is answered alike.

    Answers are kept in the cache for a day. Where it is away, keys are not looked at.
    """

    @wraps(action)
    def guarded(self: Any, request: Any, *args: Any, **kwargs: Any) -> Response:
        key = request.headers.get("Idempotency-Key", "")
        if not key:
            return action(self, request, *args, **kwargs)
        if len(key) > LONGEST_KEY:
            raise exceptions.ValidationError({"Idempotency-Key": [f"At most {LONGEST_KEY} signs."]})
        name = f"once:{request.user.pk}:{_hash(request.path + ' ' + key)}"
        body = _hash(json.dumps(request.data, sort_keys=True, default=_of_file))
        try:
            is_first = cache.add(name, (body, None), timeout=BUSY_FOR)
        except Exception:
            return action(self, request, *args, **kwargs)
        if not is_first:
            return _again(cache.get(name), body)
        try:
            answer = action(self, request, *args, **kwargs)
        except Exception:
            cache.delete(name)
            raise
        said = (answer.status_code, JSONRenderer().render(answer.data), answer.headers.get("ETag", ""))
        cache.set(name, (body, said), timeout=KEPT_FOR)
        return answer

    return guarded


def _again(kept: Any, body: str) -> Response:
    if kept is not None and kept[0] != body:
        raise AnotherBody
    if kept is None or kept[1] is None:
        raise Conflict("This is being done at the moment. Ask again in a few seconds.")
    code, data, tag = (*kept[1], "")[:3]  # one of an older release has no ETag
    headers = {"Idempotency-Replayed": "true"} | ({"ETag": tag} if tag else {})
    return Response(json.loads(data), status=code, headers=headers)


def _of_file(file: Any) -> str:
    """Return what tells a file that was sent from another."""
    told = hashlib.sha256(file.read()).hexdigest()
    file.seek(0)
    return told


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:40]
