"""Classes, who belongs to them, and what a student is entitled to when sitting."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class SchoolClass(models.Model):
    """A class (the word itself is taken in Python). Students join it with its code."""

    name = models.CharField(max_length=100)
    code = models.CharField(max_length=12, unique=True)
    created_at = models.DateTimeField()
    people = models.ManyToManyField(settings.AUTH_USER_MODEL, through="Enrolment", related_name="school_classes")

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = "class"
        verbose_name_plural = "classes"

    def __str__(self) -> str:
        return self.name


class Enrolment(models.Model):
    """One person's place in a class. Leaving is a date, so that past work stays."""

    class Role(models.TextChoices):
        TEACHER = "TEACHER", "Teacher"
        STUDENT = "STUDENT", "Student"

    school_class = models.ForeignKey(SchoolClass, on_delete=models.CASCADE, related_name="enrolments")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="enrolments")
    role = models.CharField(max_length=8, choices=Role.choices)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["user__last_name", "user__first_name", "pk"]
        constraints = [models.UniqueConstraint(fields=["school_class", "user"], name="enrolled_once")]

    def __str__(self) -> str:
        return f"{self.user} in {self.school_class}"


class AccessArrangement(models.Model):
    """Extra time that a student is entitled to in every quiz: (limit × factor) + extra minutes."""

    student = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="access_arrangement"
    )
    time_factor = models.DecimalField(
        max_digits=4,
        decimal_places=2,
        default=Decimal(1),
        validators=[MinValueValidator(Decimal(1)), MaxValueValidator(Decimal(4))],
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
        return f"{self.student}: × {self.time_factor} + {self.extra_minutes} min"

    def holds_at(self, moment: datetime) -> bool:
        """Whether the arrangement is valid on the day of `moment`, by the site's clock."""
        return self.holds_on(timezone.localdate(moment))

    def holds_on(self, day: date) -> bool:
        """Whether the arrangement is valid on `day`."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_until is None or day <= self.valid_until)
