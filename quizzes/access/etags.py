"""Reading only what is new (If-None-Match), and changing only what one has seen (If-Match): RFC 9110, section 13.

An ETag is a digest of what the API says of a row, so it changes with anything that a program can read there. A shape
that says it holds nothing that changes by itself: no clock, no count of other rows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from rest_framework import exceptions, status
from rest_framework.generics import get_object_or_404
from rest_framework.permissions import SAFE_METHODS
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

Action = Callable[..., Any]


class Changed(exceptions.APIException):
    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_detail = "This has been changed since you read it. Read it again, then decide."
    default_code = "changed"


def gives_etag(action: Action) -> Action:
    """Return an action that the schema says to answer with an ETag, and with 304."""
    action.gives_etag = True  # type: ignore[attr-defined]
    return action


class Tagged:
    """For a view set whose rows two people may change: answers carry an ETag, and actions heed If-Match.

    `retrieve` is here. An action that changes a row is decorated with `if_match`, takes the row, locked, and ends with
    `return self.tagged()`. A change without If-Match is let through: a program that is alone need not read first.
    """

    @gives_etag
    def retrieve(self: Any, request: Any, pk: str) -> Response:
        """Return it with its ETag; 304 where If-None-Match names that."""
        return self.tagged()  # type: ignore[no-any-return]

    def tagged(self: Any, row: Any = None, code: int = status.HTTP_200_OK) -> Response:
        """Return what the API says of a row, as it stands now, with its ETag; without a row of the one called for."""
        data = self.said(self.get_object() if row is None else row)
        tag = etag_of(data)
        if self.request.method in SAFE_METHODS and is_among(tag, self.request.headers.get("If-None-Match", "")):
            return Response(status=status.HTTP_304_NOT_MODIFIED, headers={"ETag": tag})
        return Response(data, status=code, headers={"ETag": tag})

    def locked(self: Any) -> Any:
        """Return the row called for, locked until the transaction ends. Raises Changed where If-Match names another."""
        row = get_object_or_404(self.get_queryset().select_for_update(of=("self",)), pk=self.kwargs["pk"])
        wanted = self.request.headers.get("If-Match", "")
        if wanted and not is_among(etag_of(self.said(row)), wanted):
            raise Changed
        return row

    def said(self: Any, row: Any) -> Any:
        """Return what the API says of a row, whose digest its ETag is."""
        return self.serializer_class(row, context=self.get_serializer_context()).data


def if_match(action: Action) -> Action:
    """Return an action of a `Tagged` view set that takes its row, locked and as If-Match says it was seen.

    Look, change and answer are one transaction: nobody comes between. What goes wrong leaves everything as it was.
    """

    @wraps(action)
    def guarded(self: Any, request: Any, **named: Any) -> Response:
        del named["pk"]
        with transaction.atomic():
            answer: Response = action(self, request, self.locked(), **named)
        return answer

    guarded.heeds_if_match = True  # type: ignore[attr-defined]  # which the schema says
    return guarded


def etag_of(data: Any) -> str:
    """Return the ETag of what is said of a row."""
    return f'"{hashlib.sha256(JSONRenderer().render(data)).hexdigest()[:32]}"'


def is_among(tag: str, header: str) -> bool:
    """Whether a list of ETags names this one; `*` names any. Ours are strong, so a weak one is never the same."""
    return header.strip() == "*" or tag in {one.strip() for one in header.split(",")}
