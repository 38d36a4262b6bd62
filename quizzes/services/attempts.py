"""The one writer of attempts and responses: start, save, hand in, close by the clock.

Every text that arrives is kept as a version, whether it counts or not; nothing typed is refused without trace.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from quizzes.models import Assignment, Attempt, Item, Response, ResponseVersion
from quizzes.models.attempt import LONGEST_RESPONSE
from quizzes.queries import allowance_of, arrangement_of
from quizzes.services.classes import CODE_SIGNS
from quizzes.signals import attempts_submitted
from quizzes.timing import GRACE, TRANSIT, ends_at

Outcome = ResponseVersion.Outcome


class NotOpen(Exception):
    """The quiz cannot be started: it is not published, not open yet, or closed."""


class NoAttemptsLeft(Exception):
    """The student has handed in as often as the assignment allows."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a client sends for one item: the text, and its own sequence number, which only grows."""

    item: int
    text: str
    seq: int
    flagged: bool | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a save: for each item the number now on record, and what was kept without counting."""

    attempt: Attempt
    saved: dict[int, int] = field(default_factory=dict)
    kept_aside: dict[int, str] = field(default_factory=dict)
    newer: dict[int, Response] = field(default_factory=dict)
    unknown: tuple[int, ...] = ()


@transaction.atomic
def start(*, assignment: Assignment, student: Any, now: datetime) -> Attempt:
    """Return the student's open attempt, or begin one. A double tap returns the same one.

    Raises NotOpen before the opening and after the student's own closing time, NoAttemptsLeft when all are used.
    """
    running = Attempt.objects.open().filter(assignment=assignment, student=student).first()
    if running is not None:
        return running
    allowed = allowance_of(assignment, arrangement_of(student, now))
    if not assignment.has_opened(now) or now >= allowed.closes_at:
        raise NotOpen
    number = Attempt.objects.filter(assignment=assignment, student=student).count() + 1
    if number > assignment.attempts_allowed:
        raise NoAttemptsLeft
    try:
        with transaction.atomic():
            attempt = Attempt.objects.create(
                assignment=assignment,
                student=student,
                number=number,
                started_at=now,
                ends_at=ends_at(now, allowed),
            )
            _lay_out(attempt)
    except IntegrityError:  # the same start, a moment earlier
        return Attempt.objects.get(assignment=assignment, student=student, number=number)
    return attempt


def _lay_out(attempt: Attempt) -> None:
    items = Item.objects.filter(quiz=attempt.assignment.quiz_id).values_list("pk", flat=True)
    Response.objects.bulk_create(Response(attempt=attempt, item_id=item) for item in items)


@transaction.atomic
def take_over(*, attempt: Attempt, lease: str) -> Attempt:
    """Let the tab `lease` write from now on; an older one turns read-only at its next save."""
    locked = _lock(attempt)
    locked.lease = lease
    locked.save(update_fields=["lease"])
    return locked


@transaction.atomic
def save(*, attempt: Attempt, answers: Sequence[Answer], lease: str, received_at: datetime) -> Saved:
    """Record `answers` that reached the server at `received_at`, in one transaction and four queries.

    An answer counts if the attempt is open, the time is not over, the tab holds the lease and the number is
    newer than what is on record; otherwise its text is kept aside with the reason. Saving the same again
    changes nothing.
    """
    locked = _lock(attempt)
    refusal = _refusal(locked, lease, received_at)
    rows = {row.item_id: row for row in Response.objects.filter(attempt=locked)}
    result = Saved(locked, unknown=tuple(a.item for a in answers if a.item not in rows))
    changed: list[Response] = []
    versions: list[ResponseVersion] = []
    for answer in answers:
        row = rows.get(answer.item)
        if row is None:
            continue
        text = answer.text[:LONGEST_RESPONSE]
        outcome = refusal or (Outcome.STALE if _is_stale(row, answer.seq, text) else Outcome.COUNTED)
        if _is_new(row, answer, text, outcome):
            versions.append(_version(row, text, answer.seq, outcome, lease, received_at))
        if outcome == Outcome.COUNTED:
            _apply(row, answer, text, received_at)
            changed.append(row)
            result.saved[row.item_id] = row.seq
        elif outcome == Outcome.STALE:
            result.newer[row.item_id] = row
            result.kept_aside[row.item_id] = outcome
        else:
            result.kept_aside[row.item_id] = outcome
    Response.objects.bulk_update(changed, ["text", "seq", "revision", "flagged", "saved_at"])
    ResponseVersion.objects.bulk_create(versions)
    return result


def _is_stale(row: Response, seq: int, text: str) -> bool:
    """A delayed request must not overwrite what came after it; the same one again is no harm."""
    return seq < row.seq or (seq == row.seq and text != row.text)


def _is_new(row: Response, answer: Answer, text: str, outcome: str) -> bool:
    """A repeated request must not pile up versions of the same text."""
    if outcome == Outcome.COUNTED:
        return text != row.text
    return text != row.text and not row.versions.filter(seq=answer.seq, text=text).exists()


def _apply(row: Response, answer: Answer, text: str, received_at: datetime) -> None:
    row.revision += text != row.text
    row.text, row.seq, row.saved_at = text, answer.seq, received_at
    if answer.flagged is not None:
        row.flagged = answer.flagged


def _version(row: Response, text: str, seq: int, outcome: str, lease: str, received_at: datetime) -> ResponseVersion:
    return ResponseVersion(response=row, text=text, seq=seq, outcome=outcome, lease=lease, received_at=received_at)


def _refusal(attempt: Attempt, lease: str, received_at: datetime) -> str:
    """Return why answers of this save do not count, or "" where they do."""
    if attempt.submitted_at is not None and not attempt.closed_by_clock:
        return Outcome.AFTER_HAND_IN
    if attempt.ends_at is not None and received_at > attempt.ends_at + TRANSIT:
        return Outcome.LATE if received_at <= attempt.ends_at + GRACE else Outcome.TOO_LATE
    if attempt.submitted_at is not None:
        return Outcome.LATE
    if attempt.lease and lease and lease != attempt.lease:
        return Outcome.OTHER_TAB
    return ""


@transaction.atomic
def hand_in(*, attempt: Attempt, answers: Sequence[Answer], lease: str, now: datetime) -> Saved:
    """Hand in, with what the page still held. A second hand-in returns the first one's receipt."""
    result = save(attempt=attempt, answers=answers, lease=lease, received_at=now)
    locked = result.attempt
    if locked.submitted_at is None:
        over = locked.ends_at is not None and now > locked.ends_at + TRANSIT
        _close([locked], by_clock=over, now=now)
    return result


