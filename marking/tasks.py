"""What runs without anyone waiting: each task takes ids and wakes one service. Safe to run twice, late or at once."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from marking import wakeup
from marking.models import Import
from marking.services import (
    claims,
    drafts,
    erasing,
    facility,
    jobs,
    marks,
    opinions,
    passback,
    results,
    transfers,
    webhooks,
)
from quizzes.models import NotesPage
from quizzes.services.giving_way import giving_way

# A task works for so long and leaves the rest to the next: so none runs into its time limit, and others get their turn.
SECONDS = 30
# How far this process has come in a backlog.
PLACE = claims.Place()
# Other programs' jobs give way to everything else every few seconds.
TURN_OF_JOBS = 5
# Facilities are noted every hour; some overlap makes a run that was missed or late no loss.
FACILITY_WINDOW = timedelta(hours=25)


@shared_task(name="marking.mark_attempts")
def mark_attempts(*, attempt_ids: list[int], **_: Any) -> None:
    """Mark the responses of these attempts that have no mark yet, and whatever else waits meanwhile."""
    wakeup.release()
    _mark_what_waits(attempt_ids)


@shared_task(name="marking.mark_waiting")
def mark_waiting(**_: Any) -> None:
    """Mark whatever waits: the sweep that makes a lost message cost seconds and not a mark."""
    _mark_what_waits([])


def _mark_what_waits(attempt_ids: list[int]) -> None:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until and marks.mark_waiting(
        attempt_ids=attempt_ids, now=timezone.now(), most=marks.BATCH, place=PLACE
    ):
        attempt_ids = []
    with suppress(Exception):  # a broker that is away: the sweep finds what is outdated
        form_opinions.delay()


@shared_task(name="marking.form_opinions", soft_time_limit=590, time_limit=600)
def form_opinions(*, waited: float = 0, **_: Any) -> None:
    """Form what classes say of their marks, where marks have outrun it: after marks stand, and as a sweep.

    A class that sees its marks in the same seconds comes first: while marks are coming, and a few seconds after, this
    waits, in all no longer than `opinions.LONGEST_WAIT`; and then what the processor has left is enough for it.
    """
    if opinions.is_to_wait(waited=waited, now=timezone.now()):
        with suppress(Exception):  # a broker that is away: now rather than never
            later = {"waited": waited + opinions.WAIT}
            form_opinions.apply_async(kwargs=later, countdown=opinions.WAIT)
            return
    giving_way(partial(opinions.form_outdated, now=timezone.now(), seconds=SECONDS))


@shared_task(name="marking.note_facilities")
def note_facilities(**_: Any) -> None:
    """Note how hard the questions have shown themselves to be whose marks changed lately."""
    facility.note(since=timezone.now() - FACILITY_WINDOW)


@shared_task(name="marking.erase_texts")
def erase_texts(**_: Any) -> None:
    """Erase what former students wrote whose last sitting ended long enough ago, where the school has set how long."""
    if settings.ERASE_TEXTS_AFTER_DAYS:
        erasing.erase_when_due(days=settings.ERASE_TEXTS_AFTER_DAYS, now=timezone.now())


@shared_task(name="marking.forget_claims")
def forget_claims(**_: Any) -> None:
    """Delete what a process left behind that died between a mark and the end of its claim."""
    claims.forget(now=timezone.now())


@shared_task(name="marking.carry_out_import", soft_time_limit=1_800, time_limit=1_860)
def carry_out_import(*, import_id: int, **_: Any) -> None:
    """Bring in the questions of an import that was accepted. What fails is noted with the import."""
    row = Import.objects.filter(pk=import_id).select_related("bank").first()
    if row is not None:
        transfers.carry_out(row=row, now=timezone.now())


@shared_task(name="marking.look_through_import", soft_time_limit=1_800, time_limit=1_860)
def look_through_import(*, import_id: int, **_: Any) -> None:
    """Look through a long file that was sent for a bank."""
    row = Import.objects.filter(pk=import_id).select_related("bank").first()
    if row is not None:
        transfers.look_through(row=row, now=timezone.now())


@shared_task(name="marking.carry_out_waiting_imports", soft_time_limit=1_800, time_limit=1_860)
def carry_out_waiting_imports(**_: Any) -> None:
    """Look through and bring in what came a while ago and still waits: its message was lost."""
    for row in transfers.unread(now=timezone.now()):
        transfers.look_through(row=row, now=timezone.now())
    for row in transfers.forgotten(now=timezone.now()):
        transfers.carry_out(row=row, now=timezone.now())


@shared_task(name="marking.draft_notes", soft_time_limit=300, time_limit=330)
def draft_notes(*, notes_id: int, **_: Any) -> None:
    """Make the drafts of a long page of notes."""
    page = NotesPage.objects.filter(pk=notes_id, state=NotesPage.State.DRAFTING).first()
    if page is not None:
        drafts.find(notes=page, now=timezone.now())


@shared_task(name="marking.draft_waiting_notes", soft_time_limit=300, time_limit=330)
def draft_waiting_notes(**_: Any) -> None:
    """Make the drafts of pages that were added a while ago and still wait: their message was lost."""
    for page in drafts.forgotten(now=timezone.now()):
        drafts.find(notes=page, now=timezone.now())


@shared_task(name="marking.release_by_rule")
def release_by_rule(**_: Any) -> None:
    """Release the marks of quizzes whose rule says so."""
    results.release_by_rule(now=timezone.now())


@shared_task(name="marking.jobs_mark")
def mark_jobs(**_: Any) -> None:
    """Mark some of what other programs have sent, and leave the rest to the next turn."""
    is_more = jobs.mark_some(seconds=TURN_OF_JOBS)
    with suppress(Exception):  # a broker that is away: the sweep comes
        (mark_jobs if is_more else tell_of_jobs).delay()


@shared_task(name="marking.jobs_tell")
def tell_of_jobs(**_: Any) -> None:
    """Tell programs that their jobs are done."""
    webhooks.call_due(now=timezone.now(), most=5)


@shared_task(name="marking.send_grades")
def send_grades(**_: Any) -> None:
    """Send the marks that students see to the gradebooks of their learning platforms, and what has changed since."""
    now = timezone.now()
    passback.compare(now=now)
    until = time.monotonic() + SECONDS
    while time.monotonic() < until and passback.send_due(now=timezone.now(), most=5):
        pass


@shared_task(name="marking.compare_grades")
def compare_grades(**_: Any) -> None:
    """Look at all marks that go to learning platforms, whatever a sweep may have missed."""
    passback.compare(now=timezone.now(), everything=True)


@shared_task(name="marking.forget_jobs")
def forget_jobs(**_: Any) -> None:
    """Delete jobs that have been kept for long enough."""
    jobs.forget(days=settings.JOBS_KEPT_DAYS, now=timezone.now())
