"""Everything that can be done to a sitting, in any order and at once: no lost version, no unlogged end, one hand-in."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run

from quizzes.models import AccessArrangement, Attempt, AttemptAct, Response, ResponseVersion
from quizzes.pure.timing import GRACE, TRANSIT
from quizzes.queries import undecided
from quizzes.services import attempt_acts, attempts, late_texts
from quizzes.services.attempts import Answer
from quizzes.signals import attempts_submitted
from tests.cast import NOW, School
from tests.quizzes.test_attempt_races import at_once
from tests.runtime.database import examples
from tests.runtime.kept import Kept

MINUTE = timedelta(minutes=1)
NONE = timedelta(0)
END = NOW + 20 * MINUTE
ALL = Attempt.objects.all()
# Several in one step, since what matters is how they follow on each other.
ACTS = ["pause", "resume", "rest", "work", "pause", "resume", "rest", "work", "clock", "force"]


class Acts(RuleBasedStateMachine):
    """One sitting with a rest break of ten minutes in all, and beside it a model of its clock and its answer."""

    kept: ClassVar[Kept[School]]  # the school that each example begins with

    @initialize()
    def begin(self) -> None:
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.cast = self.kept.again()
        AccessArrangement.objects.create(student=self.cast.sam, rest_minutes=10)
        self.attempt = attempts.start(assignment=self.cast.assignment, student=self.cast.sam, now=NOW)
        self.item = self.attempt.responses.get().item_id
        self.now, self.end = NOW, END
        self.paused: datetime | None = None
        self.resting: tuple[datetime, datetime] | None = None
        self.rested = NONE
        self.standing = (0, "")
        self.sent: set[str] = set()
        self.closed: tuple[datetime, bool] | None = None
        self.hand_ins = 0

    def teardown(self) -> None:
        if hasattr(self, "atomic"):
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    # ---- the model's clock ----

    def _strike(self) -> None:
        if not self.closed and self.paused is None and self.now > self.end + TRANSIT:
            self._close(self.end, by_clock=True)

    def _close(self, when: datetime, *, by_clock: bool) -> None:
        if self.resting is not None:
            self.rested += min(self.now, self.resting[1]) - self.resting[0]
        self.closed, self.paused, self.resting = (when, by_clock), None, None
        self.hand_ins += 1

    def _is_resting(self) -> bool:
        return self.resting is not None and self.now < self.resting[1]

    def _settle(self) -> None:
        if self.resting is not None:
            begun, until = self.resting
            stop = min(self.now, until)
            self.rested += stop - begun
            self.end -= until - stop
            self.resting = None

    def _refusal(self) -> str:
        if self.closed and not self.closed[1]:
            return "AFTER_HAND_IN"
        stood = self.paused or (self.resting[0] if self.resting and self._is_resting() else None)
        if stood is not None:
            return "PAUSED" if self.now > stood + GRACE else ""
        if self.now > self.end + TRANSIT:
            return "LATE" if self.now <= self.end + GRACE else "TOO_LATE"
        return ""

    # ---- what may happen ----

    @rule(acts=st.lists(st.sampled_from(ACTS), min_size=2, max_size=4), seconds=st.sampled_from([150, 60, 600, 4, 1]))
    def one_after_another(self, acts: list[str], seconds: int) -> None:
        for name in acts:
            self.now += timedelta(seconds=seconds)
            getattr(self, name)()

    @rule(seconds=st.sampled_from([30, 240, 100, 4, 1, 1200]))
    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(seq=st.integers(1, 9), text=st.sampled_from("abcdef"), hands_in=st.sampled_from([False, False, False, True]))
    def send(self, seq: int, text: str, hands_in: bool) -> None:
        answers, (old_seq, old_text) = [Answer(self.item, text, seq)], self.standing
        stale = seq < old_seq or (seq == old_seq and text != old_text)
        expected = self._refusal() or ("STALE" if stale else "")
        if hands_in:
            result = attempts.hand_in(attempt=self.attempt, answers=answers, lease="", now=self.now)
        else:
            result = attempts.save(attempt=self.attempt, answers=answers, lease="", received_at=self.now)
        assert result.kept_aside.get(self.item, "") == expected
        if text != old_text:
            self.sent.add(text)
        if not expected and seq > old_seq:
            self.standing = (seq, text)
        self._strike()
        if hands_in and not self.closed:
            runs_out = self.paused is None and self.now >= self.end
            self._close(self.end if runs_out else self.now, by_clock=runs_out)

    def clock(self) -> None:
        before = self.hand_ins
        self._strike()
        assert attempts.close_overdue(now=self.now) == self.hand_ins - before

    @rule(minutes=st.sampled_from([-30, -3, 1, 10]))
    def minutes(self, minutes: int) -> None:
        attempt_acts.add_minutes(attempts=ALL, minutes=minutes, by=self.cast.alice, now=self.now)
        self._strike()
        if not self.closed:
            until = self.resting[1] if self.resting else self.now
            floor = (self.paused or max(self.now, until)) + MINUTE
            self.end = max(self.end + minutes * MINUTE, min(self.end, floor))

    def pause(self) -> None:
        attempt_acts.pause(attempts=ALL, by=self.cast.alice, now=self.now)
        self._strike()
        if not self.closed and self.paused is None:
            self._settle()
            self.paused = self.now

    def resume(self) -> None:
        attempt_acts.resume(attempts=ALL, by=self.cast.alice, now=self.now)
        self._strike()
        if self.paused is not None:
            self.end += self.now - self.paused
            self.paused = None

    def rest(self) -> None:
        self._strike()
        works = not self.closed and self.paused is None
        try:
            attempt_acts.start_break(attempt=self.attempt, by=self.cast.sam, now=self.now)
        except attempt_acts.NotWorking:
            assert not works
        except attempt_acts.NoBreakLeft:
            self._settle_rolled_back()
            assert works
        else:
            assert works
            if not self._is_resting():
                self._settle()
                left = 10 * MINUTE - self.rested
                self.resting = (self.now, self.now + left)
                self.end += left

    def _settle_rolled_back(self) -> None:
        taken = self.rested + (self.resting[1] - self.resting[0] if self.resting else NONE)
        assert taken == 10 * MINUTE

    def work(self) -> None:
        attempt_acts.end_break(attempt=self.attempt, by=self.cast.sam, now=self.now)
        self._strike()
        self._settle()

    def force(self) -> None:
        attempt_acts.force_hand_in(attempts=ALL, by=self.cast.alice, now=self.now)
        self._strike()
        if not self.closed:
            self._settle()
            self._close(self.now, by_clock=False)

    @precondition(lambda self: bool(self.closed))
    @rule(minutes=st.integers(1, 30))
    def reopen(self, minutes: int) -> None:
        self._strike()
        done = attempt_acts.reopen(attempts=ALL, minutes=minutes, by=self.cast.alice, now=self.now)
        assert bool(done.acts) == bool(self.closed)
        if self.closed:
            self.closed, self.end = None, self.now + minutes * MINUTE

    @precondition(lambda self: bool(self.closed))
    @rule(accept=st.booleans())
    def decide(self, accept: bool) -> None:
        version = undecided(ResponseVersion.objects.all()).order_by("pk").first()
        if version is None:
            return
        late_texts.decide(version=version, accept=accept, by=self.cast.alice, now=self.now)
        if accept:
            self.standing = (max(self.standing[0], version.seq), version.text)

    # ---- what always holds ----

    @invariant()
    def the_answer_is_what_should_count(self) -> None:
        if hasattr(self, "standing"):
            assert Response.objects.values_list("seq", "text").get() == self.standing

    @invariant()
    def no_version_is_lost(self) -> None:
        if hasattr(self, "sent"):
            assert set(ResponseVersion.objects.values_list("text", flat=True)) == self.sent

    @invariant()
    def the_end_moves_by_logged_acts_alone(self) -> None:
        if hasattr(self, "end"):
            row = Attempt.objects.get()
            assert row.ends_at == self.end
            assert sum(AttemptAct.objects.values_list("given", flat=True), NONE) == self.end - END

    @invariant()
    def it_is_handed_in_as_it_should_be_and_each_receipt_is_kept(self) -> None:
        if hasattr(self, "hand_ins"):
            row = Attempt.objects.get()
            assert (row.submitted_at and (row.submitted_at, row.closed_by_clock)) == self.closed
            assert (row.paused_at, row.is_open) == (self.paused, not self.closed)
            old = list(AttemptAct.objects.exclude(old_receipt="").values_list("old_receipt", flat=True))
            assert len({*old, row.receipt} - {""}) == self.hand_ins


def test_acts_in_any_order_lose_nothing_and_move_no_end_unlogged(kept_cast: Kept[School], db: None) -> None:
    Acts.kept = kept_cast
    run(
        Acts,
        settings=settings(
            max_examples=examples(30),
            stateful_step_count=15,
            deadline=None,
            phases=[Phase.generate],  # what fails is short enough to read, and shrinking takes minutes
            suppress_health_check=list(HealthCheck),
        ),
    )


# ---- at once ----


@pytest.fixture
def cast(kept_cast: Kept[School], transactional_db: None) -> School:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one write at a time; races need PostgreSQL (TEST_DATABASE=postgresql)")
    return kept_cast.again()


@pytest.mark.parametrize("turn", range(4))
def test_acts_saves_and_the_clock_at_once_lose_nothing(cast: School, turn: int) -> None:
    AccessArrangement.objects.create(student=cast.sam, rest_minutes=10)
    attempt = attempts.start(assignment=cast.assignment, student=cast.sam, now=NOW)
    item, by = attempt.responses.get().item_id, cast.alice
    heard: list[int] = []

    def hear(attempt_ids: list[int], **_: Any) -> None:
        heard.extend(attempt_ids)

    def save(seq: int, at: datetime) -> attempts.Saved:
        return attempts.save(attempt=attempt, answers=[Answer(item, f"text {seq}", seq)], lease="", received_at=at)

    attempts_submitted.connect(hear)
    late = END + TRANSIT + MINUTE
    results = at_once(
        lambda: save(1, NOW + MINUTE),
        lambda: save(2, late),
        lambda: attempts.hand_in(attempt=attempt, answers=[Answer(item, "text 3", 3)], lease="", now=NOW + 2 * MINUTE),
        lambda: attempts.close_overdue(now=late),
        lambda: attempt_acts.add_minutes(attempts=ALL, minutes=5, by=by, now=NOW + MINUTE),
        lambda: (
            attempt_acts.pause(attempts=ALL, by=by, now=NOW + MINUTE),
            attempt_acts.resume(attempts=ALL, by=by, now=NOW + 3 * MINUTE),
        ),
        lambda: attempt_acts.reopen(attempts=ALL, minutes=5, by=by, now=late),
        lambda: attempt_acts.end_break(attempt=attempt, by=cast.sam, now=NOW + MINUTE),
    )
    attempts_submitted.disconnect(hear)
    assert not [result for result in results if isinstance(result, Exception)]
    row, acts = Attempt.objects.get(), AttemptAct.objects.all()
    assert row.ends_at == END + sum(acts.values_list("given", flat=True), NONE)
    assert set(ResponseVersion.objects.values_list("text", flat=True)) == {"text 1", "text 2", "text 3"}
    # A save that came in time while the clock closed the sitting is announced as well.
    assert len(heard) >= acts.filter(kind="REOPENED").count() + (not row.is_open)
    counted = ResponseVersion.objects.filter(outcome="COUNTED").order_by("-seq").first()
    assert Response.objects.get().text == (counted.text if counted else "")


def test_eight_forms_at_once_give_the_minutes_of_each_key_once(cast: School) -> None:
    attempts.start(assignment=cast.assignment, student=cast.sam, now=NOW)
    keys = ["6f1d2a54-0000-4000-8000-000000000001", "6f1d2a54-0000-4000-8000-000000000002"]
    results = at_once(*[
        lambda key=key: attempt_acts.add_minutes(attempts=ALL, minutes=5, by=cast.alice, now=NOW, key=key)
        for key in keys * 4
    ])  # fmt: skip
    assert not [result for result in results if isinstance(result, Exception)]
    assert Attempt.objects.get().ends_at == END + 10 * MINUTE
    assert AttemptAct.objects.count() == 2
