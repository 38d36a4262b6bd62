"""Questions in a spreadsheet: one row a question, columns by name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation

from marking.engine import MarkScheme, MarkSchemeError
from marking.formats.answers import Accepted, phrase_of, scheme_of, usable
from marking.formats.values import (
    ESSAY,
    HALF,
    Dropped,
    Exported,
    FileBank,
    FileQuestion,
    FormatError,
    Imported,
    bank_left_behind,
    left_behind,
    word_limit_in,
)
from quizzes.files.tables import Cell, Row, Table, TableError, write_csv, write_excel
from quizzes.files.tables import read as read_table

COLUMNS = ["id", "type", "topic", "question", "mark scheme", "model answer", "word max", "tags", "source"]
_STEM = ("question", "stem", "question_text", "prompt", "q")
_ANSWER = ("answer", "model_answer", "correct_answer", "a")
_ESSAYS = {"essay", "extended", "long"}


def read(data: bytes, filename: str) -> Imported:
    """Return the questions in a CSV or Excel file.

    A row needs `question`; it is marked by `mark scheme` (our notation), or by `point 1`, `point 1 marks`, …, or by
    `answer` and `accept` (wordings parted by “|”), with `reject` and `feedback`. Two columns without a header are a
    question and its answer. Raises FormatError.
    """
    try:
        table = read_table(data, filename)
        if not set(table.names) & set(_STEM):
            table = _without_header(data, filename, table)
    except TableError as error:
        raise FormatError(str(error)) from error
    questions: list[FileQuestion] = []
    dropped: list[Dropped] = []
    for row in table.rows:
        found = _question(row)
        if isinstance(found, Dropped):
            dropped.append(found)
        else:
            questions.append(found)
    return Imported(tuple(questions), tuple(dropped), (*table.remarks, *_unknown(table)))


def _without_header(data: bytes, filename: str, table: Table) -> Table:
    """Return the table with its first row as a question, if it is two plain columns. Raises FormatError."""
    if len([name for name in table.header if name]) != 2:
        shown = ", ".join(name for name in table.header if name)[:200] or "none"
        raise FormatError(f"There is no column called “question”. The columns are: {shown}.")
    return read_table(data, filename, header=["question", "answer"])


def _unknown(table: Table) -> Iterator[str]:
    known = {*_STEM, *_ANSWER, "id", "idnumber", "type", "kind", "topic", "tags", "mark_scheme", "scheme", "marks"}
    known |= {"reject", "feedback", "word_max", "word_limit", "source", "word_min"}
    for shown, name in zip(table.header, table.names, strict=True):
        if name and name not in known and not re.fullmatch(r"accept(_\d+)?|point_\d+(_marks)?", name):
            yield f"The column “{shown}” is not known and was left out."


def _question(row: Row) -> FileQuestion | Dropped:
    stem = row.get(*_STEM)
    if not stem:
        return Dropped(row.line, " ".join(row.cells.values())[:80], "It has no question.")
    remarks: list[str] = []
    try:
        marks = _marks(row.get("marks"), "marks") or Decimal(1)
        scheme = _scheme(row, marks, remarks)
    except ValueError as error:
        return Dropped(row.line, stem[:80], str(error))
    is_essay = row.get("type", "kind").casefold() in _ESSAYS
    if not scheme:
        remarks.append("There is nothing to mark by: write a mark scheme before you use it.")
    if row.get("word_min"):
        remarks.append("The least number of words is left out.")
    return FileQuestion(
        stem=stem,
        kind=ESSAY if is_essay else "SHORT",
        scheme=scheme,
        line=row.line,
        topic=row.get("topic")[:200],
        model_answer=row.get("model_answer", "answer"),
        external_id=row.get("id", "idnumber")[:200],
        word_limit=word_limit_in(row.get("word_max", "word_limit")),
        source=row.get("source")[:200],
        tags=tuple(tag.strip() for tag in row.get("tags").split(",") if tag.strip()),
        remarks=tuple(remarks),
    )


def _marks(text: str, column: str) -> Decimal | None:
    """Return a cell of marks, None for an empty one. Raises ValueError for what is none."""
    if not text:
        return None
    try:
        found = Decimal(text.replace(",", "."))
    except InvalidOperation:
        found = Decimal(-1)
    if not found.is_finite() or found <= 0 or found > 100 or found % HALF:
        raise ValueError(f"“{text}” in the column “{column}” is no number of marks; right would be 1, 2 or 0.5.")
    return found


def _scheme(row: Row, marks: Decimal, remarks: list[str]) -> str:
    if text := row.get("mark_scheme", "scheme"):
        try:
            MarkScheme.parse(text)
        except MarkSchemeError as error:
            raise ValueError(f"The mark scheme cannot be read: {error}.") from error
        return text.rstrip("\n") + "\n"
    if lines := list(_points(row, remarks)):
        return usable("\n".join([*_beside(row, lines, remarks)]) + "\n", remarks)
    accepted = [row.get("answer", "correct_answer", "a"), *_parted(row.get("accept"))]
    accepted += [text for number in range(1, 20) for text in _parted(row.get(f"accept_{number}"))]
    answers = [Accepted(text) for text in accepted if text]
    scheme = scheme_of(answers, marks=marks, remarks=remarks)
    return usable("\n".join(_beside(row, scheme.splitlines(), remarks)) + "\n", remarks) if scheme else ""


def _points(row: Row, remarks: list[str]) -> Iterator[str]:
    for number in range(1, 31):
        phrases = [phrase_of(text, remarks) for text in _parted(row.get(f"point_{number}"))]
        if wording := " / ".join(phrase for phrase in phrases if phrase):
            worth = _marks(row.get(f"point_{number}_marks"), f"point {number} marks") or Decimal(1)
            yield f"{wording} [{worth.normalize():f}]"


def _beside(row: Row, lines: Sequence[str], remarks: list[str]) -> Iterator[str]:
    """Yield the lines of a scheme, with what the row rejects and says to those who miss it under the first point."""
    first = next((place for place, line in enumerate(lines) if line.endswith("]")), 0)
    for place, line in enumerate(lines):
        yield line
        if place == first:
            for wrong in _parted(row.get("reject")):
                if phrase := phrase_of(wrong, remarks):
                    yield f"    reject: {phrase}"
            if said := " ".join(row.get("feedback").split()):
                yield f"    feedback: {said}"


def _parted(text: str) -> list[str]:
    return [part.strip() for part in text.split("|") if part.strip()]


# ---- writing -----------------------------------------------------------------------------------------------


def write(bank: FileBank, *, excel: bool) -> Exported:
    """Return a bank as CSV or Excel. The scheme is in our notation, so that it comes back as it went."""
    done = Exported()
    rows = (_row(question) for question in bank.questions)
    if excel:
        done.data = write_excel(COLUMNS, rows, title=bank.title)
    else:
        done.data = "".join(write_csv(COLUMNS, rows)).encode()
    done.lost = [line for question in bank.questions for line in left_behind(question, "examples")]
    done.lost += bank_left_behind(bank)
    return done


def _row(question: FileQuestion) -> list[Cell]:
    return [
        question.external_id,
        "essay" if question.kind == ESSAY else "short",
        question.topic,
        question.stem,
        question.scheme,
        question.model_answer,
        question.word_limit,
        ", ".join(question.tags),
        question.source,
    ]
