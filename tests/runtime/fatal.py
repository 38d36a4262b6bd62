"""The Celery application with an engine that some answers kill or hang: for workers that tests start.

`celery -A tests.runtime.fatal worker`. An answer with FATAL in it ends the process as a crash in a library or the
system's memory killer would; one with ENDLESS never comes back, inside a call that no signal handler interrupts.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Sequence

from celery.signals import worker_init

from config.celery import app
from marking import engine
from marking.engine.types import Marked

__all__ = ["app"]

FUSE_SECONDS = 6  # a process that has just begun has much to load, and the machine may be busy

really = engine.MarkScheme.mark_many


def mark_many(scheme: engine.MarkScheme, texts: Sequence[str]) -> list[Marked]:
    """Mark as ever, but for the answers that are fatal."""
    for text in texts:
        if "FATAL" in text:
            os.kill(os.getpid(), signal.SIGKILL)
        if "ENDLESS" in text:
            signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.Signals) - {signal.SIGKILL})
            threading.Event().wait()
    return really(scheme, texts)


engine.MarkScheme.mark_many = mark_many  # type: ignore[method-assign]


@worker_init.connect
def shorten_the_fuse(**_: object) -> None:
    """Let nobody wait longer than a test must."""
    from marking.services import claims  # noqa: PLC0415 -- once Django is ready

    claims.FUSE_SECONDS = FUSE_SECONDS
