"""The clock arithmetic of a sitting. Pure: the time comes in as an argument."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

# A save that was sent in time may arrive a little late; past this it is kept as evidence only.
GRACE = timedelta(seconds=90)
# Allowed for the request itself: a save sent at the last second still counts.
TRANSIT = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one student gets: the limit in minutes (None: no limit), of which `extra_minutes` are extra."""

    minutes: int | None
    extra_minutes: int
    closes_at: datetime

    def in_words(self) -> str:
        """Return how long the student has, like “50 min (40 + 10 extra)”."""
        if self.minutes is None:
            return "no time limit"
        usual = f" ({self.minutes - self.extra_minutes} + {self.extra_minutes} extra)" if self.extra_minutes else ""
        return f"{self.minutes} min{usual}"


def allowance(
    *,
    limit_minutes: int | None,
    closes_at: datetime,
    time_factor: Decimal = Decimal(1),
    extra_minutes: int = 0,
    unlimited: bool = False,
) -> Allowance:
    """Return a student's own limit and closing time, whole minutes rounded up.

    Extra time moves the closing time too: a student who may write longer is not cut short by the class's end.
    Without a time limit there is nothing to multiply, so only `extra_minutes` moves the closing time. The same goes
    for a student who is `unlimited`: the class's closing time ends the sitting.
    """
    if limit_minutes is None or unlimited:
        return Allowance(None, extra_minutes, closes_at + timedelta(minutes=extra_minutes))
    own = math.ceil(limit_minutes * time_factor) + extra_minutes
    extra = own - limit_minutes
    return Allowance(own, extra, closes_at + timedelta(minutes=extra))


def ends_at(started_at: datetime, allowed: Allowance) -> datetime:
    """Return when a sitting ends that began at `started_at`: after its limit or at its closing time, the earlier."""
    if allowed.minutes is None:
        return allowed.closes_at
    return min(started_at + timedelta(minutes=allowed.minutes), allowed.closes_at)


def moved(end: datetime, by: timedelta, *, floor: datetime) -> datetime:
    """Return `end` moved by `by`, but never brought forward to before `floor`, the moment that is safe to end at."""
    return max(end + by, min(end, floor))
