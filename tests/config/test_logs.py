"""What stands in the log: which request and which task, and nothing that a student wrote."""

from __future__ import annotations

import io
import json
import logging
import logging.config
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest
from celery import current_app
from django.conf import settings
from django.db import IntegrityError, connection, transaction

from config import logs
from quizzes.services import attempts
from tests.cast import NOW, School
from tests.conftest import Site
from tests.runtime import site

SECRET = "what only the student wrote"


@pytest.fixture
def said() -> Iterator[io.StringIO]:
    """What the site's own handler writes as JSON."""
    stream = io.StringIO()
    given = {**settings.LOGGING["handlers"]["console"], "formatter": "json", "stream": stream}
    logging.config.dictConfig({**settings.LOGGING, "handlers": {"console": given}})
    yield stream
    logging.config.dictConfig(settings.LOGGING)


def told(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_is_an_object_that_names_its_request(said: io.StringIO) -> None:
    def application(environ: dict[str, Any], start: Any) -> list[bytes]:
        logging.getLogger("quizzes").warning("Something about %s.", "it")
        start("200 OK", [])
        return []

    heads: list[Any] = []
    logs.Requests(application)({"HTTP_X_REQUEST_ID": "from-the-proxy-1"}, lambda *given: heads.append(given))
    logs.Requests(application)({"HTTP_X_REQUEST_ID": "bad\nid of the proxy"}, lambda *given: heads.append(given))
    first, second = told(said)
    assert {"time", "level", "logger", "message", "request_id", "task", "task_id", "process"} == set(first)
    assert (first["message"], first["request_id"]) == ("Something about it.", "from-the-proxy-1")
    assert len(second["request_id"]) == 32
    assert [dict(headers)["X-Request-ID"] for _, headers in heads] == [first["request_id"], second["request_id"]]


def test_a_task_is_named_with_the_request_that_queued_it(db: None, said: io.StringIO) -> None:
    logs.request_id.set("the-one-who-asked")
    current_app.send_task("marking.mark_waiting")
    message = json.loads(site.broker().lindex("marking", 0))  # type: ignore[arg-type]
    logs.request_id.set("")
    assert message["headers"]["request_id"] == "the-one-who-asked"

    @current_app.task(name="tests.says")
    def says() -> None:
        logging.getLogger("marking").error("Said in a task.")

    says.apply(headers={"request_id": "the-one-who-asked"}, task_id="number-one")
    line = told(said)[-1]
    assert (line["task"], line["task_id"]) == ("tests.says", "number-one")


@pytest.mark.postgresql
def test_a_row_that_the_database_refuses_is_not_quoted(cast: School, said: io.StringIO) -> None:
    attempt = attempts.start(assignment=cast.assignment, student=cast.sam, now=NOW)
    response = attempt.responses.get()
    sql = (
        "INSERT INTO quizzes_response (attempt_id, item_id, text, seq, revision, flagged) VALUES (%s, %s, %s, 0, 0, {})"
    )
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            false = "false" if connection.vendor == "postgresql" else "0"
            cursor.execute(sql.format(false), [None, response.item_id, f"{SECRET}\nand {SECRET} more"])
    except IntegrityError:
        logging.getLogger("quizzes").exception("It failed.")
    assert "IntegrityError" in told(said)[0]["exc_info"]
    assert SECRET not in said.getvalue()


@pytest.mark.sqlite
def test_the_web_server_says_which_request_it_was(live_site: Site) -> None:
    with urllib.request.urlopen(f"{live_site.url}/livez") as reply:
        assert len(reply.headers["X-Request-ID"]) == 32
