"""The one writer of releases: when a class sees its marks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from marking import visibility
from marking.models import Hold, Release, ReleasedAttempt, SeenResult
from marking.queries import Progress, progress_of, unlevelled
from quizzes import prepared
from quizzes.models import Assignment, Attempt, Notice, Response
from quizzes.services import notices

# So long a teacher takes a release back; later it is for those who may mark everywhere.
TAKE_BACK_WITHIN = timedelta(minutes=10)
MOST_AT_ONCE = 200


class TooLate(Exception):
    """The release was too long ago to be taken back by its teacher."""


class NotReady(Exception):
    """Some responses are not marked yet, or wait for a person who has not said to release all the same."""

    def __init__(self, state: Progress) -> None:
        super().__init__(f"{state.to_check} to check, {state.responses - state.marked} not marked.")
        self.progress = state


class NotLevelled(Exception):
    """Essays wait for the level that only a person gives: `count` of them."""

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} to level.")
        self.count = count


class NothingToRelease(Exception):
    """Nobody has handed in whose marks could be released."""


@transaction.atomic
def release(*, assignment: Assignment, by: Any, now: datetime, unchecked_too: bool = False) -> Release:
    """Show the class its marks of what is handed in by now; what comes later waits for another release.

    Where nothing has come since, the last release is returned. Students who are held back keep nobody waiting; of
    theirs, what is marked and checked is covered, and shown once the hold is lifted. Raises NotReady while answers of
    the others wait to be marked, and, unless `unchecked_too`, while some wait for a person; NotLevelled while essays
    wait for a level, whatever is said; NothingToRelease.
    """
    _lock(assignment)
    attempts = list(visibility.unreleased().filter(assignment=assignment))
    state = progress_of(Attempt.objects.filter(pk__in=[attempt.pk for attempt in attempts]))
    if state.marked < state.responses or (state.to_check and not unchecked_too):
        raise NotReady(state)
    if waiting := Response.objects.filter(unlevelled(), attempt__in=[attempt.pk for attempt in attempts]).count():
        raise NotLevelled(waiting)
    attempts += visibility.ready_though_held(assignment)
    if attempts:
        made = _cover(attempts, Release(assignment=assignment, released_by=by, released_at=now))
        _tell(assignment, attempts, now)
        return made
    last = visibility.releases(assignment).filter(taken_back_at=None).first()
    if last is None:
        raise NothingToRelease
    return last


def _lock(assignment: Assignment) -> Assignment:
    """Return the row as it is now, locked: one release at a time sees what no other covers."""
    return Assignment.objects.select_for_update().get(pk=assignment.pk)


def _cover(attempts: Sequence[Attempt], made: Release) -> Release:
    made.save()
    ReleasedAttempt.objects.bulk_create(
        ReleasedAttempt(release=made, attempt=row, submitted_at=row.submitted_at)
        for row in attempts
        if row.submitted_at is not None
    )
    return made


def _tell(assignment: Assignment, attempts: Sequence[Attempt], now: datetime) -> None:
    """Have the students told, each once an attempt, when the marks can no longer be taken back by the teacher."""
    shown = Attempt.objects.filter(visibility.is_shown(), pk__in=[row.pk for row in attempts])
    notices.note(
        kind=Notice.Kind.MARKS_OUT,
        to=dict(shown.order_by("pk").values_list("student", "pk")),
        subject=f"Your marks are out: {assignment.quiz.title}",
        text=f"Your teacher has released the marks of “{assignment.quiz.title}”. Log in to see yours.",
        now=now,
        wait=TAKE_BACK_WITHIN,
    )


@transaction.atomic
def take_back(*, assignment: Assignment, by: Any, now: datetime) -> None:
    """Hide the marks of the last release again; who did it and when stays on record.

    Raises TooLate past TAKE_BACK_WITHIN, but for those who may mark everywhere: later on students have built on it.
    Marks that the assignment's rule shows at once are taken back at any time. From then on no rule shows any.
    """
    locked = _lock(assignment)
    last = visibility.releases(assignment).filter(taken_back_at=None).first()
    if visibility.shows_at_once(locked):
        shown = list(Attempt.objects.submitted().filter(visibility.is_shown(), assignment=assignment))
        _cover(shown, Release(assignment=assignment, released_at=now, taken_back_at=now, taken_back_by=by))
    elif last is not None and now > last.released_at + TAKE_BACK_WITHIN and not by.has_perm("marking.add_mark"):
        raise TooLate
    if last is not None:
        Release.objects.filter(pk=last.pk).update(taken_back_at=now, taken_back_by=by)
        notices.forget(kind=Notice.Kind.MARKS_OUT, rows=list(last.covers.values_list("attempt", flat=True)))


def release_by_rule(*, now: datetime) -> int:
    """Release what its own rule says is due, and return how many. Safe to run twice or at once."""
    made = 0
    for assignment in visibility.due_by_rule(now)[:MOST_AT_ONCE]:
        with transaction.atomic():
            _lock(assignment)
            if visibility.due_by_rule(now, Assignment.objects.filter(pk=assignment.pk)):
                release(assignment=assignment, by=None, now=now, unchecked_too=True)
                made += 1
    return made


@transaction.atomic
def hold(*, assignment: Assignment, student: Any, reason: str, by: Any, now: datetime) -> Hold:
    """Hold one student's marks back, whatever releases the others. Said again, it returns the first."""
    held = Hold.objects.filter(assignment=assignment, student=student, lifted_at=None).first()
    if held is not None:
        return held
    return Hold.objects.create(assignment=assignment, student=student, reason=reason, held_by=by, held_at=now)


@transaction.atomic
def lift(*, hold: Hold, by: Any, now: datetime) -> None:
    """Let a student's marks be shown with the others': those that are released already at once."""
    Hold.objects.filter(pk=hold.pk, lifted_at=None).update(lifted_at=now, lifted_by=by)


def seen(*, attempt: Attempt, seen_at: datetime | None, changed_at: datetime | None, now: datetime) -> None:
    """Put down that the student has seen the marks of their attempt as they are: from now on they are not new.

    `seen_at` is when that was put down last, and `changed_at` when one of them last changed; None for never. Who has
    seen them since is not put down again.
    """
    if seen_at is None or (changed_at is not None and changed_at > seen_at):
        prepared.put(SeenResult(attempt=attempt, seen_at=now), of="attempt_id", names=("seen_at",))
