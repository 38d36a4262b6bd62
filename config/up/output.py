"""What the site says, on its way to whoever started it, who may have stopped reading."""

from __future__ import annotations

import queue
import threading
import time
from contextlib import suppress

KEPT = 2_000  # lines that may wait for a reader


class Output:
    """Prints lines from a thread of its own, so that the site does not stand still because a terminal does.

    Where nobody reads them (Ctrl-S, a pager, a journal that is stuck) they are dropped and counted.
    """

    def __init__(self) -> None:
        self._lines: queue.Queue[str] = queue.Queue(KEPT)
        self._dropped = 0
        self._thread: threading.Thread | None = None

    def say(self, text: str) -> None:
        """Have `text` printed as soon as somebody reads, unless too much waits already."""
        try:
            self._lines.put_nowait(text)
        except queue.Full:
            self._dropped += 1
        if self._thread is None:
            self._thread = threading.Thread(target=self._print, daemon=True, name="output")
            self._thread.start()

    def _print(self) -> None:
        while True:
            text = self._lines.get()
            with suppress(OSError, ValueError):  # a terminal that was closed is no reason to fall over
                print(text, flush=True)
                if self._dropped and self._lines.empty():
                    lost, self._dropped = self._dropped, 0
                    print(f"… {lost} lines were dropped here, as nobody read them.", flush=True)
            self._lines.task_done()

    def flush(self, seconds: float = 2.0) -> None:
        """Wait until all is printed, but no longer than `seconds`."""
        until = time.monotonic() + seconds
        while self._lines.unfinished_tasks and time.monotonic() < until:
            time.sleep(0.01)
