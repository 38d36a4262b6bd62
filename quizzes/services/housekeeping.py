"""What is of no use any more goes: sessions and tokens that have run out, and guesses at passwords of long ago."""

from __future__ import annotations

from datetime import datetime, timedelta

from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from knox.models import AuthToken

GUESSES_KEPT = timedelta(days=30)  # for whoever looks into them


def forget(*, now: datetime) -> int:
    """Delete sessions and tokens that have run out and guesses that count no more; return how many rows."""
    rows = [
        Session.objects.filter(expire_date__lt=now),
        AuthToken.objects.filter(expiry__lt=now),
        AccessAttempt.objects.filter(attempt_time__lt=now - GUESSES_KEPT),
    ]
    return sum(old.delete()[0] for old in rows)
