"""What a student is entitled to when sitting, and every change of it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from quizzes.models.final import Final
from quizzes.pure.terms import MOST_FACTOR, NO_FACTOR, Terms


class AccessArrangement(models.Model):
    """What a student is entitled to in every quiz; at most one each. See `Terms` for what it means."""

    student = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="access_arrangement"
    )
    time_factor = models.DecimalField(
        max_digits=4,
        decimal_places=2,
        default=Decimal(1),
        validators=[MinValueValidator(NO_FACTOR), MaxValueValidator(MOST_FACTOR)],
        help_text="1.25 is a quarter more.",
    )
    extra_minutes = models.PositiveSmallIntegerField(default=0)
    unlimited = models.BooleanField(default=False, help_text="No time limit; the closing time stays.")
    rest_minutes = models.PositiveSmallIntegerField(default=0, help_text="Of rest breaks in a sitting, all together.")
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(time_factor__gte=1), name="time_factor_at_least_one"),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="arrangement_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.student}: {self.terms.in_words()}"

    @property
    def terms(self) -> Terms:
        """What is granted, and on which days."""
        return Terms(
            time_factor=self.time_factor,
            extra_minutes=self.extra_minutes,
            unlimited=self.unlimited,
            rest_minutes=self.rest_minutes,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
        )

    def holds_at(self, moment: datetime) -> bool:
        """Whether the arrangement is in force on the day of `moment`, by the site's clock."""
        return self.terms.holds_on(timezone.localdate(moment))


class ArrangementChange(Final):
    """One change of a student's arrangement: None before the first and after it was taken away."""

    student = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="arrangement_changes")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    old_terms = models.JSONField(null=True)
    new_terms = models.JSONField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.student}: {self.after.in_words() if self.after else 'removed'}"

    @property
    def before(self) -> Terms | None:
        """What was granted until then."""
        return Terms.from_json(self.old_terms) if self.old_terms else None

    @property
    def after(self) -> Terms | None:
        """What has been granted since."""
        return Terms.from_json(self.new_terms) if self.new_terms else None
