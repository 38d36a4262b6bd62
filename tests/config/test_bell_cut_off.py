"""Connections that PostgreSQL ends under a save cost a request at most, and never an acknowledged text."""

from __future__ import annotations

import json
from datetime import timedelta

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from quizzes.models import Response, ResponseVersion
from quizzes.services import attempts
from tests.cast import school, signed_in
from tests.config.test_bell import ask, path_of

pytestmark = pytest.mark.postgresql(alone=True)


@pytest.mark.django_db(transaction=True)
def test_saves_go_on_when_the_server_has_ended_all_connections() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no connections to be cut")
    cast = school(now=timezone.now() - timedelta(minutes=1))
    attempt = attempts.start(assignment=cast.assignment, student=cast.sam, now=timezone.now())
    sam = signed_in(cast.sam)
    sam.get("/login/")
    statuses, acknowledged, item = [], [], attempt.responses.get().item_id
    given = connection.get_connection_params()
    with psycopg.connect(dbname=given["dbname"], host=given["host"], user=given["user"], autocommit=True) as other:
        for seq in range(1, 7):
            if seq % 2 == 0:
                other.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            for _ in range(12):  # the pool may have eight of those that are gone
                body = {"answers": [{"item": item, "text": f"text {seq}", "seq": seq}], "lease": ""}
                status, said = ask(sam, "PUT", path_of(attempt), body)
                statuses.append(status[:3])
                if status == "200 OK":
                    break
            assert seq in json.loads(said)["saved"].values()
            acknowledged.append(f"text {seq}")
    assert set(statuses) == {"200", "503"}
    assert list(ResponseVersion.objects.order_by("pk").values_list("text", flat=True)) == acknowledged
    assert Response.objects.get(attempt=attempt).text == "text 6"
