"""What is of no use any more goes: sessions and tokens that have run out."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.models import Session
from knox.models import AuthToken

from quizzes.services import addresses, log_ins, notices, resets


def forget(*, now: datetime) -> int:
    """Delete sessions and tokens that have run out; return how many rows."""
    notices.forget_old(now=now)
    resets.forget_old(now=now)
    addresses.forget_old(now=now)
    rows = [
        Session.objects.filter(expire_date__lt=now),
        AuthToken.objects.filter(expiry__lt=now),
    ]
    gone: int = sum(old.delete()[0] for old in rows)
    log_ins.forget_ended()
    return gone
