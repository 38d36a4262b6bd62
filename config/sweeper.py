"""`python -m config.sweeper`: does again and again what must happen though nobody asks.

Closing what is over, releasing and tidying it does itself, so that a quiz ends without broker and worker. Marking and
other long work it hands to the workers, unless the queue cannot be reached or the workers do not get on: then it does
that as well. It goes by a clock that only ever goes on, so that setting the server's does not stop it; and its messages
never run out, so that the clocks of several hosts need not agree. Any number may run on one database.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
import time
from datetime import timedelta
from types import FrameType

import django
import redis
from django.conf import settings
from django.db import connection
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from config import pulse, queues
from config.celery import app

log = logging.getLogger("config.sweeper")

ENOUGH = 20  # messages: workers that have so much to do need not be told again
NEGLECTED = timedelta(seconds=30)  # what has waited so long, and nobody has begun, the workers do not get to
FIRST = "quizzes.close_overdue_attempts"  # what must go on above all; its turns are our sign of life
FIRST_WAIT = 60.0  # seconds at most until something is done for the first time


class Sweep(threading.Thread):
    """One task, done every so many seconds in a thread of its own, so that none waits for another."""

    def __init__(self, task: str, seconds: float, *, here: bool, stopped: threading.Event) -> None:
        super().__init__(name=task, daemon=True)
        self.task, self.seconds, self.here, self.stopped = task, seconds, here, stopped

    def run(self) -> None:
        """Do it until we are stopped; whatever happens is logged, and the next turn comes."""
        wait = min(self.seconds, FIRST_WAIT)
        while not self.stopped.wait(wait):
            began = time.monotonic()
            try:
                self.once()
            except Exception:
                log.exception("%s failed; it is done again in %s s", self.task, self.seconds)
            finally:
                connection.close()
            if self.task == FIRST:
                pulse.touch("sweeper")
                queues.show("sweeper", socket.gethostname())
            wait = max(self.seconds - (time.monotonic() - began), 1.0)

    def once(self) -> None:
        """Do it now: here, or by a worker."""
        is_done_here = self.here or not told_a_worker(self.task)
        if is_done_here or (self.task == "marking.mark_waiting" and is_marking_neglected()):
            app.tasks[self.task]()


def told_a_worker(task: str) -> bool:
    """Queue `task`, unless the workers have enough to do; return whether the queue could be reached."""
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2) as server:
            if int(server.llen(app.amqp.router.route({}, task)["queue"].name)) < ENOUGH:
                app.send_task(task)
    except (RedisError, OSError, OperationalError) as error:
        log.warning("The queue cannot be reached (%s); %s is done by the sweeper itself.", error, task)
        return False
    return True


def is_marking_neglected() -> bool:
    """Whether answers have waited for a while that no worker has begun: none runs, or one is frozen or deaf."""
    from marking import queries  # noqa: PLC0415 -- models, once Django is ready
    from quizzes.services import clock  # noqa: PLC0415

    since = clock.now() - NEGLECTED
    if not queries.waiting().filter(claim=None, attempt__submitted_at__lt=since).exists():
        return False
    log.warning("Answers have waited for %.0f s and no worker has begun: the sweeper marks.", NEGLECTED.total_seconds())
    return True


def main() -> None:
    """Sweep until SIGTERM or SIGINT."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    app.loader.import_default_modules()
    app.finalize(auto=True)
    stopped = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopped.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    sweeps = [Sweep(task, seconds, here=here, stopped=stopped) for task, (seconds, here) in settings.SWEEPS.items()]
    for sweep in sweeps:
        sweep.start()
    stopped.wait()
    for sweep in sweeps:
        sweep.join(timeout=2)


if __name__ == "__main__":
    main()
