from __future__ import annotations

import pytest

from quizzes.pure.queueing import MOST, TICK, Waiting


class Server:
    """Two threads and a clock; `goes_on` lets time pass as it does while the process runs."""

    def __init__(self) -> None:
        self.age = 100.0
        self.waiting = Waiting(2, lambda: self.age)
        self.goes_on(1)

    def goes_on(self, seconds: float) -> None:
        for _ in range(round(seconds / TICK)):
            self.age += TICK
            self.waiting.tick()

    def request(self, seconds: float) -> float:
        """Take up a request and be done with it after so long; return for how long it may have waited."""
        waited = self.waiting.begin()
        self.goes_on(seconds)
        self.waiting.end()
        return waited


def test_with_a_thread_to_spare_nothing_has_waited() -> None:
    server = Server()
    assert [server.request(seconds) for seconds in (0, 20, 0.25, 90)] == [0, 0, 0, 0]


def test_what_is_taken_up_when_both_threads_were_busy_may_have_waited_since_they_were() -> None:
    server = Server()
    server.waiting.begin(), server.waiting.begin()
    server.goes_on(8)
    server.waiting.end()
    assert server.request(8) == pytest.approx(8, abs=0.5)
    assert server.waiting.begin() == pytest.approx(16, abs=0.5)


def test_a_queue_that_never_runs_dry_goes_on_until_a_thread_is_spare_again() -> None:
    server = Server()
    server.waiting.begin()
    for number in range(8):  # one after the other in the other thread, with nothing between them
        assert server.request(1) == pytest.approx(number if number > 1 else 0, abs=0.5) or number < 2
    server.goes_on(0.5)
    assert server.request(0) == 0


def test_a_frozen_process_counts_as_busy_whoever_wakes_first() -> None:
    server = Server()
    server.age += 10
    server.waiting.tick()
    assert server.request(0) == pytest.approx(10, abs=0.5)
    server.goes_on(0.5)
    assert server.request(0) == 0


def test_nothing_has_waited_for_longer_than_a_page_would_wait() -> None:
    server = Server()
    server.age += 3600
    assert server.request(0) == MOST
