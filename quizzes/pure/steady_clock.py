"""A clock that does not follow a jump at once. Pure: what it reads comes in as functions.

A server's clock is set by people and by programs, and now and then wrongly: an hour forward for some seconds, and every
sitting of the site is over. So a step is not believed until it has lasted; meanwhile time goes on as it went before.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

STEP = 30.0  # seconds; what is less is the clock being put right by and by, and is followed
HOLD = 600.0  # seconds until a step is believed


class SteadyClock:
    """Tells the time of `wall`, in seconds, as checked by `age`, which only ever goes on.

    `tell(step, is_believed)` is called when a step is seen first, and when it is believed; it may be off for long only
    if nobody asks.
    """

    def __init__(
        self, wall: Callable[[], float], age: Callable[[], float], tell: Callable[[float, bool], None]
    ) -> None:
        self._wall, self._age, self._tell = wall, age, tell
        self._lock = threading.Lock()
        self._ahead: float | None = None  # the wall's time less our age
        self._step = 0.0
        self._seen_at: float | None = None

    def now(self) -> float:
        """Return the time in seconds: the wall's, or, after a step, what it would be without."""
        with self._lock:
            age, wall = self._age(), self._wall()
            if self._ahead is None:
                self._ahead = wall - age
            step = wall - age - self._ahead
            if abs(step) <= STEP:
                self._ahead, self._seen_at = wall - age, None
                return wall
            if self._seen_at is None or abs(step - self._step) > STEP:
                self._seen_at, self._step = age, step
                self._tell(step, False)
            if age - self._seen_at < HOLD:
                return age + self._ahead
            self._ahead, self._seen_at = wall - age, None
            self._tell(step, True)
            return wall
