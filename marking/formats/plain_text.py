"""Questions in plain text: `Q: …` and `A: …` lines; and Aiken, which is told apart and refused."""

from __future__ import annotations

import re
from decimal import Decimal

from marking.formats.answers import Accepted, scheme_of
from marking.formats.files import File
from marking.formats.values import Dropped, FileQuestion, FormatError, Imported, decoded

_ASKED = re.compile(r"\s*(?:Q|Question)\s*\d*\s*[:.)]\s*(.+)", re.IGNORECASE)
_ANSWERED = re.compile(r"\s*(?:A|Answer)\s*\d*\s*[:.)]\s*(.*)", re.IGNORECASE)
_AIKEN = re.compile(r"^ANSWER:\s*[A-Z]\s*$", re.MULTILINE)


def read(data: bytes, *, marks: Decimal = Decimal(1)) -> Imported:
    """Return the questions of a text with `Q:` and `A:` lines; wordings of an answer are parted by “/” or “|”.

    Raises FormatError where there are none.
    """
    text, remarks = decoded(data)
    if _AIKEN.search(text):
        raise FormatError("This is Aiken, which holds multiple choice only: nothing in it is answered in words.")
    questions: list[FileQuestion] = []
    dropped: list[Dropped] = []
    stem, begun, answers = "", 0, list[str]()
    for number, line in enumerate([*text.splitlines(), "Q: end"], start=1):
        asked, answered = _ASKED.match(line), _ANSWERED.match(line)
        if asked is not None:
            if stem:
                _take(stem, begun, answers, marks, questions, dropped)
            stem, begun, answers = asked[1].strip(), number, []
        elif answered is not None and stem:
            answers.append(answered[1].strip())
        elif line.strip() and stem:
            if answers:
                answers[-1] += f" {line.strip()}"
            else:
                stem += f" {line.strip()}"
    if not questions and not dropped:
        raise FormatError(
            "No question was found. Lines like “Q: When did it begin?” and “A: 1928” are read. If these are notes, add "
            "them as notes: questions can be drafted from them."
        )
    return Imported(tuple(questions), tuple(dropped), remarks)


def _take(
    stem: str, line: int, answers: list[str], marks: Decimal, questions: list[FileQuestion], dropped: list[Dropped]
) -> None:
    wordings = [part.strip() for answer in answers for part in re.split(r"[/|]", answer) if part.strip()]
    if not wordings:
        dropped.append(Dropped(line, stem[:80], "It has no answer: put a line “A: …” under it."))
        return
    notes: list[str] = []
    scheme = scheme_of([Accepted(wording) for wording in wordings], marks=marks, remarks=notes)
    questions.append(FileQuestion(stem, scheme=scheme, line=line, model_answer=answers[0], remarks=tuple(notes)))


def knows(file: File) -> bool:
    """Whether a text has lines that begin as questions do."""
    return any(line.lstrip().lower().startswith(("q:", "question:")) for line in file.text.splitlines())
