"""A server of cache and queue that is frozen, which neither answers nor refuses, costs nobody a save or a hand-in."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone
from redis.exceptions import ConnectionError as NotConnected
from redis.exceptions import TimeoutError as TimedOut

from config.cache import Away
from quizzes.models import Attempt, Response
from quizzes.services import attempts
from tests.cast import school, signed_in
from tests.conftest import Site
from tests.runtime import site

PATIENCE = 4  # seconds; a page gives a request 15, and used to need all of them


def sent(*request: Any) -> Any:
    """Return the reply to a request of the student's page."""
    with urllib.request.urlopen(request_of(*request), timeout=PATIENCE) as reply:
        return json.load(reply)


def request_of(
    live_site: Site, attempt: Attempt, method: str, path: str, answers: list[dict[str, Any]]
) -> urllib.request.Request:
    """Return a request as the student's page sends it."""
    client = signed_in(attempt.student)
    client.get("/login/")  # for the cookie against forgery
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    return urllib.request.Request(
        f"{live_site.url}/api/v1/attempts/{attempt.pk}/{path}",
        method=method,
        data=json.dumps({"answers": answers}).encode(),
        headers={
            "Content-Type": "application/json",
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "X-CSRFToken": cookies.get("csrftoken", ""),
        },
    )


def test_saves_and_a_hand_in_are_answered_while_the_server_is_frozen(live_site: Site, valkey: site.Program) -> None:
    now = timezone.now()
    cast = school(now)
    attempt = attempts.start(assignment=cast.assignment, student=cast.sam, now=now)
    item = Response.objects.get(attempt=attempt).item_id
    valkey.freeze()
    for number in range(1, 5):
        answers = [{"item": item, "text": f"text {number}", "seq": number}]
        assert sent(live_site, attempt, "PUT", "answers/", answers)["saved"] == {str(item): number}
    assert sent(live_site, attempt, "POST", "hand-in/", [])["state"] == "handed_in"


def test_after_one_call_in_vain_the_others_do_not_wait(db: None, valkey: site.Program) -> None:
    valkey.freeze()
    with pytest.raises(TimedOut):
        cache.get("word")
    for _ in range(3):
        with pytest.raises(Away):
            cache.get("word")
    valkey.thaw()
    site.until(site.cache_answers, of="the cache to be asked again")


def test_a_server_that_refuses_is_left_alone_too(db: None, valkey: site.Program) -> None:
    cache.set("word", 1)
    valkey.stop()
    with pytest.raises(NotConnected):
        cache.get("word")
    with pytest.raises(Away):
        cache.get("word")
