"""Grade boundaries of a quiz."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from quizzes.models import Quiz


class GradeBoundaries(models.Model):
    """What mark earns which grade in a quiz, as its teacher wrote it, a line a grade (`marking.pure.grades`)."""

    quiz = models.OneToOneField(Quiz, primary_key=True, on_delete=models.CASCADE, related_name="grade_boundaries")
    text = models.TextField(max_length=1_000)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Grade boundaries of {self.quiz}"