def close_overdue(*, now: datetime, most: int = 500) -> int:
    """Hand in attempts whose time ran out, as of when it ran out, and return how many.

    They are closed a transit time after their end, so that a save sent in the last second still counts. Safe
    to run late, twice, or at once.
    """
    ids = list(Attempt.objects.overdue(now - TRANSIT).order_by("ends_at").values_list("pk", flat=True)[:most])
    closed = 0
    for pk in ids:  # one transaction each: a broken attempt must not hold up the others
        with transaction.atomic():
            attempt = Attempt.objects.select_for_update().filter(pk=pk, submitted_at=None).first()
            if attempt is not None and attempt.ends_at is not None and attempt.ends_at <= now - TRANSIT:
                _close([attempt], by_clock=True, now=now)
                closed += 1
    return closed


def _close(attempts: Iterable[Attempt], *, by_clock: bool, now: datetime) -> None:
    closed = []
    for attempt in attempts:
        attempt.submitted_at = attempt.ends_at if by_clock else now
        attempt.closed_by_clock = by_clock
        attempt.receipt = _new_receipt()
        attempt.save(update_fields=["submitted_at", "closed_by_clock", "receipt"])
        closed.append(attempt.pk)
    transaction.on_commit(lambda: attempts_submitted.send(sender=Attempt, attempt_ids=closed), robust=True)


def _new_receipt() -> str:
    signs = [secrets.choice(CODE_SIGNS) for _ in range(8)]
    return "".join(signs[:4]) + "-" + "".join(signs[4:])


def _lock(attempt: Attempt) -> Attempt:
    return Attempt.objects.select_for_update(of=("self",)).get(pk=attempt.pk)
