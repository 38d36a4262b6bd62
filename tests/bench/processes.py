"""The processes of a running site, by what they are: how busy they were, and what they hold."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from redis import Redis
from redis.exceptions import RedisError

TICK = os.sysconf("SC_CLK_TCK")
KINDS = {"granian": "web", "celery": "worker", "config.sweeper": "sweeper", "valkey": "broker", "postgres": "database"}


def own_processes() -> Iterator[tuple[str, Path]]:
    """Yield the kind and the place under /proc of each process of the site."""
    for path in Path("/proc").glob("[0-9]*"):
        try:
            command = (path / "cmdline").read_text().replace("\0", " ")
        except OSError:
            continue
        kind = next((kind for word, kind in KINDS.items() if word in command), None)
        if kind is not None and str(Path(os.environ["DATA_DIR"]).parent) in _environment(path, command):
            yield kind, path
            if kind == "database":  # its children write their state over what told of the folder
                children = (path / "task" / path.name / "children").read_text().split()
                yield from ((kind, Path("/proc") / child) for child in children)


def processor_times() -> Iterator[tuple[str, float]]:
    """Yield the processor seconds of the site's processes so far, by what they are."""
    seconds: dict[str, float] = {}
    for kind, path in own_processes():
        with suppress(OSError):
            facts = (path / "stat").read_text().rpartition(")")[2].split()
            # Of the database with that of its children that are gone.
            taken = sum(map(int, facts[11:15] if kind == "database" else facts[11:13])) / TICK
            seconds[kind] = seconds.get(kind, 0) + taken
    seconds["driver"] = sum(os.times()[:2])
    yield from seconds.items()


@dataclass
class Held:
    """What the processes of a kind hold: megabytes of memory, with their share of what is shared, and open files."""

    memory: float = 0
    files: int = 0


class Taken:
    """The processor time that each kind of process takes from now on."""

    def __init__(self) -> None:
        self._before = dict(processor_times())

    def a_request(self, requests: int) -> str:
        """Return the milliseconds of it for each of so many requests, in words."""
        now = dict(processor_times())
        taken = {kind: 1000 * (now[kind] - self._before.get(kind, 0)) / requests for kind in now}
        said = [f"{kind} {ms:.1f}" for kind, ms in sorted(taken.items(), key=lambda pair: -pair[1]) if ms >= 0.05]
        return f"processor ms a request: {', '.join(said)}"


def held(folder: Path) -> dict[str, Held]:
    """Return by kind what the processes of the site hold, and how many keys the broker has, in place of files."""
    kinds: dict[str, Held] = {}
    for kind, path in own_processes():
        with suppress(OSError):
            share = re.search(r"^Pss:\s+(\d+)", (path / "smaps_rollup").read_text(), re.MULTILINE)
            files = len(list((path / "fd").iterdir()))
            one = kinds.setdefault(kind, Held())
            one.memory, one.files = one.memory + int(share[1] if share else 0) / 1024, one.files + files
    with suppress(RedisError), Redis(unix_socket_path=str(folder / "data" / "valkey.sock")) as server:
        spaces: Any = server.info("keyspace")
        kinds["broker's keys"] = Held(0, sum(int(space["keys"]) for space in spaces.values()))
    return kinds


def _environment(path: Path, command: str) -> str:
    try:
        return (path / "environ").read_text(errors="replace") + command
    except OSError:
        return command
