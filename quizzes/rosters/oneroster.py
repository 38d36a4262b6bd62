"""OneRoster 1.1 and 1.2 in CSV files: a zip, or the files one by one. Pure.

Read as the files of real systems need it: columns that the specification does not know, optional files that are not
there, and an empty status are all accepted. Passwords, demographics, e-mail addresses and telephones are not read.
Microsoft's School Data Sync 2.1 is OneRoster, too, but for the ids of enrolments.
See 1EdTech, “OneRoster 1.1 CSV Tables” (2017) and “OneRoster 1.2 CSV Binding” (2023).
"""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from quizzes.files import archives
from quizzes.files.tables import MOST_BYTES, MOST_UNPACKED, Row, Table, TableError, read
from quizzes.rosters.checks import RowRefused, check_id, check_person, check_title, tidy
from quizzes.rosters.values import (
    LONGEST_NAME,
    STUDENT,
    TEACHER,
    ListedClass,
    ListedPerson,
    ListedPlace,
    RosterError,
    RosterFile,
    Skipped,
)

NEEDED = ("classes.csv", "users.csv", "enrollments.csv")
READ = {"manifest.csv", "roles.csv", *NEEDED}
SILENT = {  # belong to OneRoster and hold nothing that is needed here
    "orgs.csv", "academicsessions.csv", "courses.csv", "demographics.csv", "userprofiles.csv", "userresources.csv",
    "classresources.csv", "courseresources.csv", "resources.csv", "lineitems.csv", "results.csv", "categories.csv",
    "scorescales.csv", "lineitemlearningobjectiveids.csv", "lineitemscorescales.csv",
    "resultlearningobjectiveids.csv", "resultscorescales.csv",
}  # fmt: skip
MOST_MEMBERS = 200
GONE = "tobedeleted"
# Who counts when somebody has several roles in 1.2: the first of these.
ROLES = {"student": STUDENT, "teacher": TEACHER}


def looks_like_one(names: Iterable[str]) -> bool:
    """Whether files of these names are OneRoster's."""
    return bool({"users.csv", "enrollments.csv", "manifest.csv"} & {_base(name) for name in names})


def unpack(data: bytes) -> dict[str, bytes]:
    """Return the CSV files in a zip by their names without folders. Raises RosterError."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = _members(archive)
            wanted = [info for info in infos if _base(info.filename) in READ]
            contents = archives.unpacked(archive, wanted, packed=len(data), most=MOST_UNPACKED)
            files = {_base(info.filename): content for info, content in contents}
            silent = {_base(info.filename): b"" for info in infos}
    except archives.TooLarge as error:
        raise RosterError("The zip unpacks to far more than class lists hold.") from error
    except archives.BROKEN as error:
        if isinstance(error, RosterError):
            raise
        raise RosterError("The zip cannot be read: it is broken or encrypted.") from error
    return {**silent, **files}


def _members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return the zip's files that OneRoster knows. Raises RosterError for a zip that is no export of one school."""
    if len(archive.infolist()) > MOST_MEMBERS:
        raise RosterError(f"The zip holds more than {MOST_MEMBERS} files. A OneRoster export has about ten.")
    infos = [info for info in archive.infolist() if _base(info.filename) in READ | SILENT]
    for info in infos:
        if archives.fault_of(info):
            raise RosterError(f"“{info.filename[:80]}” in the zip is encrypted, a link, or outside of it.")
    times = Counter(_base(info.filename) for info in infos if _base(info.filename) in READ)
    for name, count in times.items():
        if count > 1:
            raise RosterError(f"The zip holds {name} more than once. Import one school's export at a time.")
    return infos


def _base(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).name.lower()


def read_files(files: Mapping[str, bytes]) -> RosterFile:
    """Return the class list in OneRoster's CSV files, given by name. Raises RosterError."""
    return _Reader({_base(name): data for name, data in files.items()}).roster()


