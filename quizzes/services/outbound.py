"""Calls to servers that people have named: to a public address only, and never where the answer points to.

The name is looked up once, and the call goes to the very address that was checked.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from quizzes.pure import reachable
from quizzes.pure.reachable import BadAddress, Target

TIMEOUT = 5.0  # seconds until it answers anything at all
LONGEST_CALL = 15.0  # seconds after which a call is cut off, however slowly it goes on
LONGEST_ANSWER = 4_000_000  # bytes


@dataclass(frozen=True)
class Answer:
    """What a server has answered. `body` is empty unless it was asked for."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def call(target: Target, method: str, body: bytes | None, headers: dict[str, str], *, reads: bool = False) -> Answer:
    """Make a call and return the answer. Raises BadAddress, OSError and HTTPException."""
    addresses = reachable.check_addresses(target.scheme, _looked_up(target), settings.WEBHOOK_NETWORKS)
    connection = Pinned(target, addresses)
    cut_off = threading.Timer(LONGEST_CALL, connection.cut)
    cut_off.daemon = True
    cut_off.start()
    try:
        connection.request(method, target.path, body, headers)
        answer = connection.getresponse()
        return Answer(answer.status, dict(answer.getheaders()), _read(answer) if reads else b"")
    finally:
        cut_off.cancel()
        connection.close()


def _read(answer: Any) -> bytes:
    data: bytes = answer.read(LONGEST_ANSWER + 1)
    if len(data) > LONGEST_ANSWER:
        raise http.client.HTTPException("The answer is too long.")
    return data


def _looked_up(target: Target) -> list[str]:
    try:
        rows = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise BadAddress("Its name cannot be looked up.") from error
    return list(dict.fromkeys(str(row[4][0]) for row in rows))


class Pinned(http.client.HTTPConnection):
    """A connection to one of given addresses, whatever the name stands for by then; TLS is checked against the name."""

    def __init__(self, target: Target, addresses: Sequence[str]) -> None:
        super().__init__(target.host, target.port, timeout=TIMEOUT)
        self._addresses = addresses
        self._tls = ssl.create_default_context() if target.scheme == "https" else None
        if self._tls is not None:
            self.default_port = http.client.HTTPS_PORT

    def connect(self) -> None:
        """Open the socket."""
        self.sock = self._opened()
        if self._tls is not None:
            self.sock = self._tls.wrap_socket(self.sock, server_hostname=self.host)

    def _opened(self) -> socket.socket:
        *others, last = self._addresses
        for address in others:
            with suppress(OSError):
                return socket.create_connection((address, self.port), TIMEOUT)
        return socket.create_connection((last, self.port), TIMEOUT)

    def cut(self) -> None:
        """End the call from outside."""
        if self.sock is not None:
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)
