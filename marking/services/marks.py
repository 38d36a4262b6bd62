"""The one writer of marks: the engine's, a person's, and which of them stands."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction

from marking.engine import VERSION, Marked
from marking.engine import MarkScheme as EngineScheme
from marking.models import BatchMark, Mark, MarkBatch, MarkScheme, Standing
from marking.services import claims, engine_rows, schemes, standings
from marking.services.engine_rows import Result
from quizzes.bulk import among, insert
from quizzes.models import Item, Response
from quizzes.pure.wording import in_figures

log = logging.getLogger(__name__)

BATCH = 500
TURN = 0.05  # seconds between batches in which others may write
STEP = Decimal("0.5")


class BadMark(ValueError):
    """The mark is not one that can be given; the message says which can."""


class Overtaken(Exception):
    """Somebody else marked the response since the page was opened; `standing` is theirs."""

    def __init__(self, standing: Standing) -> None:
        super().__init__("Somebody else has marked this response in the meantime.")
        self.standing = standing


class ManyOvertaken(Exception):
    """Somebody else marked some of the responses meanwhile; `standings` are theirs."""

    def __init__(self, standings: Sequence[Standing]) -> None:
        super().__init__(f"Somebody else has marked {len(standings)} of these in the meantime.")
        self.standings = tuple(standings)


class AlreadyUndone(Exception):
    """The batch was undone before."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person gives a response, and the id of the mark that stood before them (None: there was none).

    `points` are the points of `scheme` that they ticked or left, in the shape of the engine's evidence.
    """

    response: Response
    mark: Decimal
    seen: int | None
    points: tuple[dict[str, Any], ...] = ()
    scheme: MarkScheme | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """The batch that was made, and the standings of those that somebody else had marked meanwhile."""

    batch: MarkBatch
    refused: tuple[Standing, ...] = ()


def mark_responses(*, responses: Iterable[Response], now: datetime) -> int:
    """Mark those of `responses` that the newest scheme has not marked yet, and return how many marks were made.

    One pass of the engine a question. Safe to run twice or at once: a constraint keeps one engine mark per
    response revision, scheme and engine version. One that cannot be marked is set aside with its error.
    """
    by_question: dict[int, list[Response]] = {}
    for response in responses:
        by_question.setdefault(response.item.question_id, []).append(response)
    newest = _newest_schemes(by_question)
    results: list[Result] = []
    for question_id, group in by_question.items():
        scheme = newest.get(question_id)
        if scheme is None:
            standings.set_aside(group, "The question has no mark scheme.", now)
        else:
            results += _mark_group(scheme, group, now)
    return sum(_record(results[start : start + BATCH], now) for start in range(0, len(results), BATCH))


def mark_waiting(
    *, attempt_ids: Sequence[int] = (), now: datetime, most: int = BATCH, place: claims.Place | None = None
) -> int:
    """Mark up to `most` answers that wait, those of `attempt_ids` first; return how many were taken in hand.

    `place` is how far the caller has come in a backlog, of which more are taken at once.

    When a year hands in at once, whoever looks first takes what has come by then, and the messages that follow find
    nothing left to do. The answers are claimed first, in a transaction of its own: what another worker has in hand is
    passed over, nobody's save waits for the engine, and what kills or hangs it is found out by `claims`.
    """
    rows = claims.take(attempt_ids=attempt_ids, most=most, now=now, place=place)
    if not rows:
        return 0
    try:
        with claims.fuse(rows):
            mark_responses(responses=rows, now=now)
    except Exception as error:
        is_database_away = isinstance(error, OperationalError | InterfaceError)
        with suppress(DatabaseError):  # else they are free again when their lease has run out
            claims.put_back(rows, now, counts=not is_database_away)
        raise
    claims.done(rows)
    return len(rows)


def _newest_schemes(question_ids: Iterable[int]) -> dict[int, MarkScheme]:
    rows = MarkScheme.objects.filter(question__in=list(question_ids)).select_related("question__bank")
    return {row.question_id: row for row in rows.order_by("version")}  # the last of each question wins


def _mark_group(scheme: MarkScheme, responses: Sequence[Response], now: datetime) -> list[Result]:
    """Return what the engine gives the responses to one question; what it cannot mark is set aside."""
    try:
        compiled = schemes.compiled(scheme)
    except Exception as error:
        log.exception("Mark scheme %s could not be made ready", scheme.pk)
        standings.set_aside(responses, f"{type(error).__name__}: {error}", now)
        return []
    marked_now: list[Result] = []
    for start in range(0, len(responses), BATCH):
        results, failed = results_of(compiled, responses[start : start + BATCH])
        marked_now += [Result(scheme, response, marked) for response, marked in results]
        for response, why in failed:
            standings.set_aside([response], why, now)
    return marked_now


def results_of(
    compiled: EngineScheme, responses: Sequence[Response]
) -> tuple[list[tuple[Response, Marked]], list[tuple[Response, str]]]:
    """Return what the engine gives each response, and those it could not mark with the error. Writes nothing.

    If one of them is at fault they are marked one by one, so that the others are not held up by it.
    """
    try:
        marked = compiled.mark_many([response.text for response in responses])
    except Exception as error:
        if len(responses) == 1:
            log.exception("Response %s could not be marked", responses[0].pk)
            return [], [(responses[0], f"{type(error).__name__}: {error}")]
        parts = [results_of(compiled, [response]) for response in responses]
        return [pair for good, _ in parts for pair in good], [pair for _, bad in parts for pair in bad]
    return list(zip(responses, marked, strict=True)), []


@transaction.atomic
def _record(results: Sequence[Result], now: datetime, batch: MarkBatch | None = None) -> int:
    """Write down what the engine gave, as part of `batch` if there is one; return how many marks are new."""
    ids = [result.response.pk for result in results]
    standings.lock(ids)
    engine_marks = Mark.objects.filter(
        among("response", ids),
        marker=None, scheme__in={result.scheme.pk for result in results}, engine_version=VERSION,
    )  # fmt: skip
    before = set(engine_marks.values_list("response_id", "revision", "scheme_id"))
    new = [result for result in results if result.key not in before]
    insert(Mark, engine_rows.COLUMNS, engine_rows.of(new, now))
    if batch is not None:
        keys = {result.key for result in results}
        rows = engine_marks.values_list("pk", "response_id", "revision", "scheme_id")
        BatchMark.objects.bulk_create([BatchMark(batch=batch, mark_id=pk) for pk, *key in rows if tuple(key) in keys])
    standings.derive(ids, now)
    return len(new)


def record_batch(
    *, batch: MarkBatch, scheme: MarkScheme, results: Sequence[tuple[Response, Marked]], now: datetime
) -> None:
    """Write down the engine's marks that `batch` brings about. For `marking.services.remarking` alone."""
    rows = [Result(scheme, response, marked) for response, marked in results]
    for start in range(0, len(rows), BATCH):
        _record(rows[start : start + BATCH], now, batch)
        if not connection.features.has_select_for_update:  # one writer at a time: let others have their turn
            time.sleep(TURN)


