"""A quiz, its items, and its being set for a class."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from quizzes.models.bank import LONGEST_STEM, Question
from quizzes.models.school_class import SchoolClass


class QuizQuerySet(models.QuerySet["Quiz"]):
    def current(self) -> QuizQuerySet:
        """Return the quizzes that are in use: not archived."""
        return self.filter(archived_at=None)


class Quiz(models.Model):
    """A paper: questions in an order. Once PUBLISHED its items are frozen.

    An archived quiz is off its teacher's lists; its students see it as before.
    """

    class State(models.TextChoices):
        DRAFT = "DRAFT", "Draft"
        PUBLISHED = "PUBLISHED", "Published"

    title = models.CharField(max_length=200)
    instructions = models.TextField(blank=True)
    spell_check = models.BooleanField(default=False, help_text="Whether the student's browser may underline slips.")
    shuffle = models.BooleanField(default=False, help_text="Whether each attempt has an order of its own.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="quizzes")
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = QuizQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name_plural = "quizzes"

    def __str__(self) -> str:
        return self.title


class Item(models.Model):
    """A question in its place in a quiz.

    It carries its own copy of the wording and the marks, so that a paper that has been sat stays as it was,
    and so that serving it touches one table.
    """

    quiz = models.ForeignKey(Quiz, on_delete=models.CASCADE, related_name="items")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=Question.Kind.choices)
    stem = models.TextField(max_length=LONGEST_STEM)
    markdown = models.TextField(blank=True, help_text="The stem where it has form; else empty.")
    sources = models.JSONField(
        default=list, blank=True, help_text="As they were: source, version, label, title, text …"
    )
    pictures = models.ManyToManyField("quizzes.Picture", blank=True, related_name="items")
    marks = models.DecimalField(max_digits=5, decimal_places=1)
    word_limit = models.PositiveIntegerField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, help_text="Of the question, whose wording this is.")
    set_here = models.BooleanField(
        default=False, help_text="Whether marks or word limit were set for this quiz; else they are the question's."
    )
    full_marks = models.DecimalField(
        max_digits=5,
        decimal_places=1,
        null=True,
        blank=True,
        help_text="What the mark scheme was worth where the quiz gave the question fewer marks; else empty.",
    )

    class Meta:
        ordering = ["quiz", "position"]
        constraints = [
            models.UniqueConstraint(fields=["quiz", "position"], name="one_item_a_position"),
            models.UniqueConstraint(fields=["quiz", "question"], name="question_once_a_quiz"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.stem[:60]}"

    def agrees_with(self, most: Decimal) -> bool:
        """Whether a mark scheme worth `most` is the one that the item's marks were set for."""
        return most == (self.marks if self.full_marks is None else self.full_marks)


class Assignment(models.Model):
    """A quiz set for a class: when it opens and closes, and how long a sitting takes (None: no limit)."""

    class LateRule(models.TextChoices):
        ASK = "ASK", "Ask me about each"
        ACCEPT = "ACCEPT", "Accept what arrives up to 90 seconds late"
        REFUSE = "REFUSE", "Refuse all"

    class ReleaseRule(models.TextChoices):
        AFTER_REVIEW = "AFTER_REVIEW", "When I release them, after my review"
        WHEN_MARKED = "WHEN_MARKED", "When all of the class are marked"
        AT_ONCE = "AT_ONCE", "Each student's as soon as they are marked"

    quiz = models.ForeignKey(Quiz, on_delete=models.CASCADE, related_name="assignments")
    school_class = models.ForeignKey(SchoolClass, on_delete=models.CASCADE, related_name="assignments")
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    time_limit_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    attempts_allowed = models.PositiveSmallIntegerField(default=1)
    release_rule = models.CharField(max_length=12, choices=ReleaseRule.choices, default=ReleaseRule.AFTER_REVIEW)
    shows_points = models.BooleanField(default=True)
    shows_feedback = models.BooleanField(default=True)
    shows_wanted = models.BooleanField(default=True, help_text="Whether missed points say what was wanted.")
    shows_model_answer = models.BooleanField(default=False)
    late_rule = models.CharField(max_length=8, choices=LateRule.choices, default=LateRule.ASK)
    # Since when the whole class is paused: who starts meanwhile waits with the others.
    paused_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-opens_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["quiz", "school_class"], name="set_once_a_class"),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="closes_after_it_opens"),
        ]

    def __str__(self) -> str:
        return f"{self.quiz} for {self.school_class}"

    @property
    def shown_in_words(self) -> str:
        """What students see beside their marks, for the teacher who releases them."""
        shown = ["which points they missed" if self.shows_points else "no missed points"]
        shown += ["your feedback"] if self.shows_feedback else []
        shown += ["what was wanted"] if self.shows_wanted else []
        shown += ["the model answer"] if self.shows_model_answer else []
        return ", ".join(shown)

    def has_opened(self, now: datetime) -> bool:
        """Whether students may see and start it, as far as its opening time goes."""
        return self.quiz.state == Quiz.State.PUBLISHED and self.opens_at <= now
