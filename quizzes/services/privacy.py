"""The one writer of what becomes of a student's name: taken away for good, on request or after a set time."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q, QuerySet

from quizzes.access.rules import without_rights
from quizzes.models import (
    AccessArrangement,
    AddressChange,
    Attempt,
    Enrolment,
    ImportedAccount,
    LogIn,
    Notice,
    Pin,
    Response,
    ResponseVersion,
    SourcedId,
    User,
)
from quizzes.models.attempt import ERASED
from quizzes.services import accounts, classes

STEM = "former-student-"


class NotAStudent(Exception):
    """Somebody with rights of their own, a teacher or staff: what they did stands on record under their name."""


class StillSitting(Exception):
    """The student is in the middle of a quiz."""


@transaction.atomic
def take_name_away(*, student: User, by: Any, now: datetime) -> User:
    """Make a student nameless for good: what they wrote and were given stays, and nothing says whose it was.

    Name, username, e-mail address, ways in, the ids and lists of other systems, and the access arrangement go; so do
    places in classes, from now on. Answers, marks and the log of acts keep their sums. `by` is None for the clock.
    Raises NotAStudent, StillSitting.
    """
    student = User.objects.select_for_update().get(pk=student.pk)
    has_taught = Enrolment.objects.filter(user=student).exclude(role=Enrolment.Role.STUDENT).exists()
    if has_taught or not User.objects.filter(without_rights(), pk=student.pk).exists():
        raise NotAStudent
    if Attempt.objects.open().filter(student=student).exists():
        raise StillSitting
    _forget_ways_in(student)
    AccessArrangement.objects.filter(student=student).delete()
    SourcedId.objects.filter(Q(user=student) | Q(enrolment__user=student)).delete()
    ImportedAccount.objects.filter(user=student).delete()
    classes.end_many(pks=list(student.enrolments.filter(left_at=None).values_list("pk", flat=True)), now=now)
    User.objects.filter(pk=student.pk).update(
        username=f"{STEM}{student.pk}",
        first_name="Former student",
        last_name=str(student.pk),
        email="",
        is_active=False,
        last_login=None,
    )
    student.refresh_from_db()
    _rename_in_log(student)
    if by is not None:
        note_look(student=student, by=by, what="The name was taken away.")
    return student


def _forget_ways_in(student: User) -> None:
    """An account that is not active opens no session; what could open one goes, too, and mail that waits."""
    accounts.set_password(user=student, password=None)
    Pin.objects.filter(user=student).delete()
    Notice.objects.filter(user=student).delete()
    LogIn.objects.filter(user=student).delete()
    AddressChange.objects.filter(user=student).delete()
    SocialAccount.objects.filter(user=student).delete()
    Authenticator.objects.filter(user=student).delete()


def _rename_in_log(student: User) -> None:
    """The admin's log names each row as it was called then."""
    rows = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(User), object_id=str(student.pk))
    rows.update(object_repr=str(student)[:200])


def erase_texts(*, student: User, now: datetime) -> list[int]:
    """Erase each text that a student wrote in a sitting, and return the ids of the responses.

    For `marking.services.erasing` alone, which does the same for marks and comments in one transaction.
    """
    responses = Response.objects.not_erased().filter(attempt__student=student)
    ids = list(responses.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    Response.objects.filter(pk__in=ids).update(text=ERASED, erased_at=now)
    ResponseVersion.objects.filter(response__in=ids).erase(text=ERASED)
    return ids


def has_texts(student: User) -> bool:
    """Whether anything that a student wrote in a sitting is still there."""
    return Response.objects.not_erased().filter(attempt__student=student).exists()


def texts_due(*, days: int, now: datetime) -> QuerySet[User]:
    """Return the nameless students whose texts are still there, and whose last sitting ended more than `days` ago."""
    with_texts = Response.objects.not_erased().values("attempt__student")
    lately = Attempt.objects.filter(Q(submitted_at=None) | Q(submitted_at__gte=now - timedelta(days=days)))
    students = User.objects.filter(username__startswith=STEM, pk__in=with_texts)
    return students.exclude(pk__in=lately.values("student")).order_by("pk")


def is_nameless(student: User) -> bool:
    """Whether a student's name was taken away."""
    return student.username == f"{STEM}{student.pk}"


def note_look(*, student: User, by: Any, what: str) -> None:
    """Put on record that somebody of the staff looked at everything that is known of a student, or took it away."""
    LogEntry.objects.create(
        user=by,
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(student.pk),
        object_repr=str(student)[:200],
        action_flag=CHANGE,
        change_message=what,
    )


def due(*, days: int, now: datetime) -> QuerySet[User]:
    """Return the students who have still a name, and whose last class and last sitting ended more than `days` ago.

    A class ends for a student when they leave it, and for everybody when it is archived.
    """
    before = now - timedelta(days=days)
    here = Enrolment.objects.filter(
        Q(left_at=None, school_class__archived_at=None)
        | Q(left_at__gte=before)
        | Q(school_class__archived_at__gte=before)
    )
    sat = Attempt.objects.filter(Q(started_at__gte=before) | Q(submitted_at=None))
    students = User.objects.filter(without_rights(), date_joined__lt=before).exclude(username__startswith=STEM)
    return students.exclude(pk__in=here.values("user")).exclude(pk__in=sat.values("student")).order_by("pk")


def take_names_away_when_due(*, days: int, now: datetime) -> int:
    """Make nameless who is due, each in a transaction of their own; return how many."""
    done = 0
    for student in due(days=days, now=now):
        with suppress(NotAStudent, StillSitting):
            take_name_away(student=student, by=None, now=now)
            done += 1
    return done
