"""The one writer of moderators: who marks in a class, beside its teachers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from marking.models import Moderator
from quizzes.models import SchoolClass, User


class CannotModerate(Exception):
    """This person cannot be a moderator of the class; the message says why."""


@transaction.atomic
def appoint(*, school_class: SchoolClass, username: str, by: Any, now: datetime) -> Moderator:
    """Let the teacher of this username mark in the class; said again, nothing changes. Raises CannotModerate."""
    SchoolClass.objects.select_for_update().get(pk=school_class.pk)
    user = User.objects.filter(username__iexact=username.strip()).first()
    if user is None or not user.is_teacher:
        raise CannotModerate("No teacher here has this username. Ask your colleague how it is spelt.")
    place = school_class.enrolments.filter(user=user, left_at=None).first()
    if place is not None:
        raise CannotModerate(f"{user} is already in this class, as a {place.get_role_display().lower()}.")
    row, _ = Moderator.objects.get_or_create(
        school_class=school_class, user=user, ended_at=None, defaults={"appointed_by": by, "appointed_at": now}
    )
    return row


@transaction.atomic
def end(*, moderator: Moderator, by: Any, now: datetime) -> None:
    """Let a moderator see nothing of the class any more. The marks that they gave stay."""
    Moderator.objects.filter(pk=moderator.pk, ended_at=None).update(ended_at=now, ended_by=by)
