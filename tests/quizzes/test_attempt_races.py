"""Many at once on PostgreSQL, and anything in any order: no lost version, no write after the end, one hand-in."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any, ClassVar

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from quizzes.models import Attempt, Response, ResponseVersion
from quizzes.pure.terms import Terms
from quizzes.pure.timing import GRACE, TRANSIT
from quizzes.services import arrangements, attempt_acts, attempts
from quizzes.services.attempts import Answer, NoAttemptsLeft
from quizzes.signals import attempts_submitted
from tests.cast import NOW, School, question_of, quiz_for
from tests.runtime.database import examples
from tests.runtime.kept import Kept
from tests.runtime.site import until

pytestmark = pytest.mark.postgresql

MINUTE = timedelta(minutes=1)
END = NOW + 20 * MINUTE


# ---- at once --------------------------------------------------------------------------------------------


@pytest.fixture
def cast(kept_cast: Kept[School], transactional_db: None) -> School:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one write at a time; races need PostgreSQL (TEST_DATABASE=postgresql)")
    return kept_cast.again()


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Run up to eight `calls` in threads that set off together; return what each gave or raised."""
    connection.close()  # the pool holds eight, and each thread has one before any sets off
    ready = threading.Barrier(len(calls))
    results: list[Any] = [None] * len(calls)

    def run(place: int, call: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            ready.wait(timeout=20)
            results[place] = call()
        except Exception as error:  # the test looks at it
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def begun(cast: School) -> tuple[Attempt, int]:
    attempt = attempts.start(assignment=cast.assignment, student=cast.sam, now=NOW)
    return attempt, attempt.responses.get().item_id


@pytest.mark.parametrize("turn", range(3))
def test_eight_starts_at_once_make_one_attempt(cast: School, turn: int) -> None:
    results = at_once(*[lambda: attempts.start(assignment=cast.assignment, student=cast.sam, now=NOW)] * 8)
    assert {result.pk for result in results} == {Attempt.objects.get().pk}
    assert Response.objects.count() == 1


def test_eight_starts_at_once_where_many_attempts_are_allowed_make_one(cast: School) -> None:
    cast.assignment.attempts_allowed = 8
    cast.assignment.save()
    results = at_once(*[lambda: attempts.start(assignment=cast.assignment, student=cast.sam, now=NOW)] * 8)
    assert {result.pk for result in results} == {Attempt.objects.get().pk}


def test_a_start_waits_for_a_change_of_the_arrangement_that_is_under_way(cast: School) -> None:
    begins = threading.Thread(
        target=at_once, args=[lambda: attempts.start(assignment=cast.assignment, student=cast.sam, now=NOW)]
    )
    with transaction.atomic():
        terms = Terms(time_factor=Decimal("1.25"))
        arrangements.arrange_access(student=cast.sam, terms=terms, by=cast.alice, now=NOW)
        begins.start()
        until(_somebody_waits)
    begins.join(timeout=60)
    assert Attempt.objects.get().ends_at == NOW + 25 * MINUTE


def test_a_start_waits_for_a_pause_of_the_class_that_is_under_way(cast: School) -> None:
    begins = threading.Thread(
        target=at_once, args=[lambda: attempts.start(assignment=cast.assignment, student=cast.sam, now=NOW)]
    )
    with transaction.atomic():
        attempt_acts.pause_class(assignment=cast.assignment, by=cast.alice, now=NOW)
        begins.start()
        until(_somebody_waits)
    begins.join(timeout=60)
    assert Attempt.objects.get().paused_at is not None


@pytest.mark.parametrize("turn", range(3))
def test_whoever_starts_as_the_class_is_paused_is_paused(cast: School, turn: int) -> None:
    results = at_once(
        lambda: attempts.start(assignment=cast.assignment, student=cast.sam, now=NOW),
        lambda: attempt_acts.pause_class(assignment=cast.assignment, by=cast.alice, now=NOW),
        lambda: attempts.start(assignment=cast.assignment, student=cast.sue, now=NOW),
    )
    assert not [result for result in results if isinstance(result, Exception)]
    assert [attempt.paused_at for attempt in Attempt.objects.all()] == [NOW, NOW]


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


@pytest.mark.parametrize("turn", range(3))
def test_eight_hand_ins_at_once_are_one(cast: School, turn: int) -> None:
    heard: list[int] = []

    def hear(attempt_ids: list[int], **_: Any) -> None:
        heard.extend(attempt_ids)

    attempt, item = begun(cast)
    attempts_submitted.connect(hear)
    results = at_once(*[
        lambda number=number: attempts.hand_in(
            attempt=attempt, answers=[Answer(item, f"text {number}", number)], lease="", now=NOW + number * MINUTE
        )
        for number in range(1, 9)
    ])  # fmt: skip
    attempts_submitted.disconnect(hear)
    assert len({result.attempt.receipt for result in results}) == 1
    assert len({result.attempt.submitted_at for result in results}) == 1
    assert heard == [attempt.pk]
    versions = ResponseVersion.objects.all()
    assert versions.count() == 8
    counted = versions.get(outcome="COUNTED")
    assert Response.objects.get().text == counted.text
    assert versions.filter(outcome="AFTER_HAND_IN").count() == 7


@pytest.mark.parametrize("turn", range(5))
def test_a_save_racing_a_hand_in_counts_wholly_or_is_kept_aside(cast: School, turn: int) -> None:
    attempt, item = begun(cast)
    saved, _ = at_once(
        lambda: attempts.save(attempt=attempt, answers=[Answer(item, "raced", 5)], lease="", received_at=NOW + MINUTE),
        lambda: attempts.hand_in(attempt=attempt, answers=[Answer(item, "final", 4)], lease="", now=NOW + MINUTE),
    )
    row, outcomes = Response.objects.get(), dict(ResponseVersion.objects.values_list("text", "outcome"))
    if saved.saved:  # the save was first, and is the newer
        assert row.text == "raced"
        assert outcomes == {"raced": "COUNTED", "final": "STALE"}
    else:
        assert row.text == "final"
        assert outcomes == {"final": "COUNTED", "raced": "AFTER_HAND_IN"}


def test_saves_at_once_keep_the_newest_and_every_version(cast: School) -> None:
    attempt, item = begun(cast)

    def saving(seq: int) -> Callable[[], Any]:
        answers = [Answer(item, f"text {seq}", seq)]
        return lambda: attempts.save(attempt=attempt, answers=answers, lease="", received_at=NOW + MINUTE)

    results = at_once(*[saving(seq) for seq in range(1, 9)])
    assert not [result for result in results if isinstance(result, Exception)]
    assert Response.objects.get().text == "text 8"
    assert ResponseVersion.objects.count() == 8


def test_saves_of_questions_in_opposite_order_do_not_lock_each_other_out(cast: School) -> None:
    questions = [question_of(cast.bank, stem=f"Question {number}?") for number in range(6)]
    assignment = quiz_for(cast.class_10b, questions, by=cast.alice)
    attempt = attempts.start(assignment=assignment, student=cast.sam, now=NOW)
    items = list(attempt.responses.values_list("item", flat=True))

    def saving(seq: int) -> Callable[[], Any]:
        order = items if seq % 2 else items[::-1]
        answers = [Answer(item, f"{seq} {item}", seq) for item in order]
        return lambda: attempts.save(attempt=attempt, answers=answers, lease="", received_at=NOW + MINUTE)

    results = at_once(*[saving(seq) for seq in range(1, 9)])
    assert not [result for result in results if isinstance(result, Exception)]
    assert set(attempt.responses.values_list("seq", flat=True)) == {8}


def test_clocks_hand_in_and_save_at_the_end_close_once(cast: School) -> None:
    attempt, item = begun(cast)
    late = END + TRANSIT + timedelta(seconds=1)
    at_once(
        *[lambda: attempts.close_overdue(now=late)] * 3,
        lambda: attempts.hand_in(attempt=attempt, answers=[], lease="", now=late),
        lambda: attempts.save(attempt=attempt, answers=[Answer(item, "late", 1)], lease="", received_at=late),
    )
    row = Attempt.objects.get()
    assert (row.submitted_at, row.closed_by_clock) == (END, True)
    assert Response.objects.get().text == ""
    assert ResponseVersion.objects.get().outcome == "LATE"


# ---- in any order ---------------------------------------------------------------------------------------


class Sitting(RuleBasedStateMachine):
    """One student's sitting of two questions, with a clock that only goes on. The model beside it is a few lines."""

    kept: ClassVar[Kept[School]]  # the school that each example begins with

    @initialize()
    def begin(self) -> None:
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        cast = self.kept.again()
        questions = [question_of(cast.bank, stem=f"Question {number}?") for number in range(2)]
        self.assignment = quiz_for(cast.class_10b, questions, by=cast.alice)
        self.student = cast.sam
        self.now = NOW
        self.attempt = attempts.start(assignment=self.assignment, student=cast.sam, now=NOW)
        self.items = sorted(self.attempt.responses.values_list("item", flat=True))
        self.end = END
        self.lease = ""
        self.standing = dict.fromkeys(self.items, (0, ""))
        self.sent: set[tuple[int, str]] = set()
        self.closed: tuple[Any, bool, str] | None = None

    def teardown(self) -> None:
        if hasattr(self, "atomic"):
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    @rule(seconds=st.sampled_from([1, 4, 30, 240, 1200]))
    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule()
    def start_again(self) -> None:
        try:
            attempt = attempts.start(assignment=self.assignment, student=self.student, now=self.now)
        except NoAttemptsLeft:
            self._expect_clock()
            assert self.closed
        else:
            assert attempt.pk == self.attempt.pk
            assert not self.closed

    @rule(
        place=st.integers(0, 1),
        seq=st.integers(1, 6),
        text=st.sampled_from(["", "a", "b", "c", "d"]),
        lease=st.sampled_from(["", "tab-1", "tab-2"]),
        hands_in=st.booleans(),
    )
    def send(self, place: int, seq: int, text: str, lease: str, hands_in: bool) -> None:
        item = self.items[place]
        answers = [Answer(item, text, seq)]
        old_seq, old_text = self.standing[item]
        is_open = not self.closed and self.now <= self.end + TRANSIT
        held = not self.lease or not lease or lease == self.lease
        fresh = seq > old_seq or (seq == old_seq and text == old_text)
        if hands_in:
            result = attempts.hand_in(attempt=self.attempt, answers=answers, lease=lease, now=self.now)
        else:
            result = attempts.save(attempt=self.attempt, answers=answers, lease=lease, received_at=self.now)
        assert (item in result.saved) == (is_open and held and fresh)
        assert (item in result.kept_aside) == (item not in result.saved)
        if item in result.saved:
            self.standing[item] = (seq, text)
        if text != old_text:
            self.sent.add((item, text))
        self._expect_clock()
        if hands_in and not self.closed:
            self._closes(min(self.now, self.end), by_clock=self.now >= self.end)

    @rule(lease=st.sampled_from(["tab-1", "tab-2"]))
    def take_over(self, lease: str) -> None:
        attempts.take_over(attempt=self.attempt, lease=lease)
        if not self.closed:
            self.lease = lease

    @rule()
    def clock_strikes(self) -> None:
        closes = not self.closed and self.now > self.end + TRANSIT
        assert attempts.close_overdue(now=self.now) == closes
        self._expect_clock()

    @rule(minutes=st.integers(1, 10))
    def more_time(self, minutes: int) -> None:
        if not self.closed:
            self.end += minutes * MINUTE
            Attempt.objects.filter(pk=self.attempt.pk).update(ends_at=self.end)

    def _expect_clock(self) -> None:
        if not self.closed and self.now > self.end + TRANSIT:
            self._closes(self.end, by_clock=True)

    def _closes(self, when: Any, *, by_clock: bool) -> None:
        self.closed = (when, by_clock, Attempt.objects.get(pk=self.attempt.pk).receipt)

    @invariant()
    def what_counts_is_the_newest_in_time(self) -> None:
        if hasattr(self, "standing"):
            rows = Response.objects.filter(attempt=self.attempt)
            assert {row.item_id: (row.seq, row.text) for row in rows} == self.standing

    @invariant()
    def no_version_is_lost(self) -> None:
        if hasattr(self, "sent"):
            versions = ResponseVersion.objects.filter(response__attempt=self.attempt)
            assert set(versions.values_list("response__item", "text")) == self.sent

    @invariant()
    def nothing_counts_after_the_end_and_it_ends_once(self) -> None:
        if not hasattr(self, "closed"):
            return
        row = Attempt.objects.get(pk=self.attempt.pk)
        if self.closed:
            assert (row.submitted_at, row.closed_by_clock, row.receipt) == self.closed
            assert row.receipt
        else:
            assert row.is_open
        counted = ResponseVersion.objects.filter(response__attempt=row, outcome="COUNTED")
        last = row.submitted_at + TRANSIT if row.submitted_at else self.end + TRANSIT
        assert not counted.filter(received_at__gt=last).exists()
        late = ResponseVersion.objects.filter(response__attempt=row, outcome="LATE")
        assert not late.filter(received_at__gt=self.end + GRACE).exists()


def test_a_sitting_in_any_order_loses_nothing_and_ends_once(kept_cast: Kept[School], db: None) -> None:
    Sitting.kept = kept_cast
    run_state_machine_as_test(
        Sitting,
        settings=settings(
            max_examples=examples(40),
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
