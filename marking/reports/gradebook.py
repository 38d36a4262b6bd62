"""A class's marks as a table to take away: for a spreadsheet, and in the columns that Canvas and Moodle take."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from marking.models import ObjectiveLevel, Standing
from marking.pure import grades
from marking.queries import Row, Table, boundaries_text, mark_of, table
from quizzes.files.tables import Cell
from quizzes.models import Assignment
from quizzes.pure.wording import in_figures

_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table to be written: its header and its rows."""

    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def sheet_of(assignment: Assignment, layout: str, ids: Mapping[int, str]) -> Sheet:
    """Return the marks of an assignment in one of `LAYOUTS`; `ids` are the school's student ids by account."""
    return LAYOUTS[layout](assignment, table(assignment), ids)


def boundaries_of(assignment: Assignment) -> tuple[grades.Boundary, ...]:
    """Return the grade boundaries that were set for the quiz, the highest first; none where none are."""
    return grades.read(boundaries_text(assignment))


def school_time(moment: datetime | None) -> datetime | None:
    """Return a moment as the school's clocks showed it, without seconds."""
    return timezone.localtime(moment).replace(second=0, microsecond=0, tzinfo=None) if moment is not None else None


def _whole(assignment: Assignment, marks: Table, ids: Mapping[int, str]) -> Sheet:
    boundaries = boundaries_of(assignment)
    levels = _Levels(assignment)
    header = ["last name", "first name", "username", "student id"]
    header += [f"question {item.position} (of {in_figures(item.marks)})" for item in marks.items]
    places = {item.pk: item.position for item in marks.items}
    header += [f"total (of {in_figures(marks.out_of)})", "per cent", *(["grade"] if boundaries else []), "handed in"]
    header += levels.header(places)
    rows = [[*_row(row, marks.out_of, boundaries, ids), *levels.cells(row)] for row in marks.rows]
    days = [row.attempt.sat_on_paper if row.attempt is not None else None for row in marks.rows]
    if any(days):
        header.append("sat on paper")
        rows = [[*row, day] for row, day in zip(rows, days, strict=True)]
    return Sheet(header, rows)


class _Levels:
    """The levels that stand in a class, a pair of columns for each objective: its level, and its mark."""

    def __init__(self, assignment: Assignment) -> None:
        standing = Standing.objects.filter(response__attempt__assignment=assignment, mark__marker__isnull=False)
        rows = ObjectiveLevel.objects.filter(mark__in=standing.values("mark")).select_related("mark__response")
        self._given: dict[tuple[int, str], dict[int, ObjectiveLevel]] = {}
        for row in rows.order_by("mark__response__item__position", "position", "pk"):
            response = row.mark.response
            self._given.setdefault((response.item_id, row.objective), {})[response.pk] = row

    def header(self, places: Mapping[int, int]) -> list[str]:
        names = []
        for (item, objective), given in self._given.items():
            name = " ".join(part for part in (f"question {places.get(item, '')}", objective) if part)
            most = max(row.out_of for row in given.values())
            names += [f"{name} level", f"{name} mark (of {in_figures(most)})"]
        return names

    def cells(self, row: Row) -> list[Cell]:
        own = [cell.pk for cell in row.cells if cell is not None]
        cells_of_row: list[Cell] = []
        for given in self._given.values():
            level = next((given[pk] for pk in own if pk in given), None)
            cells_of_row += [level.level, level.given] if level is not None else [None, None]
        return cells_of_row


def _row(row: Row, out_of: Decimal, boundaries: Sequence[grades.Boundary], ids: Mapping[int, str]) -> list[Cell]:
    student = row.student
    cells: list[Cell] = [student.last_name, student.first_name, student.username, ids.get(student.pk, "")]
    cells += [mark_of(cell) if cell is not None else None for cell in row.cells]
    share = round(row.total * _HUNDRED / out_of, 1) if row.total is not None and out_of else None
    cells += [row.total, share]
    if boundaries:
        cells.append(grades.grade_of(row.total, out_of, boundaries) if row.total is not None else "")
    return [*cells, school_time(row.attempt.submitted_at) if row.attempt is not None else None]


def _canvas(assignment: Assignment, marks: Table, ids: Mapping[int, str]) -> Sheet:
    """Canvas asks for these five columns and a line with the points; whom it knows by login or by the school's id."""
    header = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", str(assignment.quiz)]
    rows: list[Sequence[Cell]] = [["    Points Possible", "", "", "", "", marks.out_of]]
    for row in marks.rows:
        name = ", ".join(part for part in (row.student.last_name, row.student.first_name) if part)
        who = [name or row.student.username, "", ids.get(row.student.pk, ""), row.student.username]
        rows.append([*who, str(assignment.school_class), row.total])
    return Sheet(header, rows)


def _moodle(assignment: Assignment, marks: Table, ids: Mapping[int, str]) -> Sheet:
    """Moodle maps a row by any of the first columns to a student, and the last one to a grade item."""
    header = [
        "Username",
        "ID number",
        "First name",
        "Last name",
        f"{assignment.quiz} (of {in_figures(marks.out_of)})",
    ]
    rows = [
        [row.student.username, ids.get(row.student.pk, ""), row.student.first_name, row.student.last_name, row.total]
        for row in marks.rows
    ]
    return Sheet(header, rows)


LAYOUTS: dict[str, Callable[[Assignment, Table, Mapping[int, str]], Sheet]] = {
    "marks": _whole,
    "canvas": _canvas,
    "moodle": _moodle,
}
