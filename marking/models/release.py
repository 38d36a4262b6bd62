"""The act of showing a class its marks, and whose are held back."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from quizzes.models import Assignment, Attempt
from quizzes.models.final import Final


class Release(models.Model):
    """Marks of one assignment are shown to the students whose attempts it covers, until taken back.

    `released_by` is None where the assignment's own rule released them. What is handed in later waits for another
    release. A rule that shows marks at once makes none; to take them back makes one that is taken back already.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="releases")
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    released_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-released_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.assignment}, {self.released_at:%d %b %Y %H:%M}"


class ReleasedAttempt(Final):
    """An attempt that a release covers, as it was handed in at `submitted_at`: opened again, it waits for another."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="covers")
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="releases")
    submitted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["release", "attempt"], name="covered_once_a_release")]

    def __str__(self) -> str:
        return f"{self.attempt} in {self.release}"


class SeenResult(models.Model):
    """By when a student had seen the marks of an attempt: what changed since is new to them."""

    attempt = models.OneToOneField(Attempt, on_delete=models.CASCADE, related_name="seen_result")
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.attempt}, seen {self.seen_at:%d %b %Y %H:%M}"


class Hold(models.Model):
    """One student's marks are held back from whatever releases them, until it is lifted."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="holds")
    student = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="holds")
    reason = models.CharField(max_length=300, blank=True, help_text="For colleagues; the student does not see it.")
    held_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    held_at = models.DateTimeField()
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "student"], condition=models.Q(lifted_at=None), name="held_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.student}: {self.assignment}"
