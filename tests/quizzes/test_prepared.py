from __future__ import annotations

import threading
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from quizzes import prepared
from quizzes.models import AccessArrangement, Item, Response, ResponseVersion, User
from quizzes.prepared import PreparedQuery
from tests.cast import NOW, School, person, sat

pytestmark = pytest.mark.postgresql


def test_rows_are_those_of_the_query(cast: School) -> None:
    AccessArrangement.objects.create(
        student=cast.sam, time_factor=Decimal("1.25"), extra_minutes=5, valid_until=date(2026, 7, 1), reason="Quarter"
    )
    query = PreparedQuery(lambda student, pk: AccessArrangement.objects.filter(student=student, pk__gte=pk))
    for _ in range(2):  # built, and filled in
        row = query.first(cast.sam.pk, 1)
        assert row is not None
        assert vars(row).keys() == vars(AccessArrangement.objects.get()).keys()
        assert row.time_factor == Decimal("1.25")
        assert row.valid_until == date(2026, 7, 1)
    assert query.first(cast.sam.pk, row.pk + 1) is None
    assert query.first(cast.sue.pk, 1) is None


def test_times_are_what_django_makes_of_them(cast: School) -> None:
    row = PreparedQuery(lambda pk: User.objects.filter(pk=pk)).first(cast.sam.pk)
    assert row is not None
    assert vars(row)["date_joined"] == User.objects.get(pk=cast.sam.pk).date_joined
    assert row.date_joined.tzinfo is UTC


def test_row_can_be_saved_as_any_other(cast: School) -> None:
    row = PreparedQuery(lambda pk: User.objects.filter(pk=pk)).first(cast.sam.pk)
    assert row is not None
    row.first_name = "Samuel"
    row.save()
    assert User.objects.get(pk=cast.sam.pk).first_name == "Samuel"


def test_any_number_of_arguments_and_one_query_each(cast: School) -> None:
    query = PreparedQuery(lambda quiz, *positions: Item.objects.filter(quiz=quiz, position__in=positions))
    for positions in ([1], [1, 2], [1, 2, 3], [2]):
        with CaptureQueriesContext(connection) as asked:
            rows = query.rows(cast.quiz.pk, *positions)
        assert [row.pk for row in rows] == [
            row.pk for row in Item.objects.filter(quiz=cast.quiz, position__in=positions)
        ]
        assert len(asked) == 1


def test_texts_are_values_and_never_sql(cast: School) -> None:
    query = PreparedQuery(lambda name: User.objects.filter(username=name), of=str)
    strange = person("o'brien%s;--")
    assert query.first("o'brien%s;--") == strange
    assert query.first("' OR 1=1 --") is None


def test_argument_that_the_query_does_not_use_is_refused(cast: School) -> None:
    query = PreparedQuery(lambda pk, name: User.objects.filter(pk=pk))
    with pytest.raises(ValueError, match="Argument 2"):
        query.rows(1, 2)


def test_argument_of_another_kind_is_refused(cast: School) -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        PreparedQuery(lambda pk: User.objects.filter(pk=pk)).rows("1 OR 1=1")


def test_each_thread_has_its_own(transactional_db: None, cast: School) -> None:
    query = PreparedQuery(lambda pk: User.objects.filter(pk=pk))
    rows = [query.first(cast.sam.pk)]

    def ask() -> None:
        try:
            rows.append(query.first(cast.sue.pk))
        finally:
            connection.close()

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert rows == [cast.sam, cast.sue]


def test_what_is_asked_ahead_takes_one_query_and_is_used_once(cast: School) -> None:
    person_of = PreparedQuery(lambda pk: User.objects.filter(pk=pk))
    arrangement = PreparedQuery(lambda student: AccessArrangement.objects.filter(student=student))
    texts = PreparedQuery(
        lambda attempt: Response.objects.filter(attempt=attempt).select_related("attempt__student").order_by("pk"),
        alike=True,
    )
    attempt = sat(cast.assignment, cast.sam, "social facists")
    asked_for = person_of.asking(cast.sam.pk), arrangement.asking(cast.sam.pk), texts.asking(attempt.pk)
    with CaptureQueriesContext(connection) as asked, prepared.ahead(*asked_for):
        assert person_of.rows(cast.sam.pk) == [cast.sam]
        assert arrangement.rows(cast.sam.pk) == []  # none, and it doesn't take the others with it
        (row,) = texts.rows(attempt.pk)
        assert (row.text, row.attempt.student.username) == ("social facists", "sam")
    assert len(asked) == 1
    with prepared.ahead(*asked_for), CaptureQueriesContext(connection) as asked:
        assert person_of.rows(cast.sue.pk) == [cast.sue]  # another's are asked for
        assert person_of.rows(cast.sam.pk) == person_of.rows(cast.sam.pk)  # as what changed meanwhile would be
    assert len(asked) == 2


def test_what_was_asked_ahead_is_forgotten_with_its_page_even_after_an_error(cast: School) -> None:
    query = PreparedQuery(lambda pk: User.objects.filter(pk=pk))
    with pytest.raises(KeyError), prepared.ahead(query.asking(cast.sam.pk)):
        raise KeyError
    User.objects.filter(pk=cast.sam.pk).update(first_name="Samuel")
    found = query.first(cast.sam.pk)
    assert found is not None
    assert found.first_name == "Samuel"


def test_overwrite_writes_the_named_fields_of_each_row(cast: School) -> None:
    attempts = [sat(cast.assignment, student, "social facists") for student in (cast.sam, cast.sue)]
    rows = [Response.objects.get(attempt=attempt) for attempt in attempts]
    for number, row in enumerate(rows):
        row.text, row.saved_at, row.flagged = f"text {number}", datetime(2026, 3, 2, 10, number, tzinfo=UTC), True
    prepared.overwrite(rows, ("text", "saved_at"))
    for number, attempt in enumerate(attempts):
        kept = Response.objects.get(attempt=attempt)
        assert (kept.text, kept.flagged) == (f"text {number}", False)
        assert kept.saved_at == datetime(2026, 3, 2, 10, number, tzinfo=UTC)


def test_insert_adds_rows_in_one_statement(cast: School) -> None:
    response = Response.objects.get(attempt=sat(cast.assignment, cast.sam, "one"))
    versions = [
        ResponseVersion(response=response, text=text, seq=seq, outcome="STALE", lease="", received_at=NOW)
        for seq, text in ((7, "two; it’s “quoted” % %s"), (8, ""))
    ]
    with CaptureQueriesContext(connection) as asked:
        prepared.insert(versions)
        prepared.insert([])
    assert len(asked) == 1
    kept = response.versions.filter(outcome="STALE").order_by("seq")
    assert [(row.text, row.seq, row.received_at) for row in kept] == [
        ("two; it’s “quoted” % %s", 7, NOW),
        ("", 8, NOW),
    ]
