"""A worker and a web server of their own processes, on the database, broker and folder of the run."""

from __future__ import annotations

import functools
import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import redis
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from redis.exceptions import RedisError

from config.up.broker import answers, command
from config.up.children import web_command, worker_command
from config.up.process import spawn, stop
from quizzes.services import presence

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment(**more: str) -> dict[str, str]:
    """Return the variables that put another process on this run's test database, broker and folder."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{database['NAME']}"
    else:
        url = f"postgres://{database['USER']}@/{database['NAME']}?host={database['OPTIONS']['host']}"
    given = {"DJANGO_SETTINGS_MODULE": "config.settings_test", "TEST_DATABASE_URL": url, "PYTHONUNBUFFERED": "1"}
    given["CELERY_SKIP_CHECKS"] = "true"  # as under the supervisor, which has them made once
    return {**os.environ, **given, **more}


def until(what: Callable[[], object], *, seconds: float = 20, of: str = "") -> None:
    """Return as soon as `what()` is true. Raises AssertionError, naming `of`, when `seconds` passed without."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, f"waited {seconds} s in vain for {of or what}"
        time.sleep(0.02)


@dataclass
class Program:
    """A program that a test may start, stop, freeze and kill; what it says is in `log`."""

    name: str
    command: Sequence[str]
    log: Path
    env: Mapping[str, str]
    ready: Callable[[Program], bool]
    process: subprocess.Popen[bytes] | None = field(default=None)

    @property
    def running(self) -> bool:
        """Whether the process lives."""
        return self.process is not None and self.process.poll() is None

    def start(self, *, wait: bool = True) -> None:
        """Start it, if it does not run, and wait until it is ready."""
        if not self.running:
            with self.log.open("ab") as output:
                self.process = spawn(self.command, env=self.env, output=output, cwd=ROOT)
        if wait:
            until(self._ready_or_dead, seconds=40, of=f"{self.name} to be ready: {self.said()}")
            assert self.running, f"{self.name} ended at its start: {self.said()}"

    def _ready_or_dead(self) -> bool:
        return not self.running or self.ready(self)

    def stop(self, *, grace: float = 20) -> bool:
        """Stop it as an operator would; return whether it went by itself."""
        going, self.process = self.process, None
        return going is None or stop(going, grace=grace)

    def kill(self) -> None:
        """Kill it and all it started, as a power cut would."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def freeze(self) -> None:
        """Stop it from running without ending it; `thaw` lets it go on."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on after `freeze`."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGCONT)

    def said(self) -> str:
        """Return the end of its log."""
        return self.log.read_text(errors="replace")[-3000:] if self.log.exists() else ""


def worker(app: str = "config") -> Program:
    """Return a Celery worker of `app`, not started, with the flags of production and one process."""
    flags = worker_command(concurrency=1)
    flags[flags.index("-A") + 1] = app
    return Program(
        name="the worker",
        command=[*flags, "--loglevel", "INFO"],
        log=settings.RUN_DIR / "worker.log",
        env=environment(TEST_LOG_LEVEL="INFO"),
        ready=lambda _: any(client["cmd"] == "brpop" for client in broker().client_list()),
    )


def web(port: int) -> Program:
    """Return a web server on `port`, not started, with the flags of production and one process."""
    return Program(
        name="the web server",
        command=web_command(
            host="127.0.0.1", port=port, workers=1, threads=settings.WEB_THREADS + settings.LOG_IN_THREADS
        ),
        log=settings.RUN_DIR / "web.log",
        env=environment(TEST_PORT=str(port)),
        ready=lambda _: fetch(f"http://127.0.0.1:{port}/healthz")[0] == 200,
    )


def fetch(url: str, *, seconds: float = 5) -> tuple[int, str]:
    """Return the status and the text of `url`; status 0 where nothing answers."""
    try:
        with urllib.request.urlopen(url, timeout=seconds) as answer:
            return answer.status, answer.read().decode(errors="replace")
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(errors="replace")
    except OSError as error:
        return 0, str(error)


def valkey() -> Program:
    """Return the embedded Valkey on the run's socket, not started, with the settings of production."""
    listen = Path(settings.REDIS_URL.removeprefix("unix://"))
    return Program(
        name="Valkey",
        command=command(listen=listen, folder=settings.RUN_DIR / "valkey"),
        log=settings.RUN_DIR / "valkey.log",
        env=os.environ,
        ready=lambda _: answers(listen),
    )


@functools.cache
def broker() -> redis.Redis:
    """Return the client of the run's broker, on the queue's database; it finds a broker that was started again."""
    return redis.Redis(unix_socket_path=settings.REDIS_URL.removeprefix("unix://"), socket_timeout=5)


def queued(client: redis.Redis | None = None) -> int:
    """Return how many messages wait or are being worked on."""
    client = client or broker()
    return sum(int(client.llen(name)) for name in settings.QUEUES) + int(client.hlen("unacked"))  # type: ignore[arg-type]


def cache_answers() -> bool:
    """Return whether this process asks the cache again, and it answers."""
    with suppress(RedisError):
        return cache.get("nothing", True) is True
    return False


def forget_messages_and_cache() -> None:
    """Empty the queue and the cache, and leave what Celery's processes know of each other."""
    presence.write()  # what the last test left for later
    with broker().pipeline(transaction=False) as asked:
        asked.delete(*settings.QUEUES, "unacked", "unacked_index")
        asked.execute_command("SELECT", 1)  # type: ignore[no-untyped-call]
        asked.flushdb()
        asked.execute_command("SELECT", 0)  # type: ignore[no-untyped-call]
        asked.execute()


def wait_until_worked_off(program: Program) -> None:
    """Return when nothing is queued or being worked on by the worker `program`."""
    until(lambda: queued() == 0, of=f"the worker to finish: {program.said()}")
    time.sleep(0.1)  # between taking a message and noting that it did, the worker has it where nobody sees it
    until(lambda: queued() == 0, of=f"the worker to finish: {program.said()}")


def queued_tasks() -> list[str]:
    """Return the names of the tasks that wait, those that are due first of all, then oldest first."""
    queues = [broker().lrange(name, 0, -1) for name in settings.QUEUES]
    messages = [message for queue in queues for message in reversed(queue)]  # type: ignore[arg-type]
    return [json.loads(message)["headers"]["task"] for message in messages]
