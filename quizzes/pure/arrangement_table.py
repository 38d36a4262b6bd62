"""Access arrangements as a table: what a file says, line by line, and the file written again. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from quizzes.files.tables import Cell, Row, TableError, as_meant, read, write_csv
from quizzes.pure.terms import NO_FACTOR, Terms

HEADER = ("student", "factor", "extra minutes", "rest minutes", "no limit", "from", "until", "reason")
MOST_LINES = 1000
LONGEST_REASON = 200

STUDENT = ("student", "username", "name")
SURNAME = ("surname", "last_name", "family_name", "legal_surname")
FORENAME = ("forename", "first_name", "given_name", "preferred_name", "legal_forename")
FACTOR = ("factor", "time_factor", "extra_time")
EXTRA = ("extra_minutes", "minutes")
REST = ("rest_minutes", "rest_breaks")
NO_LIMIT = ("no_limit", "unlimited")
FROM = ("from", "valid_from")
UNTIL = ("until", "valid_until")
REASON = ("reason",)
COLUMNS = {
    "time_factor": FACTOR,
    "extra_minutes": EXTRA,
    "rest_minutes": REST,
    "unlimited": NO_LIMIT,
    "valid_from": FROM,
    "valid_until": UNTIL,
}
KNOWN = {name for names in (STUDENT, SURNAME, FORENAME, REASON, *COLUMNS.values()) for name in names}
T = TypeVar("T")

YES = {"yes", "y", "true", "1", "x", "✓"}
NO = {"", "no", "n", "false", "0", "-", "–"}
DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y", "%d.%m.%y", "%d %B %Y", "%d %b %Y")


class Unreadable(ValueError):
    """A cell says nothing that can be granted; the message says what would be right."""


@dataclass(frozen=True, slots=True)
class Line:
    """What one line of the file asks for. With `problems` it cannot be carried out, and `terms` mean nothing."""

    number: int
    student: str
    terms: Terms
    reason: str
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole file: its lines, and remarks on the reading."""

    lines: tuple[Line, ...]
    remarks: tuple[str, ...]


def read_sheet(data: bytes, filename: str) -> Sheet:
    """Return what a CSV or Excel file asks for. Raises TableError where it cannot be read as a whole."""
    table = read(data, filename)
    names = {name for name in table.names if name}
    if not names & set(STUDENT) and not (names & set(SURNAME) and names & set(FORENAME)):
        raise TableError(
            "There is no column “student”, and none for surname and forename. The first row names the columns: "
            + ", ".join(HEADER)
            + "."
        )
    if not names & KNOWN - {*STUDENT, *SURNAME, *FORENAME}:
        raise TableError("There is no column that says what they get, such as “factor” or “extra minutes”.")
    if len(table.rows) > MOST_LINES:
        raise TableError(f"There are more than {MOST_LINES:,} lines. Send the students of this class only.")
    unread = [name for name, key in zip(table.header, table.names, strict=True) if key and key not in KNOWN]
    remarks = [f"The column “{name[:60]}” is not read." for name in unread]
    return Sheet(tuple(_line(row) for row in table.rows), (*table.remarks, *remarks))


class _Cells:
    """One row as it is read: each cell that says nothing that can be granted becomes a problem."""

    def __init__(self, row: Row) -> None:
        self.row = row
        self.problems: list[str] = []

    def take(self, names: tuple[str, ...], reader: Callable[[str], T], otherwise: T) -> T:
        try:
            return reader(as_meant(self.row.get(*names)).strip())
        except Unreadable as error:
            self.problems.append(f"{_said(names)}: {error}")
            return otherwise


