"""The order in which one attempt shows its questions. Pure, and the same for ever."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")


def shuffled(rows: Iterable[T], *, seed: int, key: Callable[[T], int]) -> list[T]:
    """Return `rows` in the order that belongs to `seed`, where `key` gives each row's own number.

    Sorted by a digest of both numbers rather than drawn from a generator: no state is kept, the rows may come in any
    order, and no version of Python changes a paper that is being sat.
    """
    return sorted(rows, key=lambda row: hashlib.sha256(f"{seed}:{key(row)}".encode()).digest())
