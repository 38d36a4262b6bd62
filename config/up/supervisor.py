"""Starts the processes of a site in order, starts again what dies, and stops them all."""

from __future__ import annotations

import atexit
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from types import FrameType
from typing import IO, cast

from config.up import process
from config.up.children import Child
from config.up.output import Output
from config.up.trouble import Trouble

RESTARTS = 5  # of one child …
A_MINUTE = 60.0  # … in so many seconds, then it is left alone for a while
A_WHILE = 30.0
SHORT_LIFE = 10.0  # seconds; a child that lives no longer may need mending
LOOKED_AT = 5.0  # seconds between looks at whether children are well
STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(Exception):
    """Someone asked us to stop."""


_output = Output()
say = _output.say  # prints a line as soon as somebody reads it; never waits
atexit.register(_output.flush)


class Supervisor:
    """Runs children. One thread: the system ties each child's life to the thread that started it."""

    def __init__(self, *, env: Mapping[str, str], lock: int) -> None:
        self.env = env
        self.lock = lock
        self.children: list[Child] = []
        self.asked = 0  # how often we were asked to stop
        self._selector = selectors.DefaultSelector()
        for number in STOPS:
            signal.signal(number, self._heard)

    def _heard(self, number: int, frame: FrameType | None) -> None:
        self.asked += 1

    # ---- starting ------------------------------------------------------------------------------------

    def start(self, child: Child) -> None:
        """Start `child` and watch it from now on."""
        if child not in self.children:
            self.children.append(child)
        child.due, child.began = None, time.monotonic()
        child.pulse_at = child.began
        child.process = process.spawn(
            child.command, env=self.env, output=subprocess.PIPE, parting=child.parting, keep=[self.lock]
        )
        assert child.process.stdout is not None  # noqa: S101 -- we asked for a pipe
        os.set_blocking(child.process.stdout.fileno(), False)
        process.widen(child.process.stdout)
        self._selector.register(child.process.stdout, selectors.EVENT_READ, child)

    def run_to_end(self, child: Child) -> None:
        """Start `child` and wait until it is done. Raises Trouble if it failed, Stopped if we are asked to stop."""
        self.start(child)
        self.wait(lambda: child.process is not None and child.process.poll() is not None, but=child)
        self._drain(child)
        self.children.remove(child)
        if child.process is not None and child.process.returncode != 0:
            raise Trouble(f"Not started: {child.name} did not finish ({process.how_it_ended(child.process)}).")

    def wait(self, done: Callable[[], bool], *, seconds: float = 600, but: Child | None = None) -> None:
        """Wait until `done()`, passing on what the children say.

        Raises Trouble if a child other than `but` ends meanwhile or time runs out, Stopped if we are asked to stop.
        """
        until = time.monotonic() + seconds
        while not done():
            self._listen(0.05)
            if self.asked:
                raise Stopped
            for child in self.children:
                if child is not but and child.process is not None and child.process.poll() is not None:
                    raise Trouble(f"Not started: {self._obituary(child)}")
            if time.monotonic() > until:
                raise Trouble(f"Not started: no answer within {seconds:.0f} seconds.")

    # ---- watching ------------------------------------------------------------------------------------

    def watch(self) -> None:
        """Run until asked to stop, starting again what dies or hangs. Raises Trouble when the site itself keeps dying.

        Any other child that keeps dying is left alone for a while and tried again: the site goes on without it.
        """
        looked = time.monotonic()
        while not self.asked:
            self._listen(0.25)
            now = time.monotonic()
            for child in self.children:
                if child.due is None and child.process is not None and child.process.poll() is not None:
                    self._bury(child, now)
                if child.due is not None and child.due <= now:
                    self.start(child)
            if now - looked >= LOOKED_AT:
                looked = now
                for child in self.children:
                    self._look_at(child, now)

    def _bury(self, child: Child, now: float) -> None:
        obituary = self._obituary(child)
        while child.deaths and child.deaths[0] < now - A_MINUTE:
            child.deaths.popleft()
        if child.mend is not None and now - child.began < SHORT_LIFE:
            obituary += f" {child.mend()}"
        if len(child.deaths) >= RESTARTS:
            if child.is_the_site:
                raise Trouble(f"{obituary} It was started {RESTARTS} times within a minute; giving up.")
            say(f"{obituary} It was started {RESTARTS} times within a minute; tried again in {A_WHILE:.0f} s.")
            child.due = now + A_WHILE
            child.deaths.clear()
            return
        say(f"{obituary} Starting it again ({len(child.deaths) + 1} of {RESTARTS} within a minute).")
        child.due = now + len(child.deaths) / 2
        child.deaths.append(now)

    def _look_at(self, child: Child, now: float) -> None:
        """Kill a child that gives no sign of life any more, so that it is started again."""
        if child.pulse is None or child.due is not None or child.process is None:
            return
        felt = child.pulse()
        if felt != child.felt:
            child.felt, child.pulse_at = felt, now
        elif now - child.pulse_at > child.patience:
            say(f"{child.name} has given no sign of life for {child.patience:.0f} s: it is killed.")
            child.pulse_at = now
            process.sweep(child.process)

    def _obituary(self, child: Child) -> str:
        assert child.process is not None  # noqa: S101 -- it ran
        process.sweep(child.process)  # what it started must not stand in the way of its successor
        self._drain(child)
        text = f"{child.name} ended ({process.how_it_ended(child.process)})."
        if child.quiet and child.lines:
            text = "\n".join([f"{child.name:6} | {line}" for line in child.lines] + [text])
        return text

    # ---- stopping ------------------------------------------------------------------------------------

    def stop(self, *, patience: float = 1.0) -> None:
        """Stop all, last started first, each within `patience` of its grace. Asked again meanwhile, kill the rest."""
        asked = self.asked
        for child in reversed(self.children):
            if child.process is None or child.process.poll() is not None:
                continue
            if not process.stop(child.process, grace=child.grace * patience, hurried=lambda: self._hurried(asked)):
                say(f"{child.name} was ended before it had finished; what it left undone is done after the next start.")
            self._drain(child)
        self.children.clear()

    def _hurried(self, asked: int) -> bool:
        self._listen(0)
        return self.asked > asked

    # ---- what they say -------------------------------------------------------------------------------

    def _listen(self, seconds: float) -> None:
        if not self._selector.get_map():
            time.sleep(seconds)
            return
        for key, _ in self._selector.select(seconds):
            self._read(key.data, cast("IO[bytes]", key.fileobj))

    def _read(self, child: Child, stream: IO[bytes]) -> bool:
        try:
            data = os.read(stream.fileno(), 65536)
        except BlockingIOError:
            return False
        *lines, child.unfinished = (child.unfinished + data).split(b"\n")
        if not data:
            lines, child.unfinished = ([child.unfinished] if child.unfinished else []), b""
            self._close(stream)
        for line in lines:
            self._show(child, line.decode(errors="replace").rstrip())
        return bool(data)

    def _drain(self, child: Child) -> None:
        """Read what a child that has ended still said, and let go of its pipe."""
        stream = child.process.stdout if child.process else None
        if stream is None or stream.closed:
            return
        while self._read(child, stream):
            pass
        if not stream.closed:  # something else holds its end
            self._close(stream)

    def _close(self, stream: IO[bytes]) -> None:
        self._selector.unregister(stream)
        stream.close()

    def _show(self, child: Child, line: str) -> None:
        if not line or (child.unsaid and child.unsaid in line):
            return
        child.lines.append(line)
        if child.name == "prepare":
            if not line.startswith("accounts "):
                say(line)
        elif not child.quiet:
            say(f"{child.name:6} | {line}")
