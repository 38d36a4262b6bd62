"""Question banks, the questions in them, and the notes and drafts that questions come from."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property

from quizzes.models.final import Final
from quizzes.models.work import Work

LONGEST_STEM = 4_000
MOST_MARKS = Decimal(100)


class BankQuerySet(models.QuerySet["Bank"]):
    def current(self) -> BankQuerySet:
        """Return the banks that are in use: not archived."""
        return self.filter(archived_at=None)


class Bank(models.Model):
    """Where a teacher keeps questions. `glossary` holds `A = B` lines that count as the same in all its schemes.

    An archived bank is offered nowhere; what was set from it stays.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="banks")
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    glossary = models.TextField(
        blank=True, help_text="One line each: words that count as the same, like “USSR = Soviet Union”."
    )
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, help_text="Grows with every change, so that two cannot overlap.")

    objects = BankQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title


class BankShare(models.Model):
    """A colleague who may look into a bank, or work in it as its owner does."""

    bank = models.ForeignKey(Bank, on_delete=models.CASCADE, related_name="shares")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="bank_shares")
    may_edit = models.BooleanField(default=False)
    shared_at = models.DateTimeField()

    class Meta:
        ordering = ["user__last_name", "user__first_name", "pk"]
        constraints = [models.UniqueConstraint(fields=["bank", "user"], name="shared_once")]

    def __str__(self) -> str:
        return f"{self.bank} with {self.user}"


class Tag(models.Model):
    """A word that questions are found by, whatever bank they are in. Kept in lower case."""

    name = models.CharField(max_length=60, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Question(models.Model):
    """One question with its stem. It is READY once it has a mark scheme that can be used.

    A stem with form is written in `markdown`; `stem` is then what it says in plain words. Without form there is only
    the stem, whose signs all stand for themselves.

    `version` grows with every change of what a student reads; each is kept as a QuestionVersion. `facility`, the
    mean share of the marks that was got, is worked out from `facility_of` responses by whoever gives marks.
    """

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
    markdown = models.TextField(blank=True, help_text="The stem where it has form; else empty.")
    marks = models.DecimalField(
        max_digits=5,
        decimal_places=1,
        default=Decimal(1),
        validators=[MinValueValidator(Decimal("0.5")), MaxValueValidator(MOST_MARKS)],
    )
    word_limit = models.PositiveIntegerField(null=True, blank=True)
    model_answer = models.TextField(blank=True)
    source = models.CharField(max_length=200, blank=True, help_text="Where in the notes it came from.")
    tags = models.ManyToManyField(Tag, blank=True, related_name="questions")
    sources = models.ManyToManyField("quizzes.Source", blank=True, related_name="questions")
    pictures = models.ManyToManyField(
        "quizzes.Picture", blank=True, related_name="questions", help_text="In any version of the stem."
    )
    external_id = models.CharField(max_length=200, blank=True, help_text="What another program calls it.")
    version = models.PositiveIntegerField(default=1)
    facility = models.FloatField(null=True, blank=True)
    facility_of = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["bank", "state"]),
            models.Index(fields=["bank", "topic"]),
            models.Index(fields=["bank", "external_id"]),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(marks__gt=0), name="question_marks_positive"),
        ]

    def __str__(self) -> str:
        return self.stem[:80]


class QuestionVersion(Final):
    """A question as it was worded from a moment on. Rows are only added; the newest is what the question says now."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    stem = models.TextField()
    markdown = models.TextField(blank=True)
    sources = models.JSONField(default=list, blank=True, help_text="The numbers of its sources.")
    kind = models.CharField(max_length=8, choices=Question.Kind.choices)
    word_limit = models.PositiveIntegerField(null=True, blank=True)
    model_answer = models.TextField(blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", help_text="None: unknown."
    )
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["question", "-number"]
        constraints = [models.UniqueConstraint(fields=["question", "number"], name="one_wording_a_number")]

    def __str__(self) -> str:
        return f"Version {self.number}: {self.stem[:60]}"


class NotesPage(Work):
    """A page of notes as a teacher pasted or uploaded it, kept so that drafts survive a reload.

    `glossary` holds the `A = B` lines that the notes suggest for the bank, until the teacher decides on them; what
    is not sure begins with `? `. Long notes are drafted by a worker: until it is done they are DRAFTING, `progress`
    hundredths of the way. `remark` is what the teacher should know about how they were read.
    """

    class State(models.TextChoices):
        DRAFTING = "DRAFTING", "Being read"
        READY = "READY", "Ready"
        FAILED = "FAILED", "Could not be read"

    bank = models.ForeignKey(Bank, on_delete=models.CASCADE, related_name="notes")
    state = models.CharField(max_length=8, choices=State.choices, default=State.READY)
    progress = models.PositiveSmallIntegerField(default=100)
    remark = models.CharField(max_length=300, blank=True)
    filename = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    glossary = models.TextField(blank=True)
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
    """A question that the notes suggest, until a teacher keeps or drops it. `proposed_scheme` is notation text.

    `turned_stem` and `turned_scheme` ask the same fact the other way round ("" where there is none). `spare` drafts
    are more than a page of that length needs: they are shown on request.
    """

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
    turned_stem = models.TextField(blank=True)
    turned_scheme = models.TextField(blank=True)
    spare = models.BooleanField(default=False)
    question = models.OneToOneField(Question, null=True, blank=True, on_delete=models.SET_NULL, related_name="draft")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["notes", "position"], name="one_draft_a_position"),
            models.CheckConstraint(condition=Q(last_line__gte=F("first_line")), name="draft_lines_in_order"),
        ]

    def __str__(self) -> str:
        return self.stem[:80]


class Typo(models.Model):
    """A likely slip of the pen in the notes, pointed out to the teacher."""

    class State(models.TextChoices):
        OPEN = "OPEN", "To decide"
        CORRECTED = "CORRECTED", "Corrected"
        KEPT = "KEPT", "Correct as written"

    notes = models.ForeignKey(NotesPage, on_delete=models.CASCADE, related_name="typos")
    line = models.PositiveIntegerField()
    written = models.CharField(max_length=200)
    meant = models.CharField(max_length=200)
    why = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)

    class Meta:
        ordering = ["line", "pk"]

    def __str__(self) -> str:
        return f"{self.written} → {self.meant}"
