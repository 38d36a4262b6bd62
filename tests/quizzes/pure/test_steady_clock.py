from __future__ import annotations

import pytest

from quizzes.pure.steady_clock import HOLD, STEP, SteadyClock


class Machine:
    """A wall clock that can be set, and an age that only goes on."""

    def __init__(self) -> None:
        self.wall, self.age = 1_000_000.0, 50.0
        self.told: list[tuple[float, bool]] = []
        self.clock = SteadyClock(lambda: self.wall, lambda: self.age, lambda *said: self.told.append(said))
        self.clock.now()

    def goes_on(self, seconds: float) -> float:
        self.wall += seconds
        self.age += seconds
        return self.clock.now()


@pytest.mark.parametrize("jump", [3600.0, -3600.0, 86_400 * 40])
def test_a_jump_is_not_followed_at_once_and_said_once(jump: float) -> None:
    machine = Machine()
    machine.wall += jump
    assert machine.goes_on(5) == 1_000_005
    assert machine.goes_on(5) == 1_000_010
    assert machine.told == [(jump, False)]


def test_a_jump_that_is_taken_back_leaves_no_trace() -> None:
    machine = Machine()
    machine.wall += 3600
    machine.goes_on(6)
    machine.wall -= 3600
    assert machine.goes_on(5) == machine.wall == 1_000_011


def test_a_jump_that_lasts_is_believed() -> None:
    machine = Machine()
    machine.wall += 3600
    machine.goes_on(1)
    assert machine.goes_on(HOLD + 1) == machine.wall
    assert machine.told == [(3600, False), (3600, True)]
    assert machine.goes_on(5) == machine.wall


def test_another_jump_begins_the_wait_anew() -> None:
    machine = Machine()
    machine.wall += 3600
    machine.goes_on(HOLD - 1)
    machine.wall += 3600
    assert machine.goes_on(10) == 1_000_000 + HOLD + 9
    assert [step for step, _ in machine.told] == [3600, 7200]


def test_a_clock_that_is_put_right_by_and_by_is_followed() -> None:
    machine = Machine()
    for _ in range(100):
        machine.wall += STEP / 2
        assert machine.goes_on(5) == machine.wall
    assert machine.told == []


def test_a_machine_that_was_asleep_has_the_time_at_once() -> None:
    machine = Machine()
    assert machine.goes_on(8 * 3600) == machine.wall
    assert machine.told == []
