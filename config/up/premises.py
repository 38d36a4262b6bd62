"""What must be so before anything starts: a folder to write to, nobody else in it, and a free port."""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from config.up.trouble import Trouble

LOCK = "up.lock"
LEFTOVERS = 15.0  # seconds that what a killed run left has to stop by itself …
ENDED = 15.0  # … and once it was killed, until its files are closed


def occupy(data_dir: Path, url: str, say: Callable[[str], None]) -> int:
    """Make `data_dir` and lock it for this run; return the lock's file descriptor, to be kept and handed to children.

    Children that outlive a killed supervisor keep the lock until they are gone, so that two runs never write the same
    files; those that do not go by themselves are killed (Linux). Raises Trouble if the folder cannot be written or
    another run is in it.
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
    if not _taken(lock):
        _refuse_beside(lock, data_dir)
        say("An earlier run was killed; waiting for what it left to stop …")
        if not _freed(lock, data_dir, LEFTOVERS):
            ended = _kill_holders(lock)
            if not ended or not _freed(lock, data_dir, ENDED):
                raise Trouble(
                    f"Processes of an earlier run still use {data_dir}. End them, or wait a minute; then try again."
                )
            say(f"What it left did not stop by itself and was ended ({ended} of its processes).")
    os.ftruncate(lock, 0)
    os.pwrite(lock, f"{os.getpid()} {url}\n".encode(), 0)
    return lock


def _refuse_beside(lock: int, data_dir: Path) -> None:
    """Raise Trouble if the run that wrote its number into the lock is alive."""
    owner, _, address = os.pread(lock, 1000, 0).decode(errors="replace").partition(" ")
    if owner.isdigit() and _alive(int(owner)):
        raise Trouble(f"Already running on the data folder {data_dir}: {address.strip()} (process {owner}).")


def _freed(lock: int, data_dir: Path, seconds: float) -> bool:
    """Return whether nobody else holds `lock` any more, within `seconds`; then it is ours.

    Raises Trouble if another start gets it first: it is no leftover.
    """
    until = time.monotonic() + seconds
    while not _taken(lock):
        _refuse_beside(lock, data_dir)
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


def _kill_holders(lock: int) -> int:
    """Kill each process that holds the lock on the file of `lock`; return how many those are, 0 if none can be seen.

    Only children of a run get that descriptor, and their run is dead; who waits for the lock as we do has it not. What
    a killed process leaves undone is done after the start: it is what a power cut would leave.
    """
    file, killed = os.fstat(lock), 0
    for process in Path("/proc").glob("[0-9]*"):
        if _holds(process, file):
            with suppress(ProcessLookupError, PermissionError):
                os.kill(int(process.name), signal.SIGKILL)
                killed += 1
    return killed


def _holds(process: Path, file: os.stat_result) -> bool:
    """Return whether the process of a folder in /proc has `file` locked; those of other users cannot be seen."""
    with suppress(OSError):
        for opened in (process / "fd").iterdir():
            with suppress(OSError):  # closed meanwhile
                if os.path.samestat(opened.stat(), file):
                    return "FLOCK" in (process / "fdinfo" / opened.name).read_text()
    return False


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
