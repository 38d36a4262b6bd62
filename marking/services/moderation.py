"""Who has which answers before them, and samples that are marked a second time without sight of the first mark."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from marking.models import MarkingLease, MarkScheme, Sample, SampledResponse, SecondLevel, Standing
from marking.pure import sampling
from marking.services import levels, marks
from quizzes.models import Assignment, Item, Response

LEASE = timedelta(minutes=2)
SAMPLE = 12
BLIND_REASON = "Marked in a sample, without sight of the engine's mark."


class NothingToSample(Exception):
    """There are no answers of the kind that is to be sampled."""


class NotYours(Exception):
    """The answer was marked by this person already: a second mark has to be another's."""


# ---- two teachers at once ------------------------------------------------------------------------------


@transaction.atomic
def take(*, assignment: Assignment, item: Item, group: str, by: Any, now: datetime) -> MarkingLease | None:
    """Say that `by` has the group before them for two minutes; return the lease of whoever has it already, else None.

    A lease keeps nobody from deciding. That no decision is written over is seen to by the marks that were seen.
    """
    rows = MarkingLease.objects.select_for_update().select_related("holder")
    theirs = rows.filter(assignment=assignment, item=item, group=group).exclude(holder=by).first()
    if theirs is not None and theirs.until > now:
        return theirs
    MarkingLease.objects.filter(assignment=assignment, item=item, holder=by).exclude(group=group).delete()
    MarkingLease.objects.update_or_create(
        assignment=assignment, item=item, group=group, defaults={"holder": by, "until": now + LEASE}
    )
    return None


def others(*, assignment: Assignment, item: Item, by: Any, now: datetime) -> dict[str, Any]:
    """Return who has which group of answers before them now, `by` left out, by the group's key."""
    rows = MarkingLease.objects.filter(assignment=assignment, item=item, until__gt=now).exclude(holder=by)
    return {row.group: row.holder for row in rows.select_related("holder")}


# ---- samples -------------------------------------------------------------------------------------------


@transaction.atomic
def draw(*, assignment: Assignment, kind: str, by: Any, now: datetime, size: int = SAMPLE) -> Sample:
    """Draw a sample over the questions and return it; one that `by` has not finished is returned instead.

    BLIND takes from what the engine marked and is sure of, SECOND from what other people marked; never an empty
    answer, which anybody marks alike, nor one drawn before. Raises NothingToSample.
    """
    Assignment.objects.select_for_update().get(pk=assignment.pk)
    if (open_one := current(assignment=assignment, kind=kind, by=by)) is not None:
        return open_one
    rows = Standing.objects.filter(response__attempt__assignment=assignment, mark__isnull=False)
    rows = rows.exclude(response__text="").exclude(response__sampled__sample__kind=kind)
    if kind == Sample.Kind.BLIND:
        rows = rows.filter(state=Standing.State.SURE)
    else:
        rows = rows.filter(state=Standing.State.CHECKED).exclude(mark__marker=by)
    groups: dict[int, list[int]] = {}
    firsts = {}
    for pk, item, mark in rows.values_list("response_id", "response__item_id", "mark_id"):
        groups.setdefault(item, []).append(pk)
        firsts[pk] = mark
    drawn = sampling.draw(groups, size=size, seed=int(now.timestamp() * 1_000))
    if not drawn:
        raise NothingToSample
    sample = Sample.objects.create(assignment=assignment, kind=kind, drawn_by=by, drawn_at=now)
    SampledResponse.objects.bulk_create(
        [SampledResponse(sample=sample, response_id=pk, first_id=firsts[pk]) for pk in drawn]
    )
    return sample


def current(*, assignment: Assignment, kind: str, by: Any) -> Sample | None:
    """Return the sample that `by` has drawn and not finished."""
    return Sample.objects.filter(assignment=assignment, kind=kind, drawn_by=by, rows__second=None).first()


