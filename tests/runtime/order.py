"""The order in which tests are shared out: in each process first what waits, then what takes long, last all else."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import pytest

STARTS_PROGRAMS = ("tests/config/", "tests/runtime/")  # whole sites, servers, supervisors
# Walks through every address, and what a real worker is waited for: ten seconds to a minute each. Begun last, one of
# them would be all that is left to do.
TAKES_LONG = (
    "tests/access/",
    "tests/deployment/",
    "tests/house/test_migrations.py",
    "tests/marking/services/test_claims.py",
    "tests/marking/test_lists_at_size.py",
    "tests/marking/test_no_",
    "tests/marking/test_rights_machine.py",
    "tests/quizzes/access/test_every_address.py",
    "tests/quizzes/test_attempt_races.py",
)


def waits(item: pytest.Item) -> bool:
    """Say whether a test waits for a browser or for programs that it starts more than it works itself."""
    marked = any(item.get_closest_marker(name) for name in ("browser", "processes"))
    return marked or item.nodeid.startswith(STARTS_PROGRAMS)


def takes_long(item: pytest.Item) -> bool:
    """Say whether a test is one of those that work for long."""
    return item.nodeid.startswith(TAKES_LONG)


def dealt(items: Sequence[pytest.Item], processes: int) -> list[pytest.Item]:
    """Return `items` in the order that keeps the cores of all `processes` busy to the end.

    pytest-xdist gives each process one stretch of the list, as many tests to each; a process that has done with its
    own takes half of what another still has, from the end. So the tests that wait lie at the start of each stretch,
    file by file, where what other processes work at fills the wait, and those that take long one by one behind them;
    what is taken over at the end is short.
    """
    hands: list[list[pytest.Item]] = [[] for _ in range(processes)]
    files = [list(tests) for _, tests in groupby(filter(waits, items), lambda item: item.nodeid.partition("::")[0])]
    for tests in sorted(files, key=len, reverse=True):
        min(hands, key=len).extend(tests)
    long = [item for item in items if not waits(item) and takes_long(item)]
    for number, item in enumerate(long):
        hands[number % processes].append(item)
    others = [item for item in items if not waits(item) and not takes_long(item)]
    begin = 0
    for place, hand in enumerate(hands):
        size = len(items) * (place + 1) // processes - len(items) * place // processes
        end = begin + max(0, size - len(hand))
        hand.extend(others[begin:end])
        begin = end
    hands[-1].extend(others[begin:])
    return [item for hand in hands for item in hand]
