"""The one writer of attempts and responses: start, save, hand in, close by the clock.

Every text that arrives is kept as a version, whether it counts or not; nothing typed is refused without trace.
Whatever changes an attempt first locks its row, so that a save, a hand-in and the clock cannot pass each other.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from quizzes import prepared
from quizzes.access.table import permitted
from quizzes.models import Assignment, Attempt, AttemptAct, Response, ResponseVersion, User
from quizzes.papers import questions_on
from quizzes.prepared import Asked, PreparedQuery
from quizzes.pure.timing import TRANSIT, ends_at
from quizzes.queries import allowance_of, arrangement_of, rest_of
from quizzes.services import late_texts
from quizzes.services.classes import CODE_SIGNS
from quizzes.services.judging import CHANGED, judge, refusal_of
from quizzes.services.judging import Answer as Answer  # noqa: PLC0414 -- who saves has both from here
from quizzes.services.judging import Saved as Saved  # noqa: PLC0414
from quizzes.signals import attempts_submitted

log = logging.getLogger(__name__)

Outcome = ResponseVersion.Outcome


class NotOpen(Exception):
    """The quiz cannot be started: it is not published, not open yet, or closed."""


class NoAttemptsLeft(Exception):
    """The student has handed in as often as the assignment allows."""


def start(*, assignment: Assignment, student: Any, now: datetime, lease: str = "") -> Attempt:
    """Return the student's open attempt, or begin one. A double tap returns the same one.

    The tab `lease` writes from now on, unless it is "". Raises NotOpen before the opening and after the student's own
    closing time, NoAttemptsLeft when all are used.
    """
    own = _own_attempts.rows(assignment.pk, student.pk)
    for attempt in own:
        close_if_over(attempt=attempt, now=now)
        if attempt.is_open:
            return _written_by(lease, attempt)
    number = max((attempt.number for attempt in own), default=0) + 1
    try:
        return _begin(assignment, student, number, now, lease)
    except IntegrityError:  # the same start, a moment earlier
        attempt = Attempt.objects.get(assignment=assignment, student=student, number=number)
        return _written_by(lease, attempt)


def _written_by(lease: str, attempt: Attempt) -> Attempt:
    return take_over(attempt=attempt, lease=lease) if lease else attempt


def asked_of_start(student: int, assignment: int) -> Asked:
    """Return what `start` asks first, for `prepared.ahead`."""
    return _own_attempts.asking(assignment, student)


@transaction.atomic
def _begin(assignment: Assignment, student: Any, number: int, now: datetime, lease: str) -> Attempt:
    lock_students([student.pk])
    # Who pauses the class meanwhile waits for this, and then finds the attempt. Others who begin do not wait.
    assignment = _being_begun.rows(assignment.pk)[0]
    arrangement = arrangement_of(student, assignment, now)
    allowed = allowance_of(assignment, arrangement)
    if not assignment.has_opened(now) or now >= allowed.closes_at:
        raise NotOpen
    if number > assignment.attempts_allowed:
        raise NoAttemptsLeft
    attempt = Attempt(
        assignment=assignment, student=student, number=number, started_at=now, ends_at=ends_at(now, allowed),
        paused_at=now if assignment.paused_at else None, break_allowed=rest_of(arrangement),
        lease=lease,
    )  # fmt: skip
    prepared.insert_one(attempt)
    if attempt.paused_at is not None:
        AttemptAct.objects.create(
            attempt=attempt, kind=AttemptAct.Kind.PAUSED, made_at=now, old_end=attempt.ends_at, new_end=attempt.ends_at,
            reason="Begun while the class was paused.",
        )  # fmt: skip
    _lay_out(attempt)
    return attempt


def begin_from_paper(*, assignment: Assignment, student: Any, number: int, sat_on: date, now: datetime) -> Attempt:
    """Make the attempt of a paper, open and empty, in the caller's transaction, with the student locked."""
    attempt = Attempt.objects.create(
        assignment=assignment, student=student, number=number, started_at=now, sat_on_paper=sat_on
    )
    _lay_out(attempt)
    return attempt


def lock_students(students: Iterable[int]) -> None:
    """Until the transaction ends, let no sitting of these start and no arrangement of theirs change.

    Otherwise one that starts at the moment of a change could keep the end of the old terms. Rows that point to the
    students are not held up by it.
    """
    if ids := sorted(set(students)):
        _locked_students.rows(*ids)


def _lay_out(attempt: Attempt) -> None:
    items = questions_on(attempt.assignment.quiz).items
    prepared.insert([Response(attempt=attempt, item_id=item.pk) for item in items])


