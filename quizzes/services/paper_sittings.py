"""The one writer of what students wrote on paper: typed in by a teacher, or taken from a table that is looked through.

What is taken becomes an attempt that is handed in, and is marked like any other. It keeps the day it was sat and, in
its log, who took it in and when. To take a paper again corrects it: its texts of before stay on record.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from quizzes.models import Assignment, Attempt, AttemptAct, Item, Quiz, Response, ResponseVersion, User
from quizzes.models.attempt import LONGEST_RESPONSE
from quizzes.pure.paper_table import Line, header_for, too_long
from quizzes.pure.wording import count
from quizzes.queries import finder, students_of
from quizzes.services import attempts
from quizzes.services.rosters import student_ids

FROM_PAPER = AttemptAct.Kind.FROM_PAPER
TWICE = "Another row is about the same student. Keep one of the two."


class Refused(Exception):
    """The paper cannot be taken; the message says why and what can be done."""


class Overtaken(Exception):
    """Somebody has taken this paper, or changed it, since it was looked at."""


@dataclass(frozen=True, slots=True)
class Place:
    """What is there of a student's work on a quiz: the paper if one was taken, with its last act, and why none can be.

    `here` is the newest attempt that was sat here. `seen` tells this from any later state of the paper.
    """

    student: User
    paper: Attempt | None = None
    here: Attempt | None = None
    act: AttemptAct | None = None
    number: int = 1
    refusal: str = ""

    @property
    def seen(self) -> int:
        """The id of the newest act of taking the paper, 0 where there is none."""
        return self.act.pk if self.act is not None else 0


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a paper: its attempt, whether it is new, and how many answers differ from before."""

    attempt: Attempt
    is_new: bool
    changed: int


def places_of(assignment: Assignment) -> list[Place]:
    """Return what is there of each student of the class today, and of whoever's paper was taken, in three queries."""
    own: dict[int, list[Attempt]] = {}
    rows = Attempt.objects.filter(assignment=assignment).select_related("student").order_by("number")
    for row in rows:
        own.setdefault(row.student_id, []).append(row)
    acts = AttemptAct.objects.filter(attempt__assignment=assignment, kind=FROM_PAPER).select_related("made_by")
    newest = {act.attempt_id: act for act in acts.order_by("pk")}
    students = {student.pk: student for student in students_of(assignment)}
    for row in rows:
        if row.sat_on_paper is not None:
            students.setdefault(row.student_id, row.student)
    return [_place(assignment, student, own.get(pk, []), newest) for pk, student in students.items()]


def _place(assignment: Assignment, student: User, own: Sequence[Attempt], acts: Mapping[int, AttemptAct]) -> Place:
    paper = next((row for row in reversed(own) if row.sat_on_paper is not None), None)
    here = next((row for row in reversed(own) if row.sat_on_paper is None), None)
    act = acts.get(paper.pk) if paper is not None else None
    number = own[-1].number + 1 if own else 1
    return Place(student, paper, here, act, number, "" if paper else _refusal(assignment, here, number))


def _refusal(assignment: Assignment, here: Attempt | None, number: int) -> str:
    if assignment.quiz.state != Quiz.State.PUBLISHED:
        return "The quiz is not published: its questions may still change."
    if here is None:
        return ""
    if here.is_open:
        return "Is writing this quiz here and has not handed in."
    if number > assignment.attempts_allowed:
        on = date_format(timezone.localtime(here.submitted_at), "j M Y") if here.submitted_at else ""
        allowed = count(assignment.attempts_allowed, "attempt is", "attempts are")
        return f"Handed in here on {on}, and {allowed} allowed. To take a paper too, allow one more under Change times."
    return ""


def taken_in_by(attempt: Attempt) -> User | None:
    """Return who took in the paper of an attempt last, None for what was sat here."""
    acts = AttemptAct.objects.filter(attempt=attempt, kind=FROM_PAPER).select_related("made_by").order_by("pk")
    act = acts.last() if attempt.sat_on_paper is not None else None
    return act.made_by if act is not None else None


@transaction.atomic
def take(
    *,
    assignment: Assignment,
    student: User,
    texts: Mapping[int, str],
    sat_on: date,
    seen: int,
    by: Any,
    now: datetime,
    reason: str = "",
) -> Taken:
    """Take the paper of a student with `texts` by position, or correct the one that was taken; what is the same stays.

    Positions that are left out keep their answers. `seen` is what `Place.seen` said when the texts were looked at.
    Raises Refused, Overtaken.
    """
    attempts.lock_students([student.pk])
    place = next((place for place in places_of(assignment) if place.student.pk == student.pk), None)
    if place is None:
        raise Refused(f"{student} is not in this class.")
    if place.seen != seen:
        raise Overtaken
    return _take(assignment, place, texts, sat_on, by, now, reason)


