"""No browser and no proxy keeps what the site says: names and marks would outlive the person who signed in."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

Answer = Callable[[HttpRequest], HttpResponse]


def keep_nothing(answer: Answer) -> Answer:
    """Return middleware that forbids keeping each page, download and API answer that says nothing else of it.

    School computers are shared: after logging out, Back shows no mark. Static files never come here.
    """

    def private(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        if not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response

    return private
