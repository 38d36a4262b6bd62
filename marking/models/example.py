"""Answers that a teacher keeps beside a mark scheme, with the mark they should get."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from quizzes.models import Question
from quizzes.pure.wording import in_figures


class Example(models.Model):
    """An answer and the mark a person gives it: a scheme is tried on it whenever it changes."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="examples")
    text = models.TextField()
    mark = models.DecimalField(max_digits=5, decimal_places=1)
    note = models.CharField(max_length=300, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=models.Q(mark__gte=0), name="example_mark_not_negative")]

    def __str__(self) -> str:
        return f"{in_figures(self.mark)}: {self.text[:60]}"
