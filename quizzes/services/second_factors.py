"""The one writer of second factors. What a code or a passkey is, and whether it is right, django-allauth knows.

Passkeys are asked for in two steps: what the browser is to be asked, and what it has answered. What was asked is kept
in the session of the request that is being answered.
"""

from __future__ import annotations

import logging
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, validate_totp_code
from allauth.mfa.utils import decrypt
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from redis.exceptions import RedisError

from quizzes.models import User
from quizzes.services import log_ins, notices

log = logging.getLogger(__name__)

MOST_PASSKEYS = 10
Type = Authenticator.Type


class Wrong(Exception):
    """The code, or the passkey, is not one of this account's."""


class TooMany(Exception):
    """Nobody needs so many passkeys."""


def of(user: Any) -> QuerySet[Any]:
    """Return the second factors of somebody, the app before passkeys, without recovery codes."""
    rows: QuerySet[Any] = Authenticator.objects.filter(user=user.pk).exclude(type=Type.RECOVERY_CODES)
    return rows.order_by("type", "pk")


def codes_left(user: Any) -> int:
    """Return how many recovery codes somebody has still."""
    row = Authenticator.objects.filter(user=user.pk, type=Type.RECOVERY_CODES).first()
    return len(row.wrap().get_unused_codes()) if row is not None else 0


# ---- what opens the door ----


def check_code(*, user: Any, code: str) -> None:
    """Take a code of the app or a recovery code, each once. Raises Wrong."""
    code = "".join(code.split()).replace("-", "")
    rows = Authenticator.objects.filter(user=user.pk).exclude(type=Type.WEBAUTHN).order_by("-type")
    for row in rows:
        if code.isascii() and code.isdecimal() and _is_right(row, code):
            row.record_usage()
            return
    raise Wrong


def _is_right(row: Authenticator, code: str) -> bool:
    try:
        return bool(row.wrap().validate_code(code))
    except RedisError:  # where it is noted that a code of the app was used: nobody is kept out because of it
        log.warning("The cache does not answer; a used code is not remembered.")
        return bool(row.type == Type.TOTP and validate_totp_code(decrypt(row.data["secret"]), code))


def passkeys_asked(user: Any) -> dict[str, Any] | None:
    """Return what a browser is to ask of a passkey of somebody; None if they have none."""
    if not Authenticator.objects.filter(user=user.pk, type=Type.WEBAUTHN).exists():
        return None
    from allauth.mfa.webauthn.internal import auth  # noqa: PLC0415 -- loaded by who has a passkey

    return dict(auth.begin_authentication(user))


def check_passkey(*, user: Any, answer: Any) -> None:
    """Take what a browser has answered to `passkeys_asked`. Raises Wrong."""
    from allauth.mfa.webauthn.internal import auth  # noqa: PLC0415

    try:
        auth.parse_authentication_response(answer)
        row = auth.complete_authentication(user, answer)
    except (ValidationError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Wrong from error
    row.record_usage()


# ---- setting up ----


def new_secret() -> str:
    """Return a secret for an app, in the letters that people type."""
    return str(generate_totp_secret())


@transaction.atomic
def add_app(*, user: Any, secret: str, code: str, session_key: str) -> list[str]:
    """Turn on codes of an app that knows `secret`, as `code` shows. Returns recovery codes, if these are the first.

    An app that was there before no longer counts. Every other log-in of the account ends. Raises Wrong.
    """
    if not validate_totp_code(secret, "".join(code.split())):
        raise Wrong
    User.objects.select_for_update().get(pk=user.pk)
    Authenticator.objects.filter(user=user.pk, type=Type.TOTP).delete()
    TOTP.activate(user, secret)
    notices.tell_of_ways_in(user=user, what="An app for codes was set up")
    return _added(user, session_key)


def passkey_wanted(user: Any) -> dict[str, Any]:
    """Return what a browser is to ask of a device that becomes a passkey."""
    from allauth.mfa.webauthn.internal import auth  # noqa: PLC0415

    return dict(auth.begin_registration(user, False))


@transaction.atomic
def add_passkey(*, user: Any, name: str, answer: Any, session_key: str) -> list[str]:
    """Keep a passkey that answers `passkey_wanted`; as `add_app`. Raises Wrong, TooMany."""
    from allauth.mfa.webauthn.internal import auth  # noqa: PLC0415

    User.objects.select_for_update().get(pk=user.pk)
    if Authenticator.objects.filter(user=user.pk, type=Type.WEBAUTHN).count() >= MOST_PASSKEYS:
        raise TooMany
    try:
        auth.parse_registration_response(answer)
        auth.complete_registration(answer)
    except (ValidationError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Wrong from error
    auth.WebAuthn.add(user, name or "Passkey", answer)
    notices.tell_of_ways_in(user=user, what="A passkey was set up")
    return _added(user, session_key)


def _added(user: Any, session_key: str) -> list[str]:
    log_ins.end_all(user=user, but=session_key)
    if Authenticator.objects.filter(user=user.pk, type=Type.RECOVERY_CODES).exists():
        return []
    return list(RecoveryCodes.activate(user).get_unused_codes())


@transaction.atomic
def renew_codes(*, user: Any) -> list[str]:
    """Return new recovery codes; those there were no longer count. None for who has no second factor."""
    User.objects.select_for_update().get(pk=user.pk)
    Authenticator.objects.filter(user=user.pk, type=Type.RECOVERY_CODES).delete()
    if not of(user).exists():
        return []
    notices.tell_of_ways_in(user=user, what="New recovery codes were made")
    return list(RecoveryCodes.activate(user).get_unused_codes())


@transaction.atomic
def remove(*, row: Authenticator, session_key: str) -> None:
    """Take one second factor off its account, with the recovery codes if it was the last. Every other log-in ends."""
    user = User.objects.select_for_update().get(pk=row.user_id)
    Authenticator.objects.filter(pk=row.pk).delete()
    if not of(user).exists():
        Authenticator.objects.filter(user=user).delete()
    log_ins.end_all(user=user, but=session_key)
    gone = "A passkey was removed" if row.type == Type.WEBAUTHN else "The app for codes was removed"
    notices.tell_of_ways_in(user=user, what=gone)


@transaction.atomic
def take_off(*, user: User, by: Any) -> None:
    """Take every second factor off the account of who lost theirs, end its log-ins, and put down who did it."""
    Authenticator.objects.filter(user=user).delete()
    log_ins.end_all(user=user)
    notices.tell_of_ways_in(user=user, what="An administrator took off the second factor")
    note_in_log(user=user, by=by, what="The second factor was taken off.")


@transaction.atomic
def note_in_log(*, user: User, by: Any, what: str) -> None:
    """Put what an admin did to somebody's ways in into the admin's log."""
    LogEntry.objects.create(
        user=by,
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(user.pk),
        object_repr=str(user)[:200],
        action_flag=CHANGE,
        change_message=what,
    )