class _Reader:
    """Holds what was read while the files are gone through."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files
        self.remarks: list[str] = []
        self.skipped: list[Skipped] = []
        self.modes = self._manifest()

    def roster(self) -> RosterFile:
        tables = {name: self._table(name) for name in NEEDED}
        classes, roles = self._classes(tables["classes.csv"]), self._roles()
        places = self._places(tables["enrollments.csv"])
        people = self._people(tables["users.csv"], roles, places)
        others = sorted(set(self.files) - READ - SILENT)
        if others:
            self.remarks.append(f"Not read: {', '.join(name[:40] for name in others[:8])}.")
        if "demographics.csv" in self.files:
            self.remarks.append("demographics.csv was not opened: nothing in it is needed here.")
        is_whole = self.modes.get("enrollments.csv") == "bulk"
        return RosterFile(classes, people, places, tuple(self.skipped), tuple(self.remarks), is_whole)

    # ---- files -----------------------------------------------------------------------------------------------

    def _manifest(self) -> dict[str, str]:
        """Return "bulk", "delta" or "absent" by the name of the file."""
        table = self._table("manifest.csv")
        if table is None:
            self.remarks.append("There is no manifest.csv, so nobody is taken out for not being named.")
            return {}
        rows = {row.get("propertyname").lower(): row.get("value").lower() for row in table.rows}
        modes = {f"{name[5:]}.csv": mode for name, mode in rows.items() if name.startswith("file.")}
        for name in NEEDED:
            if modes.get(name) in {"bulk", "delta"} and name not in self.files:
                raise RosterError(f"The manifest names {name}, which is not there. Send all files of the export.")
        odd = [f"{name} ({mode})" for name, mode in modes.items() if mode not in {"bulk", "delta", "absent"}]
        if odd:
            self.remarks.append(f"The manifest says bulk, delta or absent of a file; not so of {', '.join(odd)[:200]}.")
        return modes

    def _table(self, name: str) -> Table | None:
        """Return a file's table, None for one that is not there, is empty, or is absent by the manifest."""
        data = self.files.get(name)
        if data is None:
            return None
        if getattr(self, "modes", {}).get(name) == "absent":
            self.remarks.append(f"{name} was not read: the manifest says that it is absent.")
            return None
        if not data.strip(b"\xef\xbb\xbf \t\r\n"):
            return None
        if len(data) > MOST_BYTES:
            raise RosterError(f"{name} is larger than 10 MB.")
        try:
            table = read(data, name)
        except TableError as error:
            raise RosterError(f"{name}: {error}") from error
        self.remarks += [f"{name}: {remark}" for remark in table.remarks]
        self._check_columns(name, table)
        return table

    @staticmethod
    def _check_columns(name: str, table: Table) -> None:
        for column in COLUMNS[name]:
            if column.lower() not in table.names:
                raise RosterError(f"{name} has no column “{column}”.")

    def _rows(self, name: str, table: Table | None, what: Callable[[Row], str]) -> Iterator[tuple[Row, str]]:
        """Yield the rows with their sourcedIds; one without an id and the second with one id are skipped."""
        seen: dict[str, int] = {}
        for row in table.rows if table else ():
            sourced_id = row.get("sourcedid") or _key_of(name, row)
            why = _fault_of_id(sourced_id, seen.get(sourced_id))
            if why:
                self._skip(name, row, what(row) or sourced_id, why)
                continue
            seen[sourced_id] = row.line
            yield row, sourced_id

    def _skip(self, name: str, row: Row, what: str, why: str, *, is_fault: bool = True) -> None:
        self.skipped.append(
            Skipped(name, row.line, what[:LONGEST_NAME] or "A row", why, is_fault, row.get("sourcedid"))
        )

    # ---- rows ------------------------------------------------------------------------------------------------

    def _classes(self, table: Table | None) -> tuple[ListedClass, ...]:
        classes = []
        for row, sourced_id in self._rows("classes.csv", table, lambda row: row.get("title")):
            title = tidy(row.get("title") or row.get("classcode"))
            try:
                if not _is_gone(row):
                    check_title(title)
            except RowRefused as error:
                self._skip("classes.csv", row, title or sourced_id, str(error))
                continue
            classes.append(ListedClass("classes.csv", row.line, sourced_id, title, sourced_id, _is_gone(row)))
        return tuple(classes)

    def _roles(self) -> dict[str, set[str]]:
        """Return the roles of 1.2 that hold, by the user's sourcedId."""
        roles: dict[str, set[str]] = {}
        table = self._table("roles.csv")
        for row in table.rows if table else ():
            if not _is_gone(row):
                roles.setdefault(row.get("usersourcedid"), set()).add(row.get("role").lower())
        return roles

    def _places(self, table: Table | None) -> tuple[ListedPlace, ...]:
        places = []
        for row, sourced_id in self._rows("enrollments.csv", table, lambda row: row.get("usersourcedid")):
            role = row.get("role").lower()
            person, school_class = row.get("usersourcedid"), row.get("classsourcedid")
            if not _is_gone(row) and role not in ROLES:
                why = f"The role “{role[:40]}” is neither student nor teacher." if role else "It has no role."
                self._skip("enrollments.csv", row, person, why, is_fault=not role)
                continue
            named = ("enrollments.csv", row.line, sourced_id, school_class, person, sourced_id)
            places.append(ListedPlace(*named, ROLES.get(role, STUDENT), _is_gone(row)))
        return tuple(places)

    def _people(
        self, table: Table | None, roles: Mapping[str, set[str]], places: Iterable[ListedPlace]
    ) -> tuple[ListedPerson, ...]:
        teaching = Counter(place.person_key for place in places if place.role == TEACHER)
        people = []
        for row, sourced_id in self._rows("users.csv", table, _name_shown):
            named = {row.get("role").lower()} - {""} or roles.get(sourced_id, set())
            mine = [ROLES[role] for role in ("teacher", "student") if role in named]
            if not named:  # 1.2 without roles.csv: the enrolments say it
                mine = [TEACHER if teaching[sourced_id] else STUDENT]
            if not mine:
                why = f"Neither student nor teacher: {', '.join(sorted(named))[:80]}."
                self._skip("users.csv", row, _name_shown(row), why, is_fault=False)
                continue
            if row.get("enableduser").lower() in {"false", "0", "no"} and not _is_gone(row):
                self._skip("users.csv", row, _name_shown(row), "The account is not enabled there.", is_fault=False)
                continue
            person = self._person(row, sourced_id, mine[0])
            people += [person] if person else []
        return tuple(people)

    def _person(self, row: Row, sourced_id: str, role: str) -> ListedPerson | None:
        first, last = _names(row)
        username = row.get("username")
        if not _is_gone(row):
            try:
                check_person(first, last, username, sourced_id)
            except RowRefused as error:
                self._skip("users.csv", row, _name_shown(row), str(error))
                return None
        return ListedPerson(
            "users.csv", row.line, sourced_id, first[:LONGEST_NAME], last[:LONGEST_NAME], username, sourced_id, role,
            _is_gone(row),
        )  # fmt: skip


