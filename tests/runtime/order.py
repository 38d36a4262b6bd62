"""The order in which tests are shared out: in each process first what waits, last what only works."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import pytest

STARTS_PROGRAMS = ("tests/config/", "tests/runtime/")  # whole sites, servers, supervisors


def waits(item: pytest.Item) -> bool:
    """Say whether a test waits for a browser or for programs that it starts more than it works itself."""
    marked = any(item.get_closest_marker(name) for name in ("browser", "processes"))
    return marked or item.nodeid.startswith(STARTS_PROGRAMS)


def dealt(items: Sequence[pytest.Item], processes: int) -> list[pytest.Item]:
    """Return `items` in the order that keeps the cores of all `processes` busy to the end.

    pytest-xdist gives each process one stretch of the list, as many tests to each; a process that has done with its
    own takes half of what another still has, from the end. So the tests that wait lie at the start of each stretch,
    file by file, where what other processes work at fills the wait; what is taken over at the end is short.
    """
    hands: list[list[pytest.Item]] = [[] for _ in range(processes)]
    files = [list(tests) for _, tests in groupby(filter(waits, items), lambda item: item.nodeid.partition("::")[0])]
    for tests in sorted(files, key=len, reverse=True):
        min(hands, key=len).extend(tests)
    others = [item for item in items if not waits(item)]
    begin = 0
    for place, hand in enumerate(hands):
        size = len(items) * (place + 1) // processes - len(items) * place // processes
        end = begin + max(0, size - len(hand))
        hand.extend(others[begin:end])
        begin = end
    hands[-1].extend(others[begin:])
    return [item for hand in hands for item in hand]
