"""What a class list says, in plain values; each knows the file and the line that it came from."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

STUDENT = "STUDENT"
TEACHER = "TEACHER"
LONGEST_NAME = 150  # characters of a first or a last name, as an account holds
LONGEST_TITLE = 100
LONGEST_ID = 255
MOST_ROWS = 60_000  # of classes, people and places together: a school of 3,000 in 15 classes each


class RosterError(ValueError):
    """The files as a whole cannot be read; the message says where and what would be right."""


@dataclass(frozen=True, slots=True)
class ListedClass:
    """A class of the list. `key` names it in the list, `sourced_id` what the other system calls it, or ""."""

    file: str
    line: int
    key: str
    title: str
    sourced_id: str = ""
    gone: bool = False


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """A student or a teacher. `extra_percent` is a student's extra time, 25 for a quarter more."""

    file: str
    line: int
    key: str
    first_name: str
    last_name: str
    username: str = ""
    sourced_id: str = ""
    role: str = STUDENT
    gone: bool = False
    extra_percent: int = 0

    @property
    def name(self) -> str:
        """The whole name."""
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, slots=True)
class ListedPlace:
    """An enrolment: a person's place in a class."""

    file: str
    line: int
    key: str
    class_key: str
    person_key: str
    sourced_id: str = ""
    role: str = STUDENT
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that is not taken over, and why. `is_fault`: something is wrong with it; else it is nothing for us.

    `key` is that of the person or class it was about, so that others who name it can say whom they mean.
    """

    file: str
    line: int
    what: str
    why: str
    is_fault: bool = True
    key: str = ""


def as_lists(rows: Iterable[Any]) -> list[list[Any]]:
    """Return flat rows as lists of their fields in order: short to store, and quicker than `dataclasses.asdict`."""
    return [[getattr(row, name) for name in row.__slots__] for row in rows]


@dataclass(frozen=True, slots=True)
class RosterFile:
    """A class list as it was read. `is_whole`: it claims to name every enrolment there is (OneRoster's bulk)."""

    classes: tuple[ListedClass, ...]
    people: tuple[ListedPerson, ...]
    places: tuple[ListedPlace, ...]
    skipped: tuple[Skipped, ...] = ()
    remarks: tuple[str, ...] = ()
    is_whole: bool = False

    def only(self, keys: Container[str]) -> RosterFile:
        """Return the list with these of its classes; the others are noted as left out."""
        out = [row for row in self.classes if row.key not in keys]
        said = [Skipped(row.file, row.line, row.title, "You left this class out.", is_fault=False) for row in out]
        dropped = {row.key for row in out}
        return replace(
            self,
            classes=tuple(row for row in self.classes if row.key not in dropped),
            places=tuple(row for row in self.places if row.class_key not in dropped),
            skipped=(*self.skipped, *said),
        )

    def as_data(self) -> dict[str, Any]:
        """Return the list as plain data that JSON can hold."""
        return {
            "classes": as_lists(self.classes),
            "people": as_lists(self.people),
            "places": as_lists(self.places),
            "skipped": as_lists(self.skipped),
            "remarks": list(self.remarks),
            "is_whole": self.is_whole,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> RosterFile:
        """Return the list that `as_data` wrote."""
        return cls(
            classes=tuple(ListedClass(*row) for row in data["classes"]),
            people=tuple(ListedPerson(*row) for row in data["people"]),
            places=tuple(ListedPlace(*row) for row in data["places"]),
            skipped=tuple(Skipped(*row) for row in data["skipped"]),
            remarks=tuple(data["remarks"]),
            is_whole=data["is_whole"],
        )
