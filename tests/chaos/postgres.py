"""A PostgreSQL to be harmed: on a disk of its own that can be filled, behind a line that can be cut or go dead."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from config.up import process
from tests.chaos.line import Line
from tests.runtime import postgresql

SOCKET = ".s.PGSQL.5432"
MEGABYTES = 2000  # of the disk, which is memory: the programs, a gigabyte of write-ahead log, and a school


@dataclass
class Postgres:
    """The server, started and stopped as an operator or an accident would."""

    folder: Path
    line: Line
    running: subprocess.Popen[bytes]
    has_own_disk: bool

    @property
    def url(self) -> str:
        """What DATABASE_URL is to be."""
        return f"postgres://markscheme@/postgres?host={self.line.listen.parent}"

    def stop(self, by: signal.Signals) -> None:
        """Stop it: SIGINT cuts the connections and closes in order, SIGQUIT at once; SIGKILL takes all processes."""
        if by == signal.SIGKILL:
            for child in self.processes():
                os.kill(child, signal.SIGKILL)
        else:
            self.running.send_signal(by)
        self.running.wait(timeout=60)

    def start(self) -> None:
        """Start it again; it mends itself by its log. It may take a moment until those of before are all gone."""
        self.running = postgresql.start_again(self.folder)

    def processes(self) -> list[int]:
        """Return the server's processes, its own first."""
        place = Path(f"/proc/{self.running.pid}/task/{self.running.pid}/children")
        return [self.running.pid, *map(int, place.read_text().split())]

    def freeze(self, seconds: float) -> None:
        """Stop it from running for a while."""
        frozen = self.processes()
        for one in frozen:
            os.kill(one, signal.SIGSTOP)
        time.sleep(seconds)
        for one in frozen:
            with suppress(ProcessLookupError):
                os.kill(one, signal.SIGCONT)


@contextmanager
def postgres(folder: Path) -> Iterator[Postgres]:
    """Give a server in `folder`, on a disk of its own where this user may mount one."""
    disk = folder / "disk"
    disk.mkdir()
    size = f"size={MEGABYTES}m,mode=755"
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(disk)], check=False, capture_output=True)
    place = disk / "pg"
    running = postgresql.start(place, durable=True)
    line = Line(folder / "line" / SOCKET, place / SOCKET)
    server = Postgres(place, line, running, mounted.returncode == 0)
    server.line.open()
    try:
        yield server
    finally:
        process.stop(server.running, grace=10, by=signal.SIGINT)
        if server.has_own_disk:
            subprocess.run(["umount", "-l", str(disk)], check=False)
