"""Hears that attempts are handed in, and wakes a worker; hears that a desk is opened, and says what waits."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone

from marking import outcomes, wakeup
from marking.formats.detect import holds_questions
from marking.formats.values import FormatError
from marking.services import drafts, opinions, practice, transfers
from marking.signals import import_accepted, import_received, job_received, opinions_outdated
from marking.tasks import carry_out_import, draft_notes, form_opinions, look_through_import, mark_attempts, mark_jobs
from marking.todo import todos_of
from quizzes.models import Bank, NotesPage
from quizzes.signals import (
    Handed,
    Outcome,
    Practice,
    Todo,
    attempts_submitted,
    desk_opened,
    file_handed_in,
    means_asked,
    notes_taken,
    outcomes_asked,
    practice_asked,
)

log = logging.getLogger(__name__)


@receiver(attempts_submitted)
def wake_a_worker(*, attempt_ids: list[int], **_: Any) -> None:
    """Queue the marking. A broker that is down must not fail the hand-in: the sweep finds what was not queued."""
    if not wakeup.claim():
        return
    try:
        mark_attempts.delay(attempt_ids=attempt_ids)
    except Exception:
        wakeup.release()
        log.warning("Marking of %s attempts could not be queued; the sweep will find them.", len(attempt_ids))


@receiver(import_accepted)
def wake_a_worker_for_an_import(*, import_id: int, **_: Any) -> None:
    """Queue the import. Without a broker it waits for the sweep."""
    try:
        carry_out_import.delay(import_id=import_id)
    except Exception:
        log.warning("Import %s could not be queued; the sweep will find it.", import_id)


@receiver(import_received)
def wake_a_worker_for_a_file(*, import_id: int, **_: Any) -> None:
    """Queue a file to be looked through. Without a broker it waits for the sweep."""
    try:
        look_through_import.delay(import_id=import_id)
    except Exception:
        log.warning("The file of import %s could not be queued; the sweep will find it.", import_id)


@receiver(opinions_outdated)
def wake_a_worker_for_opinions(**_: Any) -> None:
    """Queue the forming of opinions, which a teacher is waiting for. Without a broker they wait for the sweep."""
    try:
        form_opinions.delay(waited=opinions.LONGEST_WAIT)
    except Exception:
        log.warning("Opinions could not be queued; the sweep will find them.")


@receiver(job_received)
def wake_a_worker_for_jobs(**_: Any) -> None:
    """Queue the marking of what another program has sent. Without a broker it waits for the sweep."""
    try:
        mark_jobs.delay()
    except Exception:
        log.warning("A job could not be queued; the sweep will find it.")


@receiver(notes_taken)
def draft_what_was_taken(*, notes_id: int, length: int, **_: Any) -> None:
    """Draft a page of notes at once; a long one is for a worker, and without a broker for the sweep."""
    if length <= drafts.AT_ONCE:
        drafts.find(notes=NotesPage.objects.get(pk=notes_id), now=timezone.now())
        return
    try:
        draft_notes.delay(notes_id=notes_id)
    except Exception:
        log.warning("Notes %s could not be queued; the sweep will find them.", notes_id)


@receiver(file_handed_in)
def look_through_questions(
    *, data: bytes, filename: str, bank: Bank | None, title: str, by: Any, now: datetime, **_: Any
) -> Handed | None:
    """Look through a file of questions, into a bank of its own where none is named."""
    try:
        if not holds_questions(data, filename):
            return None
        row = transfers.plan_into(bank=bank, title=title, data=data, filename=filename, by=by, now=now)
    except FormatError as error:
        return Handed(why=str(error))
    return Handed(address=reverse("import", args=[row.pk]))


@receiver(desk_opened)
def say_what_waits(*, user: Any, now: datetime, **_: Any) -> list[Todo]:
    """Return what waits for a teacher at marking."""
    return todos_of(user, now)


@receiver(outcomes_asked)
def say_what_is_shown(*, attempt_ids: list[int], **_: Any) -> dict[int, Outcome]:
    """Return what a student sees of the marks of their attempts."""
    return outcomes.outcomes_of(attempt_ids)


@receiver(means_asked)
def say_how_it_went(*, assignment_ids: list[int], **_: Any) -> dict[int, float]:
    """Return the mean share of the marks of each quiz of a class."""
    return outcomes.means_of(assignment_ids)


@receiver(practice_asked)
def say_what_to_practise(*, user: Any, now: datetime, **_: Any) -> Practice | None:
    """Return what a student can practise today; None where nothing is open to them."""
    today = practice.today_of(student=user, now=now)
    return Practice(today.due, today.new, today.next_day) if today.of else None
