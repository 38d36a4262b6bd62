"""The processes that make up a running site: their commands, and how long each may take to stop."""

from __future__ import annotations

import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from subprocess import Popen

LINES_KEPT = 30


@dataclass
class Child:
    """A process that the supervisor runs."""

    name: str
    command: Sequence[str]
    grace: float  # seconds it gets to stop
    quiet: bool = False  # its lines are shown only when it ends unasked
    unsaid: str = ""  # lines with these words are left out
    parting: signal.Signals = signal.SIGTERM  # what it gets when the supervisor is killed
    is_the_site: bool = False  # without it there is nothing left to run for
    mend: Callable[[], str] | None = None  # what may help where it died at once; says what was done
    pulse: Callable[[], object] | None = None  # a value that changes while it is well
    patience: float = 180.0  # seconds without a change until it counts as hung
    felt: object = None
    pulse_at: float = 0.0
    began: float = 0.0
    process: Popen[bytes] | None = None
    due: float | None = None  # when to start it again
    deaths: deque[float] = field(default_factory=deque)
    lines: deque[str] = field(default_factory=lambda: deque(maxlen=LINES_KEPT))
    unfinished: bytes = b""


def prepare_command() -> list[str]:
    """Return the command that brings database and files up to date."""
    return [sys.executable, "-m", "config.up.prepare"]


def web_command(*, host: str, port: int, workers: int, threads: int) -> list[str]:
    """Return the command of the web server: `workers` processes of `threads` threads on `host`:`port`."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)),
        *("--workers", str(workers), "--blocking-threads", str(threads), "--http", "1", "--no-ws"),
        # A web process that dies is replaced; one that will not stop is killed, so that a stop ends.
        *("--respawn-failed-workers", "--workers-kill-timeout", "10", "--log-level", log_level().lower()),
        "config.up.web:application",
    ]


def worker_command(*, concurrency: int) -> list[str]:
    """Return the command of the Celery worker with `concurrency` processes."""
    return [
        # In a container root is the usual user, and Celery takes JSON only, which is what that warning is about.
        *(sys.executable, "-W", "ignore:You're running the worker", "-m", "celery", "--quiet", "-A", "config"),
        *("worker", "--concurrency", str(concurrency)),
        # One worker has no one to gossip with, and each of these would add messages and a slower start.
        *("--without-gossip", "--without-mingle", "-O", "fair", "--hostname", f"markscheme-{os.getpid()}@%h"),
        *("--loglevel", log_level()),
    ]


def sweeper_command() -> list[str]:
    """Return the command of what closes, marks and tidies again and again. Any number may run on one database."""
    return [sys.executable, "-m", "config.sweeper"]


def log_level() -> str:
    """Return LOG_LEVEL as the servers understand it; quiet unless asked."""
    return os.environ.get("LOG_LEVEL", "WARNING").upper()
