"""An import of questions: what it would bring, and how far it is."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from quizzes.models import Bank
from quizzes.models.work import Work


class Import(Work):
    """A file that was read for a bank. `plan` is what it would bring; nothing of it counts until carried out."""

    class State(models.TextChoices):
        READING = "READING", "Being read"
        REFUSED = "REFUSED", "Could not be read"
        PLANNED = "PLANNED", "Read, not imported yet"
        WAITING = "WAITING", "Being imported"
        DONE = "DONE", "Imported"
        FAILED = "FAILED", "Failed; nothing was changed"

    bank = models.ForeignKey(Bank, on_delete=models.CASCADE, related_name="imports")
    filename = models.CharField(max_length=200)
    plan = models.JSONField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.PLANNED)
    data = models.BinaryField(null=True, blank=True, help_text="The file, until a worker has looked it through.")
    left_out = models.JSONField(default=list, blank=True, help_text="Places in the plan that are not wanted.")
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)
    read_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-read_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.filename} into {self.bank}"
