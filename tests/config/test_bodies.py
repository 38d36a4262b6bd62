"""What is larger than the site takes is refused unread."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from config.bodies import MOST_BYTES, refuse_large
from marking.formats.values import MOST_WITH_FILES


def answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse("taken")


@pytest.mark.parametrize(
    ("length", "status"),
    [
        ("", 200),
        ("5", 200),
        (str(MOST_WITH_FILES + 100_000), 200),  # the largest file that an import takes, in its form
        (str(MOST_BYTES), 200),
        (str(MOST_BYTES + 1), 413),
        ("9" * 30, 413),
        ("x", 413),
    ],
)
def test_a_request_is_refused_by_its_length(length: str, status: int) -> None:
    request = RequestFactory().post("/", b"hello", content_type="text/plain", CONTENT_LENGTH=length)

    assert refuse_large(answer)(request).status_code == status
