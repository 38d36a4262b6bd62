"""Answers of a paper sitting as a table, a row a student and a column a question: read, and written again. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from quizzes.files.tables import Cell, Grid, Row, Table, TableError, as_meant, folded, grids, table_of, write_csv
from quizzes.pure.arrangement_table import FORENAME, SURNAME, Unreadable, read_day
from quizzes.pure.wording import count

MOST_LINES = 1_000
MOST_TITLES = 10  # lines that may stand above the header
MOST_BYTES = 700_000  # of answers, in UTF-8: the table goes into the page and comes back with the decision

USERNAME = ("username", "user_name", "login", "sis_login_id")
STUDENT_ID = ("student_id", "id_number", "sis_user_id", "admission_number", "candidate_number", "candidate_no")
NAME = ("student", "name", "full_name", "student_name")
SAT_ON = ("sat_on", "date_sat", "date")
WHO = {*USERNAME, *STUDENT_ID, *NAME}
HEADER = ("last name", "first name", "username", "student id", "sat on")
_NUMBERED = re.compile(r"(?:question|answer|response|q|a)?\W*(?:no\b)?\W*(\d{1,3})\W*", re.IGNORECASE)
_MARKS = re.compile(r"\(of [\d.,]+\)|\b(?:marks?|points?|scores?)\b", re.IGNORECASE)
_BEFORE_STEM = re.compile(r"\s*(?:q(?:uestion)?\s*)?\d{1,3}\s*[.):]\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """One student's row: who that is in the file's words, the day it was sat if the row says so, answers by position.

    With `problems` it cannot be taken.
    """

    number: int
    username: str
    student_id: str
    name: str
    sat_on: date | None
    answers: Mapping[int, str]
    problems: tuple[str, ...] = ()

    @property
    def called(self) -> str:
        """What the row calls its student."""
        return self.name or self.username or self.student_id


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole file: its rows, the positions of the questions that have a column, and remarks on the reading."""

    lines: tuple[Line, ...]
    positions: tuple[int, ...]
    remarks: tuple[str, ...]


def read_sheet(data: bytes, filename: str, *, stems: Sequence[str], longest: int) -> Sheet:
    """Return the answers in a CSV or Excel file to the questions `stems`, none with more than `longest` characters.

    Columns are called by the number of a question or as it is worded. Raises TableError where the file as a whole
    cannot be read.
    """
    table, remarks = _table(data, filename, stems)
    columns = _columns(table, stems)
    if len(table.rows) > MOST_LINES:
        raise TableError(f"There are more than {MOST_LINES:,} lines. Send the students of this class only.")
    lines = tuple(_line(row, columns, longest) for row in table.rows)
    if sum(len(text.encode()) for line in lines for text in line.answers.values()) > MOST_BYTES:
        raise TableError("The answers come to more than 700 kB. Send the table in two parts.")
    remarks += [*table.remarks, *_unread(table, columns), *_missing(columns, len(stems))]
    return Sheet(lines, tuple(sorted(columns.values())), tuple(remarks))


def _table(data: bytes, filename: str, stems: Sequence[str]) -> tuple[Table, list[str]]:
    """Return the first sheet with a header, which may stand below titles, and which sheet that is if there are more."""
    sheets = grids(data, filename)
    for grid in sheets:
        skip = _header_at(grid, stems)
        if skip is not None:
            remarks = [f"The sheet “{grid.name}” was read; the others were not."] if len(sheets) > 1 else []
            return table_of(grid, skip=skip), remarks
    raise TableError(
        "No row names the columns. One must be “username”, “student id” or the name, and each question has a column "
        "called by its number: 1, 2, 3. Download the class as a table to begin from."
    )


def _header_at(grid: Grid, stems: Sequence[str]) -> int | None:
    for at, (_, cells) in enumerate(grid.lines[:MOST_TITLES]):
        names = {folded(cell) for cell in cells}
        has_who = bool(names & WHO) or bool(names & set(SURNAME) and names & set(FORENAME))
        if has_who and any(_position(cell, stems) is not None or _MARKS.search(cell) for cell in cells):
            return at
    return None


