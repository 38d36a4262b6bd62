"""The one writer of accounts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, count
from typing import Any

from anyascii import anyascii
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Permission
from django.db import IntegrityError, transaction
from knox.models import AuthToken

from quizzes.models import User
from quizzes.services import notices

TRIES = 3  # two imports at once may hit on the same free usernames


class UsernameTaken(Exception):
    """Somebody has this username already; the message names it."""


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody to get an account; without a username they get a free one made of the name."""

    first_name: str
    last_name: str
    username: str = ""


@transaction.atomic
def create(
    *, username: str, password_hash: str, first_name: str, last_name: str, email: str = "", **flags: bool
) -> User:
    """Return a new account; `flags` are Django's `is_staff` and `is_superuser`.

    The password comes hashed (`django.contrib.auth.hashers.make_password`): hashing is slow by design, and who
    makes many accounts with one password need do it only once.
    """
    return User.objects.create(
        username=username, password=password_hash, first_name=first_name, last_name=last_name, email=email, **flags
    )


@transaction.atomic
def set_password(*, user: Any, password: str | None) -> Any:
    """Give `user` a new password (None: no way in by one) and end their API tokens; Django ends other sessions.

    They are told of a new password by e-mail.
    """
    user.set_password(password)
    user.save(update_fields=["password"])
    AuthToken.objects.filter(user=user).delete()
    if password is not None:
        notices.tell_of_ways_in(user=user, what="A new password was set")
    return user


@transaction.atomic
def set_email(*, user: Any, email: str) -> None:
    """Give `user` another address, "" for none."""
    User.objects.filter(pk=user.pk).update(email=email)


def create_without_password(*, first_name: str, last_name: str, now: datetime, username: str | None = None) -> User:
    """Return a new account with no way in yet: an unusable password and no PIN. Raises UsernameTaken."""
    return create_many_without_password(people=[NewPerson(first_name, last_name, username or "")], now=now)[0]


def create_many_without_password(*, people: Sequence[NewPerson], now: datetime) -> list[User]:
    """Return new accounts in the order of `people`, all or none: one look at the usernames, then batches.

    Raises UsernameTaken for the first username that is asked for and not free.
    """
    for _ in range(TRIES - 1):
        try:
            return _create_many(people, now)
        except IntegrityError:
            continue
    return _create_many(people, now)


@transaction.atomic
def _create_many(people: Sequence[NewPerson], now: datetime) -> list[User]:
    known = User.objects.all()
    if len(people) == 1:
        known = known.filter(username__istartswith=people[0].username or stem_of(people[0]))
    taken = {name.casefold() for name in known.values_list("username", flat=True)}
    # What is asked for comes first, so that no made-up name takes it away.
    for person in people:
        if person.username:
            _take(person.username, taken)
    rows = [
        User(
            username=person.username or _free(stem_of(person), taken),
            first_name=person.first_name,
            last_name=person.last_name,
            password=make_password(None),
            date_joined=now,
        )
        for person in people
    ]
    return User.objects.bulk_create(rows)


@transaction.atomic
def rename_many(*, names: Mapping[int, tuple[str, str]]) -> None:
    """Give these accounts, by number, another first and last name."""
    rows = [User(pk=pk, first_name=first, last_name=last) for pk, (first, last) in names.items()]
    User.objects.bulk_update(rows, ["first_name", "last_name"])


@transaction.atomic
def let_teach(*, users: Sequence[User]) -> None:
    """Give these accounts the right to make banks, classes and quizzes."""
    if users:
        right = Permission.objects.get(codename="teach", content_type__app_label="quizzes")
        held = User.user_permissions.through
        held.objects.bulk_create(held(user_id=user.pk, permission_id=right.pk) for user in users)


def stem_of(person: NewPerson) -> str:
    """Return the username that somebody has if it is free: "aisha.khan", in letters that every keyboard has."""
    words = (plain(person.first_name), plain(person.last_name))
    return ".".join(filter(None, words))[:140] or "student"


def plain(name: str) -> str:
    """Return the letters and digits of a name as every keyboard has them, in small letters; "" if it has none.

    Accents are left out, and other scripts are spelt with Latin letters: "zoe" for "Zoë", "lilei" for "李雷".
    """
    return re.sub(r"[^a-z0-9]+", "", anyascii(unicodedata.normalize("NFKC", name)).casefold())


def _take(username: str, taken: set[str]) -> None:
    if username.casefold() in taken:
        raise UsernameTaken(username)
    taken.add(username.casefold())


def _free(stem: str, taken: set[str]) -> str:
    names: Iterator[str] = chain([stem], (f"{stem}{number}" for number in count(2)))
    free = next(name for name in names if name not in taken)
    taken.add(free)
    return free
