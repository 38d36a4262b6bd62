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
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from marking import queries
from marking.models import Claim
from marking.models.mark import MOST_TRIES
from marking.services import standings
from quizzes.bulk import among, insert
from quizzes.models import Item, Response
from quizzes.services import processes

log = logging.getLogger(__name__)

TOGETHER = 2  # tries in a batch with others
MOST = 4  # tries at all
# One pass of the engine: bounded, so that it neither holds others up nor runs into its fuse.
LETTERS = 300_000
QUESTIONS = 100  # whose schemes may have to be made ready
# Of a backlog so many are taken at once, if nobody waits: what each pass costs is shared by more.
BACKLOG = 2_000
# The engine gives the slowest answers some 60,000 letters a second; a tenth of that is no longer work.
FUSE_SECONDS = 20  # of them some for a process that has just begun, on a machine with much to do
LETTERS_A_SECOND = 10_000
QUESTIONS_A_SECOND = 10
# A claim outlives the longest fuse by what it takes to write the marks down.
LEASE = timedelta(seconds=75)
KEPT = timedelta(hours=1)
# What was handed in so lately goes before a backlog, so that a class of 30 does not wait behind a million.
JUST_NOW = timedelta(minutes=2)


@dataclass(slots=True)
class Place:
    """How far a process has come in the backlog, so that it does not look through what is marked for each batch.

    `most` is how many it takes next: more and more, as long as the engine takes them in one go.
    """

    item: int = 0
    response: int = 0
    most: int = 500


class Taken(list[Response]):
    """Answers that were claimed in one go, which `run` names."""

    def __init__(self, rows: Sequence[Response], run: uuid.UUID) -> None:
        super().__init__(rows)
        self.run = run


def take(*, attempt_ids: Sequence[int] = (), most: int, now: datetime, place: Place | None = None) -> Taken:
    """Claim up to `most` answers that wait, those of `attempt_ids` first, and return them; [] where there are none.

    Where neither those wait nor any just handed in, what has waited for longer: with `place`, up to BACKLOG from there
    on. What another worker has in hand is passed over. Call `done` with them when their marks are written down, or
    `put_back`. Must not be called inside a transaction that goes on while the engine works.
    """
    with transaction.atomic():
        _free_those_of_the_dead(now)
        rows = _urgent(attempt_ids, most, now) or _backlog(place.most if place else most, place or Place())
        return _claim(rows or _left_behind(most, now), now)


def _urgent(attempt_ids: Sequence[int], most: int, now: datetime) -> list[Response]:
    """Return answers that nobody has begun to mark: those asked for, then those just handed in."""
    fresh = queries.waiting().filter(claim=None)
    just_now = fresh.filter(attempt__submitted_at__gte=now - JUST_NOW)
    rows: list[Response] = []
    for some in (fresh.filter(attempt__in=attempt_ids), just_now) if attempt_ids else (just_now,):
        if len(rows) < most:
            rows += _locked(some.exclude(pk__in=[row.pk for row in rows])[: most - len(rows)])
    return _bounded(_unclaimed(rows))


def _backlog(most: int, place: Place) -> list[Response]:
    """Return answers that nobody has begun to mark, from `place` on, then from the first again.

    Those to one item together, so that its scheme is made ready once; an index gives them in this order, so that the
    next are found as fast among a million as among a thousand.
    """
    fresh = queries.waiting().filter(claim=None).select_related(None).order_by("item_id", "pk")
    fresh = fresh.only("attempt_id", "item_id", "text", "revision")
    rest = fresh.filter(item_id__gte=place.item).exclude(item_id=place.item, pk__lte=place.response)
    rows: list[Response] = []
    for some in (rest, fresh) if place.item else (fresh,):
        rows = rows or _bounded(_unclaimed(list(_locked(some[:most]))))
    place.item, place.response = (rows[-1].item_id, rows[-1].pk) if rows else (0, 0)
    place.most = min(BACKLOG, max(2 * len(rows), 500))
    items = Item.objects.in_bulk({row.item_id for row in rows})
    for row in rows:
        row.item = items[row.item_id]
    return rows


def _unclaimed(rows: list[Response]) -> list[Response]:
    """Return those that nobody has claimed while we waited for their locks."""
    claimed = set(Claim.objects.filter(among("response", [row.pk for row in rows])).values_list("pk", flat=True))
    return [row for row in rows if row.pk not in claimed]


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
    letters, questions = 0, set()
    for count, row in enumerate(rows):
        letters += len(row.text)
        questions.add(row.item_id)
        if count and (letters > LETTERS or len(questions) > QUESTIONS):
            return rows[:count]
    return rows


def _locked(rows: QuerySet[Response]) -> QuerySet[Response]:
    """Keep others from claiming the same, where the database lets several write; a late text need not wait for it."""
    if not connection.features.has_select_for_update_skip_locked:
        return rows
    return rows.select_for_update(of=("self",), skip_locked=True, no_key=True)


def _claim(rows: Sequence[Response], now: datetime) -> Taken:
    taken, holder = Taken(rows, run=uuid.uuid4()), processes.me()
    kept = Claim.objects.filter(among("response", [row.pk for row in rows]))
    before = {pk: (revision, tries) for pk, revision, tries in kept.values_list("pk", "revision", "tries")}
    claims = []
    for row in rows:
        revision, tries = before.get(row.pk, (row.revision, 0))
        tries = tries + 1 if revision == row.revision else 1
        claims.append((row.pk, row.revision, tries, taken.run, holder, now + LEASE))
    names = ("response_id", "revision", "tries", "run", "holder", "until")
    insert(Claim, names, claims, unique=["response_id"], update=names[1:])
    return taken


def _own(rows: Taken) -> QuerySet[Claim]:
    return Claim.objects.filter(among("response", [row.pk for row in rows]), run=rows.run)


def done(rows: Taken) -> None:
    """Give up the claims of answers whose marks, or errors, are written down."""
    _own(rows).delete()


@transaction.atomic
def put_back(rows: Taken, now: datetime, *, counts: bool) -> None:
    """Give up claims without a result. The try `counts` unless the answers cannot be to blame."""
    own = _own(rows)
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
    questions = len({row.item_id for row in rows})
    seconds = FUSE_SECONDS + letters // LETTERS_A_SECOND + questions // QUESTIONS_A_SECOND
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
