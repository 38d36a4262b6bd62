"""Who works in the admin: roles as groups of permissions, in one table."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db.models import Q

# "view" alone is every row of both applications to look at. Nobody but a superuser changes the record itself.
LOOK = ("quizzes.view_*", "marking.view_*", "admin.view_logentry")
ROLES: dict[str, tuple[str, ...]] = {
    "Teachers": ("quizzes.teach",),
    "Moderators": (*LOOK, "marking.add_mark"),
    "Exams officers": ("quizzes.view_*", "quizzes.change_accessarrangement"),
    "Auditors": LOOK,
}


def permissions_of(role: str) -> set[Permission]:
    """Return the permissions of a role. KeyError: no such role."""
    wanted = Q(pk__in=[])
    for name in ROLES[role]:
        app, _, code = name.partition(".")
        exact = Q(codename__startswith=code[:-1]) if code.endswith("*") else Q(codename=code)
        wanted |= Q(content_type__app_label=app) & exact
    return set(Permission.objects.filter(wanted))


def set_up() -> None:
    """Make the roles that are not there, and give each what it lacks; what an admin has added stays."""
    for role in ROLES:
        group, _ = Group.objects.get_or_create(name=role)
        group.permissions.add(*permissions_of(role))
