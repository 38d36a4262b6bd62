"""What a teacher, or a rest break, does to a running sitting: what happens to the clock, and that it is noted."""

from __future__ import annotations

import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from marking.models import Mark, Standing
from marking.queries import waiting
from marking.services import marks
from quizzes.models import AccessArrangement, Assignment, AssignmentAct, Attempt, AttemptAct, Response, ResponseVersion
from quizzes.pure.terms import Terms
from quizzes.pure.timing import GRACE, TRANSIT
from quizzes.queries import undecided
from quizzes.services import attempt_acts, attempts, late_texts, quizzes
from quizzes.services.arrangements import arrange_access
from quizzes.services.attempts import Answer
from quizzes.signals import attempts_submitted
from tests.cast import NOW, School

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

MINUTE = timedelta(minutes=1)
END = NOW + 20 * MINUTE
ALL = Attempt.objects.all()


@pytest.fixture
def attempt(cast: School) -> Attempt:
    return attempts.start(assignment=cast.assignment, student=cast.sam, now=NOW)


def send(attempt: Attempt, text: str, seq: int, at: Any) -> attempts.Saved:
    item = attempt.responses.get().item_id
    return attempts.save(attempt=attempt, answers=[Answer(item, text, seq)], lease="", received_at=at)


def rests(cast: School, minutes: int = 10) -> None:
    arrange_access(student=cast.sam, terms=Terms(rest_minutes=minutes), by=cast.alice, now=NOW)


def fresh(attempt: Attempt) -> Attempt:
    return Attempt.objects.get(pk=attempt.pk)


# ---- time ----


def test_minutes_for_all_reach_each_open_attempt_and_are_noted(cast: School, attempt: Attempt) -> None:
    other = attempts.start(assignment=cast.assignment, student=cast.sue, now=NOW + MINUTE)
    attempts.hand_in(attempt=other, answers=[], lease="", now=NOW + 2 * MINUTE)
    done = attempt_acts.add_minutes(attempts=ALL, minutes=5, by=cast.alice, now=NOW + 3 * MINUTE, reason="Fire bell")
    assert fresh(attempt).ends_at == END + 5 * MINUTE
    assert [row.pk for row in done.passed_over] == [other.pk]
    act = AttemptAct.objects.get()
    assert (act.kind, act.given, act.old_end, act.new_end) == ("TIME", 5 * MINUTE, END, END + 5 * MINUTE)
    assert (act.made_by, act.made_at, act.reason) == (cast.alice, NOW + 3 * MINUTE, "Fire bell")


def test_the_same_form_sent_twice_gives_the_minutes_once(cast: School, attempt: Attempt) -> None:
    key = uuid.uuid4()
    for _ in range(2):
        attempt_acts.add_minutes(attempts=ALL, minutes=5, by=cast.alice, now=NOW, key=key)
    assert fresh(attempt).ends_at == END + 5 * MINUTE
    assert AttemptAct.objects.count() == 1


def test_taking_time_leaves_a_minute_and_says_whom(cast: School, attempt: Attempt) -> None:
    now = NOW + 15 * MINUTE
    done = attempt_acts.add_minutes(attempts=ALL, minutes=-10, by=cast.alice, now=now)
    assert fresh(attempt).ends_at == now + MINUTE
    assert done.held == (attempt,)
    assert AttemptAct.objects.get().given == -4 * MINUTE


@pytest.mark.parametrize("minutes", [0, 601, -601])
def test_minutes_that_mean_nothing_are_refused(cast: School, attempt: Attempt, minutes: int) -> None:
    with pytest.raises(attempt_acts.BadMinutes):
        attempt_acts.add_minutes(attempts=ALL, minutes=minutes, by=cast.alice, now=NOW)


def test_time_given_after_the_end_does_not_bring_an_attempt_back(cast: School, attempt: Attempt) -> None:
    done = attempt_acts.add_minutes(attempts=ALL, minutes=5, by=cast.alice, now=END + MINUTE)
    assert not done.acts
    assert fresh(attempt).submitted_at == END


# ---- pause ----


