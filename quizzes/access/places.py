"""Who wants to log in while more do than the server has places for is asked to come again, in words."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

AGAIN = 5  # seconds


def come_again(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Return middleware that answers 503 to a log-in for which there is no place (config/lanes.py), unread."""

    def placed(request: HttpRequest) -> HttpResponse:
        if not request.META.get("markscheme.full"):
            return answer(request)
        context = {"path": request.get_full_path(), "seconds": AGAIN}
        response = render(request, "quizzes/account/busy.html", context, status=503)
        response.headers["Retry-After"] = str(AGAIN)
        return response

    return placed
