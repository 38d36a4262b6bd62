"""Rows of a sheet become questions."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation

from marking.engine import MarkSchemeError
from marking.formats.answers import Accepted, phrase_of, scheme_of, usable
from marking.formats.printed import scheme_of_column
from marking.formats.sheet.columns import Columns, Sheet, are_answers, get, sheet_of, stem_of
from marking.formats.values import ESSAY, HALF, SHORT, Dropped, FileQuestion, FormatError, Imported, word_limit_in
from quizzes.files.tables import Grid, Row, TableError, as_meant, grids, table_of
from quizzes.pure.wording import in_figures

_ESSAYS = {"essay", "extended", "long", "written response"}
_OPEN = {"open-ended", "open ended", "open", "free text", "text", "short answer", "short", "essay"}
_TYPED = {"fill-in-the-blank", "fill in the blank", "fill-in-the-blanks", "type answer", "typing", "type the answer"}
_NOT_ASKED = {"poll", "draw", "slide", "survey", "match", "reorder", "drag and drop", "drop pin", "slider", "puzzle"}
ANSWERS = (
    "This table holds what students answered, not questions. Export the questions themselves, or make a sheet with the "
    "columns “question” and “answer”."
)
CHOICE = "A multiple choice is asked as a short answer; its wrong choices are left out."


def read(data: bytes, filename: str, *, marks: Decimal = Decimal(1), choices_too: bool = False) -> Imported:
    """Return the questions in a CSV or Excel file, of all its sheets that name a column for them.

    A row needs `question`; it is marked by `mark scheme` (our notation, or as exam boards print it), or by `point 1`,
    `point 1 marks`, …, or by `answer` and `accept` (wordings parted by “|”), with `reject` and `feedback`. Columns for
    options make it a choice, which comes as a short answer if `choices_too`. Two columns without a header are a
    question and its answer. `marks` is what a question is worth that does not say. Raises FormatError.
    """
    try:
        tables = grids(data, filename)
        if any(map(are_answers, tables)):
            raise FormatError(ANSWERS)
        sheets = [sheet for grid in tables if (sheet := sheet_of(grid)) is not None]
        remarks = list(_which(tables, sheets))
        if not sheets:
            sheets, more = _without_header(tables)
            remarks += more
    except TableError as error:
        raise FormatError(str(error)) from error
    questions: list[FileQuestion] = []
    dropped: list[Dropped] = []
    for sheet in sheets:
        remarks += [
            *sheet.remarks,
            *(f"The column “{name}” is not known and was ignored." for name in sheet.columns.unknown),
        ]
        for row in sheet.rows:
            one = _question(row, sheet.columns, marks, choices_too=choices_too)
            if isinstance(one, Dropped):
                dropped.append(one)
            else:
                questions.append(one)
    return Imported(tuple(questions), tuple(dropped), tuple(dict.fromkeys(remarks)))


def _which(tables: Sequence[Grid], sheets: Sequence[Sheet]) -> Iterator[str]:
    """Say which of several sheets were read."""
    if len(tables) > 1 and sheets:
        read_too = ", ".join(f"“{sheet.name}”" for sheet in sheets)
        yield f"Read: the {'sheet' if len(sheets) == 1 else 'sheets'} {read_too} of {len(tables)}."
        names = {sheet.name for sheet in sheets}
        if others := [f"“{grid.name}”" for grid in tables if grid.name not in names and grid.lines]:
            yield f"Left out because they have no column “question”: {', '.join(others)}."


def _without_header(tables: Sequence[Grid]) -> tuple[list[Sheet], list[str]]:
    """Return two plain columns as questions and answers. Raises FormatError."""
    grid = next((grid for grid in tables if grid.lines), None)
    if grid is None:
        raise FormatError("The table is empty. Its first row names the columns.")
    shown = [cell.strip() for cell in grid.lines[0][1] if cell.strip()]
    if len(shown) != 2:
        named = ", ".join(shown)[:200] or "none"
        raise FormatError(f"There is no column called “question”. The columns are: {named}.")
    table = table_of(grid, header=["question", "answer"])
    remark = "No column is called “question”: the first was taken for the questions, the second for their answers."
    return [Sheet(grid.name, table.rows, Columns(table.names), table.remarks)], [remark]


def _question(row: Row, columns: Columns, usual: Decimal, *, choices_too: bool) -> FileQuestion | Dropped:
    row = Row(row.line, {name: as_meant(cell) for name, cell in row.cells.items()})
    stem = stem_of(row)
    if not stem:
        return Dropped(row.line, " ".join(row.cells.values())[:80], "It has no question.")
    remarks: list[str] = []
    try:
        given = _marks(get(row, "marks"), "marks")
        marks = given or usual
        scheme = _choice(row, columns, marks, remarks, choices_too=choices_too) if columns.has_choices else ""
        scheme = scheme or _scheme(row, columns, marks, given, remarks)
    except ValueError as error:
        return Dropped(row.line, stem[:80], str(error))
    is_essay = get(row, "type").casefold() in _ESSAYS
    if not scheme:
        remarks.append("There is nothing to mark by: write a mark scheme before you use it.")
    if row.get("word_min"):
        remarks.append("The least number of words is left out.")
    if stem.count("\n") > 1 and re.search(r"\n[^\n]*[,;\t]", stem):
        remarks.append("Its text runs over several rows: is a quotation mark missing in the file?")
    return FileQuestion(
        stem=stem,
        kind=ESSAY if is_essay else SHORT,
        scheme=scheme,
        line=row.line,
        topic=get(row, "topic")[:200],
        model_answer=get(row, "model_answer") or ("" if columns.has_choices else get(row, "answer")),
        external_id=get(row, "id")[:200],
        word_limit=word_limit_in(get(row, "word_max")),
        source=row.get("source")[:200],
        tags=_tags(get(row, "tags")),
        remarks=tuple(remarks),
        marks=given,
    )


def _marks(text: str, column: str) -> Decimal | None:
    """Return a cell of marks, None for an empty one. Raises ValueError for what is none."""
    if not text:
        return None
    try:
        marks = Decimal(text.replace(",", "."))
    except InvalidOperation:
        marks = Decimal(-1)
    if not marks.is_finite() or marks <= 0 or marks > 100 or marks % HALF:
        raise ValueError(f"“{text}” in the column “{column}” is no number of marks; right would be 1, 2 or 0.5.")
    return marks


def _tags(text: str) -> tuple[str, ...]:
    parts = next(csv.reader([text.replace("\n", " ")], skipinitialspace=True), [])
    return tuple(tag.strip() for tag in parts if tag.strip())


def _choice(row: Row, columns: Columns, marks: Decimal, remarks: list[str], *, choices_too: bool) -> str:
    """Return the scheme of a row with options: the text of the right one. Raises ValueError, with the reason."""
    kind = get(row, "type").casefold()
    options = {name: row.get(name) for name in columns.options if row.get(name)}
    if kind in _NOT_ASKED:
        raise ValueError(f"“{get(row, 'type')}” is not answered in words.")
    if kind in _OPEN or get(row, "mark_scheme") or not options:
        return ""
    if kind in _TYPED or (len(options) == 1 and not _right(row, options)):
        return scheme_of([Accepted(text) for text in options.values()], marks=marks, remarks=remarks)
    right = _right(row, options)
    if not choices_too or len(right) != 1:
        more = " It has one right answer and could be asked as a short answer." if len(right) == 1 else ""
        raise ValueError(f"A multiple choice is not answered in words.{more}")
    remarks.append(CHOICE)
    return scheme_of([Accepted(right[0])], marks=marks, remarks=remarks)


def _right(row: Row, options: dict[str, str]) -> list[str]:
    """Return the right options: by their number, their letter, the name of their column, or their text."""
    said = get(row, "answer")
    whole = [text for text in options.values() if text.casefold() == said.casefold()]
    if whole:
        return whole
    texts = []
    for part in re.split(r"[,;|/&]|\band\b", said):
        mark = re.sub(r"[^a-z0-9]", "", part.casefold())
        mark = re.sub(r"^(option|answer|choice)(?=[a-h0-9])", "", mark)
        for name, text in options.items():
            ending = re.sub(r".*?_?(\d+|[a-h])$", r"\1", name)
            place = str(ord(ending) - 96) if ending.isalpha() else ending
            if mark and mark in {ending, place, chr(96 + int(place)) if int(place) < 9 else place}:
                texts.append(text)
    return list(dict.fromkeys(texts))


def _scheme(row: Row, columns: Columns, marks: Decimal, given: Decimal | None, remarks: list[str]) -> str:
    if text := get(row, "mark_scheme"):
        try:
            return scheme_of_column(text, marks=given, remarks=remarks, ours=columns.ours)
        except MarkSchemeError as error:
            raise ValueError(f"The mark scheme cannot be read: {error}.") from error
    if lines := list(_points(row, remarks)):
        return usable("\n".join([*_beside(row, lines, remarks)]) + "\n", remarks)
    if columns.has_choices:
        return ""
    answer = get(row, "answer")
    accepted = [*_parted(answer), *_listed(get(row, "accept"), remarks)]
    accepted += [text for number in range(1, 20) for text in _listed(row.get(f"accept_{number}"), remarks)]
    accepted += [text for name in columns.options for text in _parted(row.get(name))]
    if re.search(r"[;\n]", answer):
        remarks.append(
            "Wordings that are equally good are separated by “|”; “;” and line ends are taken as part of the answer."
        )
    answers = [Accepted(" ".join(text.split())) for text in dict.fromkeys(accepted) if text]
    scheme = scheme_of(answers, marks=marks, remarks=remarks)
    return usable("\n".join(_beside(row, scheme.splitlines(), remarks)) + "\n", remarks) if scheme else ""


def _points(row: Row, remarks: list[str]) -> Iterator[str]:
    for number in range(1, 31):
        phrases = [phrase_of(text, remarks) for text in _parted(row.get(f"point_{number}"))]
        if wording := " / ".join(phrase for phrase in phrases if phrase):
            worth = _marks(row.get(f"point_{number}_marks"), f"point {number} marks") or Decimal(1)
            yield f"{wording} [{in_figures(worth)}]"


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


def _listed(text: str, remarks: list[str]) -> list[str]:
    """Return the wordings of a cell for several of them."""
    if "|" not in text and re.search(r"[;\n]", text):
        remarks.append("The wordings in its cell were separated at “;” and line ends.")
        return [part.strip() for part in re.split(r"[;\n]", text) if part.strip()]
    return _parted(text)


def _parted(text: str) -> list[str]:
    return [part.strip() for part in text.split("|") if part.strip()]
