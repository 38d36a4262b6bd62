"""The one writer of classes and enrolments."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from quizzes.models import Enrolment, OldCode, SchoolClass, User
from quizzes.services import accounts

# No 0/O, 1/I/L: a code is read off a board. Eight of 31 signs are 40 bits.
CODE_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 8


class NoSuchClass(Exception):
    """No class has this code."""


class NotOpen(Exception):
    """The class has this code, but nobody can join with it now."""


class TakenOut(Exception):
    """A teacher has taken this person out of the class: a teacher puts them back, not the code."""


class LastTeacher(Exception):
    """The class would be without a teacher."""


def new_code() -> str:
    """Return a class code that nobody can guess."""
    return "".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH))


def tidy(code: str) -> str:
    """Return a class code as it is kept, however it was spaced or cased."""
    return "".join(code.split()).replace("-", "").upper()


@transaction.atomic
def create_class(*, name: str, by: Any, now: datetime) -> SchoolClass:
    """Return a new class with `by` as its teacher."""
    school_class = SchoolClass.objects.create(name=name, code=new_code(), created_at=now)
    enrol(school_class=school_class, user=by, role=Enrolment.Role.TEACHER, now=now)
    return school_class


@transaction.atomic
def rename(*, school_class: SchoolClass, name: str) -> None:
    """Give the class another name."""
    school_class.name = name
    school_class.save(update_fields=["name"])


@transaction.atomic
def open_code(*, school_class: SchoolClass, is_open: bool) -> None:
    """Let students join with the code, or not."""
    SchoolClass.objects.filter(pk=school_class.pk).update(code_open=is_open)


@transaction.atomic
def renew_code(*, school_class: SchoolClass, now: datetime) -> None:
    """Give the class another code, and end the old one: with it one still logs in by a PIN, but joins no more."""
    row = _locked(school_class)
    OldCode.objects.create(school_class=row, code=row.code, ended_at=now)
    row.code = school_class.code = new_code()
    row.save(update_fields=["code"])


@transaction.atomic
def enrol(*, school_class: SchoolClass, user: Any, role: str, now: datetime) -> Enrolment:
    """Put `user` into the class; somebody who had left comes back. Who is in it already stays as they are."""
    row, made = Enrolment.objects.get_or_create(
        school_class=school_class, user=user, defaults={"role": role, "joined_at": now}
    )
    if not made and row.left_at is not None:
        row.role, row.left_at, row.left_by_choice = role, None, False
        row.save(update_fields=["role", "left_at", "left_by_choice"])
    return row


def with_code(code: str) -> SchoolClass:
    """Return the class that one joins with `code`. Raises NoSuchClass."""
    school_class = SchoolClass.objects.current().filter(code=tidy(code)).first()
    if school_class is None:
        raise NoSuchClass
    return school_class


@transaction.atomic
def join(*, code: str, user: Any, now: datetime) -> SchoolClass:
    """Enrol `user` as a student in the class with `code`.

    Raises NoSuchClass, and to who is not in it NotOpen, or TakenOut where that was not by their own choice.
    """
    school_class = with_code(code)
    place = school_class.enrolments.filter(user=user).first()
    if place is None or place.left_at is not None:
        if not school_class.code_open:
            raise NotOpen
        if place is not None and not place.left_by_choice:
            raise TakenOut
    enrol(school_class=school_class, user=user, role=Enrolment.Role.STUDENT, now=now)
    return school_class


@transaction.atomic
def add_new_student(*, school_class: SchoolClass, first_name: str, last_name: str, now: datetime) -> User:
    """Return a new account without a way in yet, as a student of the class."""
    user = accounts.create_without_password(first_name=first_name, last_name=last_name, now=now)
    enrol(school_class=school_class, user=user, role=Enrolment.Role.STUDENT, now=now)
    return user


@transaction.atomic
def leave(*, school_class: SchoolClass, user: Any, by: Any, now: datetime) -> None:
    """End somebody's time in the class; `by` is themselves, or who removes them.

    Their work stays, and a paper that they sit goes on to its end. Who is not in the class stays out.
    Raises LastTeacher.
    """
    _locked(school_class)  # of two teachers who leave at once one is the last
    row = school_class.enrolments.filter(user=user, left_at=None).first()
    if row is None:
        return
    if row.role == Enrolment.Role.TEACHER and not _teachers(school_class).exclude(user=user).exists():
        raise LastTeacher
    row.left_at, row.left_by_choice = now, user == by
    row.save(update_fields=["left_at", "left_by_choice"])


def _teachers(school_class: SchoolClass) -> QuerySet[Enrolment]:
    return school_class.enrolments.filter(role=Enrolment.Role.TEACHER, left_at=None, user__is_active=True)


def _locked(school_class: SchoolClass) -> SchoolClass:
    return SchoolClass.objects.select_for_update().get(pk=school_class.pk)


# ---- many at once, for class lists: the number of queries does not grow with the rows ----


@transaction.atomic
def create_many(*, names: Sequence[str], teacher: Any, now: datetime) -> list[SchoolClass]:
    """Return new classes in the order of `names`, with `teacher` as their teacher, if any."""
    made = SchoolClass.objects.bulk_create(SchoolClass(name=name, code=new_code(), created_at=now) for name in names)
    if teacher is not None:
        enrol_many(places=[(row.pk, teacher.pk, Enrolment.Role.TEACHER) for row in made], now=now)
    return made


@transaction.atomic
def rename_many(*, names: Mapping[int, str]) -> None:
    """Give these classes, by number, another name."""
    SchoolClass.objects.bulk_update([SchoolClass(pk=pk, name=name) for pk, name in names.items()], ["name"])


@transaction.atomic
def archive_many(*, pks: Sequence[int], now: datetime) -> None:
    """Put these classes away, as `archives.archive` does."""
    if pks:
        SchoolClass.objects.filter(pk__in=pks, archived_at=None).update(archived_at=now)


@transaction.atomic
def enrol_many(*, places: Sequence[tuple[int, int, str]], now: datetime) -> None:
    """Put people into classes that they were never in: number of the class, of the person, role."""
    Enrolment.objects.bulk_create(
        Enrolment(school_class_id=school_class, user_id=user, role=role, joined_at=now)
        for school_class, user, role in places
    )


@transaction.atomic
def bring_back(*, roles: Mapping[int, str]) -> None:
    """Let people who had left come back, by the number of the enrolment, in these roles."""
    for role in sorted(set(roles.values())):
        pks = [pk for pk, given in roles.items() if given == role]
        Enrolment.objects.filter(pk__in=pks).update(role=role, left_at=None, left_by_choice=False)


@transaction.atomic
def end_many(*, pks: Sequence[int], now: datetime) -> None:
    """End these enrolments of students. Their work stays, and papers they sit go on to their end."""
    if pks:
        Enrolment.objects.filter(pk__in=pks, left_at=None, role=Enrolment.Role.STUDENT).update(left_at=now)
