"""The one writer of invitations: colleagues asked to teach a class too."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from quizzes.access.table import permitted
from quizzes.models import Enrolment, Invitation, SchoolClass, User
from quizzes.services import classes


class CannotTeach(Exception):
    """This person cannot be asked to teach the class; the message says why."""


@transaction.atomic
def invite(*, school_class: SchoolClass, username: str, by: Any, now: datetime) -> Invitation:
    """Ask the teacher of this username to teach the class too; asked once more, nothing changes. Raises CannotTeach."""
    user = User.objects.filter(username__iexact=username.strip()).first()
    if user is None or not user.is_teacher:
        raise CannotTeach("No teacher here has this username. Ask your colleague how it is spelt.")
    _refuse_who_is_in(school_class, user)
    row, _ = Invitation.objects.get_or_create(
        school_class=school_class, user=user, defaults={"invited_by": by, "invited_at": now}
    )
    return row


def waiting_for(user: Any) -> QuerySet[Invitation]:
    """Return the invitations that `user` may answer, with their classes."""
    rows = permitted(user, "quizzes.answer_invitation", Invitation.objects.all())
    return rows.select_related("school_class", "invited_by")


@transaction.atomic
def accept(*, invitation: Invitation, now: datetime) -> None:
    """Make the invited person a teacher of the class. Raises CannotTeach."""
    _refuse_who_is_in(invitation.school_class, invitation.user)
    classes.enrol(school_class=invitation.school_class, user=invitation.user, role=Enrolment.Role.TEACHER, now=now)
    invitation.delete()


@transaction.atomic
def end(*, invitation: Invitation) -> None:
    """Take the invitation away: it was declined, or taken back."""
    invitation.delete()


def _refuse_who_is_in(school_class: SchoolClass, user: Any) -> None:
    row = school_class.enrolments.filter(user=user, left_at=None).first()
    if row is not None:
        raise CannotTeach(f"{user} is already in this class, as a {row.get_role_display().lower()}.")
