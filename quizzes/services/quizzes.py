"""The one writer of quizzes, items and assignments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from quizzes.models import Assignment, Attempt, Item, Question, Quiz, SchoolClass
from quizzes.services import sittings


class QuizFrozen(Exception):
    """The quiz is published: its items can no longer be changed."""


class QuizBegun(Exception):
    """A student has started: the quiz can no longer be taken back."""


class CannotPublish(Exception):
    """The quiz is not fit to be published; `problems` says why, each a sentence for its teacher."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = list(problems)


# What is set for each class of its own.
SET_FOR_CLASS = (
    "opens_at", "closes_at", "time_limit_minutes", "attempts_allowed", "release_rule", "shows_points",
    "shows_feedback", "shows_model_answer",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Setting:
    """How a quiz is set for a class."""

    school_class: SchoolClass
    opens_at: datetime
    closes_at: datetime
    time_limit_minutes: int | None
    attempts_allowed: int = 1
    release_rule: str = Assignment.ReleaseRule.AFTER_REVIEW
    shows_points: bool = True
    shows_feedback: bool = True
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
) -> Quiz:
    """Make `quiz`, or a new draft, hold `questions` in that order and be set for the classes of `settings`.

    Raises QuizFrozen for a published one.
    """
    if quiz is None:
        quiz = Quiz(owner=by, created_at=now)
    _refuse_if_published(quiz)
    quiz.title, quiz.instructions = title, instructions
    quiz.shuffle, quiz.spell_check = shuffle, spell_check
    quiz.save()
    set_items(quiz=quiz, questions=questions)
    quiz.assignments.exclude(school_class__in=[setting.school_class for setting in settings]).delete()
    for setting in settings:
        set_for_class(quiz=quiz, setting=setting)
    return quiz


@transaction.atomic
def set_items(*, quiz: Quiz, questions: Sequence[Question]) -> None:
    """Make `questions` the items of a quiz that is still a draft."""
    _refuse_if_published(quiz)
    quiz.items.all().delete()
    Item.objects.bulk_create(
        Item(
            quiz=quiz,
            question=question,
            position=position,
            kind=question.kind,
            stem=question.stem,
            marks=question.marks,
            word_limit=question.word_limit,
            version=question.version,
        )
        for position, question in enumerate(questions, start=1)
    )


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
def change_times(*, assignment: Assignment, setting: Setting, by: Any, now: datetime) -> sittings.Done:
    """Change when a quiz is open for its class and how long a sitting takes, also while it is being sat.

    Running attempts get their new end in the same transaction, each noted in the log of acts; the answer says whose
    moved, and who was held at one minute because the new end would have been over.
    """
    row = set_for_class(quiz=assignment.quiz, setting=setting)
    return sittings.recompute_ends(now=now, by=by, reason="The times of the quiz were changed.", assignment=row)


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
    found = [
        f"Question {item.position} has no mark scheme yet."
        for item in items
        if item.question.state != Question.State.READY
    ]
    if not items:
        found.append("The quiz has no questions. Choose some first.")
    if not assignments:
        found.append("The quiz is set for no class. Choose one first.")
    for row in assignments:
        if row.closes_at <= now:
            found.append(f"It closes for {row.school_class} in the past. Choose a later time.")
        if not row.school_class.enrolments.filter(role="STUDENT", left_at=None).exists():
            found.append(f"{row.school_class} has no students yet. Give them the class code {row.school_class.code}.")
    return found


def warnings(*, quiz: Quiz) -> list[str]:
    """Return what its teacher should know before publishing, though it does not keep the quiz from it."""
    found = []
    rows = list(quiz.assignments.select_related("school_class"))
    beside = Assignment.objects.filter(
        school_class__in=[row.school_class_id for row in rows], opens_at__in=[row.opens_at for row in rows]
    )
    taken = {
        (row.school_class_id, row.opens_at): row.quiz.title
        for row in beside.exclude(quiz=quiz).filter(quiz__state=Quiz.State.PUBLISHED).select_related("quiz")
    }
    for row in rows:
        window = int((row.closes_at - row.opens_at).total_seconds() // 60)
        if row.time_limit_minutes and row.time_limit_minutes > window:
            found.append(
                f"{row.school_class}: the time limit is {row.time_limit_minutes} min, but it is open for {window} only."
            )
        if title := taken.get((row.school_class_id, row.opens_at)):
            found.append(f"{row.school_class}: “{title}” opens at the same minute.")
    return found


@transaction.atomic
def publish(*, quiz: Quiz, now: datetime) -> Quiz:
    """Freeze the quiz with the questions' wording of today and let its classes see it."""
    locked = Quiz.objects.select_for_update().get(pk=quiz.pk)
    if locked.state == Quiz.State.PUBLISHED:
        return locked
    if found := problems(quiz=locked, now=now):
        raise CannotPublish(found)
    set_items(quiz=locked, questions=[item.question for item in locked.items.select_related("question")])
    locked.state, locked.published_at = Quiz.State.PUBLISHED, now
    locked.save(update_fields=["state", "published_at"])
    return locked


@transaction.atomic
def unpublish(*, quiz: Quiz) -> Quiz:
    """Take a published quiz back, as long as nobody has started it."""
    locked = Quiz.objects.select_for_update().get(pk=quiz.pk)
    if Attempt.objects.filter(assignment__quiz=locked).exists():
        raise QuizBegun
    locked.state, locked.published_at = Quiz.State.DRAFT, None
    locked.save(update_fields=["state", "published_at"])
    return locked


def _refuse_if_published(quiz: Quiz) -> None:
    if quiz.state == Quiz.State.PUBLISHED:
        raise QuizFrozen
