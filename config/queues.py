"""What waits in the queues, and which workers and sweepers have been heard of, on whatever host they run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import redis
from django.conf import settings
from redis.exceptions import RedisError

PATIENCE = 0.5  # seconds
REMEMBERED = 3600  # seconds that one who is silent is still listed
LATE = 60  # seconds; who is silent for so long is no longer counted as running
_PREFIX = "markscheme:running:"
AWAY = (RedisError, OSError, ValueError)


@dataclass(frozen=True, slots=True)
class Running:
    """A worker or sweeper: its name, seconds since it was heard of, and what it was at."""

    kind: str
    name: str
    silent: int
    tasks: tuple[str, ...] = ()

    @property
    def is_late(self) -> bool:
        """Whether it should have been heard of by now."""
        return self.silent > LATE


@contextmanager
def _server() -> Iterator[redis.Redis]:
    with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE) as server:
        yield server


def lengths() -> dict[str, int] | None:
    """Return how many messages wait in each queue, None where the server does not answer."""
    try:
        with _server() as server:
            return {name: int(server.llen(name)) for name in settings.QUEUES}
    except AWAY:
        return None


def show(kind: str, name: str, tasks: tuple[str, ...] = ()) -> None:
    """Say that a worker or sweeper is well. By the server's own clock, so that those of the hosts need not agree."""
    with suppress(*AWAY), _server() as server:
        server.set(f"{_PREFIX}{kind}:{name}", json.dumps(tasks), ex=REMEMBERED)


def running() -> list[Running] | None:
    """Return who has been heard of within the hour, None where the server does not answer."""
    try:
        with _server() as server:
            keys = sorted(server.scan_iter(f"{_PREFIX}*", count=1000))
            pipe = server.pipeline(transaction=False)
            for key in keys:
                pipe.get(key)
                pipe.ttl(key)
            said = pipe.execute()
    except AWAY:
        return None
    tasks_running = []
    for key, tasks, left in zip(keys, said[::2], said[1::2], strict=True):
        if tasks is not None:
            kind, _, name = key.decode().removeprefix(_PREFIX).partition(":")
            tasks_running.append(Running(kind, name, max(REMEMBERED - int(left), 0), tuple(json.loads(tasks))))
    return tasks_running
