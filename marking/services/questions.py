"""A question and its mark scheme, written together; and many questions changed at once."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from marking.services import schemes
from quizzes.models import Bank, Question
from quizzes.services import banks, tagging


@transaction.atomic
def write(
    *,
    question: Question | None,
    bank: Bank,
    scheme: str,
    by: Any,
    now: datetime,
    tags: str | None = None,
    seen_scheme: int | None = None,
    **fields: Any,
) -> Question:
    """Change `question`, or add one to `bank`, and give it `scheme`; `tags` None leaves those alone.

    Raises the engine's MarkSchemeError, and banks.Overtaken where `seen` or `seen_scheme`, the versions that the
    editor had before them, are no longer the newest.
    """
    question = write_wording(question=question, bank=bank, by=by, now=now, tags=tags, **fields)
    newest = schemes.newest(question)
    if seen_scheme is not None and newest is not None and newest.version != seen_scheme:
        raise banks.Overtaken(question)
    schemes.write(question=question, text=scheme, by=by, now=now)
    question.refresh_from_db()
    return question


@transaction.atomic
def write_wording(
    *, question: Question | None, bank: Bank, by: Any, now: datetime, tags: str | None = None, **fields: Any
) -> Question:
    """Change `question`, or add one to `bank` that has no mark scheme yet; `tags` None leaves those alone.

    Raises banks.Overtaken, and pictures.UnknownPicture.
    """
    if question is None:
        fields.pop("seen", None)
        question = banks.add_question(bank=bank, marks=Decimal(1), by=by, now=now, **fields)
    else:
        question = banks.edit_question(question=question, by=by, now=now, **fields)
    if tags is not None:
        tagging.set_tags(question=question, names=tags)
    return question


@transaction.atomic
def do_to_many(
    *, act: str, questions: QuerySet[Question], now: datetime, bank: Bank | None = None, tags: str = "", topic: str = ""
) -> int:
    """Do one thing to many questions and return how many it was done to.

    `act` is "move" (to `bank`), "tag", "untag" (`tags`, parted by commas), "topic", "archive" or "restore".
    """
    # What is done may change which rows the query finds, so it is asked once.
    rows = Question.objects.filter(pk__in=list(questions.values_list("pk", flat=True)))
    if act == "move" and bank is not None:
        return banks.move(questions=rows, bank=bank, now=now)
    if act == "tag":
        tagging.tag(questions=rows, names=tags)
        return rows.count()
    if act == "untag":
        tagging.untag(questions=rows, names=tags)
        return rows.count()
    if act == "topic":
        return banks.set_topic(questions=rows, topic=topic, now=now)
    if act == "archive":
        return banks.archive(questions=rows, now=now)
    if act == "restore":
        usable = Question.objects.filter(mark_schemes__isnull=False)
        return banks.restore(questions=rows, ready=usable, now=now)
    raise ValueError(f"There is no act {act!r}.")
