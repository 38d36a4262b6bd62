"""What a teacher's text says as a mark scheme, before anything is stored: understood, and tried by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from marking.engine import MarkSchemeError
from marking.schemes import SelfTrial, Understood, try_by_itself, understand
from marking.services.schemes import compile_text, same_of
from quizzes.models import Bank, Draft, Question


@dataclass(frozen=True, slots=True)
class Look:
    """A text as understood, and what it gives the model answer, the question and the notes' line (see `SelfTrial`)."""

    understood: Understood
    tried: tuple[SelfTrial, ...] = ()

    @property
    def complaints(self) -> tuple[SelfTrial, ...]:
        """The trials that call for a look."""
        return tuple(trial for trial in self.tried if not trial.fine)


def look(
    *,
    text: str,
    bank: Bank | None = None,
    question: Question | None = None,
    stem: str = "",
    model_answer: str = "",
    word_limit: int | None = None,
    marks: Decimal | None = None,
    answers: Mapping[str, str] | None = None,
) -> Look:
    """Return how `text` is understood as the mark scheme of a question; writes nothing.

    `stem`, `model_answer` and `word_limit` are what the editor holds; `question` is the stored one, if there is one,
    whose notes are asked. `marks` is what the question is worth where something else than the scheme says so;
    `answers` are the choices made for `understood.printed.questions`. A bank's glossary that can't be read is left out.
    """
    same = same_of(bank)
    try:
        understood = understand(
            text, question=stem, marks=marks, answers=answers, bank_same=same, word_limit=word_limit
        )
    except MarkSchemeError:
        understood, same = understand(text, question=stem, marks=marks, answers=answers, word_limit=word_limit), ()
    if understood.described is None:
        return Look(understood)
    scheme = compile_text(understood.notation, bank=bank if same else None, stem=stem, word_limit=word_limit)
    notes = notes_of(question) if question is not None else ""
    return Look(understood, try_by_itself(scheme, model_answer=model_answer, question=stem, notes=notes))


def notes_of(question: Question) -> str:
    """Return the lines of the notes that a question was drafted from, "" where it was written by hand."""
    draft = Draft.objects.select_related("notes").filter(question=question).first()
    return "\n".join(draft.notes.lines[draft.first_line - 1 : draft.last_line]) if draft is not None else ""
