"""Tells each request for how long it may have waited for us (quizzes/pure/queueing.py)."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

from quizzes.pure.queueing import TICK, Waiting

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
KEY = "markscheme.waited"


class Arrivals:
    """A WSGI application that puts into the environment of another how many seconds a request may have waited."""

    def __init__(self, application: Application, *, threads: int) -> None:
        self._application = application
        self._waiting = Waiting(threads, time.monotonic)
        self._ticker: threading.Thread | None = None
        self._lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request."""
        if self._ticker is None or not self._ticker.is_alive():
            self._start()
        environ[KEY] = self._waiting.begin()
        try:
            return self._application(environ, start_response)
        finally:
            self._waiting.end()

    def _start(self) -> None:
        """Begin to look, in this process: the one that loaded the application may have forked since."""
        with self._lock:
            if self._ticker is None or not self._ticker.is_alive():
                self._ticker = threading.Thread(target=self._look, daemon=True, name="arrivals")
                self._ticker.start()

    def _look(self) -> None:
        while True:
            self._waiting.tick()
            time.sleep(TICK)
