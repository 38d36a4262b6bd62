"""Which answers are being marked at this moment, and how often that was begun without an end."""

from __future__ import annotations

import uuid

from django.db import models

from quizzes.models import Response


class Claim(models.Model):
    """A worker's word, committed before the engine sees an answer, that it is marking it now.

    It goes with the mark. One that stays behind tells of a process that died or was stopped at it; `tries` counts how
    often. Written by `marking.services.claims` alone.
    """

    response = models.OneToOneField(Response, primary_key=True, on_delete=models.CASCADE, related_name="claim")
    revision = models.PositiveIntegerField(help_text="Of the response.")
    tries = models.PositiveSmallIntegerField()
    run = models.UUIDField(default=uuid.uuid4, help_text="The pass of the engine that it belongs to.")
    holder = models.CharField(max_length=120, help_text="Host, process and when that process began.")
    until = models.DateTimeField(help_text="From then on another worker may take it.")

    class Meta:
        indexes = [models.Index(fields=["until"])]

    def __str__(self) -> str:
        return f"{self.response_id}: {self.tries} by {self.holder}"
