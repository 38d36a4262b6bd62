"""The one writer of PINs: giving them, and logging in with a class code, a name and a PIN."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import Max, Q
from knox.models import AuthToken

from quizzes.access import guesses
from quizzes.access.rules import logs_in_by_pin
from quizzes.models import Enrolment, Pin, SchoolClass, User
from quizzes.services import accounts
from quizzes.services.classes import tidy

DIGITS = 6
MOST_AT_ONCE = 120  # each costs as much to hash as a password does


class Wrong(Exception):
    """Class code, name and PIN do not open an account; it is not said which of them is wrong."""


class ChangedSince(Exception):
    """PINs of the class were given after the page that asks for new ones was opened."""


@dataclass(frozen=True, slots=True)
class PinCard:
    """What a student gets on paper. The PIN is nowhere else."""

    user: User
    pin: str


def state_of(school_class: SchoolClass) -> str:
    """Return what changes whenever PINs are given to students of the class."""
    students = school_class.enrolments.filter(role=Enrolment.Role.STUDENT).values("user")
    newest = Pin.objects.filter(user__in=students).aggregate(newest=Max("given_at"))["newest"]
    return newest.isoformat() if newest else ""


def give(*, school_class: SchoolClass, users: Sequence[User], seen: str, by: User, now: datetime) -> list[PinCard]:
    """Give each of `users` a new PIN, lift their locks, and end their sessions and tokens; return the slips in order.

    Left out is who has got a password of their own meanwhile. `seen` is `state_of` when the page was opened; raises
    ChangedSince if it is another now: a page that is sent again by mistake must not make printed slips void.
    """
    new = {user.pk: _new_pin() for user in users[:MOST_AT_ONCE]}
    hashes = {pk: make_password(pin) for pk, pin in new.items()}  # slow by design, so before the transaction
    with transaction.atomic():
        SchoolClass.objects.select_for_update().get(pk=school_class.pk)
        if state_of(school_class) != seen:
            raise ChangedSince
        rows = list(User.objects.select_for_update().filter(logs_in_by_pin(), pk__in=new))
        for user in rows:
            user.set_unusable_password()  # another one than before, which ends the sessions
        User.objects.bulk_update(rows, ["password"])
        AuthToken.objects.filter(user__in=rows).delete()
        Pin.objects.filter(user__in=rows).delete()
        guesses.forget(guesses.PIN, *map(account_of, rows))
        Pin.objects.bulk_create(Pin(user=user, hash=hashes[user.pk], given_at=now, given_by=by) for user in rows)
    kept = {user.pk for user in rows}
    return [PinCard(user, new[user.pk]) for user in users[:MOST_AT_ONCE] if user.pk in kept]


def _new_pin() -> str:
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"


def lift_lock(*, user: User) -> None:
    """Let everybody try this account's PIN again at once."""
    guesses.forget(guesses.PIN, account_of(user))


def waits_until(*, users: Sequence[Any], now: datetime) -> dict[int, datetime]:
    """Return whose PIN was guessed at, by number, with the moment before which nobody tries again from there."""
    waits = guesses.waits_until(guesses.PIN, [account_of(user) for user in users], now)
    return {user.pk: waits[account_of(user)] for user in users if account_of(user) in waits}


def account_of(user: Any) -> str:
    """Return what guesses at a PIN of `user` are counted under."""
    return f"user {user.pk}"


def log_in(*, code: str, name: str, pin: str, place: guesses.Place, now: datetime) -> User:
    """Return the account that class code, name (the username, or the whole name where it is the only one) and PIN open.

    Raises Wrong and guesses.TooMany. Both come alike, and as quickly, for an account and for a name that nobody has.
    """
    card = _find(tidy(code), name)
    digits = "".join(pin.split())
    # All spellings that would be one account's are counted together, as an account counts them.
    account = account_of(card.user) if card else f"{tidy(code)} {accounts.plain(name) or name}"
    guesses.count(guesses.PIN, account, place, now)
    if card is None:
        make_password(digits)
        raise Wrong
    if not check_password(digits, card.hash):
        raise Wrong
    guesses.was_right(guesses.PIN, account, place)
    return card.user


def _find(code: str, name: str) -> Pin | None:
    """Return the PIN to try. Who has left the class is found by username only: past work stays open to them.

    A name typed as it is written goes before one that is only like it, without its accents and signs.
    """
    classes = SchoolClass.objects.filter(Q(code=code) | Q(old_codes__code=code))
    able = User.objects.filter(logs_in_by_pin(), pin__isnull=False)
    rows = list(Enrolment.objects.filter(school_class__in=classes, user__in=able).select_related("user__pin"))
    for spelling in (_plain, accounts.plain):
        for called, among in ((_username, rows), (_whole_name, [row for row in rows if row.left_at is None])):
            asked = spelling(name)
            pins = [row.user.pin for row in among if asked and spelling(called(row.user)) == asked]
            if pins:
                return pins[0] if len(pins) == 1 else None
    return None


def _username(user: User) -> str:
    return user.username


def _whole_name(user: User) -> str:
    return user.get_full_name()


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
