"""The one writer of marks: the engine's, a person's, and which of them stands."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from marking.engine import VERSION, Marked
from marking.engine import MarkScheme as Compiled
from marking.models import Mark, MarkScheme, Standing
from marking.services import schemes
from quizzes.models import Response

log = logging.getLogger(__name__)

BATCH = 500
STEP = Decimal("0.5")


class BadMark(ValueError):
    """The mark is not one that can be given; the message says which can."""


class Overtaken(Exception):
    """Somebody else marked the response since the page was opened; `standing` is theirs."""

    def __init__(self, standing: Standing) -> None:
        super().__init__("Somebody else has marked this response in the meantime.")
        self.standing = standing


def mark_responses(*, responses: Iterable[Response], now: datetime) -> int:
    """Mark those of `responses` that the newest scheme has not marked yet, and return how many marks were made.

    One pass of the engine a question. Safe to run twice or at once: a constraint keeps one engine mark per
    response revision, scheme and engine version. One that cannot be marked is set aside with its error.
    """
    by_question: dict[int, list[Response]] = {}
    for response in responses:
        by_question.setdefault(response.item.question_id, []).append(response)
    newest = _newest_schemes(by_question)
    made = 0
    for question_id, group in by_question.items():
        scheme = newest.get(question_id)
        if scheme is None:
            _set_aside(group, "The question has no mark scheme.", now)
        else:
            made += _mark_group(scheme, group, now)
    return made


def _newest_schemes(question_ids: Iterable[int]) -> dict[int, MarkScheme]:
    rows = MarkScheme.objects.filter(question__in=list(question_ids)).select_related("question__bank")
    return {row.question_id: row for row in rows.order_by("version")}  # the last of each question wins


def _mark_group(scheme: MarkScheme, responses: Sequence[Response], now: datetime) -> int:
    """Mark the responses to one question, a batch at a time."""
    try:
        compiled = schemes.compiled(scheme)
    except Exception as error:
        log.exception("Mark scheme %s could not be made ready", scheme.pk)
        _set_aside(responses, f"{type(error).__name__}: {error}", now)
        return 0
    batches = (responses[start : start + BATCH] for start in range(0, len(responses), BATCH))
    return sum(_mark_batch(scheme, compiled, batch, now) for batch in batches)


def _mark_batch(scheme: MarkScheme, compiled: Compiled, responses: Sequence[Response], now: datetime) -> int:
    try:
        results = compiled.mark_many([response.text for response in responses])
    except Exception as error:
        if len(responses) == 1:
            log.exception("Response %s could not be marked", responses[0].pk)
            _set_aside(responses, f"{type(error).__name__}: {error}", now)
            return 0
        # One of them is at fault: marked one by one, the others are not held up by it.
        return sum(_mark_batch(scheme, compiled, [response], now) for response in responses)
    return _record(scheme, responses, results, now)


@transaction.atomic
def _record(scheme: MarkScheme, responses: Sequence[Response], results: Sequence[Marked], now: datetime) -> int:
    ids = [response.pk for response in responses]
    engine_marks = Mark.objects.filter(marker=None, scheme=scheme, engine_version=VERSION, response__in=ids)
    before = set(engine_marks.values_list("response_id", "revision"))
    new = [
        _engine_mark(scheme, response, result, now)
        for response, result in zip(responses, results, strict=True)
        if (response.pk, response.revision) not in before
    ]
    Mark.objects.bulk_create(new, ignore_conflicts=True)
    _stand(ids, now)
    return len(new)


def _engine_mark(scheme: MarkScheme, response: Response, result: Marked, now: datetime) -> Mark:
    return Mark(
        response=response,
        revision=response.revision,
        text=response.text,
        scheme=scheme,
        engine_version=VERSION,
        mark=result.mark,
        out_of=result.max,
        confidence=result.confidence,
        review=result.review,
        reasons=list(result.reasons),
        points=[_plain(asdict(point)) for point in result.points],
        made_at=now,
    )


def _plain(value: Any) -> Any:
    """Return `value` as JSON can hold it; marks become text, so that no half is ever rounded."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value


@transaction.atomic
def give(*, response: Response, mark: Decimal, reason: str, by: Any, now: datetime, seen: int | None = None) -> Mark:
    """Record a person's mark, which stands before any of the engine's.

    `seen` is the id of the mark that stood when the person decided (None: not asked). Raises BadMark for a mark
    outside 0 … the item's marks or off the half step, or without a reason; Overtaken where another mark stands.
    """
    item = response.item
    if mark < 0 or mark > item.marks or mark % STEP:
        raise BadMark(f"A mark here is from 0 to {item.marks.normalize():f}, in steps of one half.")
    if not reason.strip():
        raise BadMark("Say in a few words why: the student and other markers will read it.")
    locked = Response.objects.select_for_update(of=("self",)).get(pk=response.pk)
    standing = Standing.objects.filter(pk=locked.pk).select_related("mark__marker").first()
    if seen is not None and standing is not None and standing.mark_id != seen:
        raise Overtaken(standing)
    made = Mark.objects.create(
        response=locked,
        revision=locked.revision,
        text=locked.text,
        marker=by,
        mark=mark,
        out_of=item.marks,
        reason=reason.strip(),
        made_at=now,
    )
    _stand([locked.pk], now)
    return made


def _stand(response_ids: Sequence[int], now: datetime) -> None:
    """Derive anew which mark stands for each response that has one."""
    marks: dict[int, list[Mark]] = {}
    rows = Mark.objects.filter(response__in=response_ids).order_by("pk")
    for row in rows.only("pk", "response_id", "marker_id", "review", "confidence"):
        marks.setdefault(row.response_id, []).append(row)
    Standing.objects.bulk_create(
        [_standing(response_id, group, now) for response_id, group in marks.items()],
        update_conflicts=True,
        unique_fields=["response"],
        update_fields=["mark", "engine_mark", "state", "confidence", "tries", "error", "updated_at"],
    )


def _standing(response_id: int, marks: Sequence[Mark], now: datetime) -> Standing:
    """Return what stands among `marks`, oldest first: a person's before the engine's, then the newest."""
    engine = next((mark for mark in reversed(marks) if mark.marker_id is None), None)
    person = next((mark for mark in reversed(marks) if mark.marker_id is not None), None)
    if person is not None:
        state = Standing.State.CHECKED
    else:
        state = Standing.State.TO_CHECK if engine is not None and engine.review else Standing.State.SURE
    return Standing(
        response_id=response_id,
        mark=person or engine,
        engine_mark=engine,
        state=state,
        confidence=engine.confidence if engine else None,
        updated_at=now,
    )


@transaction.atomic
def _set_aside(responses: Sequence[Response], error: str, now: datetime) -> None:
    """Note that these could not be marked. A mark that stands already goes on standing."""
    for response in responses:
        row, made = Standing.objects.get_or_create(
            response=response,
            defaults={"state": Standing.State.FAILED, "tries": 1, "error": error[:300], "updated_at": now},
        )
        if not made and row.mark_id is None:
            row.tries += 1
            row.error, row.updated_at = error[:300], now
            row.save(update_fields=["tries", "error", "updated_at"])


@transaction.atomic
def try_again(*, responses: Iterable[Response], now: datetime) -> None:
    """Let what failed be marked anew: a person has looked into the cause."""
    Standing.objects.filter(response__in=[row.pk for row in responses], state=Standing.State.FAILED).update(
        tries=0, updated_at=now
    )
