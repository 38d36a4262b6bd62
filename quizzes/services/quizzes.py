"""The one writer of quizzes, items and assignments."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import QuerySet, prefetch_related_objects
from django.utils import timezone

from quizzes.models import Assignment, AssignmentAct, Attempt, Item, Notice, Question, Quiz, SchoolClass
from quizzes.pure import random_draw
from quizzes.pure.timing import ends_at
from quizzes.pure.wording import in_figures
from quizzes.queries import Clock, students_of
from quizzes.services import attempt_acts, items, notices, sources


class QuizFrozen(Exception):
    """The quiz is published: its items can no longer be changed."""


class QuizBegun(Exception):
    """A student has started: the quiz can no longer be taken back."""


class ArchivedClass(ValueError):
    """A quiz cannot be set for a class that is in the archive."""

    def __init__(self, school_class: SchoolClass) -> None:
        super().__init__(f"{school_class} is archived. Restore it first, or choose another class.")


class BadLine(ValueError):
    """Marks or word limit cannot be so for a question; `item` is its item."""

    def __init__(self, item: Item, why: str) -> None:
        super().__init__(why)
        self.item = item


class TooFewToDraw(Exception):
    """More questions were to be drawn than there are; `there` is how many are left for the draw at `place`."""

    def __init__(self, place: int, there: int) -> None:
        super().__init__(f"There are only {there} more to draw from there.")
        self.place, self.there = place, there


class CannotPublish(Exception):
    """The quiz is not fit to be published; `problems` says why, each a sentence for its teacher."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = list(problems)


# What every face says of the same mistake.
CLOSES_TOO_SOON = "It would close before it opens. Choose a later time."
TOO_FAR_OFF = "Choose a date before the year 2100."
NO_QUESTION = "Choose at least one question, or have some drawn."

LAST_YEAR = 2099  # extra time still fits behind it in the calendar
HALF = Decimal("0.5")
MOST_NAMED = 5  # students in one warning
FAR = 10_000  # beyond every place of a quiz
# What is set for each class of its own.
SET_FOR_CLASS = (
    "opens_at", "closes_at", "time_limit_minutes", "attempts_allowed", "release_rule", "shows_points",
    "shows_feedback", "shows_wanted", "shows_model_answer",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Setting:
    """How a quiz is set for a class."""

    school_class: SchoolClass
    opens_at: datetime
    closes_at: datetime
    time_limit_minutes: int | None = None
    attempts_allowed: int = 1
    release_rule: str = Assignment.ReleaseRule.AFTER_REVIEW
    shows_points: bool = True
    shows_feedback: bool = True
    shows_wanted: bool = True
    shows_model_answer: bool = False


@transaction.atomic
def set_quiz(
    *,
    quiz: Quiz | None,
    title: str,
    questions: Sequence[Question],
    settings: Sequence[Setting],
    by: Any,
    now: datetime,
    instructions: str = "",
    shuffle: bool = False,
    spell_check: bool = False,
    like: Quiz | None = None,
) -> Quiz:
    """Make `quiz`, or a new draft, hold `questions` and be set for the classes of `settings`.

    Questions that the quiz (or `like`, of which it is a copy) holds already stay in their place, worth what they were
    worth there; new ones follow in the order given. Raises QuizFrozen for a published one, ArchivedClass.
    """
    if quiz is None:
        quiz = Quiz(owner=by, created_at=now)
    _refuse_if_published(quiz)
    classes = [setting.school_class.pk for setting in settings]
    if archived := SchoolClass.objects.filter(pk__in=classes).exclude(archived_at=None).first():
        raise ArchivedClass(archived)
    quiz.title, quiz.instructions = title, instructions
    quiz.shuffle, quiz.spell_check = shuffle, spell_check
    quiz.save()
    set_items(quiz=quiz, questions=questions, like=like)
    quiz.assignments.exclude(school_class__in=classes).delete()
    for setting in settings:
        set_for_class(quiz=quiz, setting=setting)
    return quiz


@transaction.atomic
def set_items(*, quiz: Quiz, questions: Sequence[Question], like: Quiz | None = None) -> None:
    """Make `questions` the items of a quiz that is still a draft; places and marks as `set_quiz` says.

    Each takes its wording of today, but for those there that the quiz's owner may no longer see: they stay as they are.
    """
    _refuse_if_published(quiz)
    there = {item.question_id: item for item in (like or quiz).items.all()}
    seen = items.seen_by(quiz.owner, there)
    last = len(there) + 1
    ordered = sorted(questions, key=lambda question: there[question.pk].position if question.pk in there else last)
    prefetch_related_objects(ordered, "sources")
    quiz.items.all().delete()
    Item.objects.bulk_create(
        items.as_it_is(quiz, there[question.pk], position)
        if question.pk in there and question.pk not in seen
        else items.of_today(quiz, question, position, there.get(question.pk))
        for position, question in enumerate(ordered, start=1)
    )
    sources.settle(quiz=quiz)


@dataclass(frozen=True, slots=True)
class Line:
    """What a question is in this quiz: what it is worth, and how many words it takes (None: any number)."""

    item: Item
    marks: Decimal
    word_limit: int | None


@transaction.atomic
def arrange(*, quiz: Quiz, lines: Sequence[Line]) -> None:
    """Give the items of a draft the order of `lines`, and what each is worth here; items that have no line go.

    A question can be worth less than its mark scheme: what is earned counts up to that. Raises BadLine for other
    marks, QuizFrozen for a published quiz.
    """
    _refuse_if_published(quiz)
    quiz.items.exclude(pk__in=[line.item.pk for line in lines]).delete()
    for line in lines:
        question = line.item.question
        if not 0 < line.marks <= question.marks or line.marks % HALF:
            raise BadLine(line.item, f"Give marks from 0.5 to {in_figures(question.marks)}, in steps of one half.")
    # Two steps, since no two items may hold one place even for a moment.
    rows = [line.item for line in lines]
    for start in (FAR, 1):
        for position, line in enumerate(lines, start=start):
            line.item.position = position
            items.set_here(line.item, line.item.question, line.marks, line.word_limit)
        Item.objects.bulk_update(rows, ["position", "marks", "word_limit", "set_here", "full_marks"])
    sources.settle(quiz=quiz)


@dataclass(frozen=True, slots=True)
class Draw:
    """So many questions to be drawn from `rows`."""

    rows: QuerySet[Question]
    count: int


def draw(*, draws: Sequence[Draw]) -> list[Question]:
    """Return questions by chance, those of the first of `draws` first, none twice. Raises TooFewToDraw.

    They are drawn for the quiz and not for each student: a class is marked and compared on the same questions.
    """
    pools = [(list(one.rows.order_by().values_list("pk", flat=True).distinct()), one.count) for one in draws]
    for pool, _ in pools:
        secrets.SystemRandom().shuffle(pool)
    try:
        drawn = [pk for one in random_draw.drawn(pools) for pk in one]
    except random_draw.TooFew as error:
        raise TooFewToDraw(error.place, error.there) from error
    rows = Question.objects.in_bulk(drawn)
    return [rows[pk] for pk in drawn]


@transaction.atomic
def set_for_class(*, quiz: Quiz, setting: Setting) -> Assignment:
    """Set the quiz for a class, or change when it is open for that class."""
    row, _ = Assignment.objects.update_or_create(
        quiz=quiz,
        school_class=setting.school_class,
        defaults={name: getattr(setting, name) for name in SET_FOR_CLASS},
    )
    return row


@transaction.atomic
def change_times(*, assignment: Assignment, setting: Setting, by: Any, now: datetime) -> attempt_acts.Done:
    """Change when a quiz is open for its class and how long a sitting takes, also while it is being sat.

    Running attempts get their new end in the same transaction, each noted in the log of acts; the answer says whose
    moved, and who was held at one minute because the new end would have been over.
    """
    before = Assignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)
    row = set_for_class(quiz=assignment.quiz, setting=setting)
    _note_changes(before, row, by, now)
    return attempt_acts.recompute_ends(now=now, by=by, reason="The times of the quiz were changed.", assignment=row)


