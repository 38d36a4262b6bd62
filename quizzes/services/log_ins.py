"""The one writer of log-ins: noted when a session begins, listed for their person, and ended."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.crypto import constant_time_compare

from quizzes.access.sessions import SessionStore
from quizzes.models import LogIn
from quizzes.pure.browsers import described


@transaction.atomic
def note(*, user: Any, session_key: str, agent: str, now: datetime) -> None:
    """Put down that `user` has logged in: in a session, with a browser that calls itself `agent`."""
    LogIn.objects.update_or_create(
        session_key=session_key, defaults={"user": user, "browser": described(agent), "began_at": now}
    )


@transaction.atomic
def carry_over(*, user: Any, old_key: str, new_key: str) -> None:
    """Know a log-in whose session has got another key, as it does with a new password."""
    LogIn.objects.filter(user=user, session_key=old_key).update(session_key=new_key)


def of(user: Any, now: datetime) -> list[LogIn]:
    """Return the log-ins of `user` that are open, the newest first."""
    rows = list(LogIn.objects.filter(user=user))
    live = Session.objects.filter(session_key__in=[row.session_key for row in rows], expire_date__gt=now)
    said = {session.session_key: SessionStore().decode(session.session_data) for session in live}
    mark = user.get_session_auth_hash()
    return [row for row in rows if constant_time_compare(said.get(row.session_key, {}).get(HASH_SESSION_KEY, ""), mark)]


@transaction.atomic
def end(*, rows: list[LogIn]) -> None:
    """End these log-ins: their browsers are logged out with the next thing they ask."""
    Session.objects.filter(session_key__in=[row.session_key for row in rows]).delete()
    LogIn.objects.filter(pk__in=[row.pk for row in rows]).delete()


@transaction.atomic
def end_all(*, user: Any, but: str = "") -> None:
    """End every log-in of `user` but that of the session `but`."""
    end(rows=list(LogIn.objects.filter(user=user).exclude(session_key=but)))


@transaction.atomic
def forget_ended() -> None:
    """Delete what is left of sessions that have ended."""
    LogIn.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
