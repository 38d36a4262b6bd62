"""The door for the API: access by the table of rules, and errors that say what is wrong."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import RequestDataTooBig
from django.db.models import QuerySet
from django.http import Http404
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import exception_handler
from rest_framework.viewsets import GenericViewSet

from quizzes.access.framework import TooLarge
from quizzes.access.table import permitted
from quizzes.access.web import NUMBER


class Conflict(exceptions.APIException):
    """What was asked for does not fit how things stand."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "conflict"


class RuledViewSet(GenericViewSet[Any]):
    """A view set whose rows come through the table of rules. `permission_of` names a permission for each action."""

    permission_of: ClassVar[dict[str, str]] = {}
    lookup_value_regex = NUMBER

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
    if isinstance(error, RequestDataTooBig):
        error = TooLarge()
    return exception_handler(error, context)
