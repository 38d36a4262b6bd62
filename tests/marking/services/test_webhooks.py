"""Calls to who waits for a job: signed, recorded, tried again, and to no address but a public one."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from marking.models import Job, WebhookCall
from marking.pure import webhooks as pure
from marking.pure.answers_file import Answer
from marking.services import jobs, webhooks
from quizzes.pure import reachable
from quizzes.services import outbound
from tests.cast import NOW, School

pytestmark = pytest.mark.django_db

SECRET = "a-secret-of-the-tests"


class Ear(BaseHTTPRequestHandler):
    """What listens: answers with the statuses that it is given, in order."""

    statuses: list[int]
    heard: list[tuple[dict[str, str], bytes]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.heard.append((dict(self.headers), body))
        self.send_response(self.statuses.pop(0))
        self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def ear() -> Iterator[HTTPServer]:
    Ear.statuses, Ear.heard = [], []
    server = HTTPServer(("127.0.0.1", 0), Ear)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def waited_for(cast: School, server: HTTPServer) -> Job:
    url = f"http://localhost:{server.server_port}/done?x=1"
    job = jobs.create(
        owner=cast.alice, answers=[Answer(1, "a", "war")], scheme="war [1]", webhook_url=url, secret=SECRET, now=NOW
    )
    jobs.mark_some(seconds=60)
    Job.objects.update(call_at=NOW)
    return job


def test_who_waits_is_told_again_and_again_until_it_answers(cast: School, ear: HTTPServer, settings: Any) -> None:
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8", "::1/128"]
    Ear.statuses = [500, 302, 204]
    job = waited_for(cast, ear)
    for minutes in (0, 1, 3):
        assert webhooks.call_due(now=NOW + timedelta(minutes=minutes)) == 1
    assert webhooks.call_due(now=NOW + timedelta(days=1)) == 0

    assert list(job.calls.values_list("status", flat=True)) == [500, 302, 204]
    assert len(Ear.heard) == 3  # the redirect was not followed
    headers, body = Ear.heard[0]
    moment = int(NOW.timestamp())
    signed = hmac.new(SECRET.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    assert headers["Markscheme-Signature"] == f"t={moment},v1={signed}"
    assert json.loads(body) == {
        "job": job.pk, "state": "DONE", "answers": 1, "failed": 0, "results": f"/api/v1/jobs/{job.pk}/results/"
    }  # fmt: skip
    job.refresh_from_db()
    assert (job.secret, job.call_at) == ("", None)


def test_no_private_address_is_called_and_that_is_recorded(cast: School, ear: HTTPServer) -> None:
    job = waited_for(cast, ear)
    webhooks.call_due(now=NOW)

    assert not Ear.heard
    assert WebhookCall.objects.get(job=job).said == "It is not a public address."


def test_the_call_goes_to_the_address_that_was_checked_whatever_the_name_says_then(ear: HTTPServer) -> None:
    Ear.statuses = [204]
    target = reachable.Target("http", "rebound.invalid", ear.server_port, "/")
    connection = outbound.Pinned(target, ["127.0.0.1"])
    connection.request("POST", "/", b"{}")
    assert connection.getresponse().status == 204
    assert Ear.heard[0][0]["Host"] == f"rebound.invalid:{ear.server_port}"


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",
     "::1", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"],
)  # fmt: skip
def test_addresses_that_are_not_public_are_refused(address: str) -> None:
    with pytest.raises(reachable.BadAddress):
        reachable.check_addresses("https", ["93.184.215.14", address])


def test_own_networks_may_be_allowed_and_only_they_by_http() -> None:
    assert reachable.check_addresses("http", ["10.1.2.3"], ["10.1.0.0/16"]) == ["10.1.2.3"]
    assert reachable.check_addresses("https", ["93.184.215.14"]) == ["93.184.215.14"]
    with pytest.raises(reachable.BadAddress, match="https"):
        reachable.check_addresses("http", ["93.184.215.14"], ["10.1.0.0/16"])


@pytest.mark.parametrize("url", ["https://me:x@a.example/", "https://a.example/#x", "javascript:1", "https://a b/"])
def test_odd_addresses_are_refused(url: str) -> None:
    with pytest.raises(reachable.BadAddress):
        reachable.target_of(url)


def test_it_is_given_up_after_some_hours() -> None:
    assert [pure.wait_after(failed) is None for failed in (1, len(pure.WAITS), len(pure.WAITS) + 1)] == [
        False,
        False,
        True,
    ]
