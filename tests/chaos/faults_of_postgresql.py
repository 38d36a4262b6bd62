"""The faults of a site on PostgreSQL: each is given the running site and does its harm while students write."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Callable
from contextlib import suppress

import psycopg

from tests.chaos.faults import cut_bodies, kill, log_in_all_at_once
from tests.chaos.old_code import OldCode
from tests.chaos.postgres import Postgres
from tests.config.test_up import WEB, WORKER, Run

Fault = Callable[[Run], None]


def of(server: Postgres) -> dict[str, Fault]:
    """Return the faults by name; the disk is filled only where it is the server's own."""
    faults: dict[str, Fault] = {
        "none, for comparison": lambda run: None,
        "PostgreSQL restarted in order": lambda run: away(server, signal.SIGINT, 2),
        "PostgreSQL stopped at once, away for 8 s": lambda run: away(server, signal.SIGQUIT, 8),
        "PostgreSQL killed, away for 5 s": lambda run: away(server, signal.SIGKILL, 5),
        "one of PostgreSQL's processes killed": lambda run: kill_one(server),
        "PostgreSQL frozen for 12 s": lambda run: server.freeze(12),
        "connections cut 40 times": lambda run: cut(server),
        "connections ended by an operator 40 times": lambda run: end(server),
        "line to PostgreSQL dead for 15 s, then cut": lambda run: deaden(server, 15),
        "60 saves cut off in their body": cut_bodies,
        "40 log-ins at once": log_in_all_at_once,
        "a table locked for 10 s": lambda run: lock(server, 10),
        "PostgreSQL and web server killed": lambda run: (kill(run, WEB), away(server, signal.SIGKILL, 3))[0],
        "PostgreSQL and worker killed": lambda run: (kill(run, WORKER), away(server, signal.SIGKILL, 3))[0],
    }
    if (old := OldCode.found()) is not None:
        faults["old code serves half of the class"] = old
    if server.has_own_disk:
        faults["PostgreSQL's disk full for 10 s"] = lambda run: fill(server, 10)
    return faults


def away(server: Postgres, by: signal.Signals, seconds: float) -> None:
    """Stop it, and start it again after a while."""
    server.stop(by)
    time.sleep(seconds)
    server.start()


def kill_one(server: Postgres) -> None:
    """Kill a process that serves a connection, which has the server throw out all others and mend itself."""
    with psycopg.connect(server.url.replace("postgres:", "postgresql:"), autocommit=True) as connection:
        row = connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        ).fetchone()
    if row is not None:
        os.kill(row[0], signal.SIGKILL)


def cut(server: Postgres) -> None:
    """Cut all connections, again and again."""
    for _ in range(40):
        server.line.cut()
        time.sleep(0.2)


def end(server: Postgres) -> None:
    """Have the server end all connections of others, again and again."""
    with psycopg.connect(f"postgresql://markscheme@/postgres?host={server.folder}", autocommit=True) as connection:
        for _ in range(40):
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
            )
            time.sleep(0.2)


def deaden(server: Postgres, seconds: float) -> None:
    """Let nothing through and close nothing, as where a host has gone from the network; then the line breaks."""
    server.line.dead = True
    time.sleep(seconds)
    server.line.cut()
    server.line.dead = False


def lock(server: Postgres, seconds: float) -> None:
    """Hold a table against all who write, as a migration may."""
    with psycopg.connect(f"postgresql://markscheme@/postgres?host={server.folder}") as connection:
        connection.execute("LOCK TABLE quizzes_response IN ACCESS EXCLUSIVE MODE")
        time.sleep(seconds)


def fill(server: Postgres, seconds: float) -> None:
    """Leave no room on the disk for a while."""
    disk = server.folder.parent
    balloon = disk / "balloon"
    file = os.open(balloon, os.O_CREAT | os.O_WRONLY)
    with suppress(OSError):
        os.posix_fallocate(file, 0, shutil.disk_usage(disk).free)
    with suppress(OSError):
        while True:
            os.write(file, b"\0" * 4096)
    os.close(file)
    time.sleep(seconds)
    balloon.unlink()
