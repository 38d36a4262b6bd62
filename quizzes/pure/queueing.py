"""How long a request may have waited before a thread took it up. Pure: the time comes in as a function.

A save that arrives in time must count although the server was too busy, or frozen, to look at it before the end. Nobody
notes when a request arrived: it lies in a queue of the system or of the web server, and what a page or a proxy writes
into it can be forged or goes by another clock. But we know when we last had a thread to spare. While one is spare
nothing waits, so a request cannot have arrived before that. In doubt this is in the student's favour.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

TICK = 0.25  # seconds between two looks
SPARE = 0.2  # seconds for which a thread must have had nothing to do; between two requests it seems so for a moment
NONE = 1.0  # seconds; less is not told apart from not having waited
MOST = 90.0  # seconds; what waited longer was sent again by its page, or by nobody


class Waiting:
    """Counts the requests that `threads` threads are at. `tick` is to be called every TICK seconds."""

    def __init__(self, threads: int, age: Callable[[], float]) -> None:
        self._threads, self._age = threads, age
        self._lock = threading.Lock()
        self._under_way = 0
        self._ticked = self._spare_since = self._nothing_waited = age()

    def begin(self) -> float:
        """Note that a request is taken up; return for how many seconds it may have waited."""
        with self._lock:
            self._under_way += 1
            waited = self._age() - self._nothing_waited
        return min(waited, MOST) if waited >= NONE else 0.0

    def end(self) -> None:
        """Note that a request is done."""
        with self._lock:
            self._under_way -= 1
            if self._under_way == self._threads - 1:
                self._spare_since = self._age()

    def tick(self) -> None:
        """Look whether a thread is spare. After a pause of our own nobody knows, until one has been again."""
        with self._lock:
            now = self._age()
            if now - self._ticked > NONE:
                self._spare_since = now
            self._ticked = now
            if self._under_way < self._threads and now - self._spare_since >= SPARE:
                self._nothing_waited = now
