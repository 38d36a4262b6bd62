"""The door for pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from quizzes.access.table import permitted

M = TypeVar("M", bound=Model)
View = Callable[..., HttpResponse]


def fetch(user: Any, permission: str, rows: QuerySet[M], **lookup: Any) -> M:
    """Return the one row of `rows` that `user` may do `permission` to.

    Raises Http404 for a row that is not there and for one that is not theirs alike: a stranger learns nothing.
    """
    row = permitted(user, permission, rows).filter(**lookup).first()
    if row is None:
        raise Http404
    return row


def teachers_only(view: View) -> View:
    """Let a page be opened only by those who may make banks, classes and quizzes."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_teacher:  # type: ignore[union-attr]  # LoginRequiredMiddleware has been here
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded
