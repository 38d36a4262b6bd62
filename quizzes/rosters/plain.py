"""The class list that every school office can save: one row a student, columns in any order. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from quizzes.files.decoding import NotText, decode
from quizzes.files.tables import Grid, Row, Table, TableError, as_meant, folded, grids, read, table_of
from quizzes.rosters.checks import RowRefused, check_person, check_title, fold, tidy
from quizzes.rosters.values import (
    LONGEST_NAME,
    LONGEST_TITLE,
    ListedClass,
    ListedPerson,
    ListedPlace,
    RosterError,
    RosterFile,
    Skipped,
)

# What the columns are called, folded as `tables.folded` does; the first that is filled counts.
FIRST = (
    "preferred_first_name", "preferred_forename", "first_name", "firstname", "first", "forename", "forenames",
    "given_name", "givenname", "given_names", "given", "preferred_name", "legal_forename", "legal_first_name",
)  # fmt: skip
LAST = (
    "preferred_last_name", "preferred_surname", "last_name", "lastname", "last", "surname", "legal_surname",
    "family_name", "familyname", "family", "legal_last_name",
)  # fmt: skip
WHOLE = ("name", "full_name", "fullname", "student", "student_name", "learner", "pupil", "pupil_name")
USERNAME = ("username", "user_name", "login", "login_name", "user")
STUDENT_ID = (
    "student_id", "studentid", "sis_user_id", "id_number", "id", "student_number", "student_no", "upn",
    "admission_number", "admission_no", "adno", "sourcedid", "identifier",
)  # fmt: skip
CLASS = (
    "class", "class_name", "teaching_group", "registration_group", "reg_group", "form", "group",
    "section", "tutor_group", "registration_form", "class_code",
)  # fmt: skip
EXTRA = ("extra_time", "extra_time_percent", "extratime", "access_arrangement")
EMAIL = ("email", "e_mail", "email_address", "e_mail_address", "mail")
ROLE = ("role",)
KNOWN = {*FIRST, *LAST, *WHOLE, *USERNAME, *STUDENT_ID, *CLASS, *EXTRA, *EMAIL, *ROLE}
NAMES = {*FIRST, *LAST, *WHOLE}
MOST_TITLE_ROWS = 10  # lines above the header that the header is looked for in
STUDENTS = {"", "student", "learner", "pupil", "member"}
NOBODY = {"points possible", "points", "date", "max points", "out of"}  # what marks files have among the names

WANTED = "Its first row names the columns: “first name” and “last name”, or “name”; more if you have it."
EMAIL_LEFT = "E-mail addresses are not imported: nothing here is sent by e-mail."
MOST_EXTRA = 300


def looks_like_one(data: bytes, filename: str) -> bool:
    """Whether the file is a table whose header names a person. Raises nothing."""
    try:
        table = read(data, filename)
    except TableError:
        return False
    return bool({*FIRST, *LAST, *WHOLE} & set(table.names))


def read_list(data: bytes, filename: str, *, into: str = "") -> RosterFile:
    """Return the class list in a CSV or Excel file. `into` is the one class that it goes into; without it each row
    names its class. Raises RosterError.
    """
    try:
        table = _table(data, filename)
    except TableError as error:
        raise RosterError(str(error)) from error
    remarks = [*table.remarks, *_on_columns(table)]
    classes = {tidy(_cell(row, *CLASS)) for row in table.rows} - {""}
    if not into and not classes:
        raise RosterError("The list does not say which class each student is in. Give it a column “class”.")
    if into and len(classes) == 1 and fold(next(iter(classes))) != fold(into):
        remarks.append(f"The list says “{next(iter(classes))[:LONGEST_TITLE]}”. It goes into “{into}”.")
        classes = set()
    reader = _Reader(filename, into, elsewhere={name for name in classes if into and fold(name) != fold(into)})
    for row in table.rows:
        reader.take(row)
    if len(reader.people) > 1 and not any(person.first_name for person in reader.people.values()):
        remarks.append("Nobody has a first name. Call the column of first names “first name”.")
    return reader.roster(remarks)


def _table(data: bytes, filename: str) -> Table:
    grid = grids(data, filename)[0]
    above = _lines_above(grid)
    table = table_of(grid, skip=above)
    if above:
        remark = f"The header is in line {grid.lines[above][0]}; the lines above it were not read."
        table = replace(table, remarks=(*table.remarks, remark))
    if KNOWN & set(table.names):
        if not {*FIRST, *LAST, *WHOLE} & set(table.names):
            raise TableError(f"No column holds names. {WANTED}")
        return table
    if len(table.header) > 2:
        raise TableError(f"No column is known. {WANTED}")
    return _without_header(data, filename, len(table.header))


def _lines_above(grid: Grid) -> int:
    """Return how many lines, such as a title, stand above the header; 0 where no later line is one.

    A later line is the header only if it has two columns of a list, one of them for names.
    """
    for place, (_, cells) in enumerate(grid.lines[:MOST_TITLE_ROWS]):
        known = {folded(cell) for cell in cells} & KNOWN
        if known & NAMES and (place == 0 or len(known) > 1):
            return place
    return 0


def _without_header(data: bytes, filename: str, columns: int) -> Table:
    """Read nothing but names: one column of whole names, or two."""
    if columns == 1:
        table, said = read(data, filename, header=["name"]), "names"
    elif _surname_first(data):
        table, said = read(data, filename, header=["last name", "first name"]), "“last name, first name”"
    else:
        table, said = read(data, filename, header=["first name", "last name"]), "first name and last name"
    remark = f"The list has no header; it was read as {said}."
    return Table(table.header, table.names, table.rows, (*table.remarks, remark))


def _surname_first(data: bytes) -> bool:
    """Whether every line is written like “Khan, Aisha”."""
    try:
        text, _ = decode(data)
    except NotText:
        return False
    lines = [line for line in text.splitlines() if line.strip()]
    return all(re.fullmatch(r"[^,]+, +[^,]+", line) for line in lines)


def _on_columns(table: Table) -> Iterator[str]:
    """Yield what is to be said about the columns."""
    if {*EMAIL} & set(table.names):
        yield EMAIL_LEFT
    unknown = [name[:40] for name in table.header if name and folded(name) not in KNOWN]
    if unknown:
        shown = ", ".join(f"“{name}”" for name in unknown[:8])
        yield f"Not imported, because the {'column is' if len(unknown) == 1 else 'columns are'} not known: {shown}."


class _Reader:
    """Takes rows one by one."""

    def __init__(self, filename: str, into: str, elsewhere: set[str]) -> None:
        self.file, self.into, self.elsewhere = filename, into, elsewhere
        self.classes: dict[str, ListedClass] = {}
        self.people: dict[str, ListedPerson] = {}
        self.places: list[ListedPlace] = []
        self.skipped: list[Skipped] = []
        if into:
            self.classes[""] = ListedClass(filename, 0, "", into)

    def roster(self, remarks: list[str]) -> RosterFile:
        classes, people = tuple(self.classes.values()), tuple(self.people.values())
        return RosterFile(classes, people, tuple(self.places), tuple(self.skipped), tuple(remarks))

    def take(self, row: Row) -> None:
        first, last = _name_of(row)
        what = f"{first} {last}".strip() or _cell(row, *USERNAME, *STUDENT_ID) or "A row"
        nothing_for_us = _why_not_a_student(row, what)
        if nothing_for_us:
            self.skipped.append(Skipped(self.file, row.line, what[:LONGEST_NAME], nothing_for_us, is_fault=False))
            return
        try:
            class_key = self._class_of(row)
            person = self._person(row, first, last)
        except RowRefused as error:
            self.skipped.append(Skipped(self.file, row.line, what[:LONGEST_NAME], str(error)))
            return
        self.people.setdefault(person.key, person)
        key = f"{person.key}\n{class_key}"
        self.places.append(ListedPlace(self.file, row.line, key, class_key, person.key))

    def _class_of(self, row: Row) -> str:
        title = tidy(_cell(row, *CLASS))
        if self.into:
            if title in self.elsewhere:
                raise RowRefused(f"This row is for the class “{title[:LONGEST_TITLE]}”.")
            return ""
        if not title:
            raise RowRefused("It does not say which class.")
        check_title(title)
        key = fold(title)
        self.classes.setdefault(key, ListedClass(self.file, row.line, key, title))
        return key

    def _person(self, row: Row, first: str, last: str) -> ListedPerson:
        username, student_id = _cell(row, *USERNAME), _cell(row, *STUDENT_ID)
        check_person(first, last, username, student_id)
        if re.fullmatch(r"\d[.,]\d+e\+\d+", student_id, re.IGNORECASE | re.ASCII):
            raise RowRefused(
                f"The id “{student_id}” is a long number that a spreadsheet has shortened. Format its column as text."
            )
        key = f"id {student_id}" if student_id else f"user {username.casefold()}" if username else f"line {row.line}"
        person = ListedPerson(
            self.file, row.line, key, first, last, username, student_id, extra_percent=_percent(_cell(row, *EXTRA))
        )
        known = self.people.get(key)
        if known is not None and (known.name, known.username) != (person.name, person.username):
            raise RowRefused(
                f"Line {known.line} gives the same {'student id' if student_id else 'username'} to another."
            )
        return person


def _why_not_a_student(row: Row, what: str) -> str:
    """Return why a row is no student's, "" if it may be one."""
    role = _cell(row, *ROLE)
    if fold(role) not in STUDENTS:
        return f"Its role is “{role[:40]}”; this list is for students."
    if fold(what) in NOBODY and not _cell(row, *USERNAME, *STUDENT_ID):
        return "It is about the marks, not a student."
    return ""


