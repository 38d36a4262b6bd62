"""The act of showing a class its marks."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from quizzes.models import Assignment


class Release(models.Model):
    """Marks of one assignment are shown to its students, until taken back."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="releases")
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-released_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"], condition=models.Q(taken_back_at=None), name="released_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.assignment}, {self.released_at:%d %b %Y %H:%M}"
