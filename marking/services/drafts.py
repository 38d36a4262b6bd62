"""From a draft to a question with a mark scheme."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from marking.engine import MarkScheme, MarkSchemeError
from marking.services import schemes
from quizzes.models import Draft, NotesPage, Question
from quizzes.notes import Trial
from quizzes.notes import draft as draft_notes
from quizzes.services import banks, work

ESSAY_KIND = "essay"
AT_ONCE = 20_000  # characters of notes that are drafted while the teacher waits; more is for a worker
FORGOTTEN_AFTER = timedelta(minutes=2)
LONGEST = timedelta(minutes=6)  # that a worker may take for it: its task is ended before
STEPS = 5  # hundredths between two reports of progress

log = logging.getLogger(__name__)


def find(*, notes: NotesPage, now: datetime) -> None:
    """Make the drafts of a page of notes that has none yet, each scheme tried out on the notes' own words."""
    try:
        if not work.begin(notes, longest=LONGEST, now=now):
            return
    except work.GivenUp:
        log.error("Making the drafts of notes %s %s.", notes.pk, work.WHY)
        banks.drafting_failed(notes=notes)
        return
    try:
        _find(notes)
    finally:
        work.end(notes)


def _find(notes: NotesPage) -> None:
    said = 0

    def progress(share: float) -> None:
        nonlocal said
        if (done := int(share * 100)) >= said + STEPS:
            said = done
            banks.note_progress(notes=notes, progress=done)

    try:
        drafting = draft_notes(notes.text, mark=try_scheme, progress=progress)
    except Exception:
        log.exception("Notes %s could not be drafted.", notes.pk)
        banks.drafting_failed(notes=notes)
    else:
        banks.put_drafts(notes=notes, drafting=drafting)


def try_scheme(scheme: str, answers: Sequence[str]) -> list[Trial]:
    """What a scheme, given as text, gives to each of some answers. Raises MarkSchemeError."""
    marked = MarkScheme.parse(scheme).mark_many(answers)
    return [Trial(float(one.mark / one.max) if one.max else 0.0, not one.review) for one in marked]


def forgotten(*, now: datetime) -> list[NotesPage]:
    """Pages of notes that have waited for their drafts for long."""
    waiting = NotesPage.objects.filter(state=NotesPage.State.DRAFTING, added_at__lt=now - FORGOTTEN_AFTER)
    return list(waiting.order_by("added_at")[:20])


@transaction.atomic
def keep(*, draft: Draft, stem: str, scheme: str, by: Any, now: datetime) -> Question:
    """Turn a draft into a question of its bank, worded and marked as given.

    Raises the engine's MarkSchemeError, and banks.DraftDecided where it had been kept already.
    """
    question = banks.add_question(
        bank=draft.notes.bank,
        stem=stem,
        marks=draft.marks,
        kind=Question.Kind.ESSAY if draft.kind == ESSAY_KIND else Question.Kind.SHORT,
        topic=draft.topic,
        source=f"{draft.notes}, line {draft.first_line}"[:200],
        by=by,
        now=now,
    )
    schemes.write(question=question, text=scheme, by=by, now=now)
    banks.decide_draft(draft=draft, question=question)
    return question


def keep_all(*, notes: NotesPage, by: Any, now: datetime) -> tuple[int, list[tuple[Draft, str]]]:
    """Keep each open draft of `notes` that is not marked to check; return how many, and those that failed with why."""
    kept, problems = 0, []
    for draft in notes.drafts.filter(state=Draft.State.OPEN, to_check=False, spare=False).select_related("notes__bank"):
        try:
            keep(draft=draft, stem=draft.stem, scheme=draft.proposed_scheme, by=by, now=now)
        except (MarkSchemeError, banks.DraftDecided) as error:
            problems.append((draft, str(error)))
        else:
            kept += 1
    return kept, problems


def notes_of(question: Question) -> str:
    """Return the lines of the notes that a question was drafted from, "" where it was written by hand."""
    draft = Draft.objects.select_related("notes").filter(question=question).first()
    return "\n".join(draft.notes.lines[draft.first_line - 1 : draft.last_line]) if draft is not None else ""
