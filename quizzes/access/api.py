"""The door for the API: access by the table of rules, and errors that say what is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any, ClassVar

from django.core.exceptions import RequestDataTooBig
from django.db.models import QuerySet
from django.http import Http404
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import exception_handler
from rest_framework.viewsets import GenericViewSet

from quizzes.access.framework import TooLarge
from quizzes.access.table import permitted
from quizzes.access.web import NUMBER


class Conflict(exceptions.APIException):
    """What was asked for does not fit how things stand."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "conflict"


class Unreadable(exceptions.ValidationError):
    """A text that cannot be read. `where` says the place, what stands there and what would be right."""

    def __init__(self, field: str, said: str, where: Mapping[str, Any]) -> None:
        super().__init__({field: [said]})
        self.where = dict(where)


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


def read(shape: type[BaseSerializer[Any]], given: Any) -> dict[str, Any]:
    """Return what a body (or a query) says, in the shape that is asked for. Raises ValidationError field by field."""
    made = shape(data=given)
    made.is_valid(raise_exception=True)
    return dict(made.validated_data)


def teacher_required(request: Any) -> None:
    """Refuse who may not make banks, classes and quizzes."""
    if not request.user.is_teacher:
        raise exceptions.PermissionDenied("Only teachers may do this.")


def explain(error: Exception, context: dict[str, Any]) -> Response | None:
    """Answer an error as a problem (RFC 9457). `errors` says for each field what is wrong with it."""
    if isinstance(error, Http404):
        error = exceptions.NotFound("There is no such thing here, or it is not yours to see.")
    if isinstance(error, RequestDataTooBig):
        error = TooLarge()
    answer = exception_handler(error, context)
    if answer is not None:
        code = getattr(error, "default_code", "") or "error"
        answer.data = problem(answer.status_code, answer.data, code)
        if isinstance(error, Unreadable):
            answer.data["errors"][0] |= error.where
        answer.content_type = PROBLEM
    return answer


PROBLEM = "application/problem+json"


def problem(status_code: int, said: Any, code: str) -> dict[str, Any]:
    """Return a problem as RFC 9457 has it, of what the framework says: a detail, or messages field by field."""
    body: dict[str, Any] = {
        "type": f"about:blank#{code}",
        "title": HTTPStatus(status_code).phrase,
        "status": status_code,
    }
    if isinstance(said, dict) and set(said) == {"detail"}:
        return body | {"detail": _sentence(said["detail"])}
    fields = said if isinstance(said, dict) else {"": said}
    errors = [{"field": field, "detail": detail} for field, detail in _each(fields, "")]
    return body | {"detail": " ".join(dict.fromkeys(str(error["detail"]) for error in errors)), "errors": errors}


def _sentence(said: Any) -> str:
    return " ".join(map(str, said)) if isinstance(said, list) else str(said)


def _each(said: Any, path: str) -> Iterator[tuple[str, str]]:
    """Yield each message with the path to its field: "settings/0/closes_at"."""
    if isinstance(said, dict):
        for name, inner in said.items():
            yield from _each(inner, f"{path}/{name}" if path else str(name))
    elif isinstance(said, list):
        for number, inner in enumerate(said):
            yield from _each(inner, path if isinstance(inner, str) else f"{path}/{number}")
    else:
        yield path, str(said)
