"""The commands of the processes that make up a running site."""

from __future__ import annotations

import os
import sys


def web_command(*, host: str, port: int, workers: int, threads: int) -> list[str]:
    """Return the command of the web server: `workers` processes of `threads` threads on `host`:`port`."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)),
        *("--workers", str(workers), "--blocking-threads", str(threads), "--http", "1", "--no-ws"),
        # A web process that dies is replaced; one that will not stop is killed, so that a stop ends.
        *("--respawn-failed-workers", "--workers-kill-timeout", "10", "--log-level", "warning"),
        "config.wsgi:application",
    ]


def worker_command(*, concurrency: int) -> list[str]:
    """Return the command of the Celery worker with `concurrency` processes."""
    return [
        *(sys.executable, "-m", "celery", "--quiet", "-A", "config", "worker", "--concurrency", str(concurrency)),
        # One worker has no one to gossip with, and each of these would add messages and a slower start.
        *("--without-gossip", "--without-mingle", "-O", "fair", "--hostname", f"worker-{os.getpid()}@%h"),
    ]


def beat_command() -> list[str]:
    """Return the command of the clock that starts the sweeps. It must run once for one database."""
    # No pid file: after a crash it would keep the next beat from starting, and the supervisor sees to there being one.
    return [sys.executable, "-m", "celery", "--quiet", "-A", "config", "beat", "--pidfile", ""]
