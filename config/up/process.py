"""Child processes that cannot outlive their parent, and how to stop them with all that they started."""

from __future__ import annotations

import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from multiprocessing import parent_process
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1


def spawn(
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    output: IO[bytes] | int | None = None,
    user: int | None = None,
    parting: signal.Signals = signal.SIGTERM,
    keep: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Start `command` in a session of its own, so that Ctrl-C at the terminal reaches only us.

    `output` takes both streams. `user` is the id to run as, for root only. `parting` is what the child gets when we
    die, even by SIGKILL (Linux; elsewhere it is left behind). Call from the main thread: the system ties
    the child to the thread that started it. `keep` are file descriptors it inherits. Raises OSError.
    """
    return subprocess.Popen(  # noqa: S603 -- our own commands
        [os.fspath(part) for part in command],
        env=None if env is None else dict(env),
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=None if output is None else subprocess.STDOUT,
        start_new_session=True,
        user=user,
        group=user,
        extra_groups=None if user is None else [],
        pass_fds=tuple(keep),
        preexec_fn=_tied_to(os.getpid(), parting),  # noqa: PLW1509 -- does one system call, looked up beforehand
    )


def tie_to_parent(parting: signal.Signals = signal.SIGTERM) -> None:
    """Have this process get `parting` when the one that started it dies (Linux). It ends at once if that has happened.

    A process of `multiprocessing` knows who started it, even where that one is gone by now.
    """
    parent = parent_process()
    _tied_to(os.getppid() if parent is None or parent.pid is None else parent.pid, parting)()


def _tied_to(parent: int, parting: signal.Signals) -> Callable[[], None]:
    if not sys.platform.startswith("linux"):
        return _untied
    prctl = ctypes.CDLL(None, use_errno=True).prctl  # looked up before the fork, where little is safe

    def tie() -> None:
        prctl(PR_SET_PDEATHSIG, int(parting), 0, 0, 0)
        if os.getppid() != parent:  # it died in between: no signal will come
            os._exit(1)

    return tie


def _untied() -> None:
    return None


def stop(
    process: subprocess.Popen[bytes],
    *,
    grace: float,
    by: signal.Signals = signal.SIGTERM,
    hurried: Callable[[], bool] = lambda: False,
) -> bool:
    """Stop `process` and its whole session; return whether it went by itself within `grace` seconds.

    `hurried` is asked every 50 ms and ends the wait. Nothing of the session is left on return.
    """
    if process.poll() is None:
        process.send_signal(by)
    until = time.monotonic() + grace
    while process.poll() is None and time.monotonic() < until and not hurried():
        time.sleep(0.05)
    went = process.poll() is not None
    sweep(process)
    process.wait()
    return went


def sweep(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left of the session that `process` leads or led."""
    with suppress(ProcessLookupError, PermissionError):  # macOS says the second of a group of zombies
        os.killpg(process.pid, signal.SIGKILL)


def widen(stream: IO[bytes]) -> None:
    """Let a pipe hold a megabyte (Linux), so that who writes into it need not wait while we are stopped."""
    with suppress(OSError, AttributeError):
        fcntl.fcntl(stream.fileno(), fcntl.F_SETPIPE_SZ, 1024 * 1024)


def how_it_ended(process: subprocess.Popen[bytes]) -> str:
    """Say how a finished process ended: "exit code 1" or "SIGKILL"."""
    code = process.returncode
    if code is None:
        return "still running"
    if code < 0:
        return signal.Signals(-code).name
    return f"exit code {code}"