def _note_changes(before: Assignment, after: Assignment, by: Any, now: datetime) -> None:
    """Write into the log of the class what is no longer as it was."""
    pairs = {name: (getattr(before, name), getattr(after, name)) for name in SET_FOR_CLASS}
    changes = {
        name: [value.isoformat() if isinstance(value, datetime) else value for value in pair]
        for name, pair in pairs.items()
        if pair[0] != pair[1]
    }
    if changes:
        AssignmentAct.objects.create(
            quiz_id=after.quiz_id,
            school_class_id=after.school_class_id,
            kind=AssignmentAct.Kind.CHANGED,
            made_at=now,
            made_by=by,
            changes=changes,
        )


@transaction.atomic
def duplicate(*, quiz: Quiz, school_class: SchoolClass, by: Any, now: datetime) -> Quiz:
    """Return a draft with the questions and the settings of `quiz`, set for `school_class` alone.

    It takes the times of `quiz` where those are still to come to an end, else the same length from now on.
    """
    first = quiz.assignments.order_by("pk").first()
    settings = [] if first is None else [_again(first, school_class, now)]
    return set_quiz(
        quiz=None,
        title=quiz.title,
        questions=[item.question for item in quiz.items.select_related("question")],
        settings=settings,
        by=by,
        now=now,
        instructions=quiz.instructions,
        shuffle=quiz.shuffle,
        spell_check=quiz.spell_check,
        like=quiz,
    )


def _again(row: Assignment, school_class: SchoolClass, now: datetime) -> Setting:
    opens, closes = row.opens_at, row.closes_at
    if closes <= now:
        opens, closes = now, now + (closes - opens)
    same = {name: getattr(row, name) for name in SET_FOR_CLASS if name not in {"opens_at", "closes_at"}}
    return Setting(school_class, opens, closes, **same)


