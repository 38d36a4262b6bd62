"""Reads that span several models."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Max, Prefetch, Q, QuerySet

from quizzes.models import (
    AccessArrangement,
    Assignment,
    AssignmentAct,
    Attempt,
    AttemptAct,
    Enrolment,
    Item,
    Question,
    ResponseVersion,
    User,
)
from quizzes.prepared import Asked, PreparedQuery
from quizzes.pure.terms import Terms
from quizzes.pure.timing import Allowance, allowance


def arrangement_of(student: Any, assignment: Assignment, start: datetime) -> AccessArrangement | None:
    """Return the student's access arrangement if it counts for a sitting of `assignment` begun at `start`."""
    return arrangement_in_force(_arrangement.first(student.pk), assignment, start)


def arrangement_in_force(
    arrangement: AccessArrangement | None, assignment: Assignment, start: datetime
) -> AccessArrangement | None:
    """Return `arrangement` if it counts for a sitting of `assignment` begun at `start`: the day of the start decides.

    Before the opening the day of the opening stands for it, so that what is shown ahead is what will be given;
    after the class's closing time the day of that, so that extra time does not end at midnight.
    """
    day = min(max(start, assignment.opens_at), assignment.closes_at)
    return arrangement if arrangement is not None and arrangement.holds_at(day) else None


def allowance_of(assignment: Assignment, arrangement: AccessArrangement | None) -> Allowance:
    """Return the time limit and closing time of `assignment` under `arrangement`."""
    if arrangement is None:
        return allowance(limit_minutes=assignment.time_limit_minutes, closes_at=assignment.closes_at)
    return allowance(
        limit_minutes=assignment.time_limit_minutes,
        closes_at=assignment.closes_at,
        time_factor=arrangement.time_factor,
        extra_minutes=arrangement.extra_minutes,
        unlimited=arrangement.unlimited,
    )


def rest_of(arrangement: AccessArrangement | None) -> timedelta:
    """Return how long `arrangement` lets a student rest in a sitting."""
    return timedelta(minutes=arrangement.rest_minutes if arrangement is not None else 0)


def terms_in_force(student: User, now: datetime) -> Terms | None:
    """Return what `student`, loaded with `access_arrangement`, is entitled to today, None where nothing is in force."""
    row: AccessArrangement | None = getattr(student, "access_arrangement", None)
    return row.terms if row is not None and row.holds_at(now) else None


@dataclass(frozen=True, slots=True)
class SetWork:
    """An assignment as one student sees it."""

    assignment: Assignment
    allowed: Allowance
    attempt: Attempt | None
    rest_minutes: int = 0

    def may_again(self, now: datetime) -> bool:
        """Whether the student has handed in and may begin anew: attempts are left, and it is open."""
        if self.attempt is None or self.attempt.is_open:
            return False
        return self.attempt.number < self.assignment.attempts_allowed and now < self.allowed.closes_at

    def state(self, now: datetime) -> str:
        """Return "done", "running", "open", "later" or "missed"."""
        if self.attempt is not None:
            return "running" if self.attempt.is_open else "done"
        if now < self.assignment.opens_at:
            return "later"
        return "open" if now < self.allowed.closes_at else "missed"


def work_of(student: Any, assignments: QuerySet[Assignment], now: datetime) -> list[SetWork]:
    """Return what is set for `student` among `assignments`, the newest first, in three queries."""
    arrangement = _arrangement.first(student.pk)
    own = Prefetch("attempts", Attempt.objects.filter(student=student).order_by("-number"), to_attr="own_attempts")
    rows = assignments.select_related("quiz", "school_class").prefetch_related(own)
    return [_set_work(row, next(iter(row.own_attempts), None), arrangement, now) for row in rows]


def work_on(student: Any, assignment: Assignment, now: datetime) -> SetWork:
    """Return what one assignment, loaded with quiz and class, is to `student`, in two queries."""
    return _set_work(assignment, _last_attempt.first(student.pk, assignment.pk), _arrangement.first(student.pk), now)


def asked_of_work(student: int, assignment: int) -> tuple[Asked, Asked]:
    """Return what `work_on` asks, for `prepared.ahead`."""
    return _last_attempt.asking(student, assignment), _arrangement.asking(student)


