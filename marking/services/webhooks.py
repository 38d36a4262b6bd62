"""Telling a program that its job is done: each call signed, recorded, and made to a public address only."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import threading
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from marking.models import Job, WebhookCall
from marking.pure import webhooks
from marking.pure.webhooks import BadAddress, Target

TIMEOUT = 5.0  # seconds until it answers anything at all
LONGEST_CALL = 15.0  # seconds after which a call is cut off, however slowly it goes on
LEASE = timedelta(minutes=2)  # in which nobody else makes the same call
AT_ONCE = 20


def call_due(*, now: datetime, most: int = AT_ONCE) -> int:
    """Make the calls that are due; return how many. A call may be made twice where a process dies between."""
    called = 0
    for job in Job.objects.filter(call_at__lte=now).order_by("call_at")[:most]:
        if Job.objects.filter(pk=job.pk, call_at=job.call_at).update(call_at=now + LEASE):
            _call(job, now)
            called += 1
    return called


def _call(job: Job, now: datetime) -> None:
    body = json.dumps(body_of(job)).encode()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Markscheme",
        "Markscheme-Job": str(job.pk),
        "Markscheme-Signature": webhooks.signature(job.secret, int(now.timestamp()), body),
    }
    status: int | None = None
    said = ""
    try:
        status = send(webhooks.target_of(job.webhook_url), body, headers)
        if 300 <= status < 400:
            said = "It points elsewhere, and that is not followed."
    except (OSError, http.client.HTTPException, BadAddress, ValueError) as error:
        said = f"{error}"[:200] or type(error).__name__
    _record(job, now, status, said)


def body_of(job: Job) -> dict[str, object]:
    """Return what a program is told: which job, and how much of it was marked. No text, no mark, no name."""
    return {
        "job": job.pk, "state": job.state, "answers": job.count, "failed": job.failed,
        "results": f"/api/v1/jobs/{job.pk}/results/",
    }  # fmt: skip


@transaction.atomic
def _record(job: Job, now: datetime, status: int | None, said: str) -> None:
    if not Job.objects.select_for_update().filter(pk=job.pk).exists():
        return  # deleted meanwhile
    WebhookCall.objects.create(job=job, at=now, status=status, said=said)
    is_heard = status is not None and 200 <= status < 300
    wait = None if is_heard else webhooks.wait_after(WebhookCall.objects.filter(job=job).count())
    fields = {"call_at": now + wait} if wait else {"call_at": None, "secret": ""}
    Job.objects.filter(pk=job.pk).update(**fields)


def send(target: Target, body: bytes, headers: dict[str, str]) -> int:
    """Post a body and return the status. Raises BadAddress, OSError and HTTPException.

    The name is looked up once, and the call goes to the very address that was checked.
    """
    addresses = webhooks.check_addresses(target.scheme, _looked_up(target), settings.WEBHOOK_NETWORKS)
    connection = _Pinned(target, addresses)
    cut_off = threading.Timer(LONGEST_CALL, connection.cut)
    cut_off.daemon = True
    cut_off.start()
    try:
        connection.request("POST", target.path, body, headers)
        return connection.getresponse().status
    finally:
        cut_off.cancel()
        connection.close()


def _looked_up(target: Target) -> list[str]:
    try:
        rows = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise BadAddress("Its name cannot be looked up.") from error
    return list(dict.fromkeys(str(row[4][0]) for row in rows))


class _Pinned(http.client.HTTPConnection):
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
