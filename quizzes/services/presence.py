"""Who has been heard of lately: kept in the cache alone, since it is worth nothing a minute later.

A save only notes it down; a thread of its own takes the notes to the cache, so that no student ever waits for that.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.cache import cache

log = logging.getLogger(__name__)

# A page without a sign of life for so long is called silent. It sends one at least every 20 s.
SILENT_AFTER = timedelta(seconds=40)
KEPT_SECONDS = 3600
WRITTEN_EVERY = 1.0  # seconds

_notes: dict[int, datetime] = {}
_lock = threading.Lock()
_writer: threading.Thread | None = None


def note(*, attempt_id: int, now: datetime) -> None:
    """Note a sign of life from the page of an attempt. Asks no server."""
    global _writer  # noqa: PLW0603 -- one a process, begun by the first sitting that it serves
    with _lock:
        _notes[attempt_id] = now
        if _writer is None or not _writer.is_alive():
            _writer = threading.Thread(target=_write_while_there_is_some, daemon=True, name="presence")
            _writer.start()


def _write_while_there_is_some() -> None:
    global _writer  # noqa: PLW0603
    while True:
        time.sleep(WRITTEN_EVERY)
        write()
        with _lock:
            if not _notes:
                _writer = None
                return


def write() -> None:
    """Take what is noted to the cache. What it cannot take is dropped: the next sign of life comes within 20 s."""
    with _lock:
        taken = dict(_notes)
        _notes.clear()
    if not taken:
        return
    try:
        cache.set_many({_key(attempt_id): seen for attempt_id, seen in taken.items()}, timeout=KEPT_SECONDS)
    except Exception:
        log.warning("The cache does not answer; the monitor cannot tell who is connected.")


def last_seen(attempt_ids: Sequence[int]) -> dict[int, datetime]:
    """Return by attempt when its page was heard of last, for those heard of within the hour, in one look-up."""
    try:
        signs = cache.get_many([_key(attempt_id) for attempt_id in attempt_ids])
    except Exception:
        log.warning("The cache does not answer; the monitor cannot tell who is connected.")
        signs = {}
    with _lock:
        noted = dict(_notes)  # of this process, not written yet
    seen = {attempt_id: noted.get(attempt_id) or signs.get(_key(attempt_id)) for attempt_id in attempt_ids}
    return {attempt_id: when for attempt_id, when in seen.items() if when is not None}


def _key(attempt_id: int) -> str:
    return f"seen:{attempt_id}"
