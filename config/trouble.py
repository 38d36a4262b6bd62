"""What is said where the database cannot be used for the moment: come again, and one line in the log."""

from __future__ import annotations

import logging
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.defaults import server_error as any_error

AGAIN = 5  # seconds
WORDS = "The server cannot save or read just now. Nothing is lost; try again in a moment."


def is_passing(error: BaseException | None) -> bool:
    """Whether an error tells of a database that is away, locked or full, and not of a fault of ours."""
    return isinstance(error, OperationalError | InterfaceError)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer an error: 503 and when to come again where the database cannot be used, else as Django does."""
    if not is_passing(sys.exc_info()[1]):
        return any_error(request)
    headers = {"Retry-After": str(AGAIN)}
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": WORDS}, status=503, headers=headers)
    page = any_error(request)
    page.status_code = 503
    page.headers["Retry-After"] = str(AGAIN)
    return page


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
