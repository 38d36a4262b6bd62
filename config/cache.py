"""Django's cache on Redis, with one client that is kept."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.cache.backends import redis


class _Client(redis.RedisCacheClient):
    """Keeps one client for all threads. Django makes one anew for each call, which takes longer than the call."""

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
