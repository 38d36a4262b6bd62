"""No request brings more than the site takes: it is refused by its length, before a byte of it is read or kept."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from marking.formats.values import MOST_WITH_FILES
from quizzes.pure.sent import length_of

# The largest file that an import takes, or the three of ten million bytes of a class list, and the form around them.
MOST_BYTES = MOST_WITH_FILES + 2 * 1024 * 1024
WORDS = f"What was sent is larger than {MOST_BYTES >> 20} MB. Send less at once."

Answer = Callable[[HttpRequest], HttpResponse]


def refuse_large(answer: Answer) -> Answer:
    """Return middleware that answers 413 to what is larger than any form here. Without a length nothing is read."""

    def bounded(request: HttpRequest) -> HttpResponse:
        if length_of(request.META.get("CONTENT_LENGTH"), MOST_BYTES) is None:
            return HttpResponse(WORDS, status=413, content_type="text/plain; charset=utf-8")
        return answer(request)

    return bounded
