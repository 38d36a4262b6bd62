"""Signs of life of this host's processes: a file each in the data folder, touched while they get on."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path

from django.conf import settings


def touch(name: str) -> None:
    """Give a sign of life of the process `name`. A disk that is full is no reason to fall over."""
    with suppress(OSError):
        path = _path(name)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch()


def felt(name: str) -> int:
    """Return a number that changes with each sign of life of `name`; 0 where there was none."""
    try:
        return _path(name).stat().st_mtime_ns
    except OSError:
        return 0


def age(name: str) -> float | None:
    """Return seconds since the last sign of life of `name` on this host, None where there never was one."""
    last = felt(name)
    return max(time.time() - last / 1e9, 0.0) if last else None


def _path(name: str) -> Path:
    return Path(settings.DATA_DIR) / "alive" / name
