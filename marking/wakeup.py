"""Whether a worker has been told already that there is something to mark.

When a year hands in at once, one message is enough for all that comes before a worker looks: it takes whatever waits.
The note that one is under way is taken off before the worker looks, so that whoever hands in afterwards tells again. It
runs out by itself, so that a message that is lost costs seconds; the sweep finds the rest.
"""

from __future__ import annotations

from contextlib import suppress

from django.core.cache import cache

_NOTE = "marking:told"
SECONDS = 3


def claim() -> bool:
    """Note that a worker is being told, and return whether nobody had.

    False where the cache is away, too: the queue is on the same server, and who hands in must not wait for it. The
    sweep finds what was not announced.
    """
    with suppress(Exception):
        return bool(cache.add(_NOTE, 1, timeout=SECONDS))
    return False


def release() -> None:
    """Take the note off: a worker is about to look, or could not be told."""
    with suppress(Exception):
        cache.delete(_NOTE)
