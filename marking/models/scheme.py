"""Mark schemes: numbered versions of a text, never changed once written."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from quizzes.models import Question
from quizzes.models.final import Final


class MarkScheme(Final):
    """One version of a question's mark scheme. A correction is the next version; the newest one marks."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="mark_schemes")
    version = models.PositiveIntegerField()
    text = models.TextField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["question", "-version"]
        constraints = [models.UniqueConstraint(fields=["question", "version"], name="one_scheme_a_version")]

    def __str__(self) -> str:
        return f"Version {self.version} of “{self.question}”"
