"""Reads that span several models: what waits to be marked, a class's marks, a student's result."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import (
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

from marking.models import (
    BatchMark,
    Enquiry,
    GradeBoundaries,
    Mark,
    MarkBatch,
    MarkScheme,
    Standing,
)
from marking.models.mark import MOST_TRIES
from marking.pure.mining import Judged
from quizzes.models import Assignment, Attempt, Item, Question, Quiz, Response, User
from quizzes.pure.wording import count
from quizzes.queries import students_of

# What a marked script needs to be loaded with its response, for `select_related`.
WITH_MARKS = ("standing__mark__marker", "standing__mark__scheme", "standing__engine_mark__scheme")
# The code of an engine's mark that is none, since a person gives the level.
UNLEVELLED = ",unlevelled,"
# What a person should look at.
FOR_A_PERSON = (Standing.State.TO_CHECK, Standing.State.FAILED)


def waiting(attempt_ids: Sequence[int] | None = None) -> QuerySet[Response]:
    """Return responses of handed-in attempts whose text has no mark yet, those of one question together.

    The database is the queue: a response waits until a row says otherwise, whatever the broker lost.
    """
    rows = Response.objects.handed_in()
    if attempt_ids is not None:
        rows = rows.filter(attempt__in=attempt_ids)
    failed = Q(standing__state=Standing.State.FAILED, standing__tries__lt=MOST_TRIES)
    # A sitting that was opened again, or a late text that a teacher accepted: the mark is for an older text.
    older = Q(standing__engine_mark__revision__lt=F("revision"), standing__tries__lt=MOST_TRIES)
    return rows.filter(Q(standing=None) | failed | older).select_related("item").order_by("item__question_id", "pk")


def marks_that_count(marks: QuerySet[Mark]) -> QuerySet[Mark]:
    """Return those of `marks` that count: all but what was given in batches that are undone."""
    return marks.filter(_counts())


def _counts() -> Q:
    batches = BatchMark.objects.filter(mark=OuterRef("pk"))
    return ~Exists(batches) | Exists(batches.filter(batch__undone_at=None))


def history(response: Response) -> QuerySet[Mark]:
    """Return every mark of a response, each with `counts`: whether it does, or was undone."""
    rows: QuerySet[Mark] = Mark.objects.filter(response=response)
    return rows.annotate(counts=_counts()).select_related("marker", "scheme")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the marking of an assignment is, in responses."""

    handed_in: int
    responses: int
    marked: int
    to_check: int
    failed: int

    @property
    def is_running(self) -> bool:
        """Whether some responses wait to be marked."""
        return self.marked + self.failed < self.responses

    @property
    def so_far(self) -> str:
        """How much of it is marked, in words."""
        return f"{self.marked} of {self.responses} marked"

    @property
    def in_words(self) -> str:
        """What has come in and what of it waits for a person."""
        said = [f"{self.handed_in} handed in", count(self.responses, "answer")]
        said += [f"{self.to_check} to check"] if self.to_check else []
        said += [f"{self.failed} could not be marked"] if self.failed else []
        return " · ".join(said)


def progress(assignment: Assignment) -> Progress:
    """Return how far the marking of `assignment` is, in two queries."""
    return progress_of(Attempt.objects.submitted().filter(assignment=assignment))


def progress_of(attempts: QuerySet[Attempt]) -> Progress:
    """Return how far the marking of handed-in attempts is, in two queries."""
    responses = Response.objects.filter(attempt__in=attempts)
    counts = responses.aggregate(
        responses=Count("pk"),
        marked=Count("pk", filter=Q(standing__mark__isnull=False)),
        to_check=Count("pk", filter=Q(standing__state=Standing.State.TO_CHECK)),
        failed=Count("pk", filter=Q(standing__state=Standing.State.FAILED, standing__tries__gte=MOST_TRIES)),
    )
    return Progress(handed_in=attempts.count(), **counts)