def _line(row: Row) -> Line:
    cells = _Cells(row)
    named = " ".join(filter(None, (row.get(*FORENAME).strip(), row.get(*SURNAME).strip())))
    student = cells.take(STUDENT, _student, "") if row.get(*STUDENT).strip() or not named else named
    terms = Terms(
        time_factor=cells.take(FACTOR, _factor, NO_FACTOR),
        extra_minutes=cells.take(EXTRA, _minutes, 0),
        rest_minutes=cells.take(REST, _minutes, 0),
        unlimited=cells.take(NO_LIMIT, _yes, False),
        valid_from=cells.take(FROM, read_day, None),
        valid_until=cells.take(UNTIL, read_day, None),
    )
    reason = cells.take(REASON, _reason, "")
    problems = [*cells.problems, *(f"{_said(COLUMNS[name])}: {why}" for name, why in terms.problems().items())]
    return Line(row.line, student, terms, reason, tuple(problems))


def _said(names: tuple[str, ...]) -> str:
    return names[0].replace("_", " ")


def _student(text: str) -> str:
    if not text:
        raise Unreadable("Whose line is it? Give the username.")
    return _one_line(text)


def _one_line(text: str) -> str:
    """Return text without line ends and control signs, so that it comes back the same from a form of the page."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _factor(text: str) -> Decimal:
    """Read 1.25, 1,25, 25 % (more) or 125 % (of the usual time)."""
    if not text:
        return NO_FACTOR
    text = re.sub(r"\s*per ?cent\.?$", "%", text, flags=re.IGNORECASE)
    number = _number(text.rstrip("% ").replace(",", "."))
    if number is None:
        raise Unreadable(f"“{text[:40]}” is not a factor. A quarter more time is 1.25 or 25 %.")
    if not text.endswith("%"):
        if number > 4:
            raise Unreadable(f"{text[:40]} times the time is too much. A quarter more is 1.25 or 25 %.")
        return number
    if number == 100:
        raise Unreadable("100 % can mean as much or twice as much. Write 1 or 2.")
    return 1 + number / 100 if number < 100 else number / 100


def _minutes(text: str) -> int:
    number = _number(re.sub(r"(?<=\d)\s*(min|minutes)\.?$", "", text)) if text else Decimal(0)
    if number is None or number != number.to_integral():
        raise Unreadable(f"“{text[:40]}” is not a number of minutes.")
    return int(number)


def _number(text: str) -> Decimal | None:
    return Decimal(text) if re.fullmatch(r"\d{1,6}(\.\d{1,6})?", text, re.ASCII) else None


def _yes(text: str) -> bool:
    folded = text.casefold()
    if folded not in YES | NO:
        raise Unreadable(f"“{text[:40]}” is neither yes nor no.")
    return folded in YES


def read_day(text: str) -> date | None:
    """Return the day that a cell names, None for an empty one. Raises Unreadable."""
    if not text:
        return None
    for form in DAYS:
        with suppress(ValueError):
            return datetime.strptime(text, form).date()  # noqa: DTZ007 -- a day, in nobody's time zone
    raise Unreadable(f"“{text[:40]}” is not a date. Write it like 2027-07-31 or 31/07/2027.")


def _reason(text: str) -> str:
    text = _one_line(text)
    if len(text) > LONGEST_REASON:
        raise Unreadable(f"It is longer than {LONGEST_REASON} characters.")
    return text


def cells_of(student: str, terms: Terms | None, reason: str) -> list[Cell]:
    """Return a row under HEADER that `read_sheet` reads back the same; without terms it grants nothing."""
    if terms is None:
        return [student, *[None] * (len(HEADER) - 1)]
    return [
        student,
        terms.time_factor,
        terms.extra_minutes,
        terms.rest_minutes,
        terms.unlimited,
        terms.valid_from,
        terms.valid_until,
        reason,
    ]


def same_for(students: Iterable[str], *, factor: str, rest: str, reason: str) -> str:
    """Return the text of a CSV file that grants these students the same; `read_sheet` says what is wrong with it."""
    rows = ([student, factor, rest, reason] for student in students)
    return "".join(write_csv(("student", "factor", "rest minutes", "reason"), rows))


def write_again(lines: Iterable[Line]) -> str:
    """Return the lines as the text of a CSV file, to be sent back with a decision on them."""
    return "".join(write_csv(HEADER, (cells_of(line.student, line.terms, line.reason) for line in lines)))
