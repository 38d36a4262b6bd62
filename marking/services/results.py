"""The one writer of releases: when a class sees its marks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from marking.models import Release
from marking.queries import Progress, progress, standing_release
from quizzes.models import Assignment


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
    """Hide the marks again; who did it and when stays on record."""
    Release.objects.filter(assignment=assignment, taken_back_at=None).update(taken_back_at=now, taken_back_by=by)
