"""Limits on guessing: so many tries a minute for one person, and a wait that grows with each wrong PIN."""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache

log = logging.getLogger(__name__)

TRIES_A_MINUTE = 10
FREE_TRIES = 5
LONGEST_WAIT = timedelta(hours=12)


class TooMany(Exception):
    """This person has tried too often in the last minute."""


def count_try(act: str, person: Any) -> None:
    """Count one try of `act` by `person`. Raises TooMany past the limit; a cache that is down lets people in."""
    key = f"tries:{act}:{person}"
    try:
        cache.add(key, 0, timeout=60)
        tries = cache.incr(key)
    except ValueError:  # it ran out between the two
        return
    except Exception:
        log.warning("The cache does not answer; tries of %s are not counted.", act)
        return
    if tries > TRIES_A_MINUTE:
        raise TooMany


def wait_after(failures: int) -> timedelta:
    """Return how long nobody may try after so many wrong PINs: nothing, then 1 minute, 2, 4 and so on to half a day."""
    if failures < FREE_TRIES:
        return timedelta(0)
    return min(timedelta(minutes=2 ** min(failures - FREE_TRIES, 20)), LONGEST_WAIT)


def count_stranger(name: str, now: datetime) -> timedelta:
    """Count a try with a `name` that nobody has, and return how long it has to wait: as long as a real one would.

    There is nothing to guard here, so the cache will do; it is there so that the wait does not tell who exists.
    """
    key = f"stranger:{hashlib.sha256(name.encode()).hexdigest()}"
    try:
        failures, until = cache.get(key, (0, now))
        if until > now:
            wait: timedelta = until - now
            return wait
        cache.set(key, (failures + 1, now + wait_after(failures + 1)), timeout=86_400)
    except Exception:
        log.warning("The cache does not answer; tries with unknown names are not counted.")
    return timedelta(0)
