"""Django's cache on Redis, with one client that is kept, and that nobody waits for when the server is away.

What the cache holds is a comfort: who is connected, who was told, how far an import is. A server that is frozen, or
being started, must not cost a student's save more than a blink.
"""

from __future__ import annotations

import time
from functools import cached_property
from typing import Any

from django.core.cache.backends import redis
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as NotConnected
from redis.exceptions import TimeoutError as TimedOut
from redis.retry import Retry

PATIENCE = 0.5  # seconds that one call may take; the server answers in a thousandth of that
PAUSE = 5.0  # seconds without asking a server that has not answered


class Away(NotConnected):
    """The server has just failed to answer, and is not asked again for a moment."""


class Breaker:
    """Lets one call find out that the server is away, and tells the others for PAUSE seconds."""

    def __init__(self) -> None:
        self._until = 0.0

    def check(self) -> None:
        """Raise Away while the server is left alone."""
        if time.monotonic() < self._until:
            raise Away("The cache has just failed to answer.")

    def trip(self) -> None:
        """Leave the server alone for a while."""
        self._until = time.monotonic() + PAUSE


class _Server(Redis):
    """A client that asks its breaker first."""

    breaker = Breaker()  # one a process: there is one server

    def execute_command(self, *args: Any, **options: Any) -> Any:
        """Do what redis-py does. Raises Away at once while the server is known to be away."""
        self.breaker.check()
        try:
            return super().execute_command(*args, **options)  # type: ignore[no-untyped-call]
        except (NotConnected, TimedOut):
            self.breaker.trip()
            raise


class _Client(redis.RedisCacheClient):
    """Keeps one client for all threads. Django makes one anew for each call, which takes longer than the call."""

    def __init__(self, servers: Any, **options: Any) -> None:
        once = Retry(NoBackoff(), 0)
        times = {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE, "retry": once, "retry_on_error": []}
        super().__init__(servers, **{**times, **options})
        self._client = _Server

    @cached_property
    def _kept(self) -> Any:
        return super().get_client(write=True)

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        return self._kept


class Cache(redis.RedisCache):
    """The cache of a site with one Redis server."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = _Client

    def server(self) -> Any:
        """Return the client itself, for what a cache has no words for: scripts, and counters that are read together."""
        return self._cache.get_client(None)