def test_a_pause_is_given_back_exactly_and_nothing_is_closed_meanwhile(cast: School, attempt: Attempt) -> None:
    begun, ended = NOW + 5 * MINUTE, NOW + timedelta(hours=3, microseconds=7)
    attempt_acts.pause(attempts=ALL, by=cast.alice, now=begun)
    assert attempts.close_overdue(now=ended) == 0
    assert not attempts.close_if_over(attempt=fresh(attempt), now=ended)
    assert fresh(attempt).left(ended) == 15 * MINUTE
    attempt_acts.resume(attempts=ALL, by=cast.alice, now=ended)
    assert fresh(attempt).ends_at == END + (ended - begun)
    assert fresh(attempt).left(ended) == 15 * MINUTE


def test_pause_and_resume_twice_are_once(cast: School, attempt: Attempt) -> None:
    for now in (NOW, NOW + MINUTE):
        attempt_acts.pause(attempts=ALL, by=cast.alice, now=now)
    for now in (NOW + 2 * MINUTE, NOW + 3 * MINUTE):
        attempt_acts.resume(attempts=ALL, by=cast.alice, now=now)
    assert fresh(attempt).ends_at == END + 2 * MINUTE
    assert AttemptAct.objects.count() == 2


def test_a_clock_set_back_during_a_pause_takes_no_time(cast: School, attempt: Attempt) -> None:
    attempt_acts.pause(attempts=ALL, by=cast.alice, now=NOW + 5 * MINUTE)
    attempt_acts.resume(attempts=ALL, by=cast.alice, now=NOW + MINUTE)
    assert fresh(attempt).ends_at == END


def test_what_was_typed_before_a_pause_counts_and_what_comes_long_after_waits(cast: School, attempt: Attempt) -> None:
    begun = NOW + 5 * MINUTE
    attempt_acts.pause(attempts=ALL, by=cast.alice, now=begun)
    assert send(attempt, "before", 1, begun + GRACE).saved
    assert list(send(attempt, "while", 2, begun + GRACE + MINUTE).kept_aside.values()) == ["PAUSED"]
    assert Response.objects.get().text == "before"
    attempt_acts.resume(attempts=ALL, by=cast.alice, now=begun + 5 * MINUTE)
    assert send(attempt, "while", 2, begun + 6 * MINUTE).saved
    assert Response.objects.get().text == "while"
    outcomes = list(ResponseVersion.objects.values_list("text", "outcome"))
    assert outcomes == [("before", "COUNTED"), ("while", "PAUSED"), ("while", "COUNTED")]


# ---- rest breaks ----


def test_a_break_stops_the_clock_for_as_long_as_it_lasts(cast: School, attempt: Attempt) -> None:
    rests(cast)
    row = attempt_acts.start_break(attempt=attempt, by=cast.sam, now=NOW + 5 * MINUTE)
    assert (row.state(NOW + 6 * MINUTE), row.left(NOW + 6 * MINUTE)) == ("resting", 15 * MINUTE)
    row = attempt_acts.end_break(attempt=attempt, by=cast.sam, now=NOW + 9 * MINUTE)
    assert (row.ends_at, row.break_taken) == (END + 4 * MINUTE, 4 * MINUTE)
    assert row.break_left == 6 * MINUTE
    assert list(AttemptAct.objects.values_list("kind", "given")) == [
        ("BREAK_ENDED", -6 * MINUTE),
        ("BREAK_STARTED", 10 * MINUTE),
    ]


def test_past_its_limit_the_clock_runs_again_by_itself(cast: School, attempt: Attempt) -> None:
    rests(cast)
    attempt_acts.start_break(attempt=attempt, by=cast.sam, now=NOW)
    row = fresh(attempt)
    assert (row.state(NOW + 10 * MINUTE), row.left(NOW + 12 * MINUTE)) == ("open", 18 * MINUTE)
    assert send(attempt, "back", 1, NOW + 11 * MINUTE).saved
    with pytest.raises(attempt_acts.NoBreakLeft):
        attempt_acts.start_break(attempt=attempt, by=cast.sam, now=NOW + 12 * MINUTE)
    assert attempts.close_overdue(now=NOW + 30 * MINUTE + TRANSIT + MINUTE) == 1
    assert fresh(attempt).submitted_at == NOW + 30 * MINUTE


