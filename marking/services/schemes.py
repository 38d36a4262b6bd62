"""The one writer of mark schemes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from marking.engine import MarkScheme as EngineScheme
from marking.models import MarkScheme
from marking.schemes import Understood, understand
from quizzes.models import Bank, Question
from quizzes.services import banks

LONGEST_SCHEME = 64_000  # characters that a page or a request may send


def compile_text(text: str, *, bank: Bank | None = None, stem: str = "", word_limit: int | None = None) -> EngineScheme:
    """Return `text` ready to mark with, under the bank's glossary. Raises the engine's MarkSchemeError."""
    return EngineScheme.parse(text, bank_same=same_of(bank), question=stem, word_limit=word_limit)


def understood(
    text: str,
    *,
    bank: Bank | None = None,
    stem: str = "",
    word_limit: int | None = None,
    answers: Mapping[str, str] | None = None,
) -> Understood:
    """Return how `text` is understood under the bank's glossary: our notation, or as exam boards print mark schemes.

    `answers` are the choices made so far where something can be read two ways. Raises the engine's MarkSchemeError only
    for a bad line of the glossary.
    """
    return understand(text, question=stem, answers=answers, bank_same=same_of(bank), word_limit=word_limit)


def same_of(bank: Bank | None) -> tuple[str, ...]:
    """Return the lines of a bank's glossary, each "A = B"."""
    return tuple(line.strip() for line in bank.glossary.splitlines() if line.strip()) if bank else ()


def compiled(scheme: MarkScheme) -> EngineScheme:
    """Return a stored scheme ready to mark with; its question and bank should be loaded with it."""
    return compile_for(scheme.question, scheme.text)


def compile_for(question: Question, text: str) -> EngineScheme:
    """Return `text` ready to mark answers to `question` with. Raises the engine's MarkSchemeError."""
    return compile_text(text, bank=question.bank, stem=question.stem, word_limit=question.word_limit)


def newest(question: Question) -> MarkScheme | None:
    """Return the version that marks, or None where the question has no scheme yet."""
    return MarkScheme.objects.filter(question=question).order_by("-version").first()


@transaction.atomic
def write(*, question: Question, text: str, by: Any, now: datetime) -> MarkScheme:
    """Make `text` the question's newest mark scheme and the question ready.

    Text that equals the newest version makes no new one. Raises the engine's MarkSchemeError for text that
    cannot be read.
    """
    Question.objects.select_for_update().get(pk=question.pk)
    scheme = compile_for(question, text)
    last = newest(question)
    if last is not None and last.text == text:
        return last
    made = MarkScheme.objects.create(
        question=question, version=last.version + 1 if last else 1, text=text, written_by=by, written_at=now
    )
    banks.set_ready(question=question, marks=scheme.max, now=now)
    return made


@transaction.atomic
def write_first(*, texts: Sequence[tuple[Question, str]], by: Any, now: datetime) -> None:
    """Give new questions their first schemes, in a few statements. What they are worth has been written with them."""
    MarkScheme.objects.bulk_create(
        [
            MarkScheme(question=question, version=1, text=text, written_by=by, written_at=now)
            for question, text in texts
        ],
        batch_size=1_000,
    )
