"""The door for pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Generic, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from quizzes.access.table import permitted
from quizzes.models import Assignment, Item, SchoolClass, User
from quizzes.prepared import Asked, PreparedQuery
from quizzes.pure.sent import MOST_DIGITS, number_of

M = TypeVar("M", bound=Model)
View = Callable[..., HttpResponse]
NUMBER = rf"[0-9]{{1,{MOST_DIGITS}}}"  # such a number in an address


def fetch(user: Any, permission: str, rows: QuerySet[M], **lookup: Any) -> M:
    """Return the one row of `rows` that `user` may do `permission` to.

    Raises Http404 for a row that is not there and for one that is not theirs alike: a stranger learns nothing.
    """
    row = permitted(user, permission, rows).filter(**lookup).first()
    if row is None:
        raise Http404
    return row


class Door(Generic[M]):
    """`fetch` by number alone, with a query that is built once: for what a whole class asks in the same second.

    `rows` says for a person which rows; they, and the rule of `permission`, may ask of the person only who it is.
    """

    def __init__(self, permission: str, rows: Callable[[User], QuerySet[M]]) -> None:
        self._asked = PreparedQuery(lambda person, pk: _through(User(pk=person), permission, rows).filter(pk=pk))

    def asking(self, person: int, pk: int) -> Asked:
        """Return what `fetch` asks for the person of that number, for `prepared.ahead`."""
        return self._asked.asking(person, pk)

    def fetch(self, user: Any, pk: int) -> M:
        """Return the row of that number. Raises Http404 as `fetch` does."""
        known = user.is_authenticated and user.is_active and pk < 10**MOST_DIGITS
        row = self._asked.first(user.pk, pk) if known else None
        if row is None:
            raise Http404
        return row


def _through(user: User, permission: str, rows: Callable[[User], QuerySet[M]]) -> QuerySet[M]:
    return permitted(user, permission, rows(user)).order_by()


def taught_assignment(user: Any, assignment_id: int) -> Assignment:
    """Return an assignment of a class that `user` teaches, with its quiz and class. Raises Http404 as `fetch` does."""
    rows = Assignment.objects.select_related("quiz", "school_class")
    return fetch(user, "quizzes.manage_assignment", rows, pk=assignment_id)


def taught_class(user: Any, class_id: int) -> SchoolClass:
    """Return a class that `user` teaches. Raises Http404 as `fetch` does."""
    return fetch(user, "quizzes.view_schoolclass", SchoolClass.objects.all(), pk=class_id)


def item_at(assignment: Assignment, position: str) -> Item:
    """Return the item with its question at the position that a page sent. Raises Http404 where there is none."""
    rows = Item.objects.filter(quiz=assignment.quiz_id, position=number_of(position) or 0)
    item = rows.select_related("question").first()
    if item is None:
        raise Http404
    return item


def teachers_only(view: View) -> View:
    """Let a page be opened only by those who may make banks, classes and quizzes."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_teacher:  # type: ignore[union-attr]  # LoginRequiredMiddleware has been here
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded
