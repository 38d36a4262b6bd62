"""From a draft to a question with a mark scheme: keep, drop, undo."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from marking.services import schemes
from quizzes.models import Draft, Question
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
        marks=Decimal(draft.marks),
        kind=Question.Kind.ESSAY if draft.kind == ESSAY_KIND else Question.Kind.SHORT,
        topic=draft.topic,
        source=f"{draft.notes}, line {draft.first_line}",
        now=now,
    )
    schemes.write(question=question, text=scheme, by=by, now=now)
    banks.decide_draft(draft=draft, question=question)
    return question
