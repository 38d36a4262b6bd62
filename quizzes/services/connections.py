"""The one writer of connections between accounts here and accounts of a provider (school Google, Microsoft, any).

A provider's account is known by the number that the provider gives it, never by its address alone: addresses are given
away anew when people leave. The address only finds whom a new connection may be with.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.db.models import QuerySet

from quizzes.models import User
from quizzes.services import notices, second_factors, teachers


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who has come from a provider: `email` is "" unless the provider says that it is verified."""

    provider: str
    number: str  # the provider's own, "sub"
    email: str = ""
    first_name: str = ""
    last_name: str = ""


class Refused(Exception):
    """Somebody a provider knows does not get in; the kinds below say why."""


class Unverified(Refused):
    """The provider does not say that the address is theirs."""


class Unknown(Refused):
    """Nobody here has the address, or the account is closed."""


class SeveralPeople(Refused):
    """More than one account has the address."""


class OtherNumber(Refused):
    """The account with the address is connected with another account of this provider."""


class Taken(Refused):
    """The provider's account is connected with another account here."""


def of(user: Any) -> QuerySet[Any]:
    """Return the connections of somebody."""
    rows: QuerySet[Any] = SocialAccount.objects.filter(user=user.pk)
    return rows.order_by("pk")


def known(arrival: Arrival) -> User | None:
    """Return whose connection this is, None if it is nobody's. Raises Unknown for an account that is closed."""
    row = SocialAccount.objects.select_related("user").filter(provider=arrival.provider, uid=arrival.number).first()
    if row is None:
        return None
    if not row.user.is_active:
        raise Unknown
    user: User = row.user
    return user


def person_of(arrival: Arrival) -> User:
    """Return the one account with the address, to be connected. Raises the kinds of Refused."""
    if not arrival.email:
        raise Unverified
    found = with_address(arrival.email)
    if not found:
        raise Unknown
    if len(found) > 1:
        raise SeveralPeople
    if SocialAccount.objects.filter(user=found[0], provider=arrival.provider).exists():
        raise OtherNumber
    return found[0]


def with_address(email: str) -> list[User]:
    """Return the open accounts with an address, whatever the case of its letters; no letter that only looks alike."""
    rows = User.objects.filter(email__iexact=email, is_active=True).order_by("pk")[:20]
    return [user for user in rows if _plain(user.email) == _plain(email)]


def _plain(email: str) -> str:
    return unicodedata.normalize("NFKC", email).casefold()


@transaction.atomic
def connect(*, user: User, arrival: Arrival) -> None:
    """Let a provider's account open `user`'s, who is told. Only its number is kept. Raises Taken, OtherNumber."""
    if _joined(user, arrival):
        notices.tell_of_ways_in(user=user, what="A school account was connected")


def _joined(user: User, arrival: Arrival) -> bool:
    """Connect the two, and return whether they were not."""
    User.objects.select_for_update().get(pk=user.pk)
    row = SocialAccount.objects.filter(provider=arrival.provider, uid=arrival.number).first()
    if row is not None and row.user_id != user.pk:
        raise Taken
    if row is None and SocialAccount.objects.filter(user=user, provider=arrival.provider).exists():
        raise OtherNumber
    if row is None:
        SocialAccount.objects.create(user=user, provider=arrival.provider, uid=arrival.number, extra_data={})
    return row is None


@transaction.atomic
def accept_invitation(*, code: str, arrival: Arrival, now: datetime) -> User:
    """Return the teacher's account that an invitation makes for who has come from a provider; it has no password.

    Raises teachers.NotOpen; Unverified; Taken where an account has the address or the number already.
    """
    if not arrival.email:
        raise Unverified
    if with_address(arrival.email) or known(arrival) is not None:
        raise Taken
    first, last = arrival.first_name.strip(), arrival.last_name.strip()
    if not first and not last:
        first = arrival.email.partition("@")[0]
    user = teachers.accept_without_password(
        code=code, first_name=first[:150], last_name=last[:150], email=arrival.email, now=now
    )
    _joined(user, arrival)
    return user


@transaction.atomic
def end(*, row: SocialAccount, by: Any) -> None:
    """End a connection; where another than its person does so, that is put on record."""
    user = row.user
    SocialAccount.objects.filter(pk=row.pk).delete()
    notices.tell_of_ways_in(user=user, what="The connection with a school account was ended")
    if by.pk != user.pk:
        second_factors.note_in_log(user=user, by=by, what=f"The connection with {row.provider} was ended.")
