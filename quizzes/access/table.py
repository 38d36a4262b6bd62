"""The table of access rules, and the one question asked of it.

A rule says for one permission which rows a person may do it to, as a `Q`. A list and a check of one row ask
the same rule, so that they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

Rule = Callable[[Any], Q]
M = TypeVar("M", bound=Model)

EVERYBODY = Q()

_rules: dict[str, Rule] = {}


def rule(permission: str) -> Callable[[Rule], Rule]:
    """Register the decorated function as the rule for `permission`, like "quizzes.view_bank"."""

    def register(function: Rule) -> Rule:
        if permission in _rules:
            raise ValueError(f"{permission} has a rule already: {_rules[permission].__qualname__}.")
        _rules[permission] = function
        return function

    return register


def widened(permission: str) -> Callable[[Rule], Rule]:
    """Let the decorated rule of an application above say for which further rows `permission` holds."""

    def widen(function: Rule) -> Rule:
        first = _rules[permission]

        def either(user: Any) -> Q:
            # An empty Q is everybody, and would vanish in an "or".
            return first(user) and (first(user) | function(user))

        _rules[permission] = either
        return function

    return widen


def has_rule(permission: str) -> bool:
    """Whether a rule stands in the table for `permission`."""
    return permission in _rules


def permitted(user: Any, permission: str, rows: QuerySet[M]) -> QuerySet[M]:
    """Return those of `rows` that `user` may do `permission` to. KeyError: no such rule."""
    rule = _rules[permission]
    if not user.is_authenticated or not user.is_active:
        return rows.none()
    # The rule runs in a subquery: its joins can neither double a row nor meet the caller's own.
    allowed = rows.model._default_manager.filter(rule(user)).values("pk")
    return rows.filter(pk__in=allowed)


def may(user: Any, permission: str, row: Model) -> bool:
    """Return whether `user` may do `permission` to `row`."""
    return permitted(user, permission, type(row)._default_manager.filter(pk=row.pk)).exists()
