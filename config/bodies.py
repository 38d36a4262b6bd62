"""No request brings more than the site takes: it is refused by its length, before a byte of it is read or kept."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

MOST_BYTES = 32 * 1024 * 1024  # three files of ten million bytes in one form, which is what class lists take
WORDS = "What was sent is larger than 32 MB. Send less at once."

Answer = Callable[[HttpRequest], HttpResponse]


def refuse_large(answer: Answer) -> Answer:
    """Return middleware that answers 413 to what is larger than any form here. Without a length nothing is read."""

    def bounded(request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or len(length) > 12 or int(length) > MOST_BYTES:
            return HttpResponse(WORDS, status=413, content_type="text/plain; charset=utf-8")
        return answer(request)

    return bounded