@transaction.atomic
def give(*, response: Response, mark: Decimal, reason: str, by: Any, now: datetime, seen: int | None = None) -> Mark:
    """Record a person's mark, which stands before any of the engine's.

    `seen` is the id of the mark that stood when the person decided (None: not asked). Raises BadMark for a mark
    outside 0 … the item's marks or off the half step, or without a reason; Overtaken where another mark stands.
    """
    _check(mark, response.item, reason)
    locked = Response.objects.select_for_update(of=("self",)).get(pk=response.pk)
    standing = Standing.objects.filter(pk=locked.pk).select_related("mark__marker").first()
    if seen is not None and standing is not None and standing.mark_id != seen:
        raise Overtaken(standing)
    made = _persons_mark(locked, response.item, mark, reason, by, now)
    made.save()
    standings.derive([locked.pk], now)
    return made


@transaction.atomic
def give_many(
    *,
    decisions: Sequence[Decision],
    reason: str,
    by: Any,
    now: datetime,
    kind: str = MarkBatch.Kind.GROUP,
    key: UUID | None = None,
    skip_overtaken: bool = False,
    batch: MarkBatch | None = None,
) -> Given:
    """Record a person's marks for several responses in one transaction, as one batch that can be undone.

    The same `key` again does nothing more and returns the first batch. Raises BadMark as `give` does, and
    ManyOvertaken where another mark stands than was seen; with `skip_overtaken` those are left out and told of.
    `batch` is one that the marks become part of (None: a new one).
    """
    for decision in decisions:
        _check(decision.mark, decision.response.item, reason)
    ids = [decision.response.pk for decision in decisions]
    standings.lock(ids)
    if (done := done_before(by, key)) is not None:
        return Given(done)
    overtaken = _overtaken(decisions)
    if overtaken and not skip_overtaken:
        raise ManyOvertaken(overtaken)
    refused = {standing.pk for standing in overtaken}
    good = [row for row in decisions if row.response.pk not in refused]
    if batch is None:
        batch = _batch_of(kind, [row.response for row in decisions], reason, by, now, key)
    made = [_persons_mark(row.response, row.response.item, row.mark, reason, by, now) for row in good]
    for mark, row in zip(made, good, strict=True):
        mark.points, mark.scheme = list(row.points), row.scheme
    Mark.objects.bulk_create(made)
    BatchMark.objects.bulk_create([BatchMark(batch=batch, mark=mark) for mark in made])
    standings.derive([row.response.pk for row in good], now)
    return Given(batch, overtaken)


