"""The one writer of standings: which of its marks counts for a response, and whether a person should look."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import uuid4

from django.db import transaction
from django.db.models import Case, When

from marking import queries, visibility
from marking.models import ClassOpinion, Mark, MarkChange, Opinion, Standing
from quizzes.bulk import among, insert
from quizzes.models import Response


class _Given(NamedTuple):
    """Of a mark, what decides whether it stands."""

    response_id: int
    pk: int
    revision: int
    marker_id: int | None
    mark: Decimal
    review: bool
    confidence: float | None
    made_at: datetime | None  # a person's alone; reading it takes as long as all else


class _Stands(NamedTuple):
    """What stands for a response: the columns of its row, and at last the mark's value."""

    response_id: int
    mark_id: int | None
    engine_mark_id: int | None
    state: str
    confidence: float | None
    updated_at: datetime
    tries: int = 0
    error: str = ""
    mark: Decimal | None = None


_COLUMNS = _Stands._fields[:-1]


def lock(response_ids: Sequence[int]) -> None:
    """Let one writer at a time derive what stands for these: a person's mark and the engine's may come at once.

    Texts that come late for them need not wait.
    """
    rows = Response.objects.select_for_update(no_key=True).filter(among("pk", response_ids))
    list(rows.order_by("pk").values_list("pk"))


def derive(response_ids: Sequence[int], now: datetime, *, learn: bool = True) -> None:
    """Derive anew which mark stands for each response, and note what that changes for students who see marks.

    `learn`: the class's opinion has something new to look at.
    """
    marks: dict[int, list[_Given]] = {pk: [] for pk in response_ids}
    rows = queries.marks_that_count(Mark.objects.filter(among("response", response_ids))).order_by("pk")
    by_hand = Case(When(marker__isnull=False, then="made_at"))
    for row in map(_Given._make, rows.values_list(*_Given._fields[:-1], by_hand)):
        marks[row.response_id].append(row)
    kept = Standing.objects.filter(among("response", response_ids)).values_list("pk", "sent_at", "mark__mark")
    before = {pk: (sent_at, mark) for pk, sent_at, mark in kept}
    opinions = Opinion.objects.filter(among("response", response_ids))
    asked = {(one, mark): asks for one, mark, asks in opinions.values_list("response_id", "mark_id", "asks")}
    sent = {pk: sent_at for pk, (sent_at, _) in before.items()}
    stand = [_standing(response_id, group, sent.get(response_id), asked, now) for response_id, group in marks.items()]
    _note_changes([row for row in stand if before.get(row.response_id, (None, None))[1] not in {None, row.mark}], now)
    insert(  # `sent_at` is no result of marks: it stays as it is
        Standing, _COLUMNS, [row[:-1] for row in stand], unique=["response_id"], update=_COLUMNS[1:]
    )
    if learn:
        _outdate_opinions(response_ids)


def close_erased(response_ids: Sequence[int], now: datetime) -> None:
    """Ask no person any more to look at answers whose texts are erased; their marks stand as they are."""
    rows = Standing.objects.filter(response__in=response_ids, mark__isnull=False)
    for state, marker in ((Standing.State.SURE, True), (Standing.State.CHECKED, False)):
        asked = rows.filter(state=Standing.State.TO_CHECK, mark__marker__isnull=marker)
        asked.update(state=state, sent_at=None, updated_at=now)
    _outdate_opinions(response_ids)


def _outdate_opinions(response_ids: Sequence[int]) -> None:
    """Note that what these classes say of their questions is to be looked at anew, always in one order of rows."""
    rows = Response.objects.filter(among("pk", response_ids)).order_by().distinct()
    pairs = sorted(rows.values_list("attempt__assignment_id", "item_id"))
    ClassOpinion.objects.bulk_create(
        [ClassOpinion(assignment_id=one, item_id=item, stamp=uuid4()) for one, item in pairs],
        update_conflicts=True,
        unique_fields=["assignment", "item"],
        update_fields=["stamp"],
    )