def _cell(row: Row, *names: str) -> str:
    """Return a cell as it was meant, also where our own export kept it from being a formula."""
    return as_meant(row.get(*names))


def _name_of(row: Row) -> tuple[str, str]:
    """Return first and last name; “Khan, Aisha” and “Aisha Khan” in one column are told apart by the comma."""
    first, last = tidy(_cell(row, *FIRST)), tidy(_cell(row, *LAST))
    if first or last:
        return first, last
    whole = tidy(_cell(row, *WHOLE))
    if "," in whole:
        last, _, first = (part.strip() for part in whole.partition(","))
        return first, last
    first, _, last = whole.rpartition(" ")
    return (first, last) if first else (last, "")


def _percent(text: str) -> int:
    """Return extra time in per cent: “25”, “25 %”, “+25%”, a spreadsheet's 0.25, or a factor like 1.25."""
    cleaned = text.replace("%", "").replace(",", ".").strip().lstrip("+")
    if not cleaned or cleaned.casefold() in {"no", "none", "n", "-"}:
        return 0
    try:
        number = float(cleaned)
    except ValueError:
        number = -1.0
    if "%" not in text and not number.is_integer() and 0 < number < 4:
        number = (number - 1 if number > 1 else number) * 100
    if not 0 <= number <= MOST_EXTRA:
        raise RowRefused(f"Extra time is a number of per cent up to {MOST_EXTRA}, like 25. This says “{text[:20]}”.")
    return round(number)
