"""What a sentence says of a thing by a noun: its function, its cause, its capital."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from quizzes.notes.clauses import clause_of
from quizzes.notes.kinds import Example
from quizzes.notes.kinds.facts import first_clause, is_thing, judged
from quizzes.notes.page import Asked, Page, Unit
from quizzes.notes.schemes import meaning
from quizzes.notes.subjects import with_subject
from quizzes.notes.wording import leans, named, question
from quizzes.notes.words import word_list

EXAMPLES = (
    Example(
        "The main function of the tricuspid valve is to stop the blood.",
        {"What is the main function of the tricuspid valve?": "stop the blood [1]"},
    ),
    Example("The fall of the old city is a sad tale.", never=("What is the fall",)),
    Example("The main function of the tricuspid valve is that of a door.", never=("What is the main",)),
    Example("The main function of his tricuspid valve is to stop the blood.", never=("What is the main",)),
)


def find(page: Page, unit: Unit) -> Iterator[Asked]:
    """Ask `What is the function of …?`"""
    if unit.kind == "row" or len(unit.parts) > 1:
        return
    said = with_subject(page, unit)
    clause = clause_of(said.text)
    if clause is None or clause.helper not in {"is", "are", "was", "were"} or leans(said.text):
        return
    rest = first_clause(clause.rest)
    if _is_of_something(clause.subject) and (rest.startswith("to ") or is_thing(rest)):
        opening = "an " if clause.subject.casefold().startswith(("an ", "example")) else "the "
        subject = opening + re.sub(r"^(?:the|an?|one) ", "", named(clause.subject, page))
        answer = re.sub(r"^to (?:be )?", "", rest)
        scheme = f"{meaning(answer, subject.split())} [1]"
        asked = Asked(question(f"What {clause.helper} {subject}"), scheme, answer, "fact", 0.75)
        yield judged(page, asked, said, replace(clause, subject=subject))


def _is_of_something(subject: str) -> bool:
    """`The main function of the valve`."""
    head, of, thing = re.sub(r"^(?:the|an?|one) ", "", subject.casefold()).partition(" of ")
    return bool(of and thing) and head.split()[-1].removesuffix("s") in word_list("of-what") and len(head.split()) <= 3
