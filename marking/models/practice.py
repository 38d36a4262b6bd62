"""Practice: what is open to a class, where each question is for a student, and what they answered. It never counts."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from marking.models.scheme import MarkScheme
from quizzes.models import Bank, Question, SchoolClass

LONGEST_ANSWER = 2_000  # characters


class PracticeBank(models.Model):
    """A bank, or one topic of it, that a class may practise. `topic` is empty for all of the bank."""

    school_class = models.ForeignKey(SchoolClass, on_delete=models.CASCADE, related_name="practice_banks")
    bank = models.ForeignKey(Bank, on_delete=models.CASCADE, related_name="practice_banks")
    topic = models.CharField(max_length=200, blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["bank__title", "topic", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["school_class", "bank", "topic"], name="opened_once_a_class"),
        ]

    def __str__(self) -> str:
        return f"{self.bank}: {self.topic}" if self.topic else str(self.bank)


class PracticeCard(models.Model):
    """Where a question is in a student's practice: its box, and from when on it comes again."""

    student = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="practice_cards")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="practice_cards")
    box = models.PositiveSmallIntegerField(default=0)
    due_on = models.DateField()
    begun_on = models.DateField(help_text="When it was new.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["student", "question"], name="one_practice_card")]
        indexes = [models.Index(fields=["student", "due_on"])]

    def __str__(self) -> str:
        return f"Box {self.box}, due {self.due_on}"


class PracticeAnswer(models.Model):
    """An answer given in practice, with what the engine gives it.

    `unsure` says that the engine would have a person look; then `verdict` is what the student says of it. `box_before`
    is where the question was, so that the verdict can move it anew. An empty text is "I don't know".
    """

    class Verdict(models.TextChoices):
        NONE = "", "None"
        RIGHT = "RIGHT", "I was right"
        WRONG = "WRONG", "I was wrong"

    student = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="practice_answers")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="practice_answers")
    scheme = models.ForeignKey(MarkScheme, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(help_text="Made with the page: what is sent twice under it counts once.")
    text = models.TextField(blank=True, max_length=LONGEST_ANSWER)
    mark = models.DecimalField(max_digits=5, decimal_places=1)
    out_of = models.DecimalField(max_digits=5, decimal_places=1)
    points = models.JSONField(default=list, blank=True)
    reasons = models.JSONField(default=list, blank=True)
    unsure = models.BooleanField(default=False)
    verdict = models.CharField(max_length=5, choices=Verdict.choices, blank=True, default=Verdict.NONE)
    box_before = models.PositiveSmallIntegerField()
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ["-answered_at", "-pk"]
        indexes = [models.Index(fields=["student", "answered_at"]), models.Index(fields=["question", "answered_at"])]
        constraints = [
            models.UniqueConstraint(fields=["student", "key"], name="one_practice_answer_a_key"),
            models.CheckConstraint(condition=Q(mark__lte=F("out_of")), name="practice_mark_in_range"),
        ]

    def __str__(self) -> str:
        return self.text[:80]