def _take(
    assignment: Assignment, place: Place, texts: Mapping[int, str], sat_on: date, by: Any, now: datetime, reason: str
) -> Taken:
    refusal = place.refusal or _text_refused(texts) or _day_refused(sat_on, now)
    if refusal:
        raise Refused(refusal)
    if place.paper is None:
        attempt = attempts.begin_from_paper(
            assignment=assignment, student=place.student, number=place.number, sat_on=sat_on, now=now
        )
    else:
        attempt = attempts.lock(place.paper)
    changed = _write(attempt, texts, now)
    is_new, moved = place.paper is None, attempt.sat_on_paper != sat_on
    if moved:
        attempt.sat_on_paper = sat_on
        attempt.save(update_fields=["sat_on_paper"])
    if is_new:
        attempts.close(attempt, by_clock=False, now=now)
    elif changed:
        attempts.announce(attempt)
    if is_new or changed or moved:
        AttemptAct.objects.create(
            attempt=attempt, kind=FROM_PAPER, made_at=now, made_by=by, reason=_said(reason, changed, is_new=is_new)
        )
    return Taken(attempt, is_new, changed)


def _text_refused(texts: Mapping[int, str]) -> str:
    return " ".join(
        too_long(position, len(text), LONGEST_RESPONSE)
        for position, text in sorted(texts.items())
        if len(text) > LONGEST_RESPONSE
    )


def _day_refused(sat_on: date, now: datetime) -> str:
    today = timezone.localdate(now)
    return "The day it was sat is still to come." if sat_on > today else ""


def _said(reason: str, changed: int, *, is_new: bool) -> str:
    corrected = "" if is_new else f"{count(changed, 'answer')} corrected" if changed else "another day"
    return " · ".join(part for part in (reason.strip(), corrected) if part)[:200]


def _write(attempt: Attempt, texts: Mapping[int, str], now: datetime) -> int:
    """Make the texts the answers of a locked attempt, each with a version on record; return how many were others."""
    rows = Response.objects.filter(attempt=attempt).select_related("item")
    changed = [row for row in rows if row.item.position in texts and row.text != texts[row.item.position]]
    versions = []
    for row in changed:
        row.text, row.saved_at = texts[row.item.position], now
        row.seq += 1
        row.revision += 1
        versions.append(ResponseVersion(
            response=row, text=row.text, seq=row.seq, outcome=ResponseVersion.Outcome.FROM_PAPER, received_at=now
        ))  # fmt: skip
    Response.objects.bulk_update(changed, ["text", "seq", "revision", "saved_at"])
    ResponseVersion.objects.bulk_create(versions)
    return len(changed)


# ---- from a table ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Planned:
    """What one row would do: "new", "corrected", "same", "empty" or "refused", and then why.

    `changes` are the positions whose answers would be others, `sat_on` the day that would be kept.
    """

    line: Line
    fate: str
    place: Place | None = None
    sat_on: date | None = None
    changes: tuple[int, ...] = ()
    why: str = ""

    @property
    def texts(self) -> dict[int, str]:
        """The answers that the row has, by position: an empty cell takes none away."""
        return {position: text for position, text in self.line.answers.items() if text}


@dataclass(frozen=True, slots=True)
class Plan:
    """What a table would do. `digest` tells it from what the same table would do later."""

    lines: tuple[Planned, ...]
    digest: str

    @property
    def taken(self) -> list[Planned]:
        """The rows that would do something."""
        return [line for line in self.lines if line.fate in {"new", "corrected"}]

    def count(self, fate: str) -> int:
        """Return how many rows have this fate."""
        return sum(line.fate == fate for line in self.lines)


def plan(*, assignment: Assignment, lines: Sequence[Line], ids: Mapping[int, str], sat_on: date, now: datetime) -> Plan:
    """Return what the rows of a table would do, and change nothing. `ids` are the school's student ids by account.

    `sat_on` is the day of the rows that name none.
    """
    places = {place.student.pk: place for place in places_of(assignment)}
    find = finder(place.student for place in places.values())
    owners = [_student(line, places, find, ids) for line in lines]
    known = [place.student.pk for place, _ in owners if place is not None]
    answers = _answers([place.paper for place, _ in owners if place is not None and place.paper is not None])
    twice = {pk for pk in known if known.count(pk) > 1}
    planned = []
    for line, (place, why) in zip(lines, owners, strict=True):
        refusal = TWICE if place is not None and place.student.pk in twice else why
        planned.append(_planned(line, place, refusal, answers, line.sat_on or sat_on, now))
    return Plan(tuple(planned), _digest(planned))


