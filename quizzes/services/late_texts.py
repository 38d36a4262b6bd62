"""The one writer of decisions on texts that arrived too late to count by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from quizzes.models import Assignment, Attempt, AttemptAct, Response, ResponseVersion
from quizzes.queries import undecided
from quizzes.signals import attempts_submitted

Kind = AttemptAct.Kind
Outcome = ResponseVersion.Outcome


class StillOpen(Exception):
    """The attempt is not handed in: the student may still change the answer."""


class AlreadyDecided(Exception):
    """The text was accepted before, so it is the answer and cannot be refused any more."""


class NothingToDecide(Exception):
    """The text counted when it arrived, or is an older one than what counts."""


AFTER_THE_END = (Outcome.LATE, Outcome.TOO_LATE, Outcome.AFTER_HAND_IN)


@dataclass(frozen=True, slots=True)
class Fates:
    """How many answers were changed after the end, by what became of the newest change of each."""

    waiting: int = 0
    accepted: int = 0
    refused: int = 0


def fates_of(attempt: Attempt) -> Fates:
    """Return what became of what reached the server after the end of `attempt`."""
    versions = ResponseVersion.objects.filter(response__attempt=attempt, outcome__in=AFTER_THE_END)
    newest = {row.response_id: row for row in versions.order_by("seq", "pk").prefetch_related("decisions")}
    kinds = [max(row.decisions.all(), key=lambda act: act.pk, default=None) for row in newest.values()]
    accepted = sum(act is not None and act.kind == Kind.ACCEPTED for act in kinds)
    refused = sum(act is not None and act.kind == Kind.REFUSED for act in kinds)
    return Fates(len(kinds) - accepted - refused, accepted, refused)


@transaction.atomic
def decide(*, version: ResponseVersion, accept: bool, by: Any, now: datetime, reason: str = "") -> AttemptAct:
    """Accept or refuse a text that was kept aside, and note it. An accepted one becomes the answer and is marked anew.

    The same decision again changes nothing; what was refused may be accepted later. Raises StillOpen before the
    hand-in, AlreadyDecided for refusing what was accepted, NothingToDecide for a text that was never kept for late.
    """
    attempt = Attempt.objects.select_for_update(of=("self",)).get(responses__versions=version)
    if version.outcome not in ResponseVersion.ASIDE:
        raise NothingToDecide
    before: AttemptAct | None = AttemptAct.objects.filter(version=version).order_by("pk").last()
    kind = Kind.ACCEPTED if accept else Kind.REFUSED
    if before is not None and before.kind == kind:
        return before
    if attempt.is_open:
        raise StillOpen
    if before is not None and not accept:
        raise AlreadyDecided
    if accept:
        _accept(attempt, [version], now)
    return AttemptAct.objects.create(
        attempt=attempt, kind=kind, version=version, made_at=now, made_by=by, reason=reason.strip()[:200]
    )


@transaction.atomic
def set_rule(*, assignment: Assignment, rule: str, by: Any, now: datetime) -> int:
    """Say what becomes of late texts of a class. Return how many that wait are accepted by it at once."""
    locked = Assignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)
    locked.late_rule = assignment.late_rule = Assignment.LateRule(rule)
    locked.save(update_fields=["late_rule"])
    if locked.late_rule != Assignment.LateRule.ACCEPT:
        return 0
    concerned = Attempt.objects.submitted().filter(assignment=locked).order_by("pk")
    return sum(_accept_late(attempt, now, by) for attempt in concerned.select_for_update(of=("self",)))


def apply_rule(attempt: Attempt, *, now: datetime) -> None:
    """Accept what came up to 90 s late for a locked attempt, where the class's rule says so."""
    rule = Assignment.objects.values_list("late_rule", flat=True).get(pk=attempt.assignment_id)
    if rule == Assignment.LateRule.ACCEPT and not attempt.is_open:
        _accept_late(attempt, now, by=None)


def _accept_late(attempt: Attempt, now: datetime, by: Any) -> int:
    """Accept the newest late text of each answer, if the answer has not had a newer one; return how many."""
    late = undecided(ResponseVersion.objects.filter(response__attempt=attempt, outcome=Outcome.LATE))
    newest = {version.response_id: version for version in late.order_by("seq", "pk").select_related("response")}
    accepted = [version for version in newest.values() if version.seq > version.response.seq]
    _accept(attempt, accepted, now)
    AttemptAct.objects.bulk_create(
        AttemptAct(attempt=attempt, kind=Kind.ACCEPTED, version=version, made_at=now, made_by=by, reason=RULE)
        for version in accepted
    )
    return len(accepted)


RULE = "The rule of this class: up to 90 seconds late counts."


def _accept(attempt: Attempt, versions: Sequence[ResponseVersion], now: datetime) -> None:
    """Make the texts the answers of a locked, handed-in attempt, and hand them over to be marked."""
    for version in versions:
        row = Response.objects.get(pk=version.response_id)
        if row.text == version.text:
            continue
        row.text, row.seq, row.saved_at = version.text, max(row.seq, version.seq), version.received_at
        row.revision += 1
        row.save(update_fields=["text", "seq", "revision", "saved_at"])
        ResponseVersion.objects.create(
            response=row, text=version.text, seq=version.seq, outcome=Outcome.ACCEPTED, received_at=now
        )
    if versions:
        ids = [attempt.pk]
        transaction.on_commit(lambda: attempts_submitted.send(sender=Attempt, attempt_ids=ids), robust=True)