_arrangement = PreparedQuery(lambda student: AccessArrangement.objects.filter(student=student).order_by())
_last_attempt = PreparedQuery(
    lambda student, assignment: Attempt.objects.filter(student=student, assignment=assignment).order_by("-number")[:1]
)


def _set_work(
    assignment: Assignment, attempt: Attempt | None, arrangement: AccessArrangement | None, now: datetime
) -> SetWork:
    runs = attempt is not None and attempt.is_open
    counts = arrangement_in_force(arrangement, assignment, attempt.started_at if attempt is not None and runs else now)
    return SetWork(assignment, allowance_of(assignment, counts), attempt, counts.rest_minutes if counts else 0)


@dataclass(frozen=True, slots=True)
class Clock:
    """One class's times for a quiz, and the students whose own differ from them."""

    assignment: Assignment
    students: int
    different: tuple[tuple[User, Allowance], ...]


def clocks_of(assignments: QuerySet[Assignment], now: datetime) -> list[Clock]:
    """Return, for the class of each of `assignments`, who gets how long."""
    return [clock_of(assignment, now) for assignment in assignments.select_related("school_class")]


def clock_of(assignment: Assignment, now: datetime) -> Clock:
    """Return who gets how long in one class, of an assignment that is stored or only thought of."""
    students = list(students_of(assignment).select_related("access_arrangement"))
    different = []
    for student in students:
        arrangement = arrangement_in_force(getattr(student, "access_arrangement", None), assignment, now)
        if arrangement is not None:
            different.append((student, allowance_of(assignment, arrangement)))
    return Clock(assignment, len(students), tuple(different))


def students_of(assignment: Assignment) -> QuerySet[User]:
    """Return the students of the assignment's class today, by name."""
    return students_in(assignment.school_class_id)


def students_in(class_id: int) -> QuerySet[User]:
    """Return the students of a class today, by name."""
    return User.objects.filter(
        enrolments__school_class=class_id,
        enrolments__role=Enrolment.Role.STUDENT,
        enrolments__left_at=None,
    ).order_by("last_name", "first_name", "pk")


def finder(students: Iterable[User]) -> Callable[[str], list[User]]:
    """Return what finds the students that a file may mean: by username, else by “First Last” or “Last, First”."""
    by_username: dict[str, list[User]] = {}
    by_name: dict[str, list[User]] = {}
    for student in students:
        first, last = student.first_name, student.last_name
        by_username.setdefault(student.username.casefold(), []).append(student)
        for name in {f"{first} {last}".strip().casefold(), f"{last}, {first}".casefold()}:
            by_name.setdefault(name, []).append(student)

    def find(name: str) -> list[User]:
        namesakes = by_username.get(name.casefold(), [])
        exactly = [student for student in namesakes if student.username == name]
        return exactly or namesakes or by_name.get(name.casefold(), [])

    return find


def undecided(versions: QuerySet[ResponseVersion]) -> QuerySet[ResponseVersion]:
    """Return those of `versions` that were kept aside, differ from the answer that counts, and wait for a teacher."""
    rows = versions.filter(outcome__in=ResponseVersion.ASIDE, decisions=None)
    return rows.exclude(response__attempt__submitted_at=None).exclude(text=F("response__text"))


@dataclass(frozen=True, slots=True)
class Seat:
    """One student in the room of an assignment, with the newest attempt (None: not started)."""

    student: User
    attempt: Attempt | None
    state: str
    left: timedelta | None
    answered: int = 0
    saved_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Room:
    """A running assignment as its teacher watches it."""

    seats: tuple[Seat, ...]
    items: int
    late: tuple[ResponseVersion, ...]
    acts: tuple[AttemptAct | AssignmentAct, ...]

    def count(self, *states: str) -> int:
        """Return how many students are in one of these states."""
        return sum(seat.state in states for seat in self.seats)


MOST_SHOWN = 50


