"""`python -m config.up`, started for real: it comes up, mends itself, stops whole, and says what stands in its way."""

from __future__ import annotations

import os
import re
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urljoin
from urllib.request import urlopen

import pytest
from pytest_django import DjangoDbBlocker

from config.up import prepare
from config.up.children import Child
from config.up.process import spawn
from config.up.supervisor import STOPS, Supervisor
from config.up.trouble import Trouble
from tests.runtime import database
from tests.runtime.site import ROOT, fetch, free_port, until

pytestmark = pytest.mark.processes

WEB, WORKER, SWEEPER, BROKER = "\0granian\0", "\0worker\0", "config.sweeper", "valkey-server"  # words of their commands
START = 240  # seconds that a start may take on a busy machine

SMALL = {"WEB_WORKERS": "1", "WORKER_CONCURRENCY": "1"}  # each process of the web server takes seconds to load


class Run:
    """One `python -m config.up` with its own data folder and port."""

    def __init__(self, data_dir: Path, **variables: str) -> None:
        self.data_dir = data_dir
        self.port = int(variables.get("PORT", "")) if variables.get("PORT", "").isdigit() else free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        given = {"DATA_DIR": str(data_dir), "PORT": str(self.port), "DEMO": "0", "ENV_FILE": os.devnull}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "config.up"],
            env={**kept, **given, **variables},
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        assert self.process.stdout is not None
        os.set_blocking(self.process.stdout.fileno(), False)
        self.said = ""

    def listen(self) -> str:
        """Return all that it has said so far."""
        assert self.process.stdout is not None
        if not self.process.stdout.closed:
            self.said += (self.process.stdout.read() or b"").decode()
        return self.said

    def ready(self) -> Run:
        """Wait until it says that it is ready."""
        until(lambda: "is ready at" in self.listen() or self.ended, seconds=START, of="the site")
        assert "is ready at" in self.listen(), self.said
        return self

    @property
    def ended(self) -> bool:
        return self.process.poll() is not None

    def end(self, seconds: float = 30) -> int:
        """Return the exit code, once it has ended by itself."""
        until(lambda: (self.listen(), self.ended)[1], seconds=seconds, of=f"the end: {self.said}")
        self.listen()
        assert self.process.returncode is not None
        return self.process.returncode

    def clean_up(self) -> None:
        """Kill whatever is left of any run on the folder."""
        for process in self.family():
            os.kill(process, signal.SIGKILL)
        self.leave()

    def leave(self) -> None:
        """Wait for its end and close what it wrote to."""
        self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()

    def family(self, word: str = "") -> list[int]:
        """Return the processes of this run whose command has `word`.

        They are known by the data folder in their environment, or by the lock that they inherited: Valkey writes its
        title over the one, and web processes close the other.
        """
        known = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
        return [process for process in known if self._ours(process, word)]

    def _ours(self, process: int, word: str) -> bool:
        place, lock = Path(f"/proc/{process}"), str(self.data_dir / "up.lock")
        try:
            if word.encode() not in (place / "cmdline").read_bytes():
                return False
            if f"DATA_DIR={self.data_dir}\0".encode() in (place / "environ").read_bytes():
                return True
            return any(str(file.readlink()) == lock for file in (place / "fd").iterdir())
        except OSError:  # it ended meanwhile, or is another user's
            return False

    def leader(self, word: str) -> int:
        """Return the child of the supervisor whose command has `word`, or 0."""
        for process in self.family(word):
            status = Path(f"/proc/{process}/stat").read_text()
            if int(status.rpartition(")")[2].split()[1]) == self.process.pid:
                return process
        return 0


