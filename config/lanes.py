"""Two lanes for requests: people who log in wait in one of their own, and hold up nobody who saves.

A password takes its time to check, and a class that logs in at once used to take every thread of the web server with
it: saves of others waited for seconds. Now the threads of the web server only wait (there are `LOG_IN_THREADS` more of
them than work is done in), and the work is done in two sets of threads of our own: `WEB_THREADS` for everything, and
one for log-ins, each first come, first served. What is kept for a thread, as a connection to the database, so is kept
for these few. A log-in that finds all places to wait in taken is asked to come again.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from config.arrivals import KEY

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Answer = tuple[str, list[tuple[str, str]], list[bytes]]

LOG_INS = frozenset({"/login/", "/login/class/"})  # what is posted there has a password or a PIN to be checked
FULL = "markscheme.full"  # in the environment of a log-in for which there is no place to wait


class Lane:
    """Answers `places` requests at a time, in threads of its own, the others one after the other as they came."""

    def __init__(self, application: Application, name: str, places: int) -> None:
        self._application = application
        self._threads = ThreadPoolExecutor(places, name)
        self._lock = threading.Lock()
        self._here = 0  # at work or waiting

    def answer(self, environ: dict[str, Any], *, most: int | None = None) -> Answer | None:
        """Return the answer once it is there; None at once where `most` requests are here already."""
        with self._lock:
            if most is not None and self._here >= most:
                return None
            answer = self._threads.submit(self._done, environ, time.monotonic())  # in the lock, for the order's sake
            self._here += 1
        try:
            return answer.result()
        finally:
            with self._lock:
                self._here -= 1

    def _done(self, environ: dict[str, Any], came: float) -> Answer:
        # A save counts from when it came, not from when there was time for it.
        environ[KEY] = environ.get(KEY, 0.0) + time.monotonic() - came
        said: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], *_: Any) -> None:
            said[:] = status, headers

        answer = self._application(environ, start)
        try:
            body = list(answer)
        finally:
            if hasattr(answer, "close"):
                answer.close()  # in this thread, whose connection to the database goes back now
        return said[0], said[1], body


class Lanes:
    """A WSGI application that has another answer `threads` requests at a time, and beside them one log-in.

    It may be called from that many threads and as many as `waiting` more. Without any more it does nothing.
    """

    def __init__(self, application: Application, *, threads: int, waiting: int) -> None:
        self._application, self._waiting = application, waiting
        self._usual = Lane(application, "request", threads)
        self._log_ins = Lane(application, "log-in", 1)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request."""
        if not self._waiting:
            return self._application(environ, start_response)
        answer = None
        if environ["REQUEST_METHOD"] == "POST" and environ["PATH_INFO"] in LOG_INS:
            answer = self._log_ins.answer(environ, most=self._waiting)
            environ[FULL] = answer is None
        if answer is None:
            answer = self._usual.answer(environ)
        assert answer is not None  # noqa: S101 -- this lane takes all
        status, headers, body = answer
        start_response(status, headers)
        return body
