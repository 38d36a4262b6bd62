"""The one writer of comparisons: which of two levelled scripts one at the border between them is more like."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from marking.models import Comparison, Mark, ObjectiveLevel
from quizzes.models import Assignment, Item, Response

OF_THE_CLASS = "Compare with two scripts of the class that have a level for this."


class NotComparable(ValueError):
    """The scripts can't be compared; the message says why."""


@transaction.atomic
def record(
    *, response: Response, low: Mark, high: Mark, objective: str, nearer: str, by: Any, now: datetime,
    key: UUID | None = None,
) -> Comparison:  # fmt: skip
    """Record a person's word; no mark follows from it. The same `key` again returns the first. Raises NotComparable.

    `low` and `high` are the marks of two other scripts to the same question in the same class, levelled apart.
    """
    done: Comparison | None = Comparison.objects.filter(made_by=by, key=key).first() if key is not None else None
    if done is not None:
        return done
    if nearer not in Comparison.Nearer.values:
        raise NotComparable("Say which script it is more like, or that it lies between the two.")
    if response.pk in {low.response_id, high.response_id}:
        raise NotComparable("A script can't be compared with itself.")
    levels = [_level(mark, response, objective) for mark in (low, high)]
    if levels[0] >= levels[1]:
        raise NotComparable("The two scripts have to be of different levels, the lower one first.")
    return Comparison.objects.create(
        response=response, revision=response.revision, objective=objective, low=low, high=high, low_level=levels[0],
        high_level=levels[1], nearer=nearer, key=key, made_by=by, made_at=now,
    )  # fmt: skip


def _level(mark: Mark, response: Response, objective: str) -> int:
    same = Response.objects.filter(
        pk=mark.response_id, item=response.item_id, attempt__assignment=response.attempt.assignment_id
    )
    level: ObjectiveLevel | None = ObjectiveLevel.objects.filter(mark=mark, objective=objective).first()
    if level is None or not same.exists():
        raise NotComparable(OF_THE_CLASS)
    return level.level


def of_class(assignment: Assignment, item: Item) -> dict[int, list[Comparison]]:
    """Return what people said of each script's text as it is now, by the response's id, the last first."""
    rows = Comparison.objects.filter(response__attempt__assignment=assignment, response__item=item)
    by_response: dict[int, list[Comparison]] = {}
    for row in rows.select_related("response", "made_by").order_by("-pk"):
        if row.revision == row.response.revision:
            by_response.setdefault(row.response_id, []).append(row)
    return by_response