@pytest.fixture(scope="module")
def _folder(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Path:
    """Return the data folder of all runs, which the first of them prepares; its name has a space.

    Its database is a copy of the tests' own, since to make one takes half a minute of a core: an empty one where no
    other test of the run has a database. How `prepare` brings one up to date is tried by tests/deployment/carry.py.
    """
    folder = tmp_path_factory.mktemp("up") / "a school"
    folder.mkdir(mode=0o700)
    with django_db_blocker.unblock():
        database.copy_to(folder / "db.sqlite3")
    return folder


@pytest.fixture(scope="module")
def _up(_folder: Path) -> Iterator[list[Run]]:
    """Return the runs of `up`, the last of which may still be up."""
    runs: list[Run] = []
    yield runs
    for run in runs:
        run.clean_up()


@pytest.fixture
def up_again(_folder: Path, _up: list[Run]) -> Callable[[], Run]:
    """Return what starts the site that is up once more, after it has ended."""

    def begin() -> Run:
        _up.append(Run(_folder, **SMALL))
        return _up[-1].ready()

    return begin


@pytest.fixture
def up(_up: list[Run], up_again: Callable[[], Run]) -> Run:
    """Return the site that is up, the same for all tests that leave it so."""
    return up_again() if not _up or _up[-1].ended else _up[-1].ready()


@pytest.fixture
def start(_folder: Path, _up: list[Run]) -> Iterator[Callable[..., Run]]:
    """Return what starts a run of its own on the folder; what is left of it afterwards is killed."""
    for run in _up:
        run.clean_up()
    runs: list[Run] = []

    def begin(**variables: str) -> Run:
        runs.append(Run(_folder, **{**SMALL, **variables}))
        return runs[-1]

    yield begin
    for run in runs:
        run.clean_up()


def test_site_serves_pages_and_files_that_are_kept_for_good(up: Run) -> None:
    status, page = fetch(f"{up.url}/login/")
    assert status == 200
    sheets = re.findall(r'href="(/static/[^"]+\.css)"', page)
    fonts = re.findall(r'url\("?([^")]+\.woff2)', fetch(up.url + sheets[0])[1])
    files = [*sheets, *(urljoin(sheets[0], font) for font in fonts)]
    assert fonts
    for file in files:
        assert re.search(r"\.[0-9a-f]{12}\.(css|woff2)$", file)  # named by content
        with urlopen(up.url + file, timeout=5) as answer:
            assert "immutable" in answer.headers["Cache-Control"]
            assert answer.read()


def test_second_start_on_one_data_folder_is_refused_and_says_where_the_first_is(up: Run) -> None:
    second = Run(up.data_dir)
    try:
        assert second.end() == 1
    finally:
        second.leave()
    where = f"{up.url}/ (process {up.process.pid})"
    assert f"Already running on the data folder {up.data_dir}: {where}" in second.said
    assert fetch(f"{up.url}/healthz")[0] == 200


def test_killed_children_come_back_and_the_site_with_them(up: Run) -> None:
    until(lambda: up.leader(WORKER) and up.leader(SWEEPER), of="worker and sweeper")
    before = {word: up.leader(word) for word in (WEB, WORKER, BROKER)}
    assert all(before.values())
    for process in before.values():
        os.kill(process, signal.SIGKILL)
    for word, process in before.items():
        until(lambda word=word, process=process: up.leader(word) not in {0, process}, of=f"a new {word}")
    until(lambda: fetch(f"{up.url}/healthz") == (200, "ok"), seconds=START, of="the site")
    assert fetch(f"{up.url}/login/")[0] == 200
    assert up.listen().count("(SIGKILL). Starting it again (1 of 5 within a minute).") == 3


def damage(data_dir: Path) -> None:
    """Overwrite the middle of the broker's file, as a disk may that lost power."""
    for file in (data_dir / "valkey" / "appendonlydir").glob("*.incr.aof"):
        size = file.stat().st_size
        with file.open("r+b") as stream:
            stream.seek(size // 2)
            stream.write(os.urandom(50))


def test_a_damaged_file_of_the_broker_stops_neither_the_running_site_nor_its_next_start(
    up: Run, up_again: Callable[[], Run]
) -> None:
    web = up.leader(WEB)
    damage(up.data_dir)
    before = up.leader(BROKER)
    os.kill(before, signal.SIGKILL)
    until(lambda: "put aside" in up.listen() and up.leader(BROKER) not in {0, before}, seconds=60, of=up.said)
    assert (up.leader(WEB), fetch(f"{up.url}/healthz")) == (web, (200, "ok"))
    up.process.send_signal(signal.SIGTERM)
    assert up.end() == 0
    damage(up.data_dir)
    assert fetch(f"{up_again().url}/healthz") == (200, "ok")


def test_a_signal_stops_all_of_it(up: Run) -> None:
    until(lambda: up.leader(SWEEPER) and up.leader(WORKER) and up.leader(BROKER), of="all of the site")
    up.process.send_signal(signal.SIGTERM)
    assert up.end() == 0
    assert up.family() == []
    assert "Stopped." in up.said
    assert not (up.data_dir / "valkey.sock").exists()


def test_killed_supervisor_leaves_nothing_and_the_next_start_waits_for_that(start: Callable[..., Run]) -> None:
    run = start(WEB_WORKERS="2").ready()
    until(lambda: run.leader(WORKER), of="the worker")
    run.process.kill()
    run.process.wait()
    again = start(PORT=str(run.port)).ready()
    assert fetch(f"{run.url}/healthz") == (200, "ok")
    os.kill(again.leader(WEB), signal.SIGKILL)  # its master as well, with whom its processes have to go
    again.process.kill()
    again.process.wait()
    until(lambda: again.family() == [], seconds=60, of="the children of a killed supervisor to end")


def test_taken_port_is_refused_with_another_to_try(start: Callable[..., Run]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        run = start(PORT=str(port))
        assert run.end() == 1
    assert f"Port {port} on 127.0.0.1 cannot be used (Address already in use)" in run.said
    assert f"PORT={port + 1} make run" in run.said


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        (
            {"DATA_DIR": "/dev/null/data", "SECRET_KEY": "x" * 50},
            "Cannot write to the data folder /dev/null/data (Not a",
        ),
        ({"DATA_DIR": "/dev/null/data"}, "cannot read or make /dev/null/data/secret_key"),
        ({"PORT": "many"}, "Not started: a setting is wrong"),
        ({"PORT": "70000"}, "PORT is 70000; it must be from 1 to 65535."),
        ({"HOST": "no-such-host.invalid"}, "HOST is “no-such-host.invalid”"),
        ({"DATABASE_URL": "mysql://root@localhost/x"}, "DATABASE_URL must begin with sqlite: or postgres:."),
        ({"REDIS_URL": "redis://127.0.0.1:1/0"}, "The broker of REDIS_URL cannot be used"),
        ({"DATABASE_URL": "postgres://nobody@127.0.0.1:1/x"}, "The database (postgresql) cannot be used"),
    ],
)
def test_what_keeps_it_from_starting_is_said(start: Callable[..., Run], variables: dict[str, str], said: str) -> None:
    run = start(**variables)
    assert run.end(seconds=60) == 1
    assert said in run.said
    assert "Traceback" not in run.said


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    """Return a supervisor of this process, whose signals it gives back."""
    handlers = {number: signal.getsignal(number) for number in STOPS}
    lock = os.open(tmp_path / "lock", os.O_RDWR | os.O_CREAT)
    supervisor = Supervisor(env=os.environ, lock=lock)
    yield supervisor
    supervisor.stop()
    os.close(lock)
    for number, handler in handlers.items():
        signal.signal(number, handler)


def test_web_server_that_keeps_dying_ends_the_run(supervisor: Supervisor) -> None:
    supervisor.start(Child("web", ["sh", "-c", "exit 3"], grace=1, is_the_site=True))
    with pytest.raises(Trouble, match=r"web ended \(exit code 3\). It was started 5 times within a minute; giving up."):
        supervisor.watch()


@pytest.mark.parametrize("number", STOPS)
def test_each_signal_that_asks_for_the_end_is_heard(supervisor: Supervisor, number: signal.Signals) -> None:
    child = Child("web", ["sleep", "300"], grace=1)
    supervisor.start(child)
    os.kill(os.getpid(), number)
    supervisor.watch()
    supervisor.stop()
    assert child.process is not None
    assert child.process.poll() is not None


def test_spawned_process_dies_with_its_parent(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    program = (
        "import sys, time; from config.up.process import spawn; "
        f"child = spawn(['sleep', '300']); open({str(note)!r}, 'w').write(str(child.pid) + '\\n'); time.sleep(300)"
    )
    parent = spawn([sys.executable, "-c", program], cwd=ROOT)
    until(lambda: note.exists() and note.read_text().endswith("\n"), of="the child")
    parent.kill()
    parent.wait()
    until(lambda: not Path(f"/proc/{note.read_text().strip()}").exists(), of="the child to end")


@pytest.mark.parametrize(("host", "inside"), [("127.0.0.1", True), ("::1", True), ("[::1]", True), ("localhost", True)])
def test_is_loopback_knows_who_only_this_machine_reaches(host: str, inside: bool) -> None:
    assert prepare.is_loopback(host) is inside


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "quiz.school.example", ""])
def test_is_loopback_takes_everything_else_for_reachable(host: str) -> None:
    assert not prepare.is_loopback(host)


def test_demo_password_is_made_once_for_its_owner_only(tmp_path: Path, settings: pytest.FixtureRequest) -> None:
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]
    password = prepare.demo_password()
    assert re.fullmatch(r"[a-z]+-[a-z]+-[a-z]+-\d{4}", password)
    assert prepare.demo_password() == password
    assert stat.S_IMODE((tmp_path / prepare.PASSWORD_FILE).stat().st_mode) == 0o600
