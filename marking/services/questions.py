"""A question and its mark scheme, written together."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from marking.services import schemes
from quizzes.models import Bank, Question
from quizzes.services import banks


@transaction.atomic
def write(*, question: Question | None, bank: Bank, scheme: str, by: Any, now: datetime, **fields: Any) -> Question:
    """Change `question`, or add one to `bank`, and give it `scheme`. Raises the engine's MarkSchemeError."""
    if question is None:
        question = banks.add_question(bank=bank, marks=Decimal(1), by=by, now=now, **fields)
    else:
        question = banks.edit_question(question=question, by=by, now=now, **fields)
    schemes.write(question=question, text=scheme, by=by, now=now)
    question.refresh_from_db()
    return question