# What a whole class asks in the same second.
_own_attempts = PreparedQuery(
    lambda assignment, student: Attempt.objects.filter(assignment=assignment, student=student).order_by()
)
_locked_students = PreparedQuery(
    lambda *students: User.objects.filter(pk__in=students).select_for_update(no_key=True).order_by("pk")
)
_being_begun = PreparedQuery(
    lambda pk: Assignment.objects.select_related("quiz").filter(pk=pk).select_for_update(of=("self",)).order_by(),
    shared=True,
)


@transaction.atomic
def take_over(*, attempt: Attempt, lease: str) -> Attempt:
    """Let the tab `lease` write from now on; an older one turns read-only at its next save."""
    return take_over_locked(lock(attempt), lease)


def take_over_locked(locked: Attempt, lease: str) -> Attempt:
    """`take_over` of an attempt that the caller has locked, in the caller's transaction."""
    if locked.is_open:
        locked.lease = lease
        prepared.change(locked, ("lease",))
    return locked


@transaction.atomic
def take_over_own(*, student: int, pk: int, lease: str) -> Attempt:
    """`take_over` of the attempt `pk`, locked in one query. Raises Attempt.DoesNotExist if it isn't theirs."""
    return take_over_locked(_lock_own(student, pk), lease)


@transaction.atomic
def save(*, attempt: Attempt, answers: Sequence[Answer], lease: str, received_at: datetime) -> Saved:
    """Record `answers` that reached the server at `received_at`, in one transaction and four queries.

    An answer counts if the attempt is open, the time is not over, the tab holds the lease and the number is
    newer than what is on record; otherwise its text is kept aside with the reason. Saving the same again
    changes nothing. No answers at all is a heartbeat, in one query. A save after the end closes the attempt. One that
    reached the server in time counts although the clock has closed the attempt meanwhile, and is marked anew.
    """
    return save_locked(lock(attempt), answers, lease, received_at)


@transaction.atomic
def save_own(*, student: int, pk: int, answers: Sequence[Answer], lease: str, received_at: datetime) -> Saved:
    """`save` into the attempt `pk`, locked in one query. Raises Attempt.DoesNotExist if it isn't theirs."""
    return save_locked(_lock_own(student, pk), answers, lease, received_at)


def save_locked(locked: Attempt, answers: Sequence[Answer], lease: str, received_at: datetime) -> Saved:
    """`save` into an attempt that the caller has locked, in the caller's transaction."""
    refusal = refusal_of(locked, lease, received_at)
    result = Saved(locked)
    if answers:
        result = _record(locked, answers, refusal, lease, received_at)
        if result.saved and not locked.is_open:  # it waited for a turn while the clock closed the attempt
            announce(locked)
    close_locked_if_over(locked, received_at)
    if Outcome.LATE in result.kept_aside.values():
        late_texts.apply_rule(locked, now=received_at)
    return result


def _record(attempt: Attempt, answers: Sequence[Answer], refusal: str, lease: str, received_at: datetime) -> Saved:
    """Put down each answer of a locked attempt, as counting or as kept aside."""
    rows = _answered.rows(attempt.pk, *{answer.item for answer in answers})
    judged = judge(attempt, rows, answers, refusal=refusal, lease=lease, received_at=received_at)
    prepared.overwrite(judged.changed, CHANGED)
    prepared.insert(_not_on_record(judged.versions))
    if judged.changed:
        prepared.touch(attempt)  # who has read it without a lock (quick_saves) is to see that it has changed
    return judged.saved


_answered = PreparedQuery(lambda attempt, *items: Response.objects.filter(attempt=attempt, item__in=items).order_by())


def _not_on_record(versions: list[ResponseVersion]) -> list[ResponseVersion]:
    """Leave out what was put aside before: a request that is repeated must not pile up versions of one text."""
    aside = [version for version in versions if version.outcome != Outcome.COUNTED]
    if not aside:
        return versions
    known = set(
        ResponseVersion.objects.filter(
            response__in={version.response_id for version in aside}, seq__in={version.seq for version in aside}
        ).values_list("response", "seq", "text")
    )
    return [
        version
        for version in versions
        if version.outcome == Outcome.COUNTED or (version.response_id, version.seq, version.text) not in known
    ]


@transaction.atomic
def hand_in(*, attempt: Attempt, answers: Sequence[Answer], lease: str, now: datetime) -> Saved:
    """Hand in, with what the page still held. A second hand-in returns the first one's receipt.

    One that arrives after the end is the clock's: it counts as handed in when the time ran out.
    """
    return hand_in_locked(lock(attempt), answers, lease, now)


@transaction.atomic
def hand_in_own(*, student: int, pk: int, answers: Sequence[Answer], lease: str, now: datetime) -> Saved:
    """`hand_in` of the attempt `pk`, locked in one query. Raises Attempt.DoesNotExist if it isn't theirs."""
    return hand_in_locked(_lock_own(student, pk), answers, lease, now)


