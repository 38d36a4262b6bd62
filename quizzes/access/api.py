"""The door for the API: signing in, access by the table of rules, bounded input, errors that say what is wrong."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404
from rest_framework import exceptions, status
from rest_framework.authentication import SessionAuthentication
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.parsers import JSONParser
from rest_framework.response import Response
from rest_framework.views import exception_handler
from rest_framework.viewsets import GenericViewSet

from quizzes.access.table import permitted

MOST_BYTES = 1024 * 1024


class SessionSignIn(SessionAuthentication):
    """The site's own session. Says 401, not 403, to who is not signed in, so that a page can ask to sign in again."""

    def authenticate_header(self, request: Any) -> str:
        return 'Session realm="api"'


class BoundedJSONParser(JSONParser):
    """JSON of a bounded size and depth, so that no body can exhaust the server."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        body = stream.read(MOST_BYTES + 1)
        if len(body) > MOST_BYTES:
            raise TooLarge
        try:
            data = json.loads(body.decode("utf-8"), parse_constant=_refuse_constant)
        except (ValueError, RecursionError) as error:
            raise exceptions.ParseError(f"The body is not JSON that can be read: {error}") from error
        return data


class TooLarge(exceptions.APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = f"The body is larger than {MOST_BYTES} bytes."
    default_code = "too_large"


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


class Pages(LimitOffsetPagination):
    default_limit = 50
    max_limit = 200


class RuledViewSet(GenericViewSet[Any]):
    """A view set whose rows come through the table of rules. `permission_of` names a permission for each action."""

    permission_of: ClassVar[dict[str, str]] = {}

    def get_queryset(self) -> QuerySet[Any]:
        """Return the rows that the caller may do this action to; another's row is not found."""
        rows = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return rows.none()
        return permitted(self.request.user, self.permission_of[self.action], rows)


def teacher_required(request: Any) -> None:
    """Refuse who may not make banks, classes and quizzes."""
    if not request.user.is_teacher:
        raise exceptions.PermissionDenied("Only teachers may do this.")


def explain(error: Exception, context: dict[str, Any]) -> Response | None:
    """Answer an error as JSON: `detail`, or a list of messages for each field."""
    if isinstance(error, Http404):
        error = exceptions.NotFound("There is no such thing here, or it is not yours to see.")
    return exception_handler(error, context)
