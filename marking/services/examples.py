"""The one writer of saved examples: answers kept with the mark that a person gives them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from marking.engine import MarkScheme as EngineScheme
from marking.formats.values import FileExample
from marking.models import Example
from quizzes.models import Question

MOST_EXAMPLES = 500


class TooManyExamples(Exception):
    """The question has as many examples as are tried at once."""


@dataclass(frozen=True, slots=True)
class Tried:
    """An example and what a scheme gives it."""

    example: Example
    mark: Decimal

    @property
    def agrees(self) -> bool:
        """Whether the scheme gives what the person gave."""
        return self.mark == self.example.mark


@transaction.atomic
def save(*, question: Question, text: str, mark: Decimal, by: Any, now: datetime, note: str = "") -> Example:
    """Keep an answer with the mark it should get; the same answer again takes the new mark. Raises TooManyExamples."""
    rows = Example.objects.filter(question=question)
    if not rows.filter(text=text).exists() and rows.count() >= MOST_EXAMPLES:
        raise TooManyExamples
    row, _ = rows.update_or_create(
        question=question,
        text=text,
        defaults={"mark": mark, "note": note},
        create_defaults={"mark": mark, "note": note, "added_by": by, "added_at": now},
    )
    return row


@transaction.atomic
def save_many(*, given: Iterable[tuple[Question, Sequence[FileExample]]], by: Any, now: datetime) -> None:
    """Keep examples of many questions in a few statements; those that a question has already stay as they are."""
    wanted = [(question, one) for question, group in given for one in group[:MOST_EXAMPLES]]
    ids = {question.pk for question, _ in wanted}
    known = set(Example.objects.filter(question__in=ids).values_list("question", "text"))
    Example.objects.bulk_create(
        [
            Example(question=question, text=one.text, mark=one.mark, note=one.note[:300], added_by=by, added_at=now)
            for question, one in wanted
            if (question.pk, one.text) not in known
        ],
        batch_size=1_000,
    )


@transaction.atomic
def remove(*, example: Example) -> None:
    """Forget an example."""
    example.delete()


def tried(*, question: Question, scheme: EngineScheme) -> list[Tried]:
    """Return every example of the question with what `scheme` gives it, those that differ first."""
    examples = list(Example.objects.filter(question=question)[:MOST_EXAMPLES])
    marked = scheme.mark_many([example.text for example in examples])
    rows = [Tried(example, result.mark) for example, result in zip(examples, marked, strict=True)]
    return sorted(rows, key=lambda row: row.agrees)
