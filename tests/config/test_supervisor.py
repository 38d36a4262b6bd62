"""One child's trouble is its own: it is left alone and tried again, killed where it hangs, mended where it can be."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.up import broker, supervisor
from config.up.children import Child
from config.up.output import KEPT, Output
from config.up.supervisor import Supervisor
from tests.runtime.site import until

pytestmark = pytest.mark.processes


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Callable[..., Supervisor]]:
    """Return what watches children for so many seconds and then returns the supervisor; all is stopped at the end."""
    handlers = {number: signal.getsignal(number) for number in supervisor.STOPS}
    lock = os.open(tmp_path / "lock", os.O_RDWR | os.O_CREAT)
    runs: list[Supervisor] = []

    def watch(*children: Child, until_it_is: Callable[[], bool]) -> Supervisor:
        run = Supervisor(env=os.environ, lock=lock)
        runs.append(run)
        for child in children:
            run.start(child)
        threading.Thread(target=stop_once, args=(run, until_it_is), daemon=True).start()
        run.watch()
        return run

    yield watch
    for run in runs:
        run.stop()
    os.close(lock)
    for number, handler in handlers.items():
        signal.signal(number, handler)


def stop_once(run: Supervisor, it_is: Callable[[], bool]) -> None:
    try:
        until(it_is, seconds=40)
    finally:
        run.asked = 1


def sleeper(name: str = "web", **more: object) -> Child:
    return Child(name, [sys.executable, "-c", "import time; time.sleep(300)"], grace=1, **more)


def test_a_child_that_keeps_dying_takes_no_other_with_it_and_is_tried_again(
    watched: Callable[..., Supervisor], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(supervisor, "A_WHILE", 1.0)
    births = tmp_path / "births"
    dying = Child("worker", ["sh", "-c", f"echo >> {births}; exit 3"], grace=1)
    web = sleeper(is_the_site=True)
    run = watched(dying, web, until_it_is=lambda: births.exists() and len(births.read_text()) > 7)
    assert web in run.children
    assert web.process is not None
    assert web.process.poll() is None


def test_a_child_without_a_sign_of_life_is_killed_and_started_again(
    watched: Callable[..., Supervisor], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "LOOKED_AT", 0.2)
    frozen = sleeper("worker", pulse=lambda: 1, patience=1.0)
    lively = sleeper("sweeper", pulse=object, patience=1.0)
    started: list[int] = []

    def again() -> bool:
        for child in (frozen, lively):
            if child.process is not None and child.process.pid not in started:
                started.append(child.process.pid)
        return len(started) >= 3

    watched(frozen, lively, until_it_is=again)
    assert lively.process is not None
    assert lively.process.pid in started[:2]


def test_a_child_that_dies_at_its_start_is_mended(watched: Callable[..., Supervisor], tmp_path: Path) -> None:
    bad = tmp_path / "bad"
    bad.touch()

    def mend() -> str:
        bad.unlink(missing_ok=True)
        return "Mended."

    child = Child("broker", ["sh", "-c", f"test ! -e {bad} && sleep 300"], grace=1, mend=mend)
    run = watched(child, until_it_is=lambda: not bad.exists() and child.due is None)
    assert len(child.deaths) == 1
    assert run.children == [child]


def test_a_damaged_folder_of_the_broker_is_put_aside(tmp_path: Path) -> None:
    folder = tmp_path / "valkey"
    for turn in range(2):
        folder.mkdir(exist_ok=True)
        (folder / f"damaged {turn}").touch()
        assert "empty queue" in broker.put_aside(folder)
        assert list(folder.iterdir()) == []
    assert [path.name for path in (tmp_path / "valkey-damaged").iterdir()] == ["damaged 1"]


def test_output_that_nobody_reads_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, writer = os.pipe()
    with os.fdopen(writer, "w") as stream:
        monkeypatch.setattr("sys.stdout", stream)
        output = Output()
        for number in range(KEPT * 2):
            output.say(f"line {number} {'x' * 100}")
        output.flush(seconds=0.1)
        said = b""
        while b"lines were dropped here" not in said:
            said += os.read(reader, 65536)
        assert said.startswith(b"line 0 ")
        output.flush()
    os.close(reader)
