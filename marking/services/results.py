"""The one writer of releases: when a class sees its marks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from marking.models import Hold, Release
from marking.queries import Progress, progress, rule_releases, standing_release
from quizzes.models import Assignment

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


@transaction.atomic
def release(*, assignment: Assignment, by: Any, now: datetime, unchecked_too: bool = False) -> Release:
    """Show the class its marks. Releasing twice returns the first release.

    Raises NotReady while responses wait to be marked, and, unless `unchecked_too`, while some wait for a person.
    """
    Assignment.objects.select_for_update().get(pk=assignment.pk)
    if (standing := standing_release(assignment)) is not None:
        return standing
    state = progress(assignment)
    if state.marked < state.responses or (state.to_check and not unchecked_too):
        raise NotReady(state)
    return Release.objects.create(assignment=assignment, released_by=by, released_at=now)


@transaction.atomic
def take_back(*, assignment: Assignment, by: Any, now: datetime) -> None:
    """Hide the marks again; who did it and when stays on record.

    Raises TooLate past TAKE_BACK_WITHIN, but for those who may mark everywhere: later on students have built on it.
    """
    standing = standing_release(assignment)
    if standing is None:
        return
    if now > standing.released_at + TAKE_BACK_WITHIN and not by.has_perm("marking.add_mark"):
        raise TooLate
    Release.objects.filter(pk=standing.pk, taken_back_at=None).update(taken_back_at=now, taken_back_by=by)


@transaction.atomic
def release_by_rule(*, now: datetime) -> int:
    """Release what its own rule says is due, and return how many. Run twice or at once, a constraint decides."""
    due = list(rule_releases(now)[:MOST_AT_ONCE])
    made = [Release(assignment=assignment, released_by=None, released_at=now) for assignment in due]
    Release.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)


@transaction.atomic
def hold(*, assignment: Assignment, student: Any, reason: str, by: Any, now: datetime) -> Hold:
    """Hold one student's marks back, whatever releases the others. Said again, it returns the first."""
    found = Hold.objects.filter(assignment=assignment, student=student, lifted_at=None).first()
    if found is not None:
        return found
    return Hold.objects.create(assignment=assignment, student=student, reason=reason, held_by=by, held_at=now)


@transaction.atomic
def lift(*, hold: Hold, by: Any, now: datetime) -> None:
    """Let a student's marks be shown with the others'."""
    Hold.objects.filter(pk=hold.pk, lifted_at=None).update(lifted_at=now, lifted_by=by)
