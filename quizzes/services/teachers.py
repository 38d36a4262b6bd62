"""How teachers get in: an admin's invitation, whose link makes one account that may teach."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from quizzes.models import TeacherInvitation, User
from quizzes.services import accounts

LASTS = timedelta(days=14)


class NotOpen(Exception):
    """No invitation has this code, or it was used, or its time is over."""


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


@transaction.atomic
def invite(*, name: str, by: Any, now: datetime) -> tuple[TeacherInvitation, str]:
    """Return a new invitation and its code, which is known here and now and never again."""
    code = secrets.token_urlsafe(24)
    row = TeacherInvitation.objects.create(
        name=name, hash=_hash(code), invited_by=by, invited_at=now, ends_at=now + LASTS
    )
    return row, code


def with_code(code: str, now: datetime) -> TeacherInvitation:
    """Return the open invitation that has this code. Raises NotOpen."""
    row = TeacherInvitation.objects.filter(hash=_hash(code)).first()
    if row is None or not row.is_open(now):
        raise NotOpen
    return row


@transaction.atomic
def accept(
    *, code: str, username: str, password: str, first_name: str, last_name: str, now: datetime, email: str = ""
) -> User:
    """Return the teacher's account that the invitation makes, once. Raises NotOpen; accounts.UsernameTaken."""
    row = _open(code, now)
    if User.objects.filter(username__iexact=username).exists():
        raise accounts.UsernameTaken(username)
    try:
        with transaction.atomic():
            user = accounts.create(
                username=username,
                password_hash=make_password(password),
                first_name=first_name,
                last_name=last_name,
                email=email,
            )
    except IntegrityError as error:  # a moment ago it was free
        raise accounts.UsernameTaken(username) from error
    return _used(row, user, now)


@transaction.atomic
def accept_without_password(*, code: str, first_name: str, last_name: str, email: str, now: datetime) -> User:
    """Return the account that the invitation makes, once, for who logs in with a provider. Raises NotOpen."""
    row = _open(code, now)
    user = accounts.create_without_password(first_name=first_name, last_name=last_name, now=now)
    accounts.set_email(user=user, email=email)
    user.email = email
    return _used(row, user, now)


def _open(code: str, now: datetime) -> TeacherInvitation:
    row = TeacherInvitation.objects.select_for_update().filter(hash=_hash(code)).first()
    if row is None or not row.is_open(now):
        raise NotOpen
    return row


def _used(row: TeacherInvitation, user: User, now: datetime) -> User:
    accounts.let_teach(users=[user])
    row.account, row.used_at = user, now
    row.save(update_fields=["account", "used_at"])
    return user
