"""What was done to a sitting, by whom and when: the log of acts."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q

from quizzes.models.attempt import Attempt, ResponseVersion
from quizzes.models.final import Final


class AttemptAct(Final):
    """One act on one attempt. The end of an attempt changes by these alone; rows are only added."""

    class Kind(models.TextChoices):
        TIME = "TIME", "Time given or taken"
        PAUSED = "PAUSED", "Paused"
        RESUMED = "RESUMED", "Resumed"
        BREAK_STARTED = "BREAK_STARTED", "Rest break started"
        BREAK_ENDED = "BREAK_ENDED", "Rest break ended"
        RECOMPUTED = "RECOMPUTED", "End computed anew"
        REOPENED = "REOPENED", "Opened again"
        HANDED_IN = "HANDED_IN", "Handed in by the teacher"
        FILE_LOADED = "FILE_LOADED", "File of answers loaded"
        ACCEPTED = "ACCEPTED", "Late text accepted"
        REFUSED = "REFUSED", "Late text refused"

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
