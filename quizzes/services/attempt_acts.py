"""The one writer of acts on sittings: time, pauses, rest breaks, reopening. Nothing else moves an end.

What a teacher does takes the rows that it is done to, so that one student, some and the whole class are the same call.
All of them are locked first, in the order of their ids.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from quizzes.models import AccessArrangement, Assignment, AssignmentAct, Attempt, AttemptAct
from quizzes.pure.timing import ends_at, moved
from quizzes.queries import allowance_of, arrangement_in_force, rest_of
from quizzes.services.attempts import close, close_locked_if_over, count_break, lock

Kind = AttemptAct.Kind
MOST_MINUTES = 600
# What an act always leaves a student who is writing, so that an end never comes without a warning.
LEAST_LEFT = timedelta(minutes=1)
NOTHING = timedelta(0)
CHANGED = ["ends_at", "submitted_at", "closed_by_clock", "lease", "receipt", "paused_at", "break_at", "break_until",
           "break_taken"]  # fmt: skip


class BadMinutes(ValueError):
    """The number of minutes is none that can be given or taken."""


class AnotherIsOpen(Exception):
    """The student has another attempt open at this quiz; only one can be."""


class NotWorking(Exception):
    """A rest break needs a sitting that is open and not paused."""


class NoBreakLeft(Exception):
    """The student has no rest breaks, or has taken all of them."""


@dataclass(frozen=True, slots=True)
class Done:
    """What an act did: the acts noted, who was left as they were, and whose time would have ended below one minute."""

    acts: tuple[AttemptAct, ...] = ()
    passed_over: tuple[Attempt, ...] = ()
    held: tuple[Attempt, ...] = ()


@dataclass(slots=True)
class _Order:
    """What is to be done to each row, and the particulars that every act of it notes."""

    now: datetime
    by: Any
    reason: str = ""
    key: UUID | None = None

    def act(self, attempt: Attempt, kind: str, old_end: datetime | None, given: timedelta, **fields: Any) -> AttemptAct:
        return AttemptAct(
            attempt=attempt, kind=kind, made_at=self.now, made_by=self.by, given=given, old_end=old_end,
            new_end=attempt.ends_at, reason=self.reason.strip()[:200], **fields,
        )  # fmt: skip


Change = Callable[[Attempt], AttemptAct | None]


def add_minutes(
    *, attempts: QuerySet[Attempt], minutes: int, by: Any, now: datetime, reason: str = "", key: UUID | None = None
) -> Done:
    """Give `minutes` to the open ones of `attempts`, or take them if negative; who has no limit keeps none.

    Nobody is left with less than a minute: `held` names those who would have been. Raises BadMinutes for 0 and
    beyond 600. The same `key` again does nothing.
    """
    if not minutes or abs(minutes) > MOST_MINUTES:
        raise BadMinutes(f"Give a number of minutes from 1 to {MOST_MINUTES}, or take so many with a minus.")
    order, wanted, held = _Order(now, by, reason, key), timedelta(minutes=minutes), []

    def change(attempt: Attempt) -> AttemptAct | None:
        if not attempt.is_open or attempt.ends_at is None:
            return None
        old = attempt.ends_at
        attempt.ends_at = moved(old, wanted, floor=_floor(attempt, now))
        if attempt.ends_at - old != wanted:
            held.append(attempt)
        return order.act(attempt, Kind.TIME, old, attempt.ends_at - old)

    return _to_each(attempts, order, change, held)


def pause(*, attempts: QuerySet[Attempt], by: Any, now: datetime, reason: str = "", key: UUID | None = None) -> Done:
    """Hold the clock of the open ones of `attempts`. A rest break that runs ends first; what is left of it is kept."""
    order = _Order(now, by, reason, key)

    def change(attempt: Attempt) -> AttemptAct | None:
        if not attempt.is_open or attempt.paused_at is not None:
            return None
        attempt.paused_at = now
        return order.act(attempt, Kind.PAUSED, attempt.ends_at, NOTHING)

    return _to_each(attempts, order, change, ends_breaks=True)


@transaction.atomic
def pause_class(*, assignment: Assignment, by: Any, now: datetime, reason: str = "", key: UUID | None = None) -> Done:
    """Hold the clock of everybody who sits the quiz, and of whoever starts until the class goes on."""
    _hold(assignment, now, by, now, reason)
    return pause(attempts=Attempt.objects.filter(assignment=assignment), by=by, now=now, reason=reason, key=key)


@transaction.atomic
def resume_class(*, assignment: Assignment, by: Any, now: datetime, reason: str = "", key: UUID | None = None) -> Done:
    """Let everybody's clock go on, as `resume` does, and whoever starts begin at once."""
    _hold(assignment, None, by, now, reason)
    return resume(attempts=Attempt.objects.filter(assignment=assignment), by=by, now=now, reason=reason, key=key)


