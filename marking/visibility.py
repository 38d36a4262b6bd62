"""What students see of their marks now, and whose marks wait for a release."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import formats
from django.utils.timezone import localtime

from marking import queries
from marking.models import Hold, Release, ReleasedAttempt, Standing
from quizzes.models import Assignment, Attempt, Enrolment, Item, Quiz, Response
from quizzes.queries import allowance_of, arrangement_in_force

WHEN = "D j M, H:i"  # a moment, as the pages write it
AT_ONCE, WHEN_MARKED = Assignment.ReleaseRule.AT_ONCE, Assignment.ReleaseRule.WHEN_MARKED


def is_shown(path: str = "") -> Q:
    """Return which attempts, reached over `path`, show their marks to their student now. The one place that says so.

    A release that covers the attempt shows them, or the assignment's rule as soon as all of it are marked; a hold on
    the student does not. Once marks were taken back, the rule shows none: it is for a person to release them.
    """
    by_rule = Q(**{f"{path}assignment__release_rule": AT_ONCE})
    by_rule &= ~Q(_taken_back(f"{path}assignment")) & ~Q(_unmarked(path))
    released = Q(_covered(path)) & ~Q(_to_level(path))  # a level may be undone, or a later text accepted, after it
    return (released | by_rule) & ~Q(_held(path))


def _covered(path: str = "") -> Exists:
    """Say whether a release in force covers the attempt as it was handed in last."""
    handed_in = {"attempt": OuterRef(f"{path}pk"), "submitted_at": OuterRef(f"{path}submitted_at")}
    return Exists(ReleasedAttempt.objects.filter(**handed_in, release__taken_back_at=None))


def _held(path: str = "") -> Exists:
    place = {"assignment": OuterRef(f"{path}assignment"), "student": OuterRef(f"{path}student")}
    return Exists(Hold.objects.filter(**place, lifted_at=None))


def _unmarked(path: str = "") -> Exists:
    """Say whether a response of the attempt has no mark that could be shown: none at all, or it waits for its level."""
    rows = Response.objects.filter(attempt=OuterRef(f"{path}pk"))
    return Exists(rows.filter(Q(standing__mark=None) | queries.unlevelled()))


def _to_level(path: str = "") -> Exists:
    """Say whether an essay of the attempt waits for a person's level."""
    return Exists(Response.objects.filter(queries.unlevelled(), attempt=OuterRef(f"{path}pk")))


def to_level_by_assignment(assignments: Iterable[Assignment]) -> dict[int, int]:
    """Return how many essays wait for a person's level, by the id of the assignment; none where none do. One query."""
    rows = Response.objects.handed_in().filter(queries.unlevelled(), attempt__assignment__in=assignments).order_by()
    return dict(rows.values_list("attempt__assignment").annotate(Count("pk")))


def _taken_back(assignment: str = "pk") -> Exists:
    return Exists(Release.objects.filter(assignment=OuterRef(assignment), taken_back_at__isnull=False))


def kept_from_practice(student: Any, now: datetime) -> QuerySet[Item]:
    """Return the items whose questions `student` may not practise now: Hidden means hidden.

    Those are the items of each published quiz of a class that they study in, or that they have begun, which is not over
    and shown: it has not closed for everybody, somebody sits it, its marks are not released, or the student's own are
    not shown. A quiz that nobody has handed in has no marks to wait for.
    """
    classes = Enrolment.objects.filter(user=student, role=Enrolment.Role.STUDENT, left_at=None).values("school_class")
    own = Attempt.objects.filter(student=student)
    rows = Assignment.objects.filter(Q(school_class__in=classes) | Q(pk__in=own.values("assignment")))
    rows = rows.filter(quiz__state=Quiz.State.PUBLISHED)
    of_it = {"assignment": OuterRef("pk")}
    at_once = Q(release_rule=AT_ONCE) & ~Q(_taken_back())
    unreleased = Exists(Attempt.objects.submitted().filter(**of_it)) & ~Exists(
        Release.objects.filter(**of_it, taken_back_at=None)
    )
    goes_on = Q(closes_at__gt=now) | Q(Exists(Attempt.objects.open().filter(**of_it))) | (Q(unreleased) & ~at_once)
    own_hidden = Exists(own.submitted().filter(~is_shown(), **of_it))
    hidden = set(rows.filter(goes_on | Q(own_hidden)).values_list("pk", flat=True))
    hidden |= _waited_for(list(rows.exclude(pk__in=hidden)), now)
    return Item.objects.filter(quiz__assignments__in=hidden)


def shown(standings: QuerySet[Standing]) -> QuerySet[Standing]:
    """Return those of `standings` whose marks their students see now."""
    return standings.filter(is_shown("response__attempt__"), mark__isnull=False)