@dataclass(frozen=True, slots=True)
class Row:
    """One student's line in the table of marks. `cells` follows the items; None where nothing was handed in."""

    student: User
    attempt: Attempt | None
    cells: tuple[Response | None, ...]
    total: Decimal | None


@dataclass(frozen=True, slots=True)
class Table:
    """The marks of an assignment: a row a student, a column an item."""

    items: tuple[Item, ...]
    rows: tuple[Row, ...]
    out_of: Decimal


def table(assignment: Assignment) -> Table:
    """Return the marks of `assignment`, with the students who are in the class or have sat it, in four queries."""
    items = tuple(Item.objects.filter(quiz=assignment.quiz_id))
    attempts = {
        row.student_id: row
        for row in Attempt.objects.filter(assignment=assignment).select_related("student").order_by("number")
    }
    cells = {
        (row.attempt_id, row.item_id): row
        for row in Response.objects.handed_in()
        .filter(attempt__assignment=assignment)
        .select_related("item", "standing__mark")
    }
    students = list(students_of(assignment))
    known = {student.pk for student in students}
    students += [attempt.student for key, attempt in attempts.items() if key not in known]
    rows = tuple(_row(student, attempts.get(student.pk), items, cells) for student in students)
    return Table(items=items, rows=rows, out_of=sum((item.marks for item in items), Decimal(0)))


def _row(student: User, attempt: Attempt | None, items: Sequence[Item], cells: dict[tuple[int, int], Response]) -> Row:
    own = tuple(cells.get((attempt.pk, item.pk)) if attempt else None for item in items)
    return Row(student, attempt, own, total_of([cell for cell in own if cell is not None]))


def mark_of(response: Response) -> Decimal | None:
    """Return the standing mark of a response loaded with `standing__mark`, None while there is none, or only a level is
    waited for.
    """
    standing = getattr(response, "standing", None)
    if standing is None or standing.mark is None or standing.waits_for_level:
        return None
    mark: Decimal = standing.mark.mark
    return mark


def unlevelled(path: str = "standing__") -> Q:
    """Return which responses wait for a person's level: what stands is the engine's, and the scheme has a grid."""
    return Q(**{f"{path}mark__marker": None, f"{path}mark__codes__contains": UNLEVELLED})


def boundaries_text(assignment: Assignment) -> str:
    """Return the grade boundaries of the assignment's quiz as they were written, "" for none."""
    row = GradeBoundaries.objects.filter(quiz=assignment.quiz_id).first()
    return row.text if row is not None else ""


def total_of(responses: Sequence[Response]) -> Decimal | None:
    """Return the sum of the standing marks, None where there are no responses or one is not marked yet."""
    marks = [mark_of(response) for response in responses]
    if not marks or None in marks:
        return None
    return sum((mark for mark in marks if mark is not None), Decimal(0))


def to_check(assignment: Assignment) -> QuerySet[Response]:
    """Return the responses a person should look at, the most doubtful first within each item."""
    rows = Response.objects.handed_in().filter(attempt__assignment=assignment)
    rows = rows.filter(standing__state__in=FOR_A_PERSON)
    return rows.select_related("item", "attempt__student", "standing__engine_mark", "standing__mark").order_by(
        "item__position", "standing__confidence", "pk"
    )


def to_check_by_assignment(assignments: Iterable[Assignment]) -> dict[int, int]:
    """Return how many answers wait for a person, by the id of the assignment; none where there are none. One query."""
    rows = Response.objects.handed_in().filter(attempt__assignment__in=assignments)
    rows = rows.filter(standing__state__in=FOR_A_PERSON).order_by()
    return dict(rows.values_list("attempt__assignment").annotate(Count("pk")))


def check_counts(assignment: Assignment) -> QuerySet[Item]:
    """Return the items of the paper, each with `to_check`: how many of its answers wait for a person."""
    waiting_for = Standing.objects.filter(
        response__item=OuterRef("pk"),
        response__attempt__assignment=assignment,
        state__in=FOR_A_PERSON,
    )
    count = waiting_for.order_by().values("response__item").annotate(count=Count("pk")).values("count")
    items = Item.objects.filter(quiz=assignment.quiz_id).select_related("question__bank")
    return items.annotate(to_check=Coalesce(Subquery(count), Value(0), output_field=IntegerField()))


