"""New passwords by e-mail, for those with an address and a password: asked for, and the link sent by a worker.

Who asks learns nothing of who has an account: the same is written down, and answered, for every address.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.contrib.auth.forms import PasswordResetForm
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from quizzes.models import ResetRequest

log = logging.getLogger(__name__)

MOST_AN_HOUR = 3  # to one address: nobody can fill another's mailbox
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@transaction.atomic
def ask(*, email: str, now: datetime) -> None:
    """Put down that a new password is asked for. What is too much for one address is left out without a word."""
    asked = ResetRequest.objects.filter(email=email.casefold(), asked_at__gt=now - HOUR).count()
    ResetRequest.objects.create(email=email.casefold(), asked_at=now, is_done=asked >= MOST_AN_HOUR)


def send_waiting(*, now: datetime) -> int:
    """Send the links that were asked for within the hour, and return how many requests were looked at.

    Each request is taken before its mail is sent, so that a task which runs twice sends one.
    """
    waiting = ResetRequest.objects.filter(is_done=False, asked_at__gt=now - HOUR)
    rows = list(waiting.order_by("pk")[:100])
    for row in rows:
        if waiting.filter(pk=row.pk).update(is_done=True):
            for user in PasswordResetForm().get_users(row.email):
                _send(user)
    return len(rows)


def _send(user: Any) -> None:
    place = [urlsafe_base64_encode(force_bytes(user.pk)), default_token_generator.make_token(user)]
    body = (
        f"Hello {user},\n\nsomebody has asked for a new password for your account “{user.get_username()}”. "
        "If it was you, choose one here within the hour:\n\n"
        f"{settings.SITE_URL}{reverse('reset-confirm', args=place)}\n\n"
        "If it was not you, do nothing: your password stays as it is.\n"
    )
    headers = {"Auto-Submitted": "auto-generated"}
    try:
        EmailMessage("A new password for Markscheme", body, to=[user.email], headers=headers).send()
    except (SMTPException, OSError) as error:
        log.warning("A link for a new password could not be sent: %s", type(error).__name__)


@transaction.atomic
def forget_old(*, now: datetime) -> None:
    """Delete requests that no longer count."""
    ResetRequest.objects.filter(asked_at__lt=now - DAY).delete()