def releases(assignment: Assignment) -> QuerySet[Release]:
    """Return the releases of an assignment, the newest first, each with `attempts`: how many it covers."""
    rows = Release.objects.filter(assignment=assignment).select_related("released_by", "taken_back_by")
    return rows.annotate(attempts=Count("covers")).order_by("-released_at", "-pk")


def shows_at_once(assignment: Assignment) -> bool:
    """Whether each student of the class sees their marks as soon as they are marked, by the assignment's rule."""
    return assignment.release_rule == AT_ONCE and not releases(assignment).filter(taken_back_at__isnull=False).exists()


def unreleased() -> QuerySet[Attempt]:
    """Return the handed-in attempts that no release in force covers, of students who are not held back."""
    return Attempt.objects.submitted().filter(~_covered(), ~_held())


def to_release_by_hand(assignments: Iterable[Assignment]) -> dict[int, int]:
    """Return how many attempts wait for a person to release them, by the id of the assignment. One query."""
    by_hand = ~Q(assignment__release_rule__in=(AT_ONCE, WHEN_MARKED)) | Q(_taken_back("assignment"))
    rows = unreleased().filter(by_hand, assignment__in=assignments).order_by()
    return dict(rows.values_list("assignment").annotate(Count("pk")))


def ready_though_held(assignment: Assignment) -> QuerySet[Attempt]:
    """Return attempts of students held back that a release may cover: all is marked, nothing waits for a person."""
    rows = Attempt.objects.submitted().filter(~_covered(), _held(), ~_unmarked(), assignment=assignment)
    doubtful = Response.objects.filter(attempt=OuterRef("pk"), standing__state=Standing.State.TO_CHECK)
    return rows.filter(~Exists(doubtful))


def due_by_rule(now: datetime, among: QuerySet[Assignment] | None = None) -> list[Assignment]:
    """Return assignments whose rule releases now what is handed in: closed for everybody, nobody sitting, all marked.

    Answers of students who are held back keep nobody waiting. What a person took back is not released again.
    """
    of_it = {"assignment": OuterRef("pk")}
    waits = unreleased().filter(**of_it)
    rows = Assignment.objects.all() if among is None else among
    rows = rows.filter(release_rule=WHEN_MARKED, closes_at__lte=now)
    rows = rows.filter(Exists(waits), ~Exists(waits.filter(_unmarked())), ~_taken_back())
    closed = list(rows.filter(~Exists(Attempt.objects.open().filter(**of_it))))
    waited_for = _waited_for(closed, now)
    return [row for row in closed if row.pk not in waited_for]


@dataclass(frozen=True, slots=True)
class ReleaseState:
    """What a class sees of its marks now. `since` is how many have handed in since the release in force."""

    in_force: Release | None
    taken_back: Release | None
    since: int
    shows_at_once: bool
    waits_for_closing: bool

    @property
    def in_words(self) -> str:
        """The state as a teacher reads it."""
        if self.in_force is not None:
            by = self.in_force.released_by or "the quiz’s rule"
            later = f", {self.since} handed in since" if self.since else ""
            return f"released {formats.date_format(localtime(self.in_force.released_at), WHEN)} by {by}{later}"
        if self.shows_at_once:
            return "each student sees theirs as soon as they are marked"
        if self.taken_back is not None:
            return "taken back"
        return "released when the quiz has closed and all are marked" if self.waits_for_closing else "not released"


def state_of(assignment: Assignment, releases: Sequence[Release], since: int) -> ReleaseState:
    """Return what the class of an assignment sees of its marks, from its `releases`, newest first."""
    return ReleaseState(
        in_force=next((row for row in releases if row.taken_back_at is None), None),
        taken_back=next((row for row in releases if row.taken_back_at is not None), None),
        since=since,
        shows_at_once=shows_at_once(assignment),
        waits_for_closing=assignment.release_rule == WHEN_MARKED,
    )


def _waited_for(assignments: Sequence[Assignment], now: datetime) -> set[int]:
    """Return the ids of those that a student with extra time may still begin. Two queries."""
    classes = {row.school_class_id for row in assignments}
    enrolments = Enrolment.objects.filter(
        school_class__in=classes, role=Enrolment.Role.STUDENT, left_at=None, user__access_arrangement__isnull=False
    ).select_related("user__access_arrangement")
    arranged: dict[int, list[Enrolment]] = {}
    for row in enrolments:
        arranged.setdefault(row.school_class_id, []).append(row)
    attempts = Attempt.objects.filter(assignment__in=assignments, student__in=[row.user_id for row in enrolments])
    begun = Counter(attempts.values_list("assignment_id", "student_id"))
    waiting = set()
    for assignment in assignments:
        for row in arranged.get(assignment.school_class_id, []):
            closes_at = allowance_of(
                assignment, arrangement_in_force(row.user.access_arrangement, assignment, now)
            ).closes_at
            if now < closes_at and begun[assignment.pk, row.user_id] < assignment.attempts_allowed:
                waiting.add(assignment.pk)
    return waiting
