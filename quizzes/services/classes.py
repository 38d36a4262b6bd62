"""The one writer of classes and enrolments."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from django.db import transaction

from quizzes.models import Enrolment, SchoolClass

# No 0/O, 1/I/L: a code is read off a board. Eight of 31 signs are 40 bits.
CODE_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 8


class NoSuchClass(Exception):
    """No class has this code."""


def new_code() -> str:
    """Return a class code that nobody can guess."""
    return "".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH))


@transaction.atomic
def create_class(*, name: str, by: Any, now: datetime) -> SchoolClass:
    """Return a new class with `by` as its teacher."""
    school_class = SchoolClass.objects.create(name=name, code=new_code(), created_at=now)
    enrol(school_class=school_class, user=by, role=Enrolment.Role.TEACHER, now=now)
    return school_class


@transaction.atomic
def enrol(*, school_class: SchoolClass, user: Any, role: str, now: datetime) -> Enrolment:
    """Put `user` into the class; somebody who had left comes back. Who is in it already stays as they are."""
    row, made = Enrolment.objects.get_or_create(
        school_class=school_class, user=user, defaults={"role": role, "joined_at": now}
    )
    if not made and row.left_at is not None:
        row.role, row.left_at = role, None
        row.save(update_fields=["role", "left_at"])
    return row


@transaction.atomic
def join(*, code: str, user: Any, now: datetime) -> SchoolClass:
    """Enrol `user` as a student in the class with `code`, however it is spaced or cased."""
    tidy = "".join(code.split()).replace("-", "").upper()
    school_class = SchoolClass.objects.filter(code=tidy).first()
    if school_class is None:
        raise NoSuchClass
    enrol(school_class=school_class, user=user, role=Enrolment.Role.STUDENT, now=now)
    return school_class
