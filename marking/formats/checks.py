"""What is checked of every question, whatever format it came in: no answer in its text, no marks dropped in silence."""

from __future__ import annotations

import re
from dataclasses import replace

from marking.engine import MarkSchemeError
from marking.formats.answers import worth_of
from marking.formats.values import Dropped, FileBank, FileQuestion, Imported
from quizzes.pure.wording import in_figures

# The code in which other programs keep answers within a text: GIFT, Moodle's cloze, Anki's cloze.
_CODE = re.compile(r"\{\s*[=~]\s*[^\s{}=~]|\{#\s*-?\d|\{\d*:[A-Za-z_]{2,20}:|\{\{c\d+::")
LEAKS = (
    "Its text holds the code of another program in which answers are kept ({}…), so students would read them. "
    "Write it as a question and an answer."
)
MAY_LEAK = "Its text looks as if it held answers in the code of another program ({}…). Students will see them."


def checked(imported: Imported, *, own_words: bool) -> Imported:
    """Return what a file holds without the questions whose text gives answers away, and with what else is to be said.

    `own_words`: people write this format by hand, so such code may be what a question is about; it is remarked on.
    """
    questions: list[FileQuestion] = []
    dropped = list(imported.dropped)
    for question in imported.questions:
        code = _CODE.search(question.stem)
        if code is not None and not own_words:
            dropped.append(Dropped(question.line, question.name, LEAKS.format(code[0])))
            continue
        remarks = list(_worth(question))
        if code is not None:
            remarks.append(MAY_LEAK.format(code[0]))
        questions.append(replace(question, remarks=(*question.remarks, *remarks)) if remarks else question)
    return replace(imported, questions=tuple(questions), dropped=tuple(dropped))


def taken_for_code(bank: FileBank) -> list[str]:
    """Return a line for each question of a bank that would be left out if it came back from another program."""
    return [
        f"{question.name}: its text looks like code for answers ({code[0]}…); imported here again it is left out"
        for question in bank.questions
        if (code := _CODE.search(question.stem)) is not None
    ]


def _worth(question: FileQuestion) -> list[str]:
    """Say where the file's marks are not those of its scheme."""
    if not question.scheme or question.marks is None:
        return []
    try:
        most = worth_of(question.scheme)
    except MarkSchemeError:
        return []
    if most == question.marks:
        return []
    return [f"The file says {in_figures(question.marks)} marks; its mark scheme gives {in_figures(most)} at most."]