def _overtaken(decisions: Sequence[Decision]) -> tuple[Standing, ...]:
    """Return what stands of the responses that have another mark by now than was seen."""
    rows = Standing.objects.select_related("mark__marker", "response__attempt__student")
    by_id = rows.in_bulk([row.response.pk for row in decisions])
    standing = ((by_id.get(row.response.pk), row.seen) for row in decisions)
    return tuple(one for one, seen in standing if one is not None and one.mark_id != seen)


def done_before(by: Any, key: UUID | None) -> MarkBatch | None:
    """Return the batch that `by` has made with this key, None where there is none."""
    return MarkBatch.objects.filter(made_by=by, key=key).first() if key is not None else None


def _batch_of(
    kind: str, responses: Sequence[Response], reason: str, by: Any, now: datetime, key: UUID | None
) -> MarkBatch:
    questions = {response.item.question_id for response in responses}
    assignments = {response.attempt.assignment_id for response in responses}
    return MarkBatch.objects.create(
        kind=kind,
        question_id=questions.pop() if len(questions) == 1 else None,
        assignment_id=assignments.pop() if len(assignments) == 1 else None,
        reason=reason.strip(),
        key=key,
        made_by=by,
        made_at=now,
    )


@transaction.atomic
def undo(*, batch: MarkBatch, by: Any, now: datetime) -> None:
    """Let the marks of a batch count no longer: what stood before stands again. They stay on record.

    Raises AlreadyUndone. A mark that a person has given since goes on standing.
    """
    locked = MarkBatch.objects.select_for_update().get(pk=batch.pk)
    if locked.undone_at is not None:
        raise AlreadyUndone
    locked.undone_at, locked.undone_by = now, by
    locked.save(update_fields=["undone_at", "undone_by"])
    ids = sorted(set(Mark.objects.filter(in_batches__batch=locked).values_list("response_id", flat=True)))
    for start in range(0, len(ids), BATCH):
        standings.lock(ids[start : start + BATCH])
        standings.derive(ids[start : start + BATCH], now)


def check(mark: Decimal, item: Item) -> None:
    """Raise BadMark for one that cannot be given for an answer to `item`."""
    if mark < 0 or mark > item.marks or mark % STEP:
        raise BadMark(f"A mark here is from 0 to {in_figures(item.marks)}, in steps of one half.")


def _check(mark: Decimal, item: Item, reason: str) -> None:
    check(mark, item)
    if not reason.strip():
        raise BadMark("Say in a few words why: the student and other markers will read it.")


def _persons_mark(response: Response, item: Item, mark: Decimal, reason: str, by: Any, now: datetime) -> Mark:
    return Mark(
        response=response,
        revision=response.revision,
        text=response.text,
        marker=by,
        mark=mark,
        out_of=item.marks,
        reason=reason.strip(),
        made_at=now,
    )
