"""A teacher's acts on sittings by their names, for the doors that are told one: the live page and the API."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db.models import QuerySet

from quizzes.models import Assignment, Attempt
from quizzes.services import attempt_acts

NAMES = {
    "give": "Give minutes",
    "take": "Take minutes",
    "pause": "Pause",
    "resume": "Resume",
    "reopen": "Reopen",
    "hand-in": "Hand in now",
}


def act(
    *,
    name: str,
    assignment: Assignment,
    attempts: QuerySet[Attempt] | None,
    minutes: int,
    by: Any,
    now: datetime,
    reason: str,
    key: UUID,
) -> attempt_acts.Done:
    """Do the act `name` to those of `attempts` that are of `assignment`, or to the whole class (None).

    `minutes` is how many to give or take, or how many an attempt that is opened again has. The same `key` with the same
    name and minutes is one act. Raises KeyError for another name, and what the acts raise.
    """
    how = {"by": by, "now": now, "reason": reason, "key": uuid5(key, f"{name} {minutes}")}
    if attempts is None and name in ("pause", "resume"):
        for_all = attempt_acts.pause_class if name == "pause" else attempt_acts.resume_class
        return for_all(assignment=assignment, **how)
    rows = Attempt.objects.filter(assignment=assignment)
    if attempts is not None:
        rows = rows.filter(pk__in=attempts.values("pk"))
    if name == "reopen":
        return attempt_acts.reopen(attempts=rows, minutes=minutes, **how)
    if name in ("give", "take"):
        return attempt_acts.add_minutes(attempts=rows, minutes=minutes if name == "give" else -minutes, **how)
    plain = {"pause": attempt_acts.pause, "resume": attempt_acts.resume, "hand-in": attempt_acts.force_hand_in}
    return plain[name](attempts=rows, **how)
