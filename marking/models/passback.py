"""Marks that go back to the gradebook of a learning platform: what each student's is, and what was sent of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from quizzes.models import LtiLink


class LtiScore(models.Model):
    """What a student has in the quiz of a link, as they see it, and what the platform has been told.

    `total` is None where nothing is shown any more, which the platform is told, too. `call_at` is when it is sent next,
    None where it has been, or was given up.
    """

    link = models.ForeignKey(LtiLink, on_delete=models.CASCADE, related_name="scores")
    student = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    total = models.DecimalField(max_digits=7, decimal_places=1, null=True)
    out_of = models.DecimalField(max_digits=7, decimal_places=1)
    sent_total = models.DecimalField(max_digits=7, decimal_places=1, null=True)
    sent_out_of = models.DecimalField(max_digits=7, decimal_places=1, null=True)
    sent_at = models.DateTimeField(null=True)
    call_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    said = models.CharField(max_length=300, blank=True, help_text="Why it could not be sent.")

    class Meta:
        ordering = ["link", "student__last_name", "student__first_name", "pk"]
        constraints = [models.UniqueConstraint(fields=["link", "student"], name="score_once_a_link")]
        indexes = [models.Index(F("call_at"), condition=Q(call_at__isnull=False), name="scores_to_send")]

    def __str__(self) -> str:
        return f"{self.student}: {self.link}"
