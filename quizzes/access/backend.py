"""Answers Django's own `user.has_perm(permission, row)` from the table of rules."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend, ModelBackend
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone

from quizzes.access import devices, guesses
from quizzes.access.table import has_rule, may
from quizzes.models import User
from quizzes.prepared import PreparedQuery

_by_number = PreparedQuery(lambda pk: User.objects.filter(pk=pk).order_by())


class RuleBackend(BaseBackend):
    """Object permissions; those without an object stay with Django's ModelBackend."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Return whether the rule for `perm` grants it on `obj`."""
        return obj is not None and has_rule(perm) and may(user_obj, perm, obj)


class AccountBackend(ModelBackend):
    """Django's own way to sign in, with guesses counted. Every request of who is signed in asks for their account."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **others: Any
    ) -> Any:
        """Return the account that the two open. Guesses from one place are slowed down, at this door and any other."""
        if request is None or username is None or password is None:
            return super().authenticate(request, username, password, **others)
        try:
            devices.count(request, guesses.PASSWORD, username.casefold(), timezone.now())
        except guesses.TooMany as refusal:
            raise PermissionDenied from refusal
        user = super().authenticate(request, username, password, **others)
        if user is not None:
            devices.was_right(request, guesses.PASSWORD, username.casefold())
        return user

    def get_user(self, user_id: int) -> User | None:
        """Return the account of a session, None if it is gone or no longer active."""
        user = _by_number.first(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None
