"""What runs without anyone waiting: each task wakes one service. Safe to run twice, late or at once."""

from __future__ import annotations

import time
from typing import Any

from celery import shared_task
from django.conf import settings

from quizzes.services import addresses, attempts, clock, housekeeping, notices, privacy, resets, rosters, versions

SECONDS = 40  # that one task sends mail for; the rest is for the next
AT_ONCE = 20  # notices over one connection


@shared_task(name="quizzes.close_overdue_attempts")
def close_overdue_attempts(**_: Any) -> None:
    """Hand in attempts whose time ran out."""
    attempts.close_overdue(now=clock.now())


@shared_task(name="quizzes.forget_class_lists")
def forget_class_lists(**_: Any) -> None:
    """Delete class lists, which hold names, that were looked through and never carried out."""
    rosters.forget(now=clock.now())


@shared_task(name="quizzes.forget_what_has_run_out")
def forget_what_has_run_out(**_: Any) -> None:
    """Delete sessions, tokens and guesses at passwords that are of no use any more."""
    housekeeping.forget(now=clock.now())


@shared_task(name="quizzes.thin_versions")
def thin_versions(**_: Any) -> None:
    """Delete versions of long answers that a dispute no longer needs."""
    versions.thin(now=clock.now())


@shared_task(name="quizzes.take_names_away")
def take_names_away(**_: Any) -> None:
    """Make students nameless whose last class and sitting ended long enough ago, where the school has set how long."""
    if settings.FORGET_NAMES_AFTER_DAYS:
        privacy.take_names_away_when_due(days=settings.FORGET_NAMES_AFTER_DAYS, now=clock.now())


@shared_task(name="quizzes.send_mail")
def send_mail(**_: Any) -> None:
    """Send links for new passwords and addresses, then notices that are due."""
    if not notices.is_on():
        return
    resets.send_waiting(now=clock.now())
    addresses.send_waiting(now=clock.now())
    until = time.monotonic() + SECONDS
    while time.monotonic() < until and notices.send_waiting(now=clock.now(), most=AT_ONCE):
        pass