def test_a_break_granted_taken_away_or_shortened_reaches_a_sitting_that_runs(cast: School, attempt: Attempt) -> None:
    for minutes in (10, 15, 0):
        rests(cast, minutes)
        assert fresh(attempt).break_left == minutes * MINUTE
    rests(cast, 10)
    attempt_acts.start_break(attempt=attempt, by=cast.sam, now=NOW)
    attempt_acts.end_break(attempt=attempt, by=cast.sam, now=NOW + 4 * MINUTE)
    for minutes, left in ((12, 8), (3, 0)):
        rests(cast, minutes)
        assert fresh(attempt).break_left == left * MINUTE
    assert fresh(attempt).ends_at == END + 4 * MINUTE


def test_a_break_asked_for_twice_is_one(cast: School, attempt: Attempt) -> None:
    rests(cast)
    for now in (NOW, NOW + MINUTE):
        attempt_acts.start_break(attempt=attempt, by=cast.sam, now=now)
    assert fresh(attempt).ends_at == END + 10 * MINUTE


def test_no_break_without_an_arrangement_while_paused_or_after_the_hand_in(cast: School, attempt: Attempt) -> None:
    with pytest.raises(attempt_acts.NoBreakLeft):
        attempt_acts.start_break(attempt=attempt, by=cast.sam, now=NOW)
    rests(cast)
    attempt_acts.pause(attempts=ALL, by=cast.alice, now=NOW)
    with pytest.raises(attempt_acts.NotWorking):
        attempt_acts.start_break(attempt=attempt, by=cast.sam, now=NOW)
    attempts.hand_in(attempt=attempt, answers=[], lease="", now=NOW + MINUTE)
    with pytest.raises(attempt_acts.NotWorking):
        attempt_acts.start_break(attempt=attempt, by=cast.sam, now=NOW + MINUTE)


def test_a_pause_of_the_class_keeps_what_is_left_of_a_break(cast: School, attempt: Attempt) -> None:
    rests(cast)
    attempt_acts.start_break(attempt=attempt, by=cast.sam, now=NOW)
    attempt_acts.pause(attempts=ALL, by=cast.alice, now=NOW + 4 * MINUTE)
    row = fresh(attempt)
    assert (row.left(NOW + 9 * MINUTE), row.break_taken) == (20 * MINUTE, 4 * MINUTE)
    attempt_acts.resume(attempts=ALL, by=cast.alice, now=NOW + 9 * MINUTE)
    assert fresh(attempt).ends_at == END + 9 * MINUTE


# ---- reopening, forcing ----


def test_reopening_keeps_the_first_hand_in_on_record_and_gives_a_new_receipt(cast: School, attempt: Attempt) -> None:
    send(attempt, "first", 1, NOW)
    first = attempts.hand_in(attempt=attempt, answers=[], lease="", now=NOW + MINUTE).attempt
    attempt_acts.reopen(attempts=ALL, minutes=7, by=cast.alice, now=NOW + timedelta(days=3))
    row = fresh(attempt)
    assert row.is_open
    assert row.ends_at == NOW + timedelta(days=3, minutes=7)
    act = AttemptAct.objects.get()
    assert (act.old_receipt, act.old_submitted_at) == (first.receipt, NOW + MINUTE)
    assert send(attempt, "second", 2, NOW + timedelta(days=3)).saved
    again = attempts.hand_in(attempt=attempt, answers=[], lease="", now=NOW + timedelta(days=3, minutes=1)).attempt
    assert again.receipt
    assert again.receipt != first.receipt