def unchecked(assignment: Assignment, item: Item, *, everything: bool = False) -> QuerySet[Response]:
    """Return the answers to `item` that wait for a person; `everything`: all that no person has marked."""
    rows = Response.objects.handed_in().not_erased()
    rows = rows.filter(attempt__assignment=assignment, item=item, standing__isnull=False)
    if everything:
        rows = rows.exclude(standing__state=Standing.State.CHECKED)
    else:
        rows = rows.filter(standing__state__in=FOR_A_PERSON)
    return rows.select_related("item", "attempt__student", *WITH_MARKS)


def with_engine_marks(assignment: Assignment, item: Item) -> QuerySet[Response]:
    """Return the answers to `item` that the engine has marked, with its marks and those that stand."""
    rows = Response.objects.handed_in().not_erased().filter(attempt__assignment=assignment, item=item)
    rows = rows.filter(standing__engine_mark__isnull=False).order_by("pk")
    return rows.select_related("standing__mark", "standing__engine_mark")


def checked_counts(assignment: Assignment, item: Item) -> tuple[int, int]:
    """Return how many answers to `item` people have marked, and how many of these otherwise than the engine."""
    rows = Standing.objects.filter(response__attempt__assignment=assignment, response__item=item)
    rows = rows.filter(state=Standing.State.CHECKED)
    differs = Q(engine_mark__isnull=False) & ~Q(mark__mark=F("engine_mark__mark"))
    counts = rows.aggregate(checked=Count("pk"), changed=Count("pk", filter=differs))
    return counts["checked"], counts["changed"]


def decisions(assignment: Assignment, item: Item) -> int:
    """Return how many decisions people have made in the queue about the answers to `item`, undone ones left out."""
    batches = MarkBatch.objects.filter(assignment=assignment, undone_at=None)
    about = Q(rows__mark__response__item=item) | Q(kind=MarkBatch.Kind.WORDING, question=item.question_id)
    return batches.filter(about).distinct().count()


def standing_marks(assignment: Assignment, item: Item) -> QuerySet[Standing]:
    """Return what stands of the answers to `item` in a class."""
    return Standing.objects.filter(response__attempt__assignment=assignment, response__item=item)


def failed(assignment: Assignment) -> QuerySet[Response]:
    """Return the answers that could not be marked, however often that was tried."""
    return Response.objects.filter(attempt__assignment=assignment, standing__state=Standing.State.FAILED)


def marked_by_older(assignment: Assignment, item: Item) -> int:
    """Return how many answers to `item` stand as an older version of the mark scheme, with another text, gave them."""
    newest = MarkScheme.objects.filter(question=OuterRef("response__item__question")).order_by("-version")
    rows = Standing.objects.filter(response__attempt__assignment=assignment, response__item=item, mark__marker=None)
    rows = rows.filter(mark__isnull=False).annotate(newest=Subquery(newest.values("text")[:1]))
    return rows.exclude(mark__scheme__text=F("newest")).count()


@dataclass(frozen=True, slots=True)
class Keeping:
    """A published quiz that holds a question, with the version of its wording and how many have handed it in."""

    quiz: Quiz
    version: int
    handed_in: int


def quizzes_keeping(question: Question) -> list[Keeping]:
    """Return the published quizzes that hold `question`, the newest first."""
    items = Item.objects.filter(question=question, quiz__state=Quiz.State.PUBLISHED).select_related("quiz")
    sat = Count("responses", filter=Q(responses__attempt__submitted_at__isnull=False))
    rows = items.annotate(sat=sat).order_by("-quiz__published_at", "-pk")
    return [Keeping(row.quiz, row.version, row.sat) for row in rows]