def problems(*, quiz: Quiz, now: datetime) -> list[str]:
    """Return what keeps the quiz from being published, each as a sentence."""
    items = list(quiz.items.select_related("question"))
    assignments = list(quiz.assignments.select_related("school_class"))
    obstacles = [
        f"Question {item.position} has no mark scheme yet."
        for item in items
        if item.question.state != Question.State.READY
    ]
    if not items:
        obstacles.append("The quiz has no questions. Choose some first.")
    if not assignments:
        obstacles.append("The quiz is set for no class. Choose one first.")
    obstacles += sources.problems(quiz=quiz)
    for row in assignments:
        obstacles += problems_of_times(row, now)
    return obstacles


def problems_of_times(row: Assignment, now: datetime) -> list[str]:
    """Return why nothing can be published with these times of a class, stored or only thought of."""
    return [f"It closes for {row.school_class} in the past. Choose a later time."] if row.closes_at <= now else []


def warnings_of(*, clocks: Sequence[Clock], quiz: Quiz | None) -> list[str]:
    """Return what is odd about times that are set, or about to be set, for classes; `quiz` is itself not in the way.

    Its teacher should know it before publishing, though it does not keep the quiz from it.
    """
    warnings = []
    rows = [clock.assignment for clock in clocks]
    beside = Assignment.objects.filter(
        school_class__in=[row.school_class_id for row in rows], opens_at__in=[row.opens_at for row in rows]
    )
    taken = {
        (row.school_class_id, row.opens_at): row.quiz.title
        for row in beside.exclude(quiz=quiz).filter(quiz__state=Quiz.State.PUBLISHED).select_related("quiz")
    }
    for clock in clocks:
        row = clock.assignment
        if not clock.students:
            name, code = row.school_class, row.school_class.code
            warnings.append(f"{name} has no students yet. Who joins with the code {code} will find the quiz.")
        window = int((row.closes_at - row.opens_at).total_seconds() // 60)
        if row.time_limit_minutes and row.time_limit_minutes > window:
            warnings.append(
                f"{row.school_class}: the time limit is {row.time_limit_minutes} min, but it is open for {window} only."
            )
        if title := taken.get((row.school_class_id, row.opens_at)):
            warnings.append(f"{row.school_class}: “{title}” opens at the same minute.")
        warnings += _past_the_bell(clock)
    return warnings


def _past_the_bell(clock: Clock) -> list[str]:
    """Name who writes on when the class's time is over, even after a start at the opening."""
    row = clock.assignment
    ends = {str(student): ends_at(row.opens_at, allowed) for student, allowed in clock.different}
    late = [f"{name} until {_hour(end)}" for name, end in ends.items() if end > row.closes_at]
    if not late:
        return []
    named = ", ".join(late[:MOST_NAMED]) + (f" and {len(late) - MOST_NAMED} more" if late[MOST_NAMED:] else "")
    return [f"{row.school_class}: it closes at {_hour(row.closes_at)}, but some may write longer: {named}."]


def _hour(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%H:%M}"


@transaction.atomic
def publish(*, quiz: Quiz, now: datetime) -> Quiz:
    """Freeze the quiz with the questions' wording of today and let its classes see it."""
    locked = Quiz.objects.select_for_update().get(pk=quiz.pk)
    if locked.state == Quiz.State.PUBLISHED:
        return locked
    if obstacles := problems(quiz=locked, now=now):
        raise CannotPublish(obstacles)
    set_items(quiz=locked, questions=[item.question for item in locked.items.select_related("question")])
    locked.state, locked.published_at = Quiz.State.PUBLISHED, now
    locked.save(update_fields=["state", "published_at"])
    for row in locked.assignments.select_related("school_class"):
        notices.note(
            kind=Notice.Kind.QUIZ_SET,
            to=dict.fromkeys(students_of(row).values_list("pk", flat=True), row.pk),
            subject=f"New quiz: {locked.title}",
            text=f"“{locked.title}” is set for {row.school_class}. Log in to see until when, and how long you have.",
            now=now,
        )
    return locked


def is_begun(quiz: Quiz) -> bool:
    """Whether a student has started the quiz, in any class."""
    return Attempt.objects.filter(assignment__quiz=quiz).exists()


@transaction.atomic
def unpublish(*, quiz: Quiz) -> Quiz:
    """Take a published quiz back, as long as nobody has started it."""
    locked = Quiz.objects.select_for_update().get(pk=quiz.pk)
    if is_begun(locked):
        raise QuizBegun
    locked.state, locked.published_at = Quiz.State.DRAFT, None
    locked.save(update_fields=["state", "published_at"])
    notices.forget(kind=Notice.Kind.QUIZ_SET, rows=list(locked.assignments.values_list("pk", flat=True)))
    return locked


def _refuse_if_published(quiz: Quiz) -> None:
    """Lock the quiz until the transaction ends, so that none is published while its items change."""
    locked = Quiz.objects.select_for_update().filter(pk=quiz.pk).first()
    if locked is not None and locked.state == Quiz.State.PUBLISHED:
        raise QuizFrozen
