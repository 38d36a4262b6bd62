"""A student's question about a mark, and what a teacher made of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from marking.models.mark import Mark
from quizzes.models import Response

LONGEST_ENQUIRY = 1_000


class Enquiry(models.Model):
    """One question a response; `mark` stood when it was asked, `new` is what a change made of it."""

    class Outcome(models.TextChoices):
        KEPT = "KEPT", "Kept"
        CHANGED = "CHANGED", "Changed"

    response = models.OneToOneField(Response, on_delete=models.PROTECT, related_name="enquiry")
    text = models.TextField(max_length=LONGEST_ENQUIRY)
    mark = models.ForeignKey(Mark, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    outcome = models.CharField(max_length=7, choices=Outcome.choices, blank=True)
    answer = models.TextField(blank=True, help_text="The student reads it.")
    new = models.ForeignKey(Mark, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        verbose_name = "question about a mark"
        verbose_name_plural = "questions about marks"
        indexes = [models.Index(fields=["outcome", "asked_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", answered_at=None, answered_by=None, answer="", new=None)
                | Q(outcome="KEPT", answered_at__isnull=False, answered_by__isnull=False, new=None) & ~Q(answer="")
                | Q(outcome="CHANGED", answered_at__isnull=False, answered_by__isnull=False, new__isnull=False)
                & ~Q(answer=""),
                name="enquiry_answered_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return not self.outcome
