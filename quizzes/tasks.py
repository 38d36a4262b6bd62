"""What runs without anyone waiting: each task wakes one service. Safe to run twice, late or at once."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.utils import timezone

from quizzes.services import attempts, rosters


@shared_task(name="quizzes.close_overdue_attempts")
def close_overdue_attempts(**_: Any) -> None:
    """Hand in attempts whose time ran out."""
    attempts.close_overdue(now=timezone.now())


@shared_task(name="quizzes.forget_class_lists")
def forget_class_lists(**_: Any) -> None:
    """Delete class lists, which hold names, that were looked through and never carried out."""
    rosters.forget(now=timezone.now())
