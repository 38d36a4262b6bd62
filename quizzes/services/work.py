"""The one writer of how often something was begun for a row: what kills its worker must not be begun for ever.

A process that dies leaves no error behind. So each try is counted, and committed, before it begins; what was begun MOST
times without an end is left alone, and whoever waits for it is told.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from quizzes.models.work import Work
from quizzes.services import processes

MOST = 3
WHY = f"was begun {MOST} times and never came to an end: the process that did it died, or took too long"


class GivenUp(Exception):
    """It was begun too often without an end."""

    def __init__(self) -> None:
        super().__init__(WHY)


def begin(row: Work, *, longest: timedelta, now: datetime) -> bool:
    """Count a try at what a row waits for, which takes `longest` at most; return False where another is at it.

    Raises GivenUp after MOST tries. Call `end` afterwards, whatever came of it. Must not be called inside a transaction
    that goes on while the work is done.
    """
    with transaction.atomic():
        locked = type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
        if _is_under_way(locked, longest, now):
            return False
        if locked.tries >= MOST:
            raise GivenUp
        row.tries = locked.tries + 1
        _note(row, tries=row.tries, holder=processes.me(), begun_at=now)
    return True


def end(row: Work) -> None:
    """Note that a try came to an end, well or with an error: the next counts from the beginning."""
    _note(row, tries=0, holder="")


def allow_one_more(row: Work) -> None:
    """After GivenUp: let it be tried once more when there is a new reason to."""
    _note(row, tries=MOST - 1, holder="")


def _is_under_way(row: Work, longest: timedelta, now: datetime) -> bool:
    if not row.holder or row.begun_at is None or processes.is_dead(row.holder):
        return False
    return row.begun_at <= now < row.begun_at + longest


def _note(row: Work, **fields: object) -> None:
    type(row)._default_manager.filter(pk=row.pk).update(**fields)
