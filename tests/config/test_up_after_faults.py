"""`python -m config.up` after what a power cut leaves behind: it starts, and the site goes on."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from tests.config.test_up import BROKER, WEB, Run
from tests.runtime.database import copy_to
from tests.runtime.site import fetch, until

pytestmark = pytest.mark.processes


def damage(data_dir: Path) -> None:
    """Overwrite the middle of the broker's file, as a disk may that lost power."""
    for file in (data_dir / "valkey" / "appendonlydir").glob("*.incr.aof"):
        size = file.stat().st_size
        with file.open("r+b") as stream:
            stream.seek(size // 2)
            stream.write(os.urandom(50))


@pytest.fixture
def run(tmp_path: Path, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Run]:
    """Return a site on a database that is there; tests/config/test_up.py begins with none."""
    (tmp_path / "site").mkdir(mode=0o700)
    with django_db_blocker.unblock():
        copy_to(tmp_path / "site" / "db.sqlite3")
    run = Run(tmp_path / "site")
    yield run
    run.clean_up()


def test_a_damaged_file_of_the_broker_stops_neither_the_running_site_nor_its_next_start(
    run: Run, start_again: Callable[[], Run]
) -> None:
    run.ready()
    web = run.leader(WEB)
    damage(run.data_dir)
    before = run.leader(BROKER)
    os.kill(before, signal.SIGKILL)
    until(lambda: "put aside" in run.listen() and run.leader(BROKER) not in {0, before}, seconds=60, of=run.said)
    assert (run.leader(WEB), fetch(f"{run.url}/healthz")) == (web, (200, "ok"))
    run.process.send_signal(signal.SIGTERM)
    assert run.end() == 0
    damage(run.data_dir)
    again = start_again().ready()
    assert fetch(f"{again.url}/healthz") == (200, "ok")


@pytest.fixture
def start_again(tmp_path: Path) -> Iterator[Callable[[], Run]]:
    runs: list[Run] = []

    def begin() -> Run:
        runs.append(Run(tmp_path / "site"))
        return runs[-1]

    yield begin
    for run in runs:
        run.clean_up()
