"""The one door to class lists: a plain list or OneRoster, by the names and the first signs of the files. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from quizzes.files import archives
from quizzes.rosters import oneroster, plain
from quizzes.rosters.values import MOST_ROWS, RosterError, RosterFile

READ = "CSV or Excel (.csv, .xlsx), OneRoster 1.1 or 1.2 (.zip, or its .csv files)"


def read(files: Sequence[tuple[str, bytes]], *, into: str = "") -> RosterFile:
    """Return what these files (name, content) say. `into` names the one class that a plain list goes into.

    Raises RosterError.
    """
    if not any(data.strip() for _, data in files):
        raise RosterError("The file is empty.")
    roster = _read(files, into)
    if len(roster.people) + len(roster.places) + len(roster.classes) > MOST_ROWS:
        raise RosterError(f"The list has more than {MOST_ROWS:,} rows. Split it into parts.")
    if not (roster.classes or roster.people or roster.places or roster.skipped):
        raise RosterError("The list names nobody.")
    return roster


# Sets of files of other systems, by names that only they use, and the way on.
_OTHERS = {
    "Microsoft School Data Sync, version 1": {
        "student.csv",
        "section.csv",
        "studentenrollment.csv",
        "teacherroster.csv",
    },
    "Clever": {"students.csv", "sections.csv", "teachers.csv"},
}


def _other(names: Sequence[str]) -> str:
    """Return which other system's set of files it is, "" for none."""
    bases = {PurePosixPath(name.replace("\\", "/")).name.lower() for name in names}
    return next((system for system, own in _OTHERS.items() if len(bases & own) > 1), "")


def _read(files: Sequence[tuple[str, bytes]], into: str) -> RosterFile:
    names = [name for name, _ in files]
    packed = len(files) == 1 and _is_zip(files[0][1])
    if system := _other(archives.names_in(files[0][1]) if packed else names):
        raise RosterError(
            f"These are files of {system}. Export OneRoster 1.1 or School Data Sync 2.1 instead, or send its list of "
            "students alone, a class at a time."
        )
    if packed:
        unpacked = oneroster.unpack(files[0][1])
        if not oneroster.looks_like_one(unpacked):
            raise RosterError(f"The zip holds no OneRoster files. Formats that can be read: {READ}.")
        return _one_roster(unpacked, into)
    if oneroster.looks_like_one(names) and not (len(files) == 1 and plain.looks_like_one(files[0][1], names[0])):
        return _one_roster(dict(files), into)
    if len(files) > 1:
        raise RosterError("Several files are read only if they are OneRoster's. Send one list at a time.")
    return plain.read_list(files[0][1], names[0], into=into)


def _one_roster(files: dict[str, bytes], into: str) -> RosterFile:
    if into:
        raise RosterError("This is OneRoster, which has its own classes. Import it from the list of classes.")
    return oneroster.read_files(files)


def _is_zip(data: bytes) -> bool:
    """Whether the bytes are an archive, a broken one too, and no Excel workbook, which is one as well."""
    return data.startswith(b"PK\x03\x04") and not any(name.startswith("xl/") for name in archives.names_in(data))
