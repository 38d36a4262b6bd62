"""The admin's page of queues and workers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from config import queues
from marking.models import Import, Standing
from marking.models.mark import MOST_TRIES
from marking.services import marks, standings
from quizzes.models import Response
from tests.cast import NOW, School, sat, school, signed_in
from tests.runtime import site

pytestmark = pytest.mark.django_db
PAGE = "/admin/queues/"


@pytest.fixture
def waiting() -> School:
    """A class of which an answer has waited for 20 minutes, and another was set aside."""
    cast = school(timezone.now() - timedelta(minutes=30))
    sat(cast.assignment, cast.sam, "SECRET TEXT", now=timezone.now() - timedelta(minutes=25))
    sat(cast.assignment, cast.sue, "SECRET TEXT", now=timezone.now() - timedelta(minutes=25))
    odd = Response.objects.filter(attempt__student=cast.sue)
    standings.set_aside(list(odd), "The process died.", timezone.now(), tries=MOST_TRIES)
    return cast


def test_it_tells_what_waits_since_when_who_works_and_what_was_set_aside(client: Client, waiting: School) -> None:
    queues.show("worker", "one@this-host", ("marking.mark_attempts",))
    Import.objects.create(
        bank=waiting.bank,
        filename="x.csv",
        plan={},
        state="FAILED",
        error="Too odd.",
        read_by=waiting.alice,
        read_at=NOW,
    )
    page = signed_in(waiting.admin, client).get(PAGE).content.decode()
    assert "20\xa0minutes" in page
    assert "Worker one@this-host" in page
    assert "marking.mark_attempts" in page
    assert "The process died." in page
    assert "Too odd." in page
    assert "SECRET" not in page


def test_what_was_set_aside_is_tried_again(client: Client, waiting: School) -> None:
    row = Standing.objects.get(state="FAILED")
    reply = signed_in(waiting.admin, client).post(PAGE, {"response": row.pk}, follow=True)
    assert "1 answer will be tried again within seconds." in reply.content.decode()
    marks.mark_waiting(now=timezone.now())
    row.refresh_from_db()
    assert row.mark is not None


def test_without_a_broker_it_says_so(client: Client, waiting: School, valkey: site.Program) -> None:
    valkey.stop()
    page = signed_in(waiting.admin, client).get(PAGE).content.decode()
    assert "The queue does not answer. Answers are safe" in page
    assert "20\xa0minutes" in page


@pytest.mark.parametrize("who", ["alice", "sam"])
def test_it_is_for_those_who_run_the_site(client: Client, cast: School, who: str) -> None:
    assert signed_in(getattr(cast, who), client).get(PAGE).status_code in (302, 403)


def test_one_who_is_silent_is_said_to_be() -> None:
    queues.show("worker", "frozen@there")
    site.broker().expire("markscheme:running:worker:frozen@there", queues.REMEMBERED - 2 * queues.LATE)
    assert [one.is_late for one in queues.running() or () if one.name == "frozen@there"] == [True]
