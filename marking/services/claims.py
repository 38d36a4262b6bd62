"""The one writer of claims: who marks what at this moment, and what was begun too often without an end.

An answer that kills or hangs the process that marks it leaves no error behind, for a dead process writes nothing. So
each try is counted, and committed, before it begins. What was begun twice without an end is then marked by itself, so
that only the one at fault goes on being lost; what was begun MOST times is left to a person. Others come first.
"""

from __future__ import annotations

import faulthandler
import logging
import sys
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from marking import queries
from marking.models import Claim
from marking.models.mark import MOST_TRIES
from marking.services import standings
from quizzes.models import Response
from quizzes.services import processes

log = logging.getLogger(__name__)

TOGETHER = 2  # tries in a batch with others
MOST = 4  # tries at all
# One pass of the engine: bounded, so that it neither holds others up nor runs into its fuse.
LETTERS = 300_000
# The engine gives the slowest answers some 60,000 letters a second; a tenth of that is no longer work.
FUSE_SECONDS = 20  # of them some for a process that has just begun, on a machine with much to do
LETTERS_A_SECOND = 10_000
# A claim outlives the longest fuse by what it takes to write the marks down.
LEASE = timedelta(seconds=75)
KEPT = timedelta(hours=1)
# What was handed in so lately goes before a backlog, so that a class of 30 does not wait behind a million.
JUST_NOW = timedelta(minutes=2)


def take(*, attempt_ids: Sequence[int] = (), most: int, now: datetime) -> list[Response]:
    """Claim up to `most` answers that wait, those of `attempt_ids` first, and return them; [] where there are none.

    What another worker has in hand is passed over. Call `done` with them when their marks are written down, or
    `put_back`. Must not be called inside a transaction that goes on while the engine works.
    """
    with transaction.atomic():
        _free_those_of_the_dead(now)
        rows = _fresh(attempt_ids, most, now) or _left_behind(most, now)
        return _claim(rows, now)


def _fresh(attempt_ids: Sequence[int], most: int, now: datetime) -> list[Response]:
    """Return answers that nobody has begun to mark: those asked for, then those just handed in, then any backlog."""
    fresh = queries.waiting().filter(claim=None)
    just_now = fresh.filter(attempt__submitted_at__gte=now - JUST_NOW)
    rows: list[Response] = []
    for some in (fresh.filter(attempt__in=attempt_ids), just_now, fresh) if attempt_ids else (just_now, fresh):
        if len(rows) < most:
            rows += _locked(some.exclude(pk__in=[row.pk for row in rows])[: most - len(rows)])
    claimed = set(Claim.objects.filter(response__in=rows).values_list("pk", flat=True))  # while we waited for the locks
    return _bounded([row for row in rows if row.pk not in claimed])


def _left_behind(most: int, now: datetime) -> list[Response]:
    """Return answers that were begun and never came to an end: those of few tries together, then one by one."""
    over = Q(claim__until__lte=now) | Q(claim__until__gt=now + LEASE)  # or claimed before the clock was set back
    rows = queries.waiting().filter(over).order_by("claim__tries", "item__question_id", "pk")
    _leave_to_a_person(list(_locked(rows.filter(claim__tries__gte=MOST)[:most])), now)
    left = list(_locked(rows.filter(claim__tries__lt=MOST)[:most]))
    claims = Claim.objects.in_bulk([row.pk for row in left])
    left = [row for row in left if row.pk in claims and not now < claims[row.pk].until <= now + LEASE]
    if not left:
        return []
    tries = claims[left[0].pk].tries
    log.warning("Answers whose marking was begun %s times without an end are taken up: %s waiting", tries, len(left))
    if tries >= TOGETHER:
        return left[:1]
    return _bounded([row for row in left if claims[row.pk].tries == tries])


def _leave_to_a_person(rows: list[Response], now: datetime) -> None:
    if not rows:
        return
    log.error("Marking was begun %s times without an end; left to a person: %s", MOST, [row.pk for row in rows])
    why = (
        f"Marking this answer was begun {MOST} times and never came to an end: the process that did it died, or took "
        "too long. Please mark it yourself."
    )
    standings.set_aside(rows, why, now, tries=MOST_TRIES)
    # Should a person have it tried again, it is tried by itself.
    Claim.objects.filter(response__in=rows).update(tries=TOGETHER, until=now)


def _bounded(rows: list[Response]) -> list[Response]:
    """Return as many of `rows` as the engine takes in one go."""
    letters = 0
    for count, row in enumerate(rows):
        letters += len(row.text)
        if count and letters > LETTERS:
            return rows[:count]
    return rows


def _locked(rows: QuerySet[Response]) -> QuerySet[Response]:
    """Keep others from claiming the same, where the database lets several write; a late text need not wait for it."""
    if not connection.features.has_select_for_update_skip_locked:
        return rows
    return rows.select_for_update(of=("self",), skip_locked=True, no_key=True)


def _claim(rows: Sequence[Response], now: datetime) -> list[Response]:
    ids = [row.pk for row in rows]
    before = {claim.pk: claim for claim in Claim.objects.filter(response__in=ids)} if ids else {}
    run, holder = uuid.uuid4(), processes.me()
    claims = [
        Claim(
            response=row,
            revision=row.revision,
            tries=1 + (before[row.pk].tries if row.pk in before and before[row.pk].revision == row.revision else 0),
            run=run,
            holder=holder,
            until=now + LEASE,
        )
        for row in rows
    ]
    Claim.objects.bulk_create(
        claims,
        update_conflicts=True,
        unique_fields=["response"],
        update_fields=["revision", "tries", "run", "holder", "until"],
    )
    for row, claim in zip(rows, claims, strict=True):
        row.claim = claim
    return list(rows)


def done(rows: Sequence[Response]) -> None:
    """Give up the claims of answers whose marks, or errors, are written down."""
    Claim.objects.filter(response__in=rows, run__in={row.claim.run for row in rows}).delete()


@transaction.atomic
def put_back(rows: Sequence[Response], now: datetime, *, counts: bool) -> None:
    """Give up claims without a result. The try `counts` unless the answers cannot be to blame."""
    own = Claim.objects.filter(response__in=rows, run__in={row.claim.run for row in rows})
    if counts:
        own.update(until=now)
    else:
        own.filter(tries__lte=1).delete()
        own.update(tries=F("tries") - 1, until=now)


def forget(*, now: datetime) -> int:
    """Delete claims of answers that have their mark: their process died between the mark and this."""
    over = Claim.objects.filter(until__lt=now - KEPT, response__standing__mark__isnull=False)
    return over.delete()[0]


@contextmanager
def fuse(rows: Sequence[Response]) -> Iterator[None]:
    """End this process, hard, if what is done inside takes longer than any work on `rows` can.

    Nothing softer stops a library that does not come back. The traceback, which holds no text of an answer, is left on
    standard error; the pool starts another process, and the claims say where it was lost.
    """
    letters = min(sum(len(row.text) for row in rows), LETTERS)
    seconds = FUSE_SECONDS + letters // LETTERS_A_SECOND
    faulthandler.dump_traceback_later(seconds, exit=True, file=sys.__stderr__ or 2)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()


def _free_those_of_the_dead(now: datetime) -> None:
    live = Claim.objects.filter(until__gt=now)
    dead = [
        holder for holder in live.order_by().values_list("holder", flat=True).distinct() if processes.is_dead(holder)
    ]
    if dead:
        live.filter(holder__in=dead).update(until=now)
