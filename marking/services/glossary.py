"""A bank's glossary: checked before it is kept, since every mark scheme of the bank reads it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import transaction

from marking.engine import MarkScheme, MarkSchemeError
from quizzes.models import Bank, NotesPage
from quizzes.services import banks, typos


class BadGlossary(ValueError):
    """A line of the glossary cannot be read; the message says which, and what would be right."""


def check(text: str) -> None:
    """Raise BadGlossary for a text with a line that no mark scheme could use."""
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            MarkScheme.parse("anything [1]", bank_same=[line.strip()])
        except MarkSchemeError as error:
            raise BadGlossary(f"Line {number}, “{line.strip()}”: {error.message}. Right would be: A = B.") from error


@transaction.atomic
def create_bank(*, glossary: str = "", **fields: Any) -> Bank:
    """Make a bank as `banks.create_bank` does. Raises BadGlossary."""
    check(glossary)
    return banks.create_bank(glossary=glossary, **fields)


@transaction.atomic
def edit_bank(*, bank: Bank, glossary: str, **fields: Any) -> Bank:
    """Change a bank as `banks.edit_bank` does. Raises BadGlossary, and banks.Overtaken."""
    check(glossary)
    return banks.edit_bank(bank=bank, glossary=glossary, **fields)


@transaction.atomic
def accept(*, notes: NotesPage, lines: Collection[str]) -> int:
    """Add to the bank's glossary those of the lines that its notes suggest and that can be read; return how many."""
    good = []
    for line in set(lines) & {line.removeprefix(banks.UNSURE) for line in notes.glossary.splitlines()}:
        try:
            check(line)
        except BadGlossary:
            continue
        good.append(line)
    typos.add_to_glossary(notes=notes, lines=good)
    return len(good)
