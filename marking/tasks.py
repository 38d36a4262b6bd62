"""What runs without anyone waiting: each task takes ids and wakes one service. Safe to run twice, late or at once."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.utils import timezone

from marking import queries
from marking.services import marks

# A sweep takes this many responses at a time, so that it neither holds the database nor runs into its time limit.
SWEEP = 2_000


@shared_task(name="marking.mark_attempts")
def mark_attempts(*, attempt_ids: list[int], **_: Any) -> None:
    """Mark the responses of these attempts that have no mark yet."""
    marks.mark_responses(responses=queries.waiting(attempt_ids), now=timezone.now())


@shared_task(name="marking.mark_waiting")
def mark_waiting(**_: Any) -> None:
    """Mark whatever waits: the sweep that makes a lost message cost seconds and not a mark."""
    marks.mark_responses(responses=queries.waiting()[:SWEEP], now=timezone.now())
