"""A save is judged by when it came, however long the web server took to look at it."""

from __future__ import annotations

import threading
import time
import urllib.request
from datetime import timedelta

import pytest
from django.utils import timezone

from quizzes.models import Attempt, ResponseVersion
from quizzes.services import attempts
from tests.cast import school
from tests.config.test_cache import request_of, sent
from tests.conftest import Site
from tests.runtime.site import until


@pytest.mark.parametrize(("seconds_after", "outcome"), [(2.5, "COUNTED"), (7, "LATE")])
def test_a_save_that_a_frozen_server_finds_after_the_end(live_site: Site, seconds_after: float, outcome: str) -> None:
    cast = school(now=timezone.now() - timedelta(minutes=1))
    attempt = attempts.start(assignment=cast.assignment, student=cast.sam, now=timezone.now())
    item = attempt.responses.get().item_id
    sent(live_site, attempt, "PUT", "answers/", [])
    time.sleep(1)
    request = request_of(live_site, attempt, "PUT", "answers/", [{"item": item, "text": "towns", "seq": 1}])
    Attempt.objects.update(ends_at=timezone.now() - timedelta(seconds=seconds_after))
    live_site.program.freeze()
    sending = threading.Thread(target=lambda: urllib.request.urlopen(request, timeout=30).close())
    sending.start()
    time.sleep(3)  # longer than a request may be under way: by now the clock has closed the sitting
    attempts.close_overdue(now=timezone.now())
    live_site.program.thaw()
    sending.join()
    until(ResponseVersion.objects.exists)
    assert ResponseVersion.objects.get().outcome == outcome
    assert not Attempt.objects.get().is_open
