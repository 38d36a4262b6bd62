"""The faults: each is given the running site and does its harm while students write."""

from __future__ import annotations

import http.cookiejar
import json
import os
import resource
import signal
import socket
import sqlite3
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import redis

from tests.config.test_up import BROKER, SWEEPER, WEB, WORKER, Run, damage


def kill(run: Run, *words: str, times: int = 1, apart: float = 4) -> None:
    """Kill the leaders of these processes as a power cut would, so many times."""
    for turn in range(times):
        if turn:
            time.sleep(apart)
        for word in words:
            if leader := run.leader(word):
                os.kill(leader, signal.SIGKILL)


def kill_a_child_of_the_worker(run: Run) -> None:
    """Kill the processes that mark, and leave the one that hands out work."""
    leader = run.leader(WORKER)
    for process in run.family(WORKER):
        if process != leader:
            os.kill(process, signal.SIGKILL)


def freeze(run: Run, word: str, seconds: float) -> None:
    """Stop all processes with `word` from running for a while."""
    frozen = run.family(word)
    for process in frozen:
        os.kill(process, signal.SIGSTOP)
    time.sleep(seconds)
    for process in frozen:
        os.kill(process, signal.SIGCONT)


def flush(run: Run) -> None:
    """Empty queue and cache again and again."""
    with redis.Redis(unix_socket_path=str(run.data_dir / "valkey.sock")) as server:
        for _ in range(20):
            server.flushall()
            time.sleep(0.3)


def fill(run: Run) -> None:
    """Let the broker have no memory left for a while."""
    with redis.Redis(unix_socket_path=str(run.data_dir / "valkey.sock")) as server:
        server.config_set("maxmemory", 1)
        time.sleep(8)
        server.config_set("maxmemory", 0)


def damage_the_broker(run: Run) -> None:
    """Damage the broker's file, and kill it."""
    damage(run.data_dir)
    kill(run, BROKER)


def hold_the_database(run: Run) -> None:
    """Keep everybody else from writing for ten seconds."""
    with closing(sqlite3.connect(Path(run.data_dir) / "db.sqlite3", isolation_level=None, timeout=30)) as other:
        other.execute("BEGIN IMMEDIATE")
        time.sleep(10)
        other.execute("ROLLBACK")


def freeze_over_the_end(run: Run) -> None:
    """Freeze the web server until the sittings are over: what came in time counts, though nobody looked at it."""
    time.sleep(12)
    freeze(run, WEB, 12)


def fill_the_disk(run: Run) -> None:
    """Let the database's file not grow for eight seconds, as on a disk that is full."""
    for process in run.family(WEB):
        resource.prlimit(process, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
    time.sleep(8)
    for process in run.family(WEB):
        resource.prlimit(process, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def cut_bodies(run: Run) -> None:
    """Send the beginnings of saves, of all lengths, and hang up."""
    students = run.students  # type: ignore[attr-defined]
    for turn in range(60):
        one = students[turn % len(students)]
        body = json.dumps({"answers": [{"item": one.items[0], "text": "cut off " * 40, "seq": 10_000 + turn}]}).encode()
        head = (
            f"PUT /api/v1/attempts/{one.attempt}/answers/ HTTP/1.1\r\nHost: 127.0.0.1:{run.port}\r\n"
            f"Content-Type: application/json\r\nCookie: {one.cookies}\r\nX-CSRFToken: {one.token}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        with socket.create_connection(("127.0.0.1", run.port), timeout=20) as line:
            line.sendall(head.encode() + body[: len(body) * (turn % 10) // 10])
        time.sleep(0.1)


def log_in_all_at_once(run: Run) -> None:
    """Let 40 more people log in at once: each costs a hash that is meant to be dear."""
    from django.contrib.auth.hashers import make_password  # noqa: PLC0415 -- once Django is ready

    from quizzes.models import User  # noqa: PLC0415

    secret, mark = make_password("a long way to the bell"), time.monotonic_ns()
    people = User.objects.bulk_create(User(username=f"late{mark}-{n}", password=secret) for n in range(40))

    def log_in(name: str) -> None:
        jar = http.cookiejar.CookieJar()
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        with suppress(OSError):
            browser.open(f"{run.url}/login/", timeout=60).read()
            form = {"username": name, "password": "a long way to the bell"}
            form["csrfmiddlewaretoken"] = next(cookie.value or "" for cookie in jar if cookie.name == "csrftoken")
            browser.open(f"{run.url}/login/", urllib.parse.urlencode(form).encode(), timeout=60).read()

    threads = [threading.Thread(target=log_in, args=(one.username,), daemon=True) for one in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=90)


FAULTS: dict[str, Callable[[Run], None]] = {
    "none, for comparison": lambda run: None,
    "worker killed five times": lambda run: kill(run, WORKER, times=5),
    "processes that mark killed": kill_a_child_of_the_worker,
    "worker frozen for 45 s": lambda run: freeze(run, WORKER, 45),
    "web server killed": lambda run: kill(run, WEB),
    "web server frozen for 10 s": lambda run: freeze(run, WEB, 10),
    "sweeper killed three times": lambda run: kill(run, SWEEPER, times=3),
    "sweeper frozen for 20 s": lambda run: freeze(run, SWEEPER, 20),
    "broker killed": lambda run: kill(run, BROKER),
    "broker frozen for 20 s": lambda run: freeze(run, BROKER, 20),
    "broker emptied 20 times": flush,
    "broker without memory for 8 s": fill,
    "broker's file damaged, and killed": damage_the_broker,
    "broker, worker, sweeper and web server killed": lambda run: kill(run, BROKER, WORKER, SWEEPER, WEB),
    "web server frozen over the end": freeze_over_the_end,
    "web server's disk full for 8 s": fill_the_disk,
    "60 saves cut off in their body": cut_bodies,
    "40 log-ins at once": log_in_all_at_once,
    "database held by another writer for 10 s": hold_the_database,
}
