"""The machine of an attempt: start, save, hand in, closed by the clock. What counts, what is kept aside, and why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from quizzes.models import AccessArrangement, Attempt, Response, ResponseVersion
from quizzes.models.attempt import LONGEST_RESPONSE
from quizzes.pure.timing import GRACE, TRANSIT
from quizzes.services import attempts
from quizzes.services.attempts import Answer, NoAttemptsLeft, NotOpen, Outcome
from quizzes.signals import attempts_submitted
from tests.cast import NOW, School, question_of, quiz_for

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

MINUTE = timedelta(minutes=1)
END = NOW + 20 * MINUTE
IN_TIME = NOW + MINUTE


@pytest.fixture
def attempt(cast: School) -> Attempt:
    return attempts.start(assignment=cast.assignment, student=cast.sam, now=NOW)


@pytest.fixture
def announced() -> Iterator[list[int]]:
    """Return what the signal of handed-in attempts has named so far."""
    heard: list[int] = []

    def hear(attempt_ids: list[int], **_: Any) -> None:
        heard.extend(attempt_ids)

    attempts_submitted.connect(hear)
    yield heard
    attempts_submitted.disconnect(hear)


def item_of(attempt: Attempt) -> int:
    return int(attempt.responses.values_list("item", flat=True)[0])


def save(
    attempt: Attempt, text: str, seq: int, *, at: datetime = IN_TIME, lease: str = "", **more: Any
) -> attempts.Saved:
    answers = [Answer(item_of(attempt), text, seq, **more)]
    return attempts.save(attempt=attempt, answers=answers, lease=lease, received_at=at)


def text_of(attempt: Attempt) -> str:
    return attempt.responses.get().text


def history(attempt: Attempt) -> list[tuple[str, str]]:
    versions = ResponseVersion.objects.filter(response__attempt=attempt).order_by("pk")
    return list(versions.values_list("outcome", "text"))


# ---- start ---------------------------------------------------------------------------------------------


def test_start_lays_out_a_response_for_each_item(cast: School) -> None:
    attempt = attempts.start(assignment=cast.assignment, student=cast.sam, now=NOW)
    assert (attempt.number, attempt.started_at, attempt.ends_at) == (1, NOW, END)
    assert list(attempt.responses.values_list("text", "seq", "revision")) == [("", 0, 0)]


def test_start_twice_returns_the_same_attempt(cast: School, attempt: Attempt) -> None:
    again = attempts.start(assignment=cast.assignment, student=cast.sam, now=NOW + 5 * MINUTE)
    assert again == attempt
    assert again.ends_at == END
    assert Response.objects.count() == 1


def test_start_before_opening_and_after_closing_is_refused(cast: School) -> None:
    for now in (NOW - timedelta(seconds=1), NOW + timedelta(days=1)):
        with pytest.raises(NotOpen):
            attempts.start(assignment=cast.assignment, student=cast.sam, now=now)
    assert not Attempt.objects.exists()


def test_start_of_an_unpublished_quiz_is_refused(cast: School) -> None:
    question = question_of(cast.bank, stem="And what then?")
    draft = quiz_for(cast.class_10b, [question], by=cast.alice, publish=False)
    with pytest.raises(NotOpen):
        attempts.start(assignment=draft, student=cast.sam, now=NOW)


def test_start_after_all_attempts_are_used_is_refused(cast: School, attempt: Attempt) -> None:
    attempts.hand_in(attempt=attempt, answers=[], lease="", now=IN_TIME)
    with pytest.raises(NoAttemptsLeft):
        attempts.start(assignment=cast.assignment, student=cast.sam, now=IN_TIME)


def test_start_again_where_two_attempts_are_allowed_begins_a_second(cast: School, attempt: Attempt) -> None:
    cast.assignment.attempts_allowed = 2
    cast.assignment.save()
    attempts.hand_in(attempt=attempt, answers=[], lease="", now=IN_TIME)
    second = attempts.start(assignment=cast.assignment, student=cast.sam, now=NOW + 5 * MINUTE)
    assert (second.number, second.ends_at) == (2, NOW + 25 * MINUTE)


def test_start_after_the_end_of_a_forgotten_attempt_closes_it_first(cast: School, attempt: Attempt) -> None:
    with pytest.raises(NoAttemptsLeft):
        attempts.start(assignment=cast.assignment, student=cast.sam, now=END + MINUTE)
    attempt.refresh_from_db()
    assert (attempt.submitted_at, attempt.closed_by_clock) == (END, True)


def test_a_second_open_attempt_is_refused_by_the_database(cast: School, attempt: Attempt) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Attempt.objects.create(assignment=cast.assignment, student=cast.sam, number=2, started_at=NOW)


def test_extra_time_moves_the_end_of_a_sitting_and_the_closing_time(cast: School) -> None:
    AccessArrangement.objects.create(student=cast.sam, time_factor=Decimal("1.25"), extra_minutes=3)
    late = cast.assignment.closes_at + 7 * MINUTE  # the class can start no more, sam can
    with pytest.raises(NotOpen):
        attempts.start(assignment=cast.assignment, student=cast.sue, now=late)
    attempt = attempts.start(assignment=cast.assignment, student=cast.sam, now=late)
    assert attempt.ends_at == cast.assignment.closes_at + 8 * MINUTE
    open_now = quiz_for(cast.class_10b, [question_of(cast.bank, stem="Why?")], by=cast.alice)
    on_time = attempts.start(assignment=open_now, student=cast.sam, now=NOW)
    assert on_time.ends_at == NOW + 28 * MINUTE


# ---- save: what counts ----------------------------------------------------------------------------------


def test_save_records_the_text_and_its_version(attempt: Attempt) -> None:
    result = save(attempt, "at home first", 1)
    row = attempt.responses.get()
    assert result.saved == {row.item_id: 1}
    assert (row.text, row.seq, row.revision, row.saved_at) == ("at home first", 1, 1, IN_TIME)
    assert history(attempt) == [("COUNTED", "at home first")]


def test_save_with_a_newer_number_replaces_and_keeps_both_versions(attempt: Attempt) -> None:
    save(attempt, "one", 1)
    save(attempt, "three", 3)
    assert text_of(attempt) == "three"
    assert history(attempt) == [("COUNTED", "one"), ("COUNTED", "three")]


def test_save_that_arrives_after_a_newer_one_is_kept_aside(attempt: Attempt) -> None:
    save(attempt, "three", 3)
    result = save(attempt, "two", 2)
    item = item_of(attempt)
    assert (result.saved, result.kept_aside) == ({}, {item: Outcome.STALE})
    assert (result.newer[item].text, result.newer[item].seq) == ("three", 3)
    assert text_of(attempt) == "three"
    assert ("STALE", "two") in history(attempt)


def test_save_repeated_is_acknowledged_and_changes_nothing(attempt: Attempt) -> None:
    save(attempt, "one", 1)
    result = save(attempt, "one", 1, at=IN_TIME + MINUTE)
    row = attempt.responses.get()
    assert result.saved == {row.item_id: 1}
    assert (row.revision, row.saved_at) == (1, IN_TIME)
    assert history(attempt) == [("COUNTED", "one")]


def test_save_of_other_text_under_the_same_number_is_kept_aside(attempt: Attempt) -> None:
    save(attempt, "one", 1)
    assert save(attempt, "uno", 1).kept_aside == {item_of(attempt): Outcome.STALE}
    assert text_of(attempt) == "one"


def test_save_repeated_aside_piles_up_no_versions(attempt: Attempt) -> None:
    save(attempt, "three", 3)
    save(attempt, "two", 2)
    save(attempt, "two", 2)
    assert history(attempt) == [("COUNTED", "three"), ("STALE", "two")]


def test_save_of_a_flag_alone_makes_no_new_revision(attempt: Attempt) -> None:
    save(attempt, "one", 1)
    save(attempt, "one", 2, flagged=True)
    row = attempt.responses.get()
    assert (row.flagged, row.seq, row.revision) == (True, 2, 1)
    save(attempt, "two", 3)  # one that says nothing of the flag leaves it
    assert attempt.responses.get().flagged


def test_save_of_an_emptied_answer_counts(attempt: Attempt) -> None:
    save(attempt, "one", 1)
    save(attempt, "", 2)
    assert text_of(attempt) == ""
    assert history(attempt) == [("COUNTED", "one"), ("COUNTED", "")]


def test_save_names_items_that_are_not_in_the_quiz(attempt: Attempt) -> None:
    result = attempts.save(attempt=attempt, answers=[Answer(999_999, "x", 1)], lease="", received_at=IN_TIME)
    assert (result.unknown, result.saved) == ((999_999,), {})


def test_save_with_one_item_twice_keeps_the_newer_and_both_versions(attempt: Attempt) -> None:
    item = item_of(attempt)
    answers = [Answer(item, "one", 1), Answer(item, "two", 2)]
    attempts.save(attempt=attempt, answers=answers, lease="", received_at=IN_TIME)
    assert text_of(attempt) == "two"
    assert history(attempt) == [("COUNTED", "one"), ("COUNTED", "two")]


def test_save_cuts_text_at_the_longest_that_is_stored(attempt: Attempt) -> None:
    save(attempt, "x" * (LONGEST_RESPONSE + 1), 1)
    assert len(text_of(attempt)) == LONGEST_RESPONSE


# ---- save: tabs -----------------------------------------------------------------------------------------


def test_save_from_a_tab_that_was_taken_over_is_kept_aside(attempt: Attempt) -> None:
    attempts.take_over(attempt=attempt, lease="tab-one")
    save(attempt, "one", 1, lease="tab-one")
    attempts.take_over(attempt=attempt, lease="tab-two")
    assert save(attempt, "old tab", 9, lease="tab-one").kept_aside == {item_of(attempt): Outcome.OTHER_TAB}
    save(attempt, "new tab", 2, lease="tab-two")
    assert text_of(attempt) == "new tab"
    assert ("OTHER_TAB", "old tab") in history(attempt)


def test_save_of_a_plain_form_needs_no_lease(attempt: Attempt) -> None:
    attempts.take_over(attempt=attempt, lease="tab-one")
    save(attempt, "a form", 1)
    assert text_of(attempt) == "a form"


def test_take_over_after_hand_in_changes_nothing(attempt: Attempt) -> None:
    attempts.hand_in(attempt=attempt, answers=[], lease="", now=IN_TIME)
    assert attempts.take_over(attempt=attempt, lease="tab-two").lease == ""


# ---- save: time -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("after_end", "outcome"),
    [
        (timedelta(0), "COUNTED"),
        (TRANSIT, "COUNTED"),  # sent at the last second
        (TRANSIT + timedelta(milliseconds=1), "LATE"),
        (GRACE, "LATE"),
        (GRACE + timedelta(milliseconds=1), "TOO_LATE"),
        (timedelta(days=3), "TOO_LATE"),
    ],
)
def test_save_after_the_end_is_kept_by_how_late_it_is(attempt: Attempt, after_end: timedelta, outcome: str) -> None:
    save(attempt, "in time", 1)
    result = save(attempt, "at the end", 2, at=END + after_end)
    assert history(attempt)[-1] == (outcome, "at the end")
    assert text_of(attempt) == ("at the end" if outcome == "COUNTED" else "in time")
    assert result.attempt.is_open == (outcome == "COUNTED")


def test_save_after_the_end_closes_the_attempt_as_of_its_end(
    attempt: Attempt, announced: list[int], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        closed = save(attempt, "late", 1, at=END + 10 * MINUTE).attempt
    assert (closed.submitted_at, closed.closed_by_clock) == (END, True)
    assert closed.receipt
    assert announced == [attempt.pk]


def test_save_that_came_in_time_counts_though_the_clock_was_quicker(
    attempt: Attempt, announced: list[int], django_capture_on_commit_callbacks: Any
) -> None:
    attempts.close_overdue(now=END + MINUTE)
    with django_capture_on_commit_callbacks(execute=True):
        result = save(attempt, "in time, but the server was frozen", 1, at=END + TRANSIT)
    assert history(attempt) == [("COUNTED", "in time, but the server was frozen")]
    assert (result.attempt.submitted_at, text_of(attempt)) == (END, "in time, but the server was frozen")
    assert announced == [attempt.pk]  # to be marked by what it says now


def test_save_after_hand_in_is_kept_aside(attempt: Attempt) -> None:
    attempts.hand_in(attempt=attempt, answers=[Answer(item_of(attempt), "final", 1)], lease="", now=IN_TIME)
    assert save(attempt, "afterthought", 2).kept_aside == {item_of(attempt): Outcome.AFTER_HAND_IN}
    assert text_of(attempt) == "final"
    assert history(attempt) == [("COUNTED", "final"), ("AFTER_HAND_IN", "afterthought")]


def test_save_counts_again_once_the_end_has_moved(attempt: Attempt) -> None:
    Attempt.objects.filter(pk=attempt.pk).update(ends_at=END + 5 * MINUTE)
    save(attempt, "with extra time", 1, at=END + 4 * MINUTE)
    assert text_of(attempt) == "with extra time"


def test_save_without_a_limit_counts_at_any_time(attempt: Attempt) -> None:
    Attempt.objects.filter(pk=attempt.pk).update(ends_at=None)
    save(attempt, "slowly", 1, at=END + timedelta(days=9))
    assert text_of(attempt) == "slowly"


# ---- hand in and close ----------------------------------------------------------------------------------


def test_hand_in_takes_what_the_page_still_held(attempt: Attempt) -> None:
    result = attempts.hand_in(attempt=attempt, answers=[Answer(item_of(attempt), "last", 1)], lease="", now=IN_TIME)
    assert text_of(attempt) == "last"
    assert (result.attempt.submitted_at, result.attempt.closed_by_clock) == (IN_TIME, False)
    assert len(result.attempt.receipt) == 9


def test_hand_in_twice_gives_the_first_receipt_and_one_announcement(
    attempt: Attempt, announced: list[int], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        first = attempts.hand_in(attempt=attempt, answers=[], lease="", now=IN_TIME).attempt
        again = attempts.hand_in(attempt=attempt, answers=[], lease="", now=IN_TIME + MINUTE).attempt
    assert (again.receipt, again.submitted_at) == (first.receipt, IN_TIME)
    assert announced == [attempt.pk]


def test_hand_in_after_the_end_is_the_clocks(attempt: Attempt) -> None:
    closed = attempts.hand_in(attempt=attempt, answers=[], lease="", now=END + timedelta(seconds=2)).attempt
    assert (closed.submitted_at, closed.closed_by_clock) == (END, True)


def test_hand_in_works_though_the_servers_clock_was_set_back(attempt: Attempt) -> None:
    closed = attempts.hand_in(attempt=attempt, answers=[], lease="", now=NOW - MINUTE).attempt
    assert closed.submitted_at == attempt.started_at


def test_close_overdue_closes_once_and_as_of_the_end(
    attempt: Attempt, announced: list[int], django_capture_on_commit_callbacks: Any
) -> None:
    save(attempt, "so far", 1)
    with django_capture_on_commit_callbacks(execute=True):
        assert attempts.close_overdue(now=END + timedelta(hours=6)) == 1
        assert attempts.close_overdue(now=END + timedelta(hours=7)) == 0
    attempt.refresh_from_db()
    assert (attempt.submitted_at, attempt.closed_by_clock) == (END, True)
    assert text_of(attempt) == "so far"
    assert announced == [attempt.pk]


def test_close_overdue_waits_for_saves_that_are_on_their_way(attempt: Attempt) -> None:
    assert attempts.close_overdue(now=END + TRANSIT) == 0
    assert attempts.close_overdue(now=END + TRANSIT + timedelta(milliseconds=1)) == 1


def test_close_overdue_leaves_what_is_handed_in_and_what_has_time(cast: School, attempt: Attempt) -> None:
    attempts.hand_in(attempt=attempt, answers=[], lease="", now=IN_TIME)
    later = attempts.start(assignment=cast.assignment, student=cast.sue, now=NOW + 10 * MINUTE)
    assert attempts.close_overdue(now=END + MINUTE) == 0
    assert Attempt.objects.get(pk=later.pk).is_open
    assert Attempt.objects.get(pk=attempt.pk).submitted_at == IN_TIME


def test_close_overdue_goes_on_past_an_attempt_that_cannot_be_closed(cast: School, attempt: Attempt) -> None:
    other = attempts.start(assignment=cast.assignment, student=cast.sue, now=NOW + MINUTE)
    refuse = "SELECT RAISE(ABORT, 'broken')" if connection.vendor == "sqlite" else ""
    if not refuse:
        pytest.skip("the broken row is made with a trigger of SQLite")
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TRIGGER broken BEFORE UPDATE ON quizzes_attempt WHEN old.id = {attempt.pk} BEGIN {refuse}; END"
        )
    assert attempts.close_overdue(now=END + timedelta(hours=1)) == 1
    assert not Attempt.objects.get(pk=other.pk).is_open
    assert Attempt.objects.get(pk=attempt.pk).is_open


def test_close_if_over_brings_the_row_in_hand_up_to_date(attempt: Attempt) -> None:
    assert not attempts.close_if_over(attempt=attempt, now=END)
    assert attempts.close_if_over(attempt=attempt, now=END + MINUTE)
    assert (attempt.submitted_at, attempt.closed_by_clock) == (END, True)


def test_close_if_over_believes_the_database_not_an_old_row(attempt: Attempt) -> None:
    Attempt.objects.filter(pk=attempt.pk).update(ends_at=END + 10 * MINUTE)
    assert not attempts.close_if_over(attempt=attempt, now=END + MINUTE)
    assert attempt.is_open
    assert attempt.ends_at == END + 10 * MINUTE


# ---- cost -----------------------------------------------------------------------------------------------


def statements(captured: CaptureQueriesContext) -> list[str]:
    """Return the first words of what was asked of the database, without the brackets of transactions."""
    words = [query["sql"].split()[0] for query in captured.captured_queries]
    return [word for word in words if word in {"SELECT", "INSERT", "UPDATE", "DELETE"}]


def test_save_takes_four_queries_and_a_heartbeat_one(cast: School) -> None:
    questions = [question_of(cast.bank, stem=f"Question {number}?") for number in range(6)]
    assignment = quiz_for(cast.class_10b, questions, by=cast.alice)
    attempt = attempts.start(assignment=assignment, student=cast.sam, now=NOW)
    items = list(attempt.responses.values_list("item", flat=True))
    with CaptureQueriesContext(connection) as captured:
        answers = [Answer(item, f"answer {item}", 1) for item in items]
        attempts.save(attempt=attempt, answers=answers, lease="", received_at=IN_TIME)
    touched = ["UPDATE"] if connection.vendor == "postgresql" else []  # for who has read it without a lock
    assert statements(captured) == ["SELECT", "SELECT", "INSERT", "INSERT", *touched]
    with CaptureQueriesContext(connection) as captured:
        attempts.save(attempt=attempt, answers=[], lease="", received_at=IN_TIME)
    assert statements(captured) == ["SELECT"]
