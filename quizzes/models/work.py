"""What a worker does for a row, and how often that was begun."""

from __future__ import annotations

from django.db import models


class Work(models.Model):
    """Base of rows that a worker does something for. Written by `quizzes.services.work` alone.

    `tries` counts how often it was begun since it last came to an end, `holder` is the process that is at it.
    """

    tries = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    holder = models.CharField(max_length=100, blank=True, default="", db_default="", editable=False)
    begun_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True
