"""The history of a long answer is thinned days after the hand-in; the database lets nothing else go."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from quizzes.models import Attempt, ResponseVersion
from quizzes.services import attempts, versions
from quizzes.services.versions import KEPT
from tests.cast import NOW, School

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

SECOND = timedelta(seconds=1)


def written(cast: School, letters: int, *, saves: int, apart: timedelta) -> Attempt:
    """Return a sitting whose answer grew by as many letters at each save, handed in with the last."""
    attempt = attempts.start(assignment=cast.assignment, student=cast.sam, now=NOW)
    item = attempt.responses.get().item_id
    for number in range(1, saves + 1):
        answer = attempts.Answer(item, "x" * letters * number, number)
        attempts.save(attempt=attempt, answers=[answer], lease="", received_at=NOW + number * apart)
    return attempts.hand_in(attempt=attempt, answers=[], lease="", now=NOW + saves * apart).attempt


def kept(attempt: Attempt) -> list[tuple[datetime, int]]:
    rows = ResponseVersion.objects.filter(response__attempt=attempt).order_by("pk")
    return [(row.received_at, len(row.text)) for row in rows]


def test_an_essay_keeps_its_first_text_its_last_and_one_a_minute(cast: School) -> None:
    attempt = written(cast, 600, saves=30, apart=10 * SECOND)
    before = kept(attempt)
    assert versions.thin(now=NOW + KEPT) == 0  # not so soon

    assert versions.thin(now=NOW + KEPT + timedelta(hours=1)) == 23

    assert [when.second for when, _ in kept(attempt)] == [10, 50, 50, 50, 50, 50, 0]
    assert kept(attempt)[-1] == before[-1]
    assert versions.thin(now=NOW + KEPT + timedelta(hours=2)) == 0


@pytest.mark.parametrize("place", [0, 4, -1])
def test_the_database_lets_no_other_version_go(cast: School, place: int) -> None:
    attempt = written(cast, 600, saves=8, apart=10 * SECOND)
    version = ResponseVersion.objects.order_by("pk")[place if place >= 0 else 7]
    with pytest.raises(IntegrityError), transaction.atomic():
        ResponseVersion.objects.thin([version.pk])
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE quizzes_responseversion SET text = '' WHERE id = %s", [version.pk])
    assert len(kept(attempt)) == 8


def test_of_short_answers_none_goes(cast: School) -> None:
    written(cast, 3, saves=30, apart=SECOND)
    assert versions.thin(now=NOW + KEPT + timedelta(hours=1)) == 0
    with pytest.raises(IntegrityError), transaction.atomic():
        ResponseVersion.objects.thin([ResponseVersion.objects.order_by("pk")[5].pk])