def _position(header: str, stems: Sequence[str]) -> int | None:
    """Return which question a column is about, 0 for a number beyond the last, None where it is about none."""
    text = header.strip()
    numbered = _NUMBERED.fullmatch(text)
    if numbered is not None:
        number = int(numbered[1])
        return number if 1 <= number <= len(stems) else 0
    if len(stems) == 1 and folded(text) in {"answer", "response"}:
        return 1
    for asked in (_words(text), _words(_BEFORE_STEM.sub("", text, count=1))):
        for position, stem in enumerate(stems, 1):
            if asked and asked == _words(stem):
                return position
    return None


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _columns(table: Table, stems: Sequence[str]) -> dict[str, int]:
    """Return the position of the question that each column is about, by the column's folded name."""
    columns: dict[str, int] = {}
    for header, name in zip(table.header, table.names, strict=True):
        position = _position(header, stems)
        if position == 0:
            raise TableError(f"There is a column “{header[:60]}”, but this quiz has {count(len(stems), 'question')}.")
        if position in columns.values():
            raise TableError(f"Two columns are about question {position}. Remove one of them.")
        if position is not None and name:
            columns[name] = position
    if not columns:
        raise TableError(
            "The columns hold marks, not answers. Call the columns with what the students wrote by the number of the "
            "question: 1, 2, 3."
        )
    return columns


def _unread(table: Table, columns: Mapping[str, int]) -> Iterable[str]:
    known = WHO | {*SURNAME, *FORENAME, *SAT_ON}
    rest = [h for h, name in zip(table.header, table.names, strict=True) if name and name not in known | set(columns)]
    marks = [header for header in rest if _MARKS.search(header)]
    others = [header for header in rest if header not in marks]
    if marks:
        yield f"{_quoted(marks)} {'holds' if len(marks) == 1 else 'hold'} marks, not answers: not read."
    if others:
        yield f"Not read: {_quoted(others)}."


def _quoted(headers: Sequence[str]) -> str:
    said = ", ".join(f"“{header[:60]}”" for header in headers[:8])
    return f"{said} and {len(headers) - 8} more" if len(headers) > 8 else said


def _missing(columns: Mapping[str, int], questions: int) -> Iterable[str]:
    missing = [str(position) for position in range(1, questions + 1) if position not in columns.values()]
    if missing:
        which = "question" if len(missing) == 1 else "questions"
        yield f"There is no column for {which} {', '.join(missing)}."


def _line(row: Row, columns: Mapping[str, int], longest: int) -> Line:
    problems = []
    answers = {position: _text(row.cells.get(name, "")) for name, position in columns.items()}
    for position, text in sorted(answers.items()):
        if len(text) > longest:
            problems.append(too_long(position, len(text), longest))
    try:
        sat_on = read_day(row.get(*SAT_ON).strip())
    except Unreadable as error:
        problems, sat_on = [*problems, str(error)], None
    name = _one_line(row.get(*NAME)) or _one_line(f"{row.get(*FORENAME)} {row.get(*SURNAME)}")
    username, student_id = (_one_line(row.get(*names)) for names in (USERNAME, STUDENT_ID))
    if not (name or username or student_id):
        problems.append("Whose answers are these? Give the username, the student id or the name.")
    return Line(row.line, username, student_id, name, sat_on, answers, tuple(problems))


def too_long(position: int, length: int, longest: int) -> str:
    """Say that an answer is longer than what is kept."""
    return f"The answer to question {position} has {length:,} characters. At most {longest:,} are kept: shorten it."


def _text(cell: str) -> str:
    return as_meant(cell.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")).strip()


def _one_line(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in as_meant(text.strip())).split())


def header_for(positions: Iterable[int]) -> list[str]:
    """Return the header of a table with a column for each of these questions."""
    return [*HEADER, *(f"question {position}" for position in positions)]


def write_again(lines: Iterable[Line], positions: Sequence[int]) -> str:
    """Return lines of a table as the text of a CSV file, to be sent back with the decision on them."""
    header = ["username", "student id", "name", "sat on", *(f"question {position}" for position in positions)]
    rows: list[list[Cell]] = [
        [line.username, line.student_id, line.name, line.sat_on, *(line.answers[at] for at in positions)]
        for line in lines
    ]
    return "".join(write_csv(header, rows))
