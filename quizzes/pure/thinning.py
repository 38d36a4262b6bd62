"""Which versions of a long answer nobody needs any more. Pure.

An essay is saved every few seconds, each time as a whole: 20,000 letters in 400 saves are 4 MB. What a dispute needs is
the first text, the last, whatever did not count, and for each minute what had been written by then.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

LONG = 500  # letters; shorter texts cost little, and all of them stay


@dataclass(frozen=True, slots=True)
class Version:
    """A version of an answer, without its text."""

    pk: int
    response: int
    received_at: datetime
    letters: int
    counted: bool


def superfluous(versions: Iterable[Version]) -> list[int]:
    """Return the ids of the versions that may go; `versions` are all of each answer, in the order they were added.

    One goes if it counted, is long, is not the first, and in the same minute a later one of at least its length
    counted: what somebody took out again, or lost, stays. The guard in the database lets just these go.
    """
    going = []
    for _, group in groupby(versions, key=lambda row: row.response):
        _first, *rest = group
        longest: dict[datetime, int] = {}
        for row in reversed(rest):
            minute = row.received_at.replace(second=0, microsecond=0)
            if row.counted and LONG <= row.letters <= longest.get(minute, 0):
                going.append(row.pk)
            elif row.counted:
                longest[minute] = max(row.letters, longest.get(minute, 0))
    return sorted(going)
