"""The time that sittings go by: this process's own, which does not follow a jump of the server's clock at once."""

from __future__ import annotations

import logging
import threading
import time
from datetime import UTC, datetime, timedelta

from quizzes.pure.steady_clock import HOLD, SteadyClock

log = logging.getLogger(__name__)

TICK = 10  # seconds; a process that nobody asks anything must still see a jump when it happens

_ticker: threading.Thread | None = None


def _age() -> float:
    """Return seconds that only ever go on, those of a machine that slept among them."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.clock_gettime(boot) if boot is not None else time.monotonic()


def _tell(step: float, is_believed: bool) -> None:
    if is_believed:
        log.error("The server's clock has been off by %+.0f s for %.0f minutes; it is believed now.", step, HOLD / 60)
    else:
        log.error(
            "The server's clock jumped by %+.0f s. Sittings go by the time before it for %.0f minutes: nothing is "
            "closed early. Put the clock right (timedatectl, chrony).",
            step,
            HOLD / 60,
        )


_clock = SteadyClock(time.time, _age, _tell)


def now() -> datetime:
    """Return the time, aware. Faces of a sitting ask this and not the system."""
    global _ticker  # noqa: PLW0603 -- one a process, begun by the first that asks
    if _ticker is None or not _ticker.is_alive():
        _ticker = threading.Thread(target=_tick, daemon=True, name="clock")
        _ticker.start()
    return datetime.fromtimestamp(_clock.now(), UTC)


def received_at(waited: float) -> datetime:
    """Return when a request came that has waited for so many seconds: what a save and a hand-in are judged by."""
    return now() - timedelta(seconds=waited)


def _tick() -> None:
    while True:
        time.sleep(TICK)
        _clock.now()
