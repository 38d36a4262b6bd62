"""What monitoring is told, and what visitors are while the database cannot be used."""

from __future__ import annotations

import logging
import os
import re
import time
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.utils import timezone

from config import health, pulse, trouble
from quizzes.services import attempts
from tests.cast import NOW, School, sat, school, signed_in
from tests.runtime import site

METRICS = re.compile(r"^markscheme_(\w+(?:{.*})?) ([\d.e+-]+)$", re.MULTILINE)


def test_who_is_alive_says_so_without_a_login(db: None, client: Client) -> None:
    assert client.get("/livez").content == b"ok"


def test_readiness_tells_of_an_answer_that_waits(db: None, client: Client) -> None:
    now = timezone.now()
    cast: School = school(now - timedelta(minutes=30))
    sat(cast.assignment, cast.sam, "social facists", now=now - timedelta(minutes=20))
    facts = client.get("/readyz").json()
    assert (facts["database"], facts["broker"], facts["degraded"]) == ("ok", "ok", ["marking"])
    assert 890 < facts["oldest_waiting_seconds"] < 960


def test_readiness_tells_of_a_broker_that_is_away_and_stays_200(db: None, client: Client, valkey: site.Program) -> None:
    valkey.stop()
    reply = client.get("/readyz")
    assert (reply.status_code, reply.json()["degraded"]) == (200, ["broker"])


def test_readiness_tells_of_a_worker_that_is_silent(db: None, client: Client) -> None:
    pulse.touch("worker")
    assert client.get("/readyz").json()["degraded"] == []
    long_ago = time.time() - 2 * health.SILENT
    os.utime(pulse._path("worker"), (long_ago, long_ago))
    assert client.get("/readyz").json()["degraded"] == ["worker"]
    pulse._path("worker").unlink()


def test_figures_are_for_who_has_the_token(db: None, client: Client, cast: School) -> None:
    sat(cast.assignment, cast.sam, "social facists")
    assert client.get("/metrics").status_code == 401
    with override_settings(METRICS_TOKEN="a-long-random-text"):
        assert client.get("/metrics", headers={"authorization": "Bearer another"}).status_code == 401
        reply = client.get("/metrics", headers={"authorization": "Bearer a-long-random-text"})
    figures = dict(METRICS.findall(reply.content.decode()))
    assert (figures["waiting_responses"], figures['queue_messages{queue="marking"}'], figures["failed_responses"]) == (
        "1.0",
        "0.0",
        "0.0",
    )
    assert float(figures["oldest_waiting_seconds"]) > 0


def fail(error: Exception) -> None:
    raise error


def answer_to(error: Exception, path: str) -> HttpResponse:
    """Return what a visitor of `path` gets who meets `error`."""
    try:
        fail(error)
    except Exception:
        return trouble.server_error(RequestFactory().get(path))
    raise AssertionError


@pytest.mark.parametrize(("path", "kind"), [("/api/v1/banks/", "application/problem+json"), ("/login/", "text/html")])
def test_a_database_that_cannot_be_used_is_503_and_says_when_to_come_again(path: str, kind: str) -> None:
    reply = answer_to(OperationalError("database or disk is full"), path)
    assert (reply.status_code, reply.headers["Retry-After"]) == (503, "5")
    assert reply.headers["Content-Type"].startswith(kind)


def test_a_fault_of_ours_stays_500() -> None:
    assert answer_to(ValueError(), "/").status_code == 500


def test_a_save_that_finds_the_disk_full_is_told_to_come_again(cast: School, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OperationalError("database or disk is full")

    attempt = attempts.start(assignment=cast.assignment, student=cast.sam, now=NOW)
    client = signed_in(cast.sam, Client(raise_request_exception=False))
    monkeypatch.setattr(attempts, "save_locked", full)
    reply = client.put(f"/api/v1/attempts/{attempt.pk}/answers/", {"answers": []}, content_type="application/json")
    assert (reply.status_code, reply.headers.get("Retry-After")) == (503, "5"), reply.content
    assert "Nothing is lost" in reply.json()["detail"]


def test_the_log_gets_one_line_of_a_database_that_cannot_be_used() -> None:
    error = OperationalError("disk\nI/O error")
    record = logging.LogRecord("x", logging.ERROR, "", 1, "Error: %s", ("/a",), (type(error), error, None))
    assert trouble.Short().filter(record)
    assert (record.getMessage(), record.exc_info) == ("Error: /a: disk I/O error", None)