def _hold(assignment: Assignment, since: datetime | None, by: Any, now: datetime, reason: str) -> None:
    """Note since when the class is paused (None: no longer), once: the same again changes nothing."""
    locked = Assignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)
    if (locked.paused_at is None) == (since is None):
        return
    locked.paused_at = assignment.paused_at = since
    locked.save(update_fields=["paused_at"])
    AssignmentAct.objects.create(
        quiz_id=locked.quiz_id,
        school_class_id=locked.school_class_id,
        kind=AssignmentAct.Kind.PAUSED if since else AssignmentAct.Kind.RESUMED,
        made_at=now,
        made_by=by,
        reason=reason.strip()[:200],
    )


def resume(*, attempts: QuerySet[Attempt], by: Any, now: datetime, reason: str = "", key: UUID | None = None) -> Done:
    """Let the clock of paused ones of `attempts` go on; the time of the pause is given back exactly."""
    order = _Order(now, by, reason, key)

    def change(attempt: Attempt) -> AttemptAct | None:
        if not attempt.is_open or attempt.paused_at is None:
            return None
        old, stood = attempt.ends_at, max(now - attempt.paused_at, NOTHING)  # a clock set back takes nothing away
        attempt.paused_at = None
        attempt.ends_at = old + stood if old is not None else None
        return order.act(attempt, Kind.RESUMED, old, stood)

    return _to_each(attempts, order, change)


def force_hand_in(
    *, attempts: QuerySet[Attempt], by: Any, now: datetime, reason: str = "", key: UUID | None = None
) -> Done:
    """Hand in the open ones of `attempts` as they are. They are marked as if their students had done it."""
    order = _Order(now, by, reason, key)

    def change(attempt: Attempt) -> AttemptAct | None:
        if not attempt.is_open:
            return None
        close(attempt, by_clock=False, now=now)
        return order.act(attempt, Kind.HANDED_IN, attempt.ends_at, NOTHING)

    return _to_each(attempts, order, change, ends_breaks=True)


def reopen(
    *, attempts: QuerySet[Attempt], minutes: int, by: Any, now: datetime, reason: str = "", key: UUID | None = None
) -> Done:
    """Open handed-in ones of `attempts` again, each to end `minutes` from now; who had no limit has none.

    The hand-in and its receipt stay in the log; handing in again makes a new receipt, since it confirms other
    answers. Who has another attempt open is passed over. Raises BadMinutes unless 1 to 600, AnotherIsOpen where a
    new attempt was begun at this very moment.
    """
    if not 1 <= minutes <= MOST_MINUTES:
        raise BadMinutes(f"Say how many minutes they get, from 1 to {MOST_MINUTES}.")
    order = _Order(now, by, reason, key)
    pairs = Attempt.objects.filter(submitted_at=None, student__in=attempts.values("student"))
    writing = set(pairs.values_list("assignment_id", "student_id"))

    def change(attempt: Attempt) -> AttemptAct | None:
        place = (attempt.assignment_id, attempt.student_id)
        if attempt.is_open or attempt.sat_on_paper or place in writing:
            return None
        writing.add(place)
        old, handed_in, receipt = attempt.ends_at, attempt.submitted_at, attempt.receipt
        attempt.submitted_at, attempt.closed_by_clock, attempt.receipt, attempt.lease = None, False, "", ""
        attempt.ends_at = now + timedelta(minutes=minutes) if old is not None else None
        given = attempt.ends_at - old if attempt.ends_at is not None and old is not None else NOTHING
        return order.act(attempt, Kind.REOPENED, old, given, old_submitted_at=handed_in, old_receipt=receipt)

    try:
        return _to_each(attempts, order, change)
    except IntegrityError as error:
        raise AnotherIsOpen from error


