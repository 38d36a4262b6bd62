"""What must be so before anything starts: a folder to write to, nobody else in it, and a free port."""

from __future__ import annotations

import fcntl
import os
import socket
import time
from collections.abc import Callable
from pathlib import Path

from config.up.trouble import Trouble

LOCK = "up.lock"
LEFTOVERS = 30  # seconds; what a killed run left has its own time limits to stop by


def occupy(data_dir: Path, url: str, say: Callable[[str], None]) -> int:
    """Make `data_dir` and lock it for this run; return the lock's file descriptor, to be kept and handed to children.

    Children that outlive a killed supervisor keep the lock until they are gone, so that two runs never write the same
    files. Raises Trouble if the folder cannot be written or another run is in it.
    """
    path = data_dir / LOCK
    try:
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise Trouble(
            f"Cannot write to the data folder {data_dir} ({error.strerror}). Let {_me()} write there, or choose "
            "another: DATA_DIR=/path/to/folder make run"
        ) from error
    until, told = time.monotonic() + LEFTOVERS, False
    while not _taken(lock):
        owner, _, address = os.pread(lock, 1000, 0).decode(errors="replace").partition(" ")
        if owner.isdigit() and _alive(int(owner)):
            raise Trouble(f"Already running on the data folder {data_dir}: {address.strip()} (process {owner}).")
        if time.monotonic() > until:
            raise Trouble(
                f"Processes of an earlier run still use {data_dir}. End them, or wait a minute; then try again."
            )
        if not told:
            say("An earlier run was killed; waiting for what it left to stop …")
            told = True
        time.sleep(0.1)
    os.ftruncate(lock, 0)
    os.pwrite(lock, f"{os.getpid()} {url}\n".encode(), 0)
    return lock


def _taken(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _me() -> str:
    return os.environ.get("USER") or f"user {os.getuid()}"


def check_port(host: str, port: int) -> None:
    """Raise Trouble if `host`:`port` cannot be listened on."""
    if not 0 < port < 65536:
        raise Trouble(f"PORT is {port}; it must be from 1 to 65535.")
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen()
    except socket.gaierror as error:
        raise Trouble(f"HOST is “{host}”, which is no address of this machine ({error.strerror}).") from error
    except PermissionError as error:
        raise Trouble(f"{_me()} may not listen on port {port}. Choose one above 1023: PORT=8080 make run") from error
    except OSError as error:
        raise Trouble(
            f"Port {port} on {host} cannot be used ({error.strerror}). Stop what uses it, or choose another: "
            f"PORT={port + 1} make run"
        ) from error