def hand_in_locked(locked: Attempt, answers: Sequence[Answer], lease: str, now: datetime) -> Saved:
    """`hand_in` of an attempt that the caller has locked, in the caller's transaction."""
    result = save_locked(locked, answers, lease, now)
    if locked.is_open:
        runs_out = locked.ends_at is not None and locked.paused_at is None and now >= locked.ends_at
        close(locked, by_clock=runs_out, now=now)
    return result


def close_overdue(*, now: datetime, most: int = 500, assignment: Assignment | None = None) -> int:
    """Hand in attempts whose time ran out, as of when it ran out, and return how many.

    They are closed a transit time after their end, so that a save sent in the last second still counts. Safe
    to run late, twice, or at once.
    """
    closed = 0
    rows = Attempt.objects.overdue(now - TRANSIT)
    if assignment is not None:
        rows = rows.filter(assignment=assignment)
    for attempt in rows.order_by("ends_at")[:most]:
        try:  # one transaction each: a broken attempt must not hold up the others
            closed += close_if_over(attempt=attempt, now=now)
        except Exception:
            log.exception("Attempt %s could not be closed; the others go on.", attempt.pk)
    return closed


def close_if_over(*, attempt: Attempt, now: datetime) -> bool:
    """Hand in `attempt` as of its end if its time ran out, and return whether this call did it.

    Asked wherever an attempt is looked at, so that none stays open because the clock's own task is late. The row
    in the caller's hand is brought up to date.
    """
    if not is_over(attempt, now):
        return False
    with transaction.atomic():
        locked = lock(attempt)
        closes = close_locked_if_over(locked, now)
    attempt.refresh_from_db(fields=["ends_at", "submitted_at", "closed_by_clock", "receipt"])
    return closes


def is_over(attempt: Attempt, now: datetime) -> bool:
    """Whether the time of an open attempt has run out, the way of its last save included."""
    stands = attempt.paused_at is not None
    return attempt.is_open and not stands and attempt.ends_at is not None and attempt.ends_at + TRANSIT < now


def close_locked_if_over(attempt: Attempt, now: datetime) -> bool:
    """Hand in an attempt that the caller has locked as of its end if its time ran out; return whether it was."""
    closes = is_over(attempt, now)
    if closes:
        close(attempt, by_clock=True, now=now)
    return closes


CLOSED = ["submitted_at", "closed_by_clock", "receipt", "paused_at", "break_at", "break_until", "break_taken"]


def close(attempt: Attempt, *, by_clock: bool, now: datetime) -> None:
    """Hand in an open attempt that the caller has locked: as of its end if `by_clock`, else now."""
    end(attempt, by_clock=by_clock, now=now)
    prepared.change(attempt, CLOSED)
    announce(attempt)


def end(attempt: Attempt, *, by_clock: bool, now: datetime) -> None:
    """Put into an open attempt that it is handed in, and write nothing."""
    # A clock that was set back between the start and now must not make a hand-in impossible.
    attempt.submitted_at = max(attempt.ends_at if by_clock and attempt.ends_at else now, attempt.started_at)
    attempt.closed_by_clock = by_clock
    attempt.receipt = _new_receipt()
    attempt.paused_at = None
    count_break(attempt, now)


def announce(attempt: Attempt) -> None:
    """Hand over to be marked, once it is committed."""
    ids = [attempt.pk]
    transaction.on_commit(lambda: attempts_submitted.send(sender=Attempt, attempt_ids=ids), robust=True)


def count_break(attempt: Attempt, now: datetime) -> timedelta:
    """Count the rest break of a locked attempt, if one runs, as taken until now; return what was left of it."""
    if attempt.break_at is None or attempt.break_until is None:
        return timedelta(0)
    until = max(min(now, attempt.break_until), attempt.break_at)
    unused = attempt.break_until - until
    attempt.break_taken += until - attempt.break_at
    attempt.break_at = attempt.break_until = None
    return unused


def _new_receipt() -> str:
    signs = [secrets.choice(CODE_SIGNS) for _ in range(8)]
    return "".join(signs[:4]) + "-" + "".join(signs[4:])


def lock(attempt: Attempt) -> Attempt:
    """Return the row, locked until the transaction ends. Raises Attempt.DoesNotExist."""
    return Attempt.objects.select_for_update(of=("self",)).get(pk=attempt.pk)


def _lock_own(student: int, pk: int) -> Attempt:
    own = _own_attempt.first(student, pk)
    if own is None:
        raise Attempt.DoesNotExist
    return own


# What the rule says, built once: this is what a whole class asks in the same second.
_own_attempt = PreparedQuery(
    lambda student, pk: permitted(
        User(pk=student), "quizzes.sit_attempt", Attempt.objects.filter(pk=pk).order_by()
    ).select_for_update(of=("self",))
)