@transaction.atomic
def recompute_ends(
    *,
    now: datetime,
    by: Any,
    reason: str,
    assignment: Assignment | None = None,
    students: Collection[Any] | None = None,
) -> Done:
    """Work out anew when running sittings end, after the times of `assignment` or arrangements of `students` changed.

    The end is the limit's and the closing time's as at a start, plus what acts have given since. Nobody is left with
    less than a minute: `held` names those. How long each may rest follows too. Raises ValueError without either.
    """
    if assignment is None and students is None:
        raise ValueError("Say whose ends: of an assignment, of students, or of both.")
    rows = Attempt.objects.open()
    if assignment is not None:
        rows = rows.filter(assignment=assignment)
    if students is not None:
        rows = rows.filter(student__in=students)
    order, held = _Order(now, by, reason), []
    list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk"))  # before the log is read
    affected = list(rows.select_related("assignment"))
    arrangements = AccessArrangement.objects.in_bulk([row.student_id for row in affected], field_name="student_id")
    fresh = _fresh_ends(affected, arrangements)
    _allow_breaks(affected, arrangements)

    def change(attempt: Attempt) -> AttemptAct | None:
        if not attempt.is_open or attempt.pk not in fresh:
            return None
        old, new = attempt.ends_at, fresh[attempt.pk]
        attempt.ends_at = _fair(attempt, new, now)
        if attempt.ends_at != new:
            held.append(attempt)
        if attempt.ends_at == old:
            return None
        return order.act(attempt, Kind.RECOMPUTED, old, NOTHING)

    return _to_each(rows, order, change, held)


def ends_foreseen(
    *, rows: QuerySet[Attempt], arrangements: Mapping[int, AccessArrangement], now: datetime
) -> dict[int, datetime]:
    """Return by attempt when running ones of `rows` would end under `arrangements`, by student. Changes nothing."""
    affected = list(rows.open().select_related("assignment"))  # type: ignore[attr-defined]
    ends = _fresh_ends(affected, arrangements)
    return {row.pk: _fair(row, ends[row.pk], now) for row in affected}


def _fair(attempt: Attempt, new: datetime, now: datetime) -> datetime:
    """Return the end `new`, or what leaves the student a minute where that would come too soon."""
    floor = _floor(attempt, now)
    return max(new, floor if attempt.ends_at is None else min(attempt.ends_at, floor))


def _counting_for(attempt: Attempt, arrangements: Mapping[int, AccessArrangement]) -> AccessArrangement | None:
    return arrangement_in_force(arrangements.get(attempt.student_id), attempt.assignment, attempt.started_at)


def _allow_breaks(attempts: Sequence[Attempt], arrangements: Mapping[int, AccessArrangement]) -> None:
    """Let each of locked `attempts` rest as long as its student's arrangement says today."""
    changed = []
    for attempt in attempts:
        allowed = rest_of(_counting_for(attempt, arrangements))
        if attempt.break_allowed != allowed:
            attempt.break_allowed = allowed
            changed.append(attempt)
    Attempt.objects.bulk_update(changed, ["break_allowed"])