# What a file must have to be read at all; the specification wants more.
COLUMNS = {
    "manifest.csv": ("propertyName", "value"),
    "classes.csv": ("sourcedId", "title"),
    "users.csv": ("sourcedId", "givenName", "familyName"),
    "roles.csv": ("userSourcedId", "role"),
    "enrollments.csv": ("classSourcedId", "userSourcedId", "role"),
}


def _key_of(name: str, row: Row) -> str:
    """Return what an enrolment without an id is known by: Microsoft's School Data Sync 2.1 gives it none."""
    school_class, person = row.get("classsourcedid"), row.get("usersourcedid")
    return f"{school_class}/{person}" if name == "enrollments.csv" and school_class and person else ""


def _fault_of_id(sourced_id: str, line_before: int | None) -> str:
    if not sourced_id:
        return "It has no sourcedId."
    if line_before is not None:
        return f"Line {line_before} has the same sourcedId."
    try:
        check_id(sourced_id)
    except RowRefused as error:
        return str(error)
    return ""


def _is_gone(row: Row) -> bool:
    return row.get("status").lower() == GONE


def _names(row: Row) -> tuple[str, str]:
    """Return first and last name, those that the person prefers where 1.2 says so."""
    return (
        tidy(row.get("preferredgivenname", "givenname")),
        tidy(row.get("preferredfamilyname", "familyname")),
    )


def _name_shown(row: Row) -> str:
    return " ".join(_names(row)).strip() or row.get("username", "sourcedid")
