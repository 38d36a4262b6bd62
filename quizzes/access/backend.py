"""Answers Django's own `user.has_perm(permission, row)` from the table of rules."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend

from quizzes.access.table import has_rule, may


class RuleBackend(BaseBackend):
    """Object permissions; those without an object stay with Django's ModelBackend."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Return whether the rule for `perm` grants it on `obj`."""
        return obj is not None and has_rule(perm) and may(user_obj, perm, obj)
