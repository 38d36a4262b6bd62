"""Who we are among the processes of all hosts, and which of them are dead."""

from __future__ import annotations

import os
import socket
from pathlib import Path

HOST = 60  # letters of a host's name that are kept


def me() -> str:
    """Return what names this process: its host, its number, and when it began."""
    return f"{socket.gethostname()[:HOST]} {os.getpid()} {_began(os.getpid())}"


def is_dead(holder: str) -> bool:
    """Whether this host ran the process and it is gone. Of another host nobody knows: its lease has to run out."""
    host, _, rest = holder.partition(" ")
    process, _, began = rest.partition(" ")
    if host != socket.gethostname()[:HOST] or not process.isdigit():
        return False
    if began:
        return _began(int(process)) != began
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def _began(process: int) -> str:
    """Return when a process began, in the system's own count; "" where it is gone or the system does not say."""
    try:
        facts = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if facts[0] in "ZX" else facts[19]  # one that is dead and not yet buried has a line, too