def _fresh_ends(attempts: Sequence[Attempt], arrangements: Mapping[int, AccessArrangement]) -> dict[int, datetime]:
    """Return by attempt when it ends by today's times, with what acts gave it."""
    given = dict.fromkeys([row.pk for row in attempts], NOTHING)
    for pk, amount in AttemptAct.objects.filter(attempt__in=given).values_list("attempt_id", "given"):
        given[pk] += amount
    fresh = {}
    for row in attempts:
        arrangement = _counting_for(row, arrangements)
        fresh[row.pk] = ends_at(row.started_at, allowance_of(row.assignment, arrangement)) + given[row.pk]
    return fresh


def start_break(*, attempt: Attempt, by: Any, now: datetime) -> Attempt:
    """Begin a rest break for as long as the student's arrangement has left; the end moves by all of that.

    Asked again during the break it changes nothing. Raises NotWorking, NoBreakLeft.
    """
    with transaction.atomic():
        locked = lock(attempt)
        close_locked_if_over(locked, now)
        state = locked.state(now)
        if state == "resting":
            return locked
        begun = state == "open" and _begin_break(locked, by, now)
    if not begun:  # said outside, so that an attempt whose time was over stays handed in
        raise NoBreakLeft if state == "open" else NotWorking
    return locked


def _begin_break(attempt: Attempt, by: Any, now: datetime) -> bool:
    """Begin a break of a locked attempt, and return whether there was any left."""
    _settle_break(attempt, now)
    left = attempt.break_left
    if left <= NOTHING:
        return False
    old = attempt.ends_at
    attempt.break_at, attempt.break_until = now, now + left
    attempt.ends_at = old + left if old is not None else None
    attempt.save(update_fields=CHANGED)
    _Order(now, by).act(attempt, Kind.BREAK_STARTED, old, left).save()
    return True


@transaction.atomic
def end_break(*, attempt: Attempt, by: Any, now: datetime) -> Attempt:
    """End the rest break; what is left of it is there for another. Without one it changes nothing."""
    locked = lock(attempt)
    close_locked_if_over(locked, now)
    act = _settle_break(locked, now)
    if act is not None:
        act.made_by = by
        act.save()
    locked.save(update_fields=CHANGED)
    return locked


def _settle_break(attempt: Attempt, now: datetime) -> AttemptAct | None:
    """Count the break of a locked attempt as taken; the act is there where it ended early. The caller saves both."""
    unused = count_break(attempt, now)
    if not unused or not attempt.is_open:
        return None
    old = attempt.ends_at
    attempt.ends_at = old - unused if old is not None else None
    return _Order(now, None).act(attempt, Kind.BREAK_ENDED, old, -unused)


def _floor(attempt: Attempt, now: datetime) -> datetime:
    """Return the earliest end that leaves the student a minute of working time."""
    return (attempt.paused_at or max(now, attempt.break_until or now)) + LEAST_LEFT


@transaction.atomic
def _to_each(
    rows: QuerySet[Attempt],
    order: _Order,
    change: Change,
    held: list[Attempt] | None = None,
    *,
    ends_breaks: bool = False,
) -> Done:
    """Lock `rows`, close those whose time is over, let `change` alter each and note the act. Some eight queries."""
    locked = list(
        Attempt.objects.filter(pk__in=list(rows.values_list("pk", flat=True)))
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    done: set[int] = set()
    if order.key is not None:
        done = set(AttemptAct.objects.filter(key=order.key, attempt__in=locked).values_list("attempt_id", flat=True))
    acts, passed, changed = [], [], []
    for attempt in locked:
        if attempt.pk in done:
            continue
        close_locked_if_over(attempt, order.now)
        settled = _settle_break(attempt, order.now) if ends_breaks and attempt.is_open else None
        act = change(attempt)
        if settled is not None:
            settled.made_by = order.by
            acts.append(settled)
        if act is None:
            passed.append(attempt)
        else:
            act.key = order.key
            acts.append(act)
        if act is not None or settled is not None:
            changed.append(attempt)
    Attempt.objects.bulk_update(changed, CHANGED)
    AttemptAct.objects.bulk_create(acts)
    return Done(tuple(acts), tuple(passed), tuple(held or ()))
