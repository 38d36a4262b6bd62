"""Question banks, the questions in them, and the notes and drafts that questions come from."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property

LONGEST_STEM = 4_000
MOST_MARKS = Decimal(100)


class Bank(models.Model):
    """Where a teacher keeps questions. `glossary` holds `A = B` lines that count as the same in all its schemes."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="banks")
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    glossary = models.TextField(
        blank=True, help_text="One line each: words that count as the same, like “USSR = Soviet Union”."
    )
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title


class Question(models.Model):
    """One question with its stem. It is READY once it has a mark scheme that can be used."""

    class Kind(models.TextChoices):
        SHORT = "SHORT", "Short answer"
        ESSAY = "ESSAY", "Essay"

    class State(models.TextChoices):
        DRAFT = "DRAFT", "Needs a mark scheme"
        READY = "READY", "Ready"
        ARCHIVED = "ARCHIVED", "Archived"

    bank = models.ForeignKey(Bank, on_delete=models.CASCADE, related_name="questions")
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.SHORT)
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    topic = models.CharField(max_length=200, blank=True)
    stem = models.TextField(max_length=LONGEST_STEM)
    marks = models.DecimalField(
        max_digits=5,
        decimal_places=1,
        default=Decimal(1),
        validators=[MinValueValidator(Decimal("0.5")), MaxValueValidator(MOST_MARKS)],
    )
    word_limit = models.PositiveIntegerField(null=True, blank=True)
    model_answer = models.TextField(blank=True)
    source = models.CharField(max_length=200, blank=True, help_text="Where in the notes it came from.")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["bank", "state"])]
        constraints = [
            models.CheckConstraint(condition=Q(marks__gt=0), name="question_marks_positive"),
        ]

    def __str__(self) -> str:
        return self.stem[:80]


class NotesPage(models.Model):
    """A page of notes as a teacher pasted or uploaded it, kept so that drafts survive a reload."""

    bank = models.ForeignKey(Bank, on_delete=models.CASCADE, related_name="notes")
    filename = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["-added_at", "-pk"]

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the text; line n of a draft or a slip is `lines[n - 1]`."""
        return self.text.splitlines()

    def __str__(self) -> str:
        return self.filename or f"Notes of {self.added_at:%d %b %Y}"


class Draft(models.Model):
    """A question that the notes suggest, until a teacher keeps or drops it. `proposed_scheme` is notation text."""

    class State(models.TextChoices):
        OPEN = "OPEN", "To decide"
        KEPT = "KEPT", "Kept"
        DROPPED = "DROPPED", "Dropped"

    notes = models.ForeignKey(NotesPage, on_delete=models.CASCADE, related_name="drafts")
    position = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    stem = models.TextField(max_length=LONGEST_STEM)
    proposed_scheme = models.TextField()
    marks = models.DecimalField(max_digits=5, decimal_places=1)
    kind = models.CharField(max_length=40)
    topic = models.CharField(max_length=200, blank=True)
    first_line = models.PositiveIntegerField()
    last_line = models.PositiveIntegerField()
    quality = models.FloatField()
    to_check = models.BooleanField(default=False)
    why = models.CharField(max_length=300, blank=True)
    question = models.OneToOneField(Question, null=True, blank=True, on_delete=models.SET_NULL, related_name="draft")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["notes", "position"], name="one_draft_a_position"),
            models.CheckConstraint(condition=Q(last_line__gte=F("first_line")), name="draft_lines_in_order"),
        ]

    def __str__(self) -> str:
        return self.stem[:80]


class Slip(models.Model):
    """A likely slip of the pen in the notes, pointed out to the teacher."""

    notes = models.ForeignKey(NotesPage, on_delete=models.CASCADE, related_name="slips")
    line = models.PositiveIntegerField()
    written = models.CharField(max_length=200)
    meant = models.CharField(max_length=200)
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["line", "pk"]

    def __str__(self) -> str:
        return f"{self.written} → {self.meant}"