def test_marks_of_a_reopened_attempt_wait_and_the_new_text_is_marked_anew(cast: School, attempt: Attempt) -> None:
    send(attempt, "social fascists", 1, NOW)
    attempts.hand_in(attempt=attempt, answers=[], lease="", now=NOW + MINUTE)
    marks.mark_waiting(attempt_ids=[attempt.pk], now=NOW)
    response = Response.objects.get()
    marks.give(response=response, mark=Decimal(2), reason="Well put", by=cast.alice, now=NOW)
    attempt_acts.reopen(attempts=ALL, minutes=7, by=cast.alice, now=NOW + 2 * MINUTE)
    send(attempt, "nothing of it", 2, NOW + 3 * MINUTE)
    assert not waiting().exists()
    attempts.hand_in(attempt=attempt, answers=[], lease="", now=NOW + 4 * MINUTE)
    marks.mark_waiting(attempt_ids=[attempt.pk], now=NOW)
    standing = Standing.objects.select_related("mark").get()
    assert (standing.mark.mark, standing.mark.text, standing.state) == (0, "nothing of it", "TO_CHECK")
    assert Mark.objects.count() == 3
    assert not waiting().exists()


def test_an_attempt_is_not_reopened_beside_another_open_one(cast: School, attempt: Attempt) -> None:
    Assignment.objects.update(attempts_allowed=2)
    attempts.hand_in(attempt=attempt, answers=[], lease="", now=NOW)
    again = Assignment.objects.select_related("quiz").get(pk=cast.assignment.pk)
    attempts.start(assignment=again, student=cast.sam, now=NOW + MINUTE)
    done = attempt_acts.reopen(
        attempts=Attempt.objects.filter(pk=attempt.pk), minutes=5, by=cast.alice, now=NOW + MINUTE
    )
    assert not done.acts
    assert not fresh(attempt).is_open


def test_a_forced_hand_in_is_handed_over_once(cast: School, attempt: Attempt) -> None:
    attempt_acts.pause(attempts=ALL, by=cast.alice, now=NOW)
    for _ in range(2):
        attempt_acts.force_hand_in(attempts=ALL, by=cast.alice, now=NOW + MINUTE)
    row = fresh(attempt)
    assert (row.submitted_at, row.closed_by_clock, row.paused_at) == (NOW + MINUTE, False, None)
    assert AttemptAct.objects.filter(kind="HANDED_IN").count() == 1


# ---- computed anew ----


def test_new_times_and_arrangements_reach_a_running_attempt_and_keep_what_was_given(
    cast: School, attempt: Attempt
) -> None:
    attempt_acts.add_minutes(attempts=ALL, minutes=3, by=cast.alice, now=NOW)
    AccessArrangement.objects.create(student=cast.sam, time_factor=Decimal("1.25"))
    attempt_acts.recompute_ends(students=[cast.sam], by=cast.alice, now=NOW + MINUTE, reason="Extra time")
    assert fresh(attempt).ends_at == END + 8 * MINUTE
    Assignment.objects.update(time_limit_minutes=40)
    attempt_acts.recompute_ends(assignment=cast.assignment, by=cast.alice, now=NOW + MINUTE, reason="Longer")
    assert fresh(attempt).ends_at == NOW + 53 * MINUTE
    attempt_acts.recompute_ends(assignment=cast.assignment, by=cast.alice, now=NOW + MINUTE, reason="Nothing new")
    assert AttemptAct.objects.filter(kind="RECOMPUTED").count() == 2


def test_a_shorter_limit_leaves_a_minute_and_says_whom(cast: School, attempt: Attempt) -> None:
    Assignment.objects.update(time_limit_minutes=5)
    done = attempt_acts.recompute_ends(
        assignment=cast.assignment, by=cast.alice, now=NOW + 10 * MINUTE, reason="Shorter"
    )
    assert fresh(attempt).ends_at == NOW + 11 * MINUTE
    assert done.held == (attempt,)


# ---- late texts ----


def closed_with_late(attempt: Attempt, *, seconds: int = 30) -> ResponseVersion:
    send(attempt, "in time", 1, NOW)
    send(attempt, "too slow", 2, END + timedelta(seconds=seconds))
    return ResponseVersion.objects.get(text="too slow", outcome__in=ResponseVersion.ASIDE)


