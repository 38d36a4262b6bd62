"""The log: a line or a JSON object for each event, with the request or the task it belongs to, and no student's text.

A request gets an id, which stands in each of its lines, in the reply (`X-Request-ID`) and in the lines of the tasks
that it queues. A proxy's own id is taken over.
"""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from types import TracebackType
from typing import Any

from celery import current_task
from celery.signals import before_task_publish
from pythonjsonlogger.json import JsonFormatter

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Error = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

log = logging.getLogger("markscheme.request")
request_id: ContextVar[str] = ContextVar("request_id", default="")

HEADER = "X-Request-ID"
_GIVEN = re.compile(r"[A-Za-z0-9_.:-]{8,64}")
# PostgreSQL quotes the row that it refuses, with what a student wrote in it.
_QUOTED = re.compile(r"^(DETAIL|CONTEXT|HINT):.*(\n(?![A-Z]).*)*", re.MULTILINE)


class Requests:
    """A WSGI application that names each request to another, and notes at INFO what came of it."""

    def __init__(self, application: Application) -> None:
        self._application = application

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request."""
        given = environ.get("HTTP_X_REQUEST_ID", "")
        name = given if _GIVEN.fullmatch(given) else uuid.uuid4().hex
        request_id.set(name)
        began, statuses = time.monotonic(), [""]

        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            statuses[0] = status
            return start_response(status, [*headers, (HEADER, name)], *more)

        try:
            return self._application(environ, start)
        finally:
            if log.isEnabledFor(logging.INFO):
                _note(environ, statuses[0], time.monotonic() - began)


def _note(environ: dict[str, Any], status: str, seconds: float) -> None:
    """Note a request. The query is left out: it holds what people search for."""
    facts = {
        "method": environ.get("REQUEST_METHOD", ""),
        "path": environ.get("PATH_INFO", ""),
        "status": int(status[:3] or 0),
        "ms": round(1000 * seconds, 1),
        "waited_ms": round(1000 * environ.get("markscheme.waited", 0.0)),
    }
    log.info("%(method)s %(path)s %(status)s %(ms)s ms", facts, extra=facts)


@before_task_publish.connect
def _hand_on(headers: dict[str, Any] | None = None, **_: Any) -> None:
    """Give a task the name of the request that queues it."""
    if headers is not None and (name := request_id.get()):
        headers["request_id"] = name


class Belongs(logging.Filter):
    """Notes in each record which request or task it belongs to; "" where it belongs to none."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Note it, and let the record pass."""
        asked = current_task.request if current_task else None
        task = current_task.name if current_task else ""
        task_id = (asked.id or "") if asked is not None else ""
        request = (getattr(asked, "request_id", None) or "") if asked is not None else request_id.get()
        vars(record).update(task=task, task_id=task_id, request_id=request)
        return True


def without_quotations(text: str) -> str:
    """Return what an error says without the rows that a database quotes in it."""
    return _QUOTED.sub(r"\1: (left out)", text)


class Line(logging.Formatter):
    """A line an event, for people."""

    def format(self, record: logging.LogRecord) -> str:
        names = (getattr(record, "request_id", "")[:12], getattr(record, "task_id", "")[:8])
        record.of = "".join(f" [{name}]" for name in names if name)
        return super().format(record)

    def formatException(self, ei: Error) -> str:  # noqa: N802 -- logging's name
        return without_quotations(super().formatException(ei))


class Json(JsonFormatter):
    """A JSON object a line, for programs."""

    def formatException(self, ei: Error) -> str:  # noqa: N802
        return without_quotations(str(super().formatException(ei)))
