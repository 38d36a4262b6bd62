"""What `manage.py check` says of this installation, beside Django's own checks."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import redis
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from redis.exceptions import RedisError

# 3.7.0 to 3.51.2 can corrupt a database in WAL mode that two connections write at the same moment.
MENDED_SQLITE = (3, 51, 3)


@register(Tags.database)
def sqlite_is_mended(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Warn where the SQLite in use can corrupt a database that several processes write."""
    if settings.DATABASES["default"]["ENGINE"] != "django.db.backends.sqlite3":
        return []
    return judge_sqlite(sqlite3.sqlite_version_info)


def judge_sqlite(version: tuple[int, int, int]) -> list[CheckMessage]:
    """Return what there is to say of SQLite `version`."""
    if version >= MENDED_SQLITE:
        return []
    return [
        checks.Warning(
            f"SQLite {'.'.join(map(str, version))} can corrupt a database that several processes write.",
            hint="Install the package pysqlite3, which brings a newer one, or use PostgreSQL: DATABASE_URL=postgres://…",
            id="config.W001",
        )
    ]


@register(Tags.caches, deploy=True)
def broker_keeps_messages(**_: Any) -> list[CheckMessage]:
    """Warn where a Redis of one's own may drop messages when its memory is full. The embedded one never does."""
    if settings.EMBEDDED_REDIS:
        return []
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=3, socket_connect_timeout=3) as client:
            memory: dict[str, Any] = client.info("memory")
    except (RedisError, OSError, ValueError) as error:
        return [checks.Warning(f"REDIS_URL cannot be asked about its memory: {error}", id="config.W002")]
    policy = memory.get("maxmemory_policy", "noeviction")
    if policy == "noeviction":
        return []
    return [
        Error(
            f"The Redis of REDIS_URL drops keys when its memory is full ({policy}), and the queue with them.",
            hint="Set its maxmemory-policy to noeviction.",
            id="config.E001",
        )
    ]


@register(Tags.security, deploy=True)
def data_folder_is_private(**_: Any) -> list[CheckMessage]:
    """Warn where others on this machine can look into the data folder."""
    folder = Path(settings.DATA_DIR)
    if not folder.exists() or not folder.stat().st_mode & 0o007:
        return []
    return [
        checks.Warning(
            f"Everyone on this machine can look into the data folder {folder}, where answers and keys are.",
            hint=f"chmod o-rwx {folder}",
            id="config.W003",
        )
    ]
