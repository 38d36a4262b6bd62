"""Several hosts, and some of them cut off: `python -m tests.chaos.hosts` (as root, on Linux).

Six hosts in network namespaces: one with PostgreSQL and Valkey, three with a web server, two with a worker and a
sweeper each. Students write through the web hosts in turn; one whose host does not answer goes to the next, as behind a
proxy. Then, each in a sitting of its own: nothing happens; a web host and a worker host are cut off for 20 s amid the
sitting and come back; they are cut off and stay away; each web and worker host is restarted, one after the other. After
each the audit of `tests.chaos`. With fewer than all, `--only WORD …`.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from config.up.broker import binary
from config.up.children import sweeper_command, web_command, worker_command
from config.up.process import stop
from tests.chaos.network import Host, Unavailable, network
from tests.runtime import postgresql
from tests.runtime.site import ROOT, fetch, until

PORT, AWAY = 8000, 20
LONGER = 4  # so many times as long a sitting while host after host is restarted


class Site:
    """The site on its hosts."""

    def __init__(self, hosts: list[Host], folder: Path) -> None:
        self.data, self.folder = hosts[0], folder
        self.webs, self.workers = hosts[1:4], hosts[4:]
        self.url = ""  # of no one host
        common = {
            "DATABASE_URL": f"postgres://markscheme@{self.data.address}/postgres", "SECRET_KEY": "of all hosts" * 5,
            "REDIS_URL": f"redis://{self.data.address}:6379/0", "ALLOWED_HOSTS": "*", "DEMO": "0",
            "LOG_LEVEL": "WARNING", "ENV_FILE": os.devnull, "DJANGO_SETTINGS_MODULE": "config.settings",
        }  # fmt: skip
        self.env = {**{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}, **common}

    def start_all(self) -> None:
        """Start Valkey and every web and worker host, and wait for the web servers."""
        settings = {"bind": "0.0.0.0", "protected-mode": "no", "appendonly": "yes", "maxmemory-policy": "noeviction"}
        words = [word for name, value in settings.items() for word in (f"--{name}", value)]
        broker: list[str | Path] = [binary(), *words, "--dir", self.folder]
        self.data.start(broker, env=self.env, log=self.folder / "valkey.log", cwd=self.folder)
        for host in (*self.webs, *self.workers):
            self.start(host)
        for host in self.webs:
            self.wait_for(host)

    def start(self, host: Host) -> None:
        """Start what runs on a web or worker host."""
        env = {**self.env, "DATA_DIR": str(self.folder / host.name), "WEB_THREADS": "4"}
        commands = [web_command(host="0.0.0.0", port=PORT, workers=1, threads=8)]
        if host in self.workers:
            commands = [worker_command(concurrency=1), sweeper_command()]
        for command in commands:
            host.start(command, env=env, log=self.folder / f"{host.name}.log", cwd=ROOT)

    def wait_for(self, host: Host) -> None:
        """Wait until a web host can serve."""
        until(lambda: fetch(f"http://{host.address}:{PORT}/healthz")[0] == 200, seconds=240, of=f"{host.name}")

    def urls(self) -> list[str]:
        """Return where the web hosts are found."""
        return [f"http://{host.address}:{PORT}" for host in self.webs]


def cut_off(site: Site, *, seconds: float = AWAY) -> None:
    """Cut a web host and a worker host off, and put them back after a while (0: not before the audit)."""
    gone = (site.webs[0], site.workers[0])
    for host in gone:
        host.cut_off()
    if seconds:
        time.sleep(seconds)
        put_back(site)


def put_back(site: Site) -> None:
    """Plug all hosts in."""
    for host in (*site.webs, *site.workers):
        host.put_back()


def upgrade(site: Site) -> None:
    """Restart one host after the other, as a new release is brought in: SIGTERM, wait, start, wait until it serves."""
    for host in (*site.webs, *site.workers):
        host.stop()
        site.start(host)
        if host in site.webs:
            site.wait_for(host)


FAULTS: dict[str, Callable[[Site], None]] = {
    "three web and two worker hosts, none cut off": lambda site: None,
    "a web host and a worker host cut off for 20 s": cut_off,
    "a web host and a worker host cut off, and not put back": lambda site: cut_off(site, seconds=0),
    "one host after the other restarted": upgrade,
}


def row(site: Site, name: str, seconds: float) -> bool:
    """Sit once with a fault in the midst, print the line of the table, and return whether something was wrong."""
    import tests.chaos.__main__ as chaos  # noqa: PLC0415 -- once Django is ready

    chaos.SITTING = seconds * (LONGER if FAULTS[name] is upgrade else 1)
    urls, made = site.urls(), chaos.sitting
    chaos.sitting = lambda _: _behind_a_proxy(made(urls[0]), urls)  # type: ignore[assignment]
    try:
        _, wrong = chaos.row(site, name, FAULTS[name])
    finally:
        chaos.sitting = made
        put_back(site)
    return bool(wrong)


def _behind_a_proxy(students: list[Any], urls: list[str]) -> list[Any]:
    for number, student in enumerate(students):
        _spread(student, urls, number)
    return students


def _spread(student: Any, urls: list[str], number: int) -> None:
    """Let each request of a student go to the next host, and past one that has not answered lately."""
    asked, turn = student.asked, [number]

    def at_the_next(method: str, path: str, body: dict[str, Any]) -> dict[str, Any] | None:
        for _ in urls:
            turn[0] += 1
            student.url = urls[turn[0] % len(urls)]
            if DOWN.get(student.url, 0) < time.monotonic():
                break
        reply: dict[str, Any] | None = asked(method, path, body)
        if reply is None:
            DOWN[student.url] = time.monotonic() + 10
        return reply

    student.asked = at_the_next


DOWN: dict[str, float] = {}  # until when a host is passed over


def main() -> int:
    """Run the rows; return 1 where an audit found something, 0 also where such a network cannot be made."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.hosts", description=__doc__)
    parser.add_argument("--only", nargs="+", default=[""])
    parser.add_argument("--seconds", type=float, default=60, help="that a sitting takes")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that it clears up
    names = [name for name in FAULTS if any(word in name for word in asked.only)]
    try:
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="markscheme-hosts-")))
            folder.chmod(0o755)  # the database server runs as nobody
            hosts = stack.enter_context(network("data", "web1", "web2", "web3", "worker1", "worker2"))
            return int(any(_run(Site(hosts, folder), folder, names, asked.seconds)))
    except Unavailable as why:
        print(why)
        return 0


def _run(site: Site, folder: Path, names: list[str], seconds: float) -> list[bool]:
    with site.data.inside():
        server = postgresql.start(folder / "pg", durable=True, listen_addresses="*", max_connections="100")
    try:
        os.environ.update(site.env, DATABASE_URL=f"postgres://markscheme@/postgres?host={folder / 'pg'}")
        os.environ["DATA_DIR"] = str(folder / "driver")
        (folder / "driver").mkdir()
        import django  # noqa: PLC0415 -- with the variables of this run

        django.setup()
        from django.core.management import call_command  # noqa: PLC0415

        call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        for host in (*site.webs, *site.workers):  # as a folder that hosts share, or a copy of it
            (folder / host.name).mkdir()
            (folder / host.name / "static").symlink_to(folder / "driver" / "static")
        site.start_all()
        return [row(site, name, seconds) for name in names]
    finally:
        for host in (*site.webs, *site.workers, site.data):
            host.stop()
        stop(server, grace=10, by=signal.SIGINT)


if __name__ == "__main__":
    sys.exit(main())
