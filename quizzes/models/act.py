"""What was done to a sitting, or to one quiz of a class, by whom and when: the logs of acts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format

from quizzes.models.attempt import Attempt, ResponseVersion
from quizzes.models.final import Final
from quizzes.models.quiz import Quiz
from quizzes.models.school_class import SchoolClass


class AttemptAct(Final):
    """One act on one attempt. The end of an attempt changes by these alone; rows are only added."""

    class Kind(models.TextChoices):
        TIME = "TIME", "Time given or taken"
        PAUSED = "PAUSED", "Paused"
        RESUMED = "RESUMED", "Resumed"
        BREAK_STARTED = "BREAK_STARTED", "Rest break started"
        BREAK_ENDED = "BREAK_ENDED", "Rest break ended"
        RECOMPUTED = "RECOMPUTED", "End recalculated"
        REOPENED = "REOPENED", "Reopened"
        HANDED_IN = "HANDED_IN", "Handed in by the teacher"
        FILE_LOADED = "FILE_LOADED", "File of answers uploaded"
        ACCEPTED = "ACCEPTED", "Late text accepted"
        REFUSED = "REFUSED", "Late text refused"
        FROM_PAPER = "FROM_PAPER", "Taken from paper"

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="acts")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="Nobody where a rule of the class decided.",
    )
    # Exact, so that what a pause took is given back to the microsecond. Negative is taken away.
    given = models.DurationField(default=timedelta(0))
    old_end = models.DateTimeField(null=True)
    new_end = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    version = models.ForeignKey(ResponseVersion, on_delete=models.PROTECT, null=True, related_name="decisions")
    # The hand-in that a reopening took back: its receipt stays valid as a record of what was there.
    old_submitted_at = models.DateTimeField(null=True)
    old_receipt = models.CharField(max_length=12, blank=True)
    # The same form sent twice is one act.
    key = models.UUIDField(null=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "key"], condition=Q(key__isnull=False), name="one_act_of_a_form"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.attempt_id}"


class AssignmentAct(Final):
    """One act on a quiz as it is set for a class, whether anybody sits it or not.

    It names quiz and class and not the assignment, which goes where a draft is no longer set for the class.
    """

    class Kind(models.TextChoices):
        CHANGED = "CHANGED", "Changed"
        PAUSED = "PAUSED", "The class paused"
        RESUMED = "RESUMED", "The class resumed"

    quiz = models.ForeignKey(Quiz, on_delete=models.PROTECT, related_name="+")
    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
    # By the name of the field, what it was and what it became; times as ISO text.
    changes = models.JSONField(default=dict)

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.quiz} for {self.school_class}"

    def in_words(self) -> Iterator[tuple[str, str, str]]:
        """Yield what changed: its name, what it was and what it became."""
        for name, (old, new) in self.changes.items():
            yield name.replace("_", " ").removesuffix(" at"), _in_words(old), _in_words(new)


def _in_words(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    try:
        return date_format(timezone.localtime(datetime.fromisoformat(value)), "D j M, H:i")
    except (TypeError, ValueError):
        return str(value).replace("_", " ").lower()
