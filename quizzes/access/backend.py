"""Answers Django's own `user.has_perm(permission, row)` from the table of rules."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend, ModelBackend

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
    """Django's own way to sign in. Every request of whoever is signed in asks for their account."""

    def get_user(self, user_id: int) -> User | None:
        """Return the account of a session, None if it is gone or no longer active."""
        user = _by_number.first(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None