def _note_changes(rows: Sequence[_Stands], now: datetime) -> None:
    """Write down which of the marks that become others their students see; those students alone are told."""
    if not rows:
        return
    seen = visibility.shown(Standing.objects.filter(among("response", [row.response_id for row in rows])))
    old = dict(seen.values_list("response_id", "mark_id"))
    MarkChange.objects.bulk_create(
        MarkChange(response_id=row.response_id, old_id=old[row.response_id], new_id=row.mark_id, changed_at=now)
        for row in rows
        if row.response_id in old and row.mark_id is not None
    )


def _standing(
    response_id: int, marks: Sequence[_Given], sent_at: datetime | None, asked: Mapping[tuple[int, int], bool],
    now: datetime,
) -> _Stands:  # fmt: skip
    """Return what stands among `marks`, oldest first: a person's before the engine's, then the newest.

    Whether the engine's asks for a person the class's opinion of it says, `asked`, else the engine itself.

    Sent to the queue at `sent_at`, it is to be checked until a person has marked it since.
    """
    engine, person = _newest(marks, by_a_person=False), _newest(marks, by_a_person=True)
    if person is None and engine is None:  # all there was is undone: it waits to be marked
        return _Stands(response_id, None, None, Standing.State.FAILED.value, None, now)
    asks = engine is not None and asked.get((response_id, engine.pk), engine.review)
    if person is not None and engine is not None and person.revision < engine.revision:
        person, asks = None, True  # it was given for a text that counts no more
    stands = person or engine
    return _Stands(
        response_id,
        stands.pk if stands else None,
        engine.pk if engine else None,
        _state(person, sent_at, asks=asks),
        engine.confidence if engine else None,
        now,
        mark=stands.mark if stands else None,
    )


def _newest(marks: Sequence[_Given], *, by_a_person: bool) -> _Given | None:
    return next((mark for mark in reversed(marks) if (mark.marker_id is not None) is by_a_person), None)


def _state(person: _Given | None, sent_at: datetime | None, *, asks: bool) -> str:
    if person is None:
        return (Standing.State.TO_CHECK if asks or sent_at is not None else Standing.State.SURE).value
    is_asked_since = sent_at is not None and person.made_at is not None and person.made_at < sent_at
    return (Standing.State.TO_CHECK if is_asked_since else Standing.State.CHECKED).value


@transaction.atomic
def set_aside(responses: Sequence[Response], error: str, now: datetime, *, tries: int = 1) -> None:
    """Note that these could not be marked, after at least so many `tries`. A mark that stands goes on standing."""
    for response in responses:
        row, made = Standing.objects.get_or_create(
            response=response,
            defaults={"state": Standing.State.FAILED, "tries": tries, "error": error[:300], "updated_at": now},
        )
        older = row.mark is not None and row.mark.revision < response.revision
        if not made and (row.mark is None or older):
            row.tries = max(row.tries + 1, tries)
            row.error, row.updated_at = error[:300], now
            if older:
                row.state = Standing.State.TO_CHECK  # the mark that stands is for an older text
            row.save(update_fields=["tries", "error", "state", "updated_at"])


@transaction.atomic
def send_to_queue(*, responses: Iterable[Response], now: datetime) -> int:
    """Ask a person to look at these again, whoever marked them, and return how many; the marks go on standing.

    The next mark of a person answers it; the engine's does not.
    """
    ids = [row.pk for row in responses]
    lock(ids)
    rows = Standing.objects.filter(response__in=ids, mark__isnull=False)
    return rows.update(state=Standing.State.TO_CHECK, sent_at=now, updated_at=now)


@transaction.atomic
def try_again(*, responses: Iterable[Response], now: datetime) -> None:
    """Let what failed be marked anew: a person has looked into the cause."""
    Standing.objects.filter(response__in=[row.pk for row in responses], state=Standing.State.FAILED).update(
        tries=0, updated_at=now
    )
