"""What a question becomes in a quiz: made here, and written by `services.quizzes`."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from decimal import Decimal
from typing import Any

from quizzes.access.table import permitted
from quizzes.models import Item, Question, Quiz
from quizzes.services.sources import as_on_paper

# What an item keeps of its question, as it is on the day that the quiz is published.
ON_PAPER = ("kind", "stem", "markdown", "marks", "word_limit", "version")


def seen_by(owner: Any, questions: Iterable[int]) -> set[int]:
    """Return those of the questions, by number, whose wording of today the owner of a quiz may see."""
    rows = permitted(owner, "quizzes.view_question", Question.objects.filter(pk__in=questions))
    return set(rows.values_list("pk", flat=True))


def of_today(quiz: Quiz, question: Question, position: int, there: Item | None) -> Item:
    """Return a question in its place, with its wording of today."""
    item = Item(
        quiz=quiz,
        question=question,
        position=position,
        sources=[as_on_paper(source) for source in question.sources.all()],
        **{name: getattr(question, name) for name in ON_PAPER},
    )
    if there is not None and there.set_here:
        fewer = there.full_marks is not None
        set_here(item, question, there.marks if fewer else question.marks, there.word_limit)
    return item


def as_it_is(quiz: Quiz, item: Item, position: int) -> Item:
    """Return an item in its place, with the wording that it has."""
    kept = copy(item)
    kept.pk, kept.quiz, kept.position = None, quiz, position
    return kept


def set_here(item: Item, question: Question, marks: Decimal, word_limit: int | None) -> None:
    """Give an item marks, at most those of its question, and a word limit, and note what of it is the quiz's own."""
    item.marks, item.word_limit = min(marks, question.marks), word_limit
    item.full_marks = question.marks if item.marks < question.marks else None
    item.set_here = item.full_marks is not None or word_limit != question.word_limit