def room_of(assignment: Assignment, now: datetime) -> Room:
    """Return who is where in the sitting of a class, what waits for a decision and what was done, in six queries.

    Who has left the class since is there as long as there is an attempt of theirs.
    """
    rows = Attempt.objects.filter(assignment=assignment).select_related("student").order_by("number")
    newest = {
        row.student_id: row
        for row in rows.annotate(
            answered=Count("responses", filter=~Q(responses__text="")), saved_at=Max("responses__saved_at")
        )
    }
    students = {student.pk: student for student in students_of(assignment)}
    for row in newest.values():
        students.setdefault(row.student_id, row.student)
    versions = ResponseVersion.objects.filter(response__attempt__assignment=assignment)
    late = undecided(versions).select_related("response__item", "response__attempt__student").order_by("pk")
    acts = AttemptAct.objects.filter(attempt__assignment=assignment).select_related("made_by", "attempt__student")
    for_all = AssignmentAct.objects.filter(quiz=assignment.quiz_id, school_class=assignment.school_class_id)
    log = [*acts[:MOST_SHOWN], *for_all.select_related("made_by")[:MOST_SHOWN]]
    log.sort(key=lambda row: row.made_at, reverse=True)
    return Room(
        seats=tuple(_seat(student, newest.get(pk), now) for pk, student in students.items()),
        items=Item.objects.filter(quiz=assignment.quiz_id).count(),
        late=() if assignment.late_rule == Assignment.LateRule.REFUSE else tuple(late[:MOST_SHOWN]),
        acts=tuple(log[:MOST_SHOWN]),
    )


def _seat(student: User, attempt: Any, now: datetime) -> Seat:
    if attempt is None:
        return Seat(student, None, "absent", None)
    return Seat(student, attempt, attempt.state(now), attempt.left(now), attempt.answered, attempt.saved_at)


# A facility says something from this many responses on.
ENOUGH_RESPONSES = 10
FACILITIES = {
    "hard": Q(facility__lt=0.4),
    "middle": Q(facility__gte=0.4, facility__lte=0.7),
    "easy": Q(facility__gt=0.7),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for among questions; "" is anything. Archived ones are found only where `state` asks for them."""

    words: str = ""
    topic: str = ""
    tag: str = ""
    state: str = ""
    kind: str = ""
    difficulty: str = ""


def find_questions(rows: QuerySet[Question], wanted: Wanted) -> QuerySet[Question]:
    """Return those of `rows` that hold every word in wording, topic, model answer or tags, and fit what else is wanted.

    By topic, then the oldest first.
    """
    rows = rows.filter(state=wanted.state) if wanted.state else rows.exclude(state=Question.State.ARCHIVED)
    for word in wanted.words.split()[:10]:
        texts = Q(stem__icontains=word) | Q(topic__icontains=word) | Q(model_answer__icontains=word)
        tagged = Question.tags.through.objects.filter(tag__name__icontains=word)
        rows = rows.filter(texts | Q(pk__in=tagged.values("question_id")))
    if wanted.topic:
        rows = rows.filter(topic=wanted.topic)
    if wanted.tag:
        rows = rows.filter(tags__name=wanted.tag)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.difficulty in FACILITIES:
        rows = rows.filter(FACILITIES[wanted.difficulty], facility_of__gte=ENOUGH_RESPONSES)
    return rows.order_by("topic", "pk")


MOST_POOLS = 300


def pools_of(questions: QuerySet[Question]) -> list[tuple[str, str]]:
    """Return what questions can be drawn from, as name and label with the number of each: banks, their topics, tags."""
    counts = questions.order_by("bank__title", "bank", "topic").values_list("bank", "bank__title", "topic")
    pools: list[tuple[str, str]] = []
    banks: set[int] = set()
    for bank, title, topic, count in counts.annotate(count=Count("pk"))[:MOST_POOLS]:
        if bank not in banks:
            banks.add(bank)
            pools.append((str(bank), title))
        if topic:
            pools.append((f"{bank}:{topic}", f"{title} › {topic} ({count})"))
    tags = questions.exclude(tags=None).order_by("tags__name").values_list("tags__name")
    pools += [(f"#{name}", f"Tag {name} ({count})") for name, count in tags.annotate(count=Count("pk"))[:MOST_POOLS]]
    return pools


def in_pool(questions: QuerySet[Question], pool: str) -> QuerySet[Question]:
    """Return those of `questions` that are in a pool of `pools_of`."""
    if pool.startswith("#"):
        return questions.filter(tags__name=pool[1:])
    bank, _, topic = pool.partition(":")
    rows = questions.filter(bank=int(bank))
    return rows.filter(topic=topic) if topic else rows
