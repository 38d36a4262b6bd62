"""Trying a mark scheme out before it is saved: how it is understood, and what it gives answers and itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from marking.engine import MarkSchemeError
from marking.schemes import SelfTrial, Understood, try_by_itself
from marking.scripts.marked import Script, script_of_marking
from marking.services import drafts, examples, schemes
from quizzes.models import Bank, Question


@dataclass(frozen=True, slots=True)
class Trial:
    """How a text is understood and, where it can be used, what it gives.

    `scripts` are those of the answers tried, in their order; `tried` are the question's saved examples; `trials` what
    it gives the model answer, the question itself and the notes that it came from.
    """

    understood: Understood
    scripts: tuple[Script, ...] = ()
    tried: tuple[examples.Tried, ...] = ()
    trials: tuple[SelfTrial, ...] = ()

    @property
    def error(self) -> MarkSchemeError | None:
        """Why the text can't be read, None where it can, or where something in it is to be chosen first."""
        return self.understood.error


def try_out(
    text: str, *, bank: Bank, stem: str = "", word_limit: int | None = None, choices: Mapping[str, str] | None = None,
    answers: Sequence[str] = (), question: Question | None = None, model_answer: str = "",
) -> Trial:  # fmt: skip
    """Return how the mark scheme `text` is understood in `bank`, and what it gives. Nothing is stored.

    `choices` say, by the id of what can be read two ways, which way is meant. Raises the engine's MarkSchemeError only
    for a bad line of the bank's glossary.
    """
    read = schemes.understood(text, bank=bank, stem=stem, word_limit=word_limit, answers=choices)
    if read.error is not None or read.described is None:
        return Trial(read)
    compiled = schemes.compile_text(read.notation, bank=bank, stem=stem, word_limit=word_limit)
    marked = compiled.mark_many(list(answers))
    pairs = zip(answers, marked, strict=True)
    scripts = tuple(script_of_marking(answer, one, scheme=read.notation) for answer, one in pairs)
    tried = tuple(examples.tried(question=question, scheme=compiled)) if question is not None else ()
    notes = drafts.notes_of(question) if question is not None else ""
    trials = try_by_itself(compiled, model_answer=model_answer, question=stem, notes=notes)
    return Trial(read, scripts, tried, trials)
