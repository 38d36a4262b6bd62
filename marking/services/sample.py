"""The sample bank: a teacher's own copy of a few questions with mark schemes and answers, to try everything on."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from marking.services import examples, questions
from quizzes.models import Bank
from quizzes.services import banks

FILE = Path(settings.BASE_DIR) / "fixtures" / "sample" / "bank.json"


@transaction.atomic
def make_bank(*, by: Any, now: datetime) -> Bank:
    """Return a new bank of `by`, a copy of the sample: its questions are ready, with examples of answers to each."""
    sample = json.loads(FILE.read_text(encoding="utf-8"))
    glossary = "\n".join(sample["glossary"])
    bank: Bank = banks.create_bank(
        title=sample["title"], description=sample["description"], glossary=glossary, by=by, now=now
    )
    for entry in sample["questions"]:
        question = questions.write(
            question=None,
            bank=bank,
            scheme=entry["scheme"],
            by=by,
            now=now,
            stem=entry["stem"],
            topic=entry["topic"],
            kind=entry["kind"].upper(),
            word_limit=entry.get("word_limit"),
            model_answer=entry["model_answer"],
        )
        for text, mark in entry["examples"]:
            examples.save(question=question, text=text, mark=Decimal(str(mark)), by=by, now=now)
    return bank
