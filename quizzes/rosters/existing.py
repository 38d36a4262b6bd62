"""What is there already, as far as the importer may touch it; and what an import would do about it. Pure values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from quizzes.rosters.values import as_lists

# What an id of another system names.
CLASS, PERSON, PLACE = "CLASS", "PERSON", "PLACE"

# What becomes of a line.
NEW, CHANGED, SAME, LEAVES, MISSING, LEFT_OUT, REFUSED = (
    "new", "changed", "same", "leaves", "missing", "left_out", "refused",
)  # fmt: skip

Ref = int | str  # a row that is there by its number, one that is to be made by its key in the list


@dataclass(frozen=True, slots=True)
class Account:
    """An account that the list names or that is in one of its classes. What the importer may do is settled outside."""

    pk: int
    username: str
    first_name: str
    last_name: str
    may_teach: bool
    may_be_enrolled: bool
    may_be_renamed: bool
    extra_percent: int = 0
    unlimited: bool = False

    @property
    def name(self) -> str:
        """The whole name."""
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, slots=True)
class ClassThere:
    """A class that the importer may bring people into."""

    pk: int
    name: str
    is_archived: bool = False


@dataclass(frozen=True, slots=True)
class Seat:
    """An enrolment that is there; not `is_here` for who has left."""

    pk: int
    class_pk: int
    user_pk: int
    role: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class ExistingRows:
    """All that deciding about a list needs to know. `into` is the one class that a plain list goes into."""

    importer: int
    is_admin: bool
    classes: Mapping[int, ClassThere]
    accounts: Mapping[int, Account]
    seats: tuple[Seat, ...]
    usernames: Mapping[str, int]  # in small letters, of those that the list asks for; of strangers too
    ids: Mapping[str, Mapping[str, int]]  # by CLASS, PERSON and PLACE: the row of a sourcedId
    into: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """What becomes of one line of the list, and why."""

    file: str
    line: int
    fate: str
    what: str
    why: str

    @property
    def position(self) -> tuple[int, str, int]:
        """Where the line stands: of OneRoster's files classes first, then people, then places."""
        named = ("classes.csv", "users.csv", "enrollments.csv")
        return named.index(self.file) if self.file in named else len(named), self.file, self.line


@dataclass(slots=True)
class Plan:
    """What carrying out would write. Rows are plain lists, so that a plan read back from JSON equals itself."""

    new_classes: list[list[str]] = field(default_factory=list)  # key, name
    renamed_classes: list[list[Any]] = field(default_factory=list)  # number, name
    archived: list[int] = field(default_factory=list)
    new_people: list[list[str]] = field(default_factory=list)  # key, first name, last name, username, role
    renamed_people: list[list[Any]] = field(default_factory=list)  # number, first name, last name
    new_places: list[list[Any]] = field(default_factory=list)  # class, person, role
    back: list[list[Any]] = field(default_factory=list)  # number of the enrolment, role
    leaving: list[int] = field(default_factory=list)  # enrolments that the list says are over
    missing: list[int] = field(default_factory=list)  # enrolments that a whole list does not name
    ids: list[list[Any]] = field(
        default_factory=list
    )  # kind, sourcedId, and what it names: one ref, or class and person
    extra: list[list[Any]] = field(default_factory=list)  # person, per cent
    lines: list[Line] = field(default_factory=list)

    @property
    def does_something(self) -> bool:
        """Whether carrying it out would write anything, whoever is missing left aside."""
        return any(getattr(self, name) for name in self.__slots__ if name not in {"lines", "missing"})

    def counts(self) -> dict[str, int]:
        """Return how much of what carrying out would write, and how many lines are refused."""
        return {
            "classes": len(self.new_classes),
            "accounts": len(self.new_people),
            "places": len(self.new_places) + len(self.back),
            "renamed": len(self.renamed_classes) + len(self.renamed_people),
            "extra": len(self.extra),
            "leaving": len(self.leaving),
            "archived": len(self.archived),
            "refused": sum(line.fate == REFUSED for line in self.lines),
        }

    def as_data(self) -> dict[str, Any]:
        """Return the plan as plain data that JSON can hold."""
        return {name: getattr(self, name) for name in self.__slots__} | {"lines": as_lists(self.lines)}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Plan:
        """Return the plan that `as_data` wrote."""
        return cls(**{**data, "lines": [Line(*line) for line in data["lines"]]})
