"""Hears that attempts are handed in, and wakes a worker."""

from __future__ import annotations

import logging
from typing import Any

from django.dispatch import receiver

from marking import waking
from marking.signals import import_accepted
from marking.tasks import carry_out_import, mark_attempts
from quizzes.signals import attempts_submitted

log = logging.getLogger(__name__)


@receiver(attempts_submitted)
def wake_a_worker(*, attempt_ids: list[int], **_: Any) -> None:
    """Queue the marking. A broker that is down must not fail the hand-in: the sweep finds what was not queued."""
    if not waking.is_first():
        return
    try:
        mark_attempts.delay(attempt_ids=attempt_ids)
    except Exception:
        waking.over()
        log.warning("Marking of %s attempts could not be queued; the sweep will find them.", len(attempt_ids))


@receiver(import_accepted)
def wake_a_worker_for_an_import(*, import_id: int, **_: Any) -> None:
    """Queue the import. Without a broker it waits for the sweep."""
    try:
        carry_out_import.delay(import_id=import_id)
    except Exception:
        log.warning("Import %s could not be queued; the sweep will find it.", import_id)
