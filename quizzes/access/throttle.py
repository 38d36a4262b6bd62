"""A limit on what one person tries: so many times a minute."""

from __future__ import annotations

import logging
from typing import Any

from django.core.cache import cache

log = logging.getLogger(__name__)

TRIES_A_MINUTE = 10


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
