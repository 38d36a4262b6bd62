"""From a draft to a question with a mark scheme."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from marking.engine import MarkSchemeError
from marking.services import schemes
from quizzes.models import Draft, NotesPage, Question
from quizzes.services import banks

ESSAY_KIND = "essay"


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
    for draft in notes.drafts.filter(state=Draft.State.OPEN, to_check=False).select_related("notes__bank"):
        try:
            keep(draft=draft, stem=draft.stem, scheme=draft.proposed_scheme, by=by, now=now)
        except (MarkSchemeError, banks.DraftDecided) as error:
            problems.append((draft, str(error)))
        else:
            kept += 1
    return kept, problems