def judged_by_people(question: Question, responses: QuerySet[Response]) -> list[Judged]:
    """Return the answers to `question` among `responses` that a person has marked, and its examples, newest first.

    Only marks for the text as it stands count.
    """
    rows = responses.filter(item__question=question, standing__state=Standing.State.CHECKED, erased_at=None)
    rows = rows.select_related("standing__mark").order_by("-standing__updated_at")
    judged = [
        Judged(row.text, row.standing.mark.mark)
        for row in rows
        if row.standing.mark is not None and row.standing.mark.revision == row.revision
    ]
    return [*judged, *(Judged(row.text, row.mark) for row in question.examples.order_by("-pk"))]


# A person is asked to look; after so long somebody should ask why nobody has.
OVERDUE_CHECK = timedelta(days=3)
# A worker marks within seconds; what waits longer is stuck.
STUCK = timedelta(minutes=5)
# More than this is not counted: "many" is what an admin needs to know.
MOST_COUNTED = 1_000


@dataclass(frozen=True, slots=True)
class Need:
    """Something that needs attention: how many (MOST_COUNTED at most), since when, and the key of the list's filter."""

    key: str
    count: int
    since: datetime | None = None

    @property
    def is_many(self) -> bool:
        """Whether there may be more than were counted."""
        return self.count >= MOST_COUNTED


def needing(key: str, rows: QuerySet[Response], now: datetime) -> QuerySet[Response]:
    """Return those of handed-in responses that need attention: `key` is "unchecked", "failed" or "stuck"."""
    if key == "unchecked":
        # The recent sittings are few; asked for the old ones, a database goes through all answers ever given.
        recent = Attempt.objects.filter(submitted_at__gte=now - OVERDUE_CHECK).order_by()
        return rows.filter(standing__state=Standing.State.TO_CHECK).exclude(attempt__in=recent.values("pk"))
    if key == "failed":
        return rows.filter(standing__state=Standing.State.FAILED, standing__tries__gte=MOST_TRIES)
    if key == "stuck":
        waits = Q(standing=None) | Q(standing__state=Standing.State.FAILED, standing__tries__lt=MOST_TRIES)
        return rows.filter(waits, attempt__submitted_at__lt=now - STUCK)
    return rows


def attention(now: datetime) -> list[Need]:
    """Return what needs attention, what has nothing left out; each counted no further than MOST_COUNTED."""
    needs = []
    for key in ("stuck", "failed", "unchecked"):
        rows = needing(key, Response.objects.handed_in(), now).order_by()
        dates = [date for date in rows.values_list("attempt__submitted_at", flat=True)[:MOST_COUNTED] if date]
        needs.append(Need(key, len(dates), min(dates, default=None)))
    overdue = Attempt.objects.overdue(now - STUCK).values_list("ends_at", flat=True)
    open_after_end = [date for date in overdue[:MOST_COUNTED] if date]
    needs.append(Need("overdue", len(open_after_end), min(open_after_end, default=None)))
    asked = list(Enquiry.objects.filter(outcome="").values_list("asked_at", flat=True)[:MOST_COUNTED])
    needs.append(Need("enquiries", len(asked), min(asked, default=None)))
    return [need for need in needs if need.count]


def totals_of(attempts: Sequence[Attempt]) -> list[tuple[Attempt, Decimal | None, Decimal]]:
    """Return each attempt with the sum of its standing marks (None while one is missing) and what it is out of."""
    rows = Response.objects.filter(attempt__in=attempts).select_related("item", "standing__mark")
    by_attempt: dict[int, list[Response]] = {}
    for row in rows:
        by_attempt.setdefault(row.attempt_id, []).append(row)
    totals = []
    for attempt in attempts:
        own = by_attempt.get(attempt.pk, [])
        totals.append((attempt, total_of(own), sum((row.item.marks for row in own), Decimal(0))))
    return totals


def open_enquiries(responses: QuerySet[Response]) -> QuerySet[Enquiry]:
    """Return the questions about marks of these responses that wait for an answer, the oldest first."""
    rows = Enquiry.objects.filter(response__in=responses, outcome="")
    return rows.select_related("response__attempt__student", "response__attempt__assignment__quiz", "response__item")