@pytest.mark.parametrize("seconds", [30, 600])
def test_an_accepted_text_becomes_the_answer_and_is_handed_over(
    cast: School, attempt: Attempt, seconds: int, django_capture_on_commit_callbacks: Any
) -> None:
    version = closed_with_late(attempt, seconds=seconds)
    heard: list[int] = []

    def hear(attempt_ids: list[int], **_: Any) -> None:
        heard.extend(attempt_ids)

    attempts_submitted.connect(hear)
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            late_texts.decide(version=version, accept=True, by=cast.alice, now=END + timedelta(hours=1))
    attempts_submitted.disconnect(hear)
    row = Response.objects.get()
    assert (row.text, row.revision) == ("too slow", 2)
    assert heard == [attempt.pk]
    assert AttemptAct.objects.get().version == version
    assert not undecided(ResponseVersion.objects.all()).exists()
    with pytest.raises(late_texts.AlreadyDecided):
        late_texts.decide(version=version, accept=False, by=cast.alice, now=END)


def test_a_refused_text_stays_on_record_and_may_be_accepted_later(cast: School, attempt: Attempt) -> None:
    version = closed_with_late(attempt)
    late_texts.decide(version=version, accept=False, by=cast.alice, now=END + MINUTE, reason="After the bell")
    assert Response.objects.get().text == "in time"
    assert not undecided(ResponseVersion.objects.all()).exists()
    late_texts.decide(version=version, accept=True, by=cast.alice, now=END + 2 * MINUTE)
    assert Response.objects.get().text == "too slow"


def test_texts_of_an_open_attempt_and_such_as_counted_are_not_decided_on(cast: School, attempt: Attempt) -> None:
    send(attempt, "mine", 1, NOW)
    with pytest.raises(late_texts.NothingToDecide):
        late_texts.decide(version=ResponseVersion.objects.get(), accept=True, by=cast.alice, now=NOW)
    attempts.take_over(attempt=attempt, lease="tab-2")
    item = attempt.responses.get().item_id
    attempts.save(attempt=attempt, answers=[Answer(item, "old tab", 5)], lease="tab-1", received_at=NOW)
    aside = ResponseVersion.objects.get(outcome="OTHER_TAB")
    with pytest.raises(late_texts.StillOpen):
        late_texts.decide(version=aside, accept=True, by=cast.alice, now=NOW)


def test_the_rule_of_the_class_accepts_up_to_ninety_seconds_and_no_more(cast: School, attempt: Attempt) -> None:
    late_texts.set_rule(assignment=cast.assignment, rule="ACCEPT", by=cast.alice, now=NOW)
    send(attempt, "in time", 1, NOW)
    send(attempt, "late", 2, END + GRACE)
    assert Response.objects.get().text == "late"
    assert AttemptAct.objects.get().made_by is None
    send(attempt, "too late", 3, END + GRACE + MINUTE)
    assert Response.objects.get().text == "late"
    assert undecided(ResponseVersion.objects.all()).get().text == "too late"


def test_setting_the_rule_afterwards_takes_in_what_waits(cast: School, attempt: Attempt) -> None:
    closed_with_late(attempt)
    assert late_texts.set_rule(assignment=cast.assignment, rule="ACCEPT", by=cast.alice, now=END + MINUTE) == 1
    assert Response.objects.get().text == "too slow"
    assert late_texts.set_rule(assignment=cast.assignment, rule="ACCEPT", by=cast.alice, now=END + MINUTE) == 0


# ---- the log ----


@pytest.mark.parametrize("statement", ["UPDATE quizzes_attemptact SET reason = 'x'", "DELETE FROM quizzes_attemptact"])
def test_the_database_refuses_to_change_the_log(cast: School, attempt: Attempt, statement: str) -> None:
    attempt_acts.pause(attempts=ALL, by=cast.alice, now=NOW)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_an_act_on_a_class_takes_as_many_queries_as_on_one(cast: School, attempt: Attempt) -> None:
    def queries(rows: QuerySet[Attempt], minutes: int) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            attempt_acts.add_minutes(attempts=rows, minutes=minutes, by=cast.alice, now=NOW)
        return len(queries)

    one = queries(ALL, 1)
    attempts.start(assignment=cast.assignment, student=cast.sue, now=NOW)
    assert queries(ALL, 1) == one


# ---- when something is down ----


def test_a_break_at_hand_in_is_taken_for_a_later_one(cast: School, attempt: Attempt) -> None:
    rests(cast)
    attempt_acts.start_break(attempt=attempt, by=cast.sam, now=NOW)
    attempts.hand_in(attempt=attempt, answers=[], lease="", now=NOW + 4 * MINUTE)
    assert fresh(attempt).break_left == 6 * MINUTE