def _student(
    line: Line, places: Mapping[int, Place], find: Callable[[str], list[User]], ids: Mapping[int, str]
) -> tuple[Place | None, str]:
    """Return whose row it is, or why nobody's: by username or student id, else by name."""
    by_id = [pk for pk, known in ids.items() if pk in places and line.student_id and known == line.student_id]
    by_name = {student.pk for student in find(line.username)} if line.username else set()
    sure = {*by_id, *by_name}
    students = sure or {student.pk for student in find(line.name)}
    if len(students) == 1:
        return places[students.pop()], ""
    called = f"“{(line.called or '–')[:60]}”"
    if not students:
        return None, f"Nobody in this class is called {called}. Give the username."
    if by_id and by_name:
        return None, "The username and the student id are those of two students."
    return None, f"{len(students)} in this class are called {called}. Give the username."


def _answers(papers: Iterable[Attempt]) -> dict[int, dict[int, str]]:
    """Return by attempt the answers that papers have, by position."""
    answers: dict[int, dict[int, str]] = {}
    rows = Response.objects.filter(attempt__in=[paper.pk for paper in papers])
    for attempt, position, text in rows.values_list("attempt", "item__position", "text"):
        answers.setdefault(attempt, {})[position] = text
    return answers


def _planned(
    line: Line, place: Place | None, why: str, answers: Mapping[int, Mapping[int, str]], sat_on: date, now: datetime
) -> Planned:
    why = " ".join(line.problems) or why or (place.refusal if place is not None else "") or _day_refused(sat_on, now)
    if why or place is None:
        return Planned(line, "refused", place, why=why)
    texts = {position: text for position, text in line.answers.items() if text}
    if place.paper is None:
        return Planned(line, "new" if texts else "empty", place, sat_on, tuple(sorted(texts)))
    return _corrected(line, place, place.paper, texts, answers.get(place.paper.pk, {}))


def _corrected(line: Line, place: Place, paper: Attempt, texts: dict[int, str], there: Mapping[int, str]) -> Planned:
    """Return what a row would change in a paper that was taken before."""
    day = line.sat_on or paper.sat_on_paper
    changes = tuple(sorted(position for position, text in texts.items() if there.get(position) != text))
    fate = "corrected" if changes or day != paper.sat_on_paper else "same"
    return Planned(line, fate, place, day, changes)


def _digest(planned: Iterable[Planned]) -> str:
    acts = [
        (one.fate, one.place.student.pk, one.place.seen, one.place.number, str(one.sat_on), sorted(one.texts.items()))
        for one in planned
        if one.place is not None and one.fate in {"new", "corrected"}
    ]
    return hashlib.sha256(json.dumps(acts).encode()).hexdigest()


@transaction.atomic
def carry_out(
    *,
    assignment: Assignment,
    lines: Sequence[Line],
    ids: Mapping[int, str],
    sat_on: date,
    digest: str,
    by: Any,
    now: datetime,
    reason: str,
) -> list[Taken]:
    """Take the papers of the plan with this `digest`: all that it would take. Raises Overtaken where it is another."""
    attempts.lock_students([place.student.pk for place in places_of(assignment)])
    planned = plan(assignment=assignment, lines=lines, ids=ids, sat_on=sat_on, now=now)
    if planned.digest != digest:
        raise Overtaken
    return [
        _take(assignment, one.place, one.texts, one.sat_on, by, now, reason)
        for one in planned.taken
        if one.place is not None and one.sat_on is not None
    ]


def stems_of(assignment: Assignment) -> list[str]:
    """Return the questions of the quiz, in plain words, in the order of the printed paper."""
    return list(Item.objects.filter(quiz=assignment.quiz_id).order_by("position").values_list("stem", flat=True))


def ids_in(assignment: Assignment, *, by: Any) -> dict[int, str]:
    """Return the student ids of the class, as the lists of `by` have them, by account."""
    return student_ids(User.objects.filter(enrolments__school_class=assignment.school_class_id), by=by)


def table_to_fill(*, assignment: Assignment, by: Any) -> tuple[list[str], list[list[str | None]]]:
    """Return the header and the rows of a table to be filled in: a row for each student, a column for each question."""
    ids, header = ids_in(assignment, by=by), header_for(range(1, len(stems_of(assignment)) + 1))
    rows = [
        [student.last_name, student.first_name, student.username, ids.get(student.pk, ""), *[None] * (len(header) - 4)]
        for student in (place.student for place in places_of(assignment))
    ]
    return list(header), rows
