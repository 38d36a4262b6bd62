"""Work that nobody waits for, done so that it takes the processor from nobody who is waiting."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection, connections

T = TypeVar("T")

# As `nice` counts it: where two want the same core, this one gets about a tenth of it.
NICENESS = 10


def giving_way(work: Callable[[], T]) -> T:
    """Return what `work` returns, done in a thread that gives way to whatever else wants the processor.

    On Linux a thread has a priority of its own, which ends with it; a whole process could never rise again. Elsewhere
    it is done as anything else. So it is inside a transaction, which another thread could not see into. Raises what
    `work` raises.
    """
    if connection.in_atomic_block:
        return work()
    with ThreadPoolExecutor(1, "giving way", initializer=step_back) as pool:
        return pool.submit(_alone, work).result()


def step_back() -> None:
    """Have the thread that calls this give way to all others from now on, on Linux."""
    if sys.platform == "linux":
        thread = threading.get_native_id()
        os.setpriority(os.PRIO_PROCESS, thread, max(NICENESS, os.getpriority(os.PRIO_PROCESS, thread)))


def _alone(work: Callable[[], T]) -> T:
    try:
        return work()
    finally:
        connections.close_all()  # those of this thread