def test_beat_that_was_down_through_the_end_closes_each_once_as_of_its_own_end(
    cast: School, attempt: Attempt, django_capture_on_commit_callbacks: Any
) -> None:
    other = attempts.start(assignment=cast.assignment, student=cast.sue, now=NOW + 3 * MINUTE)
    attempt_acts.add_minutes(attempts=Attempt.objects.filter(pk=attempt.pk), minutes=5, by=cast.alice, now=NOW)
    days_later = NOW + timedelta(days=2)
    heard: list[int] = []

    def hear(attempt_ids: list[int], **_: Any) -> None:
        heard.extend(attempt_ids)

    attempts_submitted.connect(hear)
    with django_capture_on_commit_callbacks(execute=True):
        assert [attempts.close_overdue(now=days_later, most=1) for _ in range(3)] == [1, 1, 0]
    attempts_submitted.disconnect(hear)
    assert sorted(heard) == sorted([attempt.pk, other.pk])
    assert fresh(attempt).submitted_at == END + 5 * MINUTE
    assert fresh(other).submitted_at == END + 3 * MINUTE


def test_a_clock_set_back_to_before_a_break_takes_no_time(cast: School, attempt: Attempt) -> None:
    rests(cast)
    attempt_acts.start_break(attempt=attempt, by=cast.sam, now=NOW + 5 * MINUTE)
    row = attempt_acts.end_break(attempt=attempt, by=cast.sam, now=NOW + MINUTE)
    assert (row.ends_at, row.break_taken) == (END, timedelta(0))


# ---- the whole class ------------------------------------------------------------------------------------


def test_who_starts_while_the_class_is_paused_waits_and_then_has_all_the_time(cast: School) -> None:
    attempt_acts.pause_class(assignment=cast.assignment, by=cast.alice, now=NOW, reason="Fire alarm")
    attempt = attempts.start(assignment=cast.assignment, student=cast.sam, now=NOW + 2 * MINUTE)
    assert attempt.state(NOW + 3 * MINUTE) == "paused"
    assert attempt.left(NOW + 3 * MINUTE) == 20 * MINUTE
    assert attempt.acts.get().kind == AttemptAct.Kind.PAUSED

    attempt_acts.resume_class(assignment=cast.assignment, by=cast.alice, now=NOW + 10 * MINUTE)

    assert fresh(attempt).ends_at == NOW + 30 * MINUTE
    late = attempts.start(assignment=cast.assignment, student=cast.sue, now=NOW + 11 * MINUTE)
    assert late.paused_at is None
    kinds = [act.kind for act in AssignmentAct.objects.order_by("pk")]
    assert kinds == [AssignmentAct.Kind.PAUSED, AssignmentAct.Kind.RESUMED]


def test_pausing_a_class_holds_those_who_sit_and_twice_is_once(cast: School, attempt: Attempt) -> None:
    for _ in range(2):
        attempt_acts.pause_class(assignment=cast.assignment, by=cast.alice, now=NOW + MINUTE)
    assert fresh(attempt).paused_at == NOW + MINUTE
    assert AssignmentAct.objects.count() == 1


def test_changed_times_are_on_record_even_if_nobody_sits(cast: School) -> None:
    row = cast.assignment
    setting = quizzes.Setting(cast.class_10b, row.opens_at, row.closes_at + 60 * MINUTE, 25)
    for _ in range(2):
        quizzes.change_times(assignment=row, setting=setting, by=cast.alice, now=NOW)
    act = AssignmentAct.objects.get()
    assert (act.made_by, act.made_at) == (cast.alice, NOW)
    assert act.changes.keys() == {"closes_at", "time_limit_minutes"}
    assert act.changes["time_limit_minutes"] == [20, 25]
    assert ("time limit minutes", "20", "25") in list(act.in_words())


def test_log_of_a_class_is_final(cast: School) -> None:
    attempt_acts.pause_class(assignment=cast.assignment, by=cast.alice, now=NOW)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM quizzes_assignmentact")
    assert AssignmentAct.objects.exists()
