"""A data folder is one run's: what an earlier one left there is waited for, then ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.up import premises
from config.up.trouble import Trouble

STUBBORN = "import signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(600)"
Holder = Callable[[], subprocess.Popen[bytes]]


@pytest.fixture
def left_behind(tmp_path: Path) -> Iterator[Holder]:
    """Give what starts a process that has the lock of a run that is gone, and will not stop when asked."""
    started: list[subprocess.Popen[bytes]] = []

    def leave() -> subprocess.Popen[bytes]:
        lock = premises.occupy(tmp_path, "http://localhost:1", lambda line: None)
        process = subprocess.Popen([sys.executable, "-c", STUBBORN], pass_fds=[lock], stdout=subprocess.PIPE)
        started.append(process)
        assert process.stdout is not None
        process.stdout.readline()  # it ignores the signal from here on
        os.close(lock)
        (tmp_path / premises.LOCK).write_text(f"{_dead()} http://localhost:1\n")
        return process

    yield leave
    for process in started:
        process.kill()
        process.communicate()


def _dead() -> int:
    """Return the number of a process that is no more."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="who has a file open is known on Linux only")
def test_what_an_earlier_run_left_and_will_not_stop_is_ended(
    left_behind: Holder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(premises, "LEFTOVERS", 0.2)
    said: list[str] = []
    process = left_behind()
    os.close(premises.occupy(tmp_path, "http://localhost:2", said.append))
    assert process.wait(30) == -signal.SIGKILL
    assert said == [
        "An earlier run was killed; waiting for what it left to stop …",
        "What it left did not stop by itself and was ended (1 of its processes).",
    ]


def test_what_stops_by_itself_is_waited_for(left_behind: Holder, tmp_path: Path) -> None:
    said: list[str] = []
    process = left_behind()

    def hear(line: str) -> None:
        said.append(line)
        process.kill()

    os.close(premises.occupy(tmp_path, "http://localhost:2", hear))
    assert said == ["An earlier run was killed; waiting for what it left to stop …"]


def test_a_run_beside_a_live_one_is_refused_at_once(left_behind: Holder, tmp_path: Path) -> None:
    process = left_behind()
    (tmp_path / premises.LOCK).write_text(f"{os.getpid()} http://localhost:1\n")
    with pytest.raises(Trouble, match=r"Already running on the data folder .*: http://localhost:1 \(process \d+\)\."):
        premises.occupy(tmp_path, "http://localhost:2", print)
    assert process.poll() is None


def test_where_nobody_can_be_ended_it_says_what_to_do(
    left_behind: Holder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(premises, "LEFTOVERS", 0.1)
    monkeypatch.setattr(premises, "_kill_holders", lambda lock: 0)
    left_behind()
    with pytest.raises(Trouble, match="Processes of an earlier run still use"):
        premises.occupy(tmp_path, "http://localhost:2", print)


def test_a_start_that_gets_the_folder_first_is_no_leftover(
    left_behind: Holder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = left_behind()
    monkeypatch.setattr(premises, "LEFTOVERS", 0.2)

    def hear(line: str) -> None:
        (tmp_path / premises.LOCK).write_text(f"{os.getpid()} http://localhost:3\n")  # it came in meanwhile

    with pytest.raises(Trouble, match="Already running on the data folder"):
        premises.occupy(tmp_path, "http://localhost:2", hear)
    assert process.poll() is None


@pytest.mark.skipif(not Path("/proc/self/fdinfo").exists(), reason="who has a file locked is known on Linux only")
def test_a_start_that_waits_too_is_not_ended(
    left_behind: Holder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(premises, "LEFTOVERS", 0.2)
    process = left_behind()
    waiting = os.open(tmp_path / premises.LOCK, os.O_RDWR)
    other = subprocess.Popen([sys.executable, "-c", STUBBORN], pass_fds=[waiting], stdout=subprocess.PIPE)
    try:
        os.close(premises.occupy(tmp_path, "http://localhost:2", print))
        assert process.wait(30) == -signal.SIGKILL
        assert other.poll() is None
    finally:
        os.close(waiting)
        other.kill()
        other.communicate()
