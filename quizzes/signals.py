"""The custom signals: how `quizzes` tells whoever listens what has happened, and asks what they would add."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from django.dispatch import Signal

# Sent after commit, with `attempt_ids`. Losing it costs seconds: what listens also looks for itself.
attempts_submitted = Signal()

# A teacher opens their desk. Sent with `user` and `now`; each listener returns a list of Todo, what waits for them.
desk_opened = Signal()


# A student opens the list of their quizzes, or a receipt. Sent with `attempt_ids`, of attempts handed in that are their
# own; each listener returns an Outcome by id, for those whose marks the student sees now and for no other.
outcomes_asked = Signal()

# A teacher has added a page of notes. Sent after commit, with `notes_id` and the `length` of its text in characters:
# whoever can mark makes the drafts, since a draft's scheme is tried out on the notes.
notes_taken = Signal()


# A teacher hands in a file where notes are asked for. Sent with `data`, `filename`, `bank` (None: one is to be made,
# called `title`), `by` and `now`; who reads files of questions returns a Handed for those, None for a file of notes.
file_handed_in = Signal()


# A teacher's list of quizzes asks how they went. Sent with `assignment_ids`; each listener returns the mean share of
# the marks by id, from 0 to 1, for those of which something is marked.
means_asked = Signal()


# A student opens the list of their quizzes. Sent with `user` and `now`; each listener returns a Practice, or None.
practice_asked = Signal()


@dataclass(frozen=True, slots=True)
class Practice:
    """What a student can practise today: how many questions are due and how many are new, and when more are due."""

    due: int
    new: int
    next_day: date | None


def practice_of(user: Any, now: datetime) -> Practice | None:
    """Return what whoever listens has for `user` to practise, None where nothing is open to them."""
    answers = (answer for _, answer in practice_asked.send(sender=None, user=user, now=now))
    return next((cast("Practice", answer) for answer in answers if answer is not None), None)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a student sees of an attempt's marks: the sum, what it is out of, and whether they have not looked yet."""

    total: Decimal
    out_of: Decimal
    is_new: bool


def outcomes_of(attempt_ids: Iterable[int]) -> dict[int, Outcome]:
    """Return what whoever listens knows of these attempts' marks, by id; those not shown are left out."""
    known: dict[int, Outcome] = {}
    for _, answer in outcomes_asked.send(sender=None, attempt_ids=list(attempt_ids)):
        known.update(cast("dict[int, Outcome]", answer) or {})
    return known


def means_of(assignment_ids: Iterable[int]) -> dict[int, float]:
    """Return what whoever listens knows of how these quizzes of classes went: the mean share of the marks, by id."""
    means: dict[int, float] = {}
    for _, answer in means_asked.send(sender=None, assignment_ids=list(assignment_ids)):
        means.update(cast("dict[int, float]", answer) or {})
    return means


@dataclass(frozen=True, slots=True)
class Handed:
    """What became of a file of questions: the address where it is looked through, or why it cannot be read."""

    address: str = ""
    why: str = ""


def hand_over(*, data: bytes, filename: str, bank: Any, title: str, by: Any, now: datetime) -> Handed:
    """Give a file to whoever reads files of questions; an empty answer for a file of notes."""
    sent = file_handed_in.send(sender=None, data=data, filename=filename, bank=bank, title=title, by=by, now=now)
    return next((cast("Handed", answer) for _, answer in sent if answer is not None), Handed())


@dataclass(frozen=True, slots=True)
class Todo:
    """A line of the desk: how many of what (in the singular and the plural) wait, at which address, and where."""

    count: int
    one: str
    many: str
    url: str
    where: str = ""

    def __str__(self) -> str:
        return f"{self.count} {self.one if self.count == 1 else self.many}"
