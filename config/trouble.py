"""What is said where the database cannot be used for the moment: come again, and one line in the log."""

from __future__ import annotations

import logging
import sys
from http import HTTPStatus

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.defaults import page_not_found as any_page
from django.views.defaults import server_error as any_error

FAULT = "The server has failed at this, and has noted how. Nothing of what was sent is kept."
AGAIN = 5  # seconds
WORDS = "The server cannot save or read just now. Nothing is lost; try again in a moment."


def is_passing(error: BaseException | None) -> bool:
    """Whether an error tells of a database that is away, locked or full, and not of a fault of ours."""
    return isinstance(error, OperationalError | InterfaceError)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer an error: 503 and when to come again where the database cannot be used, else as Django does."""
    if not is_passing(sys.exc_info()[1]):
        return _problem(500, FAULT) if request.path.startswith("/api/") else any_error(request)
    headers = {"Retry-After": str(AGAIN)}
    if request.path.startswith("/api/"):
        return _problem(503, WORDS, headers)
    page = any_error(request)
    page.status_code = 503
    page.headers["Retry-After"] = str(AGAIN)
    return page


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that is not there: programs with a problem, people with a page."""
    if request.path.startswith("/api/"):
        return _problem(404, "There is no such address in the API.")
    return any_page(request, exception)


def _problem(status: int, detail: str, headers: dict[str, str] | None = None) -> HttpResponse:
    title = HTTPStatus(status).phrase
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return JsonResponse(body, status=status, headers=headers, content_type="application/problem+json")


class Short(logging.Filter):
    """Makes one line of what a database that cannot be used would write for each request."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Shorten the record, and let it pass."""
        error = record.exc_info[1] if record.exc_info else None
        if is_passing(error):
            said = " ".join(str(error).split())[:200]
            record.msg, record.args = f"{record.getMessage()}: {said}", ()
            record.exc_info = record.exc_text = None
        return True
