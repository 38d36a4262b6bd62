"""Another e-mail address for an account: it counts once a link that was sent there is opened.

Who asks learns nothing of whom else an address belongs to: the same is written down, and answered, for every address.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse

from quizzes.models import AddressChange
from quizzes.services import accounts

log = logging.getLogger(__name__)

SALT = "quizzes.addresses"
MOST_AN_HOUR = 3  # mails that one person has sent: nobody can fill another's mailbox
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HEADERS = {"Auto-Submitted": "auto-generated"}


class BadLink(ValueError):
    """This is no link of ours, it is too old, or it was overtaken."""


@transaction.atomic
def ask(*, user: Any, email: str, now: datetime) -> None:
    """Put down that `user` wants another address. What is too much in an hour is left out without a word."""
    asked = AddressChange.objects.filter(user=user, asked_at__gt=now - HOUR).count()
    AddressChange.objects.create(user=user, email=email, asked_at=now, is_done=asked >= MOST_AN_HOUR)


def send_waiting(*, now: datetime) -> int:
    """Send the links that were asked for within the hour, and return how many requests were looked at."""
    waiting = AddressChange.objects.filter(is_done=False, asked_at__gt=now - HOUR)
    rows = list(waiting.select_related("user").order_by("pk")[:100])
    for row in rows:
        if waiting.filter(pk=row.pk).update(is_done=True):
            _send(row)
    return len(rows)


def _send(row: AddressChange) -> None:
    user = row.user
    link = f"{settings.SITE_URL}{reverse('address-confirm', args=[token_of(row)])}"
    to_new = (
        f"Hello {user},\n\nthis address is to become that of your account “{user.get_username()}” at Markscheme. If "
        f"you want that, confirm it here within the hour:\n\n{link}\n\nIf you know nothing of it, do nothing.\n"
    )
    mails = [EmailMessage("Confirm your e-mail address", to_new, to=[row.email], headers=HEADERS)]
    if user.email:
        to_old = (
            f"Hello {user},\n\nsomebody who knows the password of your account “{user.get_username()}” has asked for "
            f"its e-mail address to become {row.email}. If it was not you, change your password, and tell your "
            "school’s administrator.\n"
        )
        mails.append(EmailMessage("Your e-mail address is to change", to_old, to=[user.email], headers=HEADERS))
    for mail in mails:
        try:
            mail.send()
        except (SMTPException, OSError) as error:
            log.warning("A mail about an address could not be sent: %s", type(error).__name__)


def token_of(row: AddressChange) -> str:
    """Return what stands in the link: whose address, which, and instead of which, signed."""
    return signing.dumps([row.user_id, row.email, row.user.email], salt=SALT)


def read(*, user: Any, token: str) -> str:
    """Return the address that a link of `user`'s is for. Raises BadLink."""
    try:
        pk, email, before = signing.loads(token, salt=SALT, max_age=HOUR)
    except (signing.BadSignature, ValueError) as error:
        raise BadLink from error
    if pk != user.pk or before != user.email:
        raise BadLink
    return str(email)


@transaction.atomic
def confirm(*, user: Any, token: str) -> None:
    """Give `user` the address of a link. Raises BadLink."""
    accounts.set_email(user=user, email=read(user=user, token=token))


@transaction.atomic
def forget_old(*, now: datetime) -> None:
    """Delete requests that no longer count."""
    AddressChange.objects.filter(asked_at__lt=now - DAY).delete()