@transaction.atomic
def mark(*, row: SampledResponse, mark: Decimal, by: Any, now: datetime, comment: str = "") -> SampledResponse:
    """Record the mark given without sight of the first. Said again, nothing changes: the blind mark is the first one.

    In a sample of the engine's marks it is a person's mark and stands; in a second marking both are kept side by side
    until somebody decides. Raises marks.BadMark, and NotYours for a second mark by the first marker.
    """
    rows = SampledResponse.objects.select_for_update(of=("self",))
    locked = rows.select_related("sample", "first", "response__item").get(pk=row.pk)
    if locked.second is not None:
        return locked
    marks.check(mark, locked.response.item)
    if locked.first.marker_id == by.pk:
        raise NotYours
    locked.second, locked.comment, locked.marked_by, locked.marked_at = mark, comment.strip(), by, now
    locked.save(update_fields=["second", "comment", "marked_by", "marked_at"])
    if locked.sample.kind == Sample.Kind.BLIND:
        decision = marks.Decision(
            Response.objects.select_related("item", "attempt").get(pk=locked.response_id), mark, locked.first_id
        )
        reason = comment.strip() or BLIND_REASON
        # Somebody who marked it meanwhile has decided; the sample keeps this mark all the same.
        marks.give_many(decisions=[decision], reason=reason, by=by, now=now, skip_overtaken=True)
    return locked


@transaction.atomic
def mark_by_levels(
    *,
    row: SampledResponse,
    given: Mapping[str, Decimal],
    by: Any,
    now: datetime,
    scheme: MarkScheme | None = None,
    comment: str = "",
) -> SampledResponse:
    """Record the level and mark for each objective, given without sight of the first; as `mark` does, and raises.

    `scheme` is the one whose grid was used (None: the newest). Raises levels.NoGrid where it has none.
    """
    _, chosen = levels.choose(row.response.item, given, scheme)
    total = min(sum((one.given for one in chosen), Decimal(0)), row.response.item.marks)
    before = SampledResponse.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if before.second is not None:
        return before
    made = mark(row=row, mark=total, by=by, now=now, comment=comment)
    SecondLevel.objects.bulk_create(
        SecondLevel(
            row=made, objective=one.objective.name, position=one.position, level=one.level.number, given=one.given
        )
        for one in chosen
    )
    return made


def pairs(assignment: Assignment, kind: str) -> QuerySet[SampledResponse]:
    """Return the answers of finished pairs of marks, those that differ first."""
    rows = SampledResponse.objects.filter(sample__assignment=assignment, sample__kind=kind, second__isnull=False)
    return (
        rows.select_related(
            "response__item",
            "response__attempt__student",
            "response__standing__mark",
            "first__marker",
            "first__scheme",
            "marked_by",
        )
        .prefetch_related("levels", "first__levels")
        .order_by("response__item__position", "pk")
    )


def sample_agreement(assignment: Assignment, kind: str = Sample.Kind.BLIND) -> sampling.Agreement | None:
    """Return how far the marks of all samples agree, in one query; None before the first pair."""
    rows = SampledResponse.objects.filter(sample__assignment=assignment, sample__kind=kind).order_by("pk")
    pairs = rows.values_list("first__mark", "second", "first__out_of")
    return sampling.agreement([(one, other, out_of) for one, other, out_of in pairs if other is not None])


def level_agreement(assignment: Assignment, kind: str = Sample.Kind.SECOND) -> list[tuple[str, sampling.Agreement]]:
    """Return how far two readings agree on levels, for each objective of each question, by what it is called.

    Kappa is taken of levels. Three queries.
    """
    rows = pairs(assignment, kind)
    by_name: dict[str, list[tuple[Decimal, Decimal, Decimal]]] = {}
    for row in rows:
        grid = levels.grid_in(row.first.scheme.text) if row.first.scheme is not None else None
        first = {one.objective: one.level for one in row.first.levels.all()}
        for second in row.levels.all():
            if grid is None or second.objective not in first:
                continue
            top = grid.objective(second.objective).top
            name = f"Question {row.response.item.position}" + (f", {second.objective}" if second.objective else "")
            both = Decimal(first[second.objective]), Decimal(second.level), Decimal(top)
            by_name.setdefault(name, []).append(both)
    agreed = [(name, sampling.agreement(values)) for name, values in by_name.items()]
    return [(name, one) for name, one in agreed if one is not None]
