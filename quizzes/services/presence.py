"""Who has been heard of lately: kept in the cache alone, since it is worth nothing a minute later."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.cache import cache

log = logging.getLogger(__name__)

# A page without a sign of life for so long is called silent. It sends one at least every 20 s.
SILENT_AFTER = timedelta(seconds=40)
KEPT_SECONDS = 3600


def note(*, attempt_id: int, now: datetime) -> None:
    """Note a sign of life from the page of an attempt. A cache that is down must not fail a save."""
    try:
        cache.set(_key(attempt_id), now, timeout=KEPT_SECONDS)
    except Exception:
        log.warning("The cache does not answer; the monitor cannot tell who is connected.")


def last_seen(attempt_ids: Sequence[int]) -> dict[int, datetime]:
    """Return by attempt when its page was heard of last, for those heard of within the hour, in one look-up."""
    try:
        found = cache.get_many([_key(attempt_id) for attempt_id in attempt_ids])
    except Exception:
        log.warning("The cache does not answer; the monitor cannot tell who is connected.")
        return {}
    return {attempt_id: found[_key(attempt_id)] for attempt_id in attempt_ids if _key(attempt_id) in found}


def _key(attempt_id: int) -> str:
    return f"seen:{attempt_id}"
