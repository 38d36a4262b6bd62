"""A line between the site and a server of its, which can be cut, go dead, or lose what is connected."""

from __future__ import annotations

import selectors
import socket
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Line:
    """What passes bytes between the socket `listen` and that of a server, until it is told otherwise."""

    listen: Path
    server: Path
    dead: bool = False
    _pairs: list[tuple[socket.socket, socket.socket]] = field(default_factory=list)
    _lost: set[socket.socket] = field(default_factory=set)

    def open(self) -> None:
        """Begin to listen."""
        self.listen.parent.mkdir(exist_ok=True)
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(self.listen))
        listener.listen(64)
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def cut(self) -> None:
        """Close all connections that are open, whatever is under way on them."""
        for pair in self._pairs:
            for end in pair:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
        self._pairs.clear()

    def lose(self) -> None:
        """Let nothing through any more on the connections that are open, and close none; new ones are well."""
        self._lost.update(end for pair in self._pairs for end in pair)

    def _accept(self, listener: socket.socket) -> None:
        while True:
            client, _ = listener.accept()
            other = socket.socket(socket.AF_UNIX)
            try:
                other.connect(str(self.server))
            except OSError:
                client.close()
                continue
            self._pairs.append((client, other))
            threading.Thread(target=self._pass, args=(client, other), daemon=True).start()

    def _pass(self, *ends: socket.socket) -> None:
        with selectors.DefaultSelector() as ready, ends[0], ends[1], suppress(OSError):
            for end, other in (ends, ends[::-1]):
                ready.register(end, selectors.EVENT_READ, other)
            while True:
                for key, _ in ready.select(timeout=60):
                    data = key.fileobj.recv(65536)  # type: ignore[union-attr]
                    while self.dead:  # what was sent is on its way, and nobody hears that it is not
                        time.sleep(0.1)
                    if not data:
                        return
                    if key.fileobj not in self._lost:
                        key.data.sendall(data)
