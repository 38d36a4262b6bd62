"""Who moderates a class, who is marking what just now, and samples of answers that are marked a second time."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from marking.models.mark import Mark
from quizzes.models import Assignment, Item, Response, SchoolClass
from quizzes.pure.wording import in_figures


class Moderator(models.Model):
    """A colleague who may mark in a class without teaching it. A department is who moderates its classes."""

    school_class = models.ForeignKey(SchoolClass, on_delete=models.CASCADE, related_name="moderators")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="moderates")
    appointed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    appointed_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["user__last_name", "user__first_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["school_class", "user"], condition=Q(ended_at=None), name="moderator_once_a_class"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.school_class}"


class MarkingLease(models.Model):
    """A teacher has a group of answers before them, until a moment. It keeps nobody out; it tells the others."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="leases")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="leases")
    group = models.CharField(max_length=16, help_text="The group's key.")
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="leases")
    until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assignment", "item", "group"], name="one_lease_a_group")]

    def __str__(self) -> str:
        return f"{self.holder} until {self.until:%H:%M:%S}"


class Sample(models.Model):
    """Answers drawn to be marked once more without sight of the first mark: against the engine, or by a colleague."""

    class Kind(models.TextChoices):
        BLIND = "BLIND", "Of the answers the engine is sure of"
        SECOND = "SECOND", "Second marking by a colleague"

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="samples")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.drawn_at:%d %b %Y %H:%M}"


class SampledResponse(models.Model):
    """One answer of a sample: the mark that stood when it was drawn, and the one it was given without sight of that."""

    sample = models.ForeignKey(Sample, on_delete=models.CASCADE, related_name="rows")
    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="sampled")
    first = models.ForeignKey(Mark, on_delete=models.PROTECT, related_name="+")
    second = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    comment = models.TextField(blank=True)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    marked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["sample", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["sample", "response"], name="sampled_once"),
            models.CheckConstraint(
                condition=Q(second=None, marked_by=None) | Q(second__gte=0, marked_by__isnull=False),
                name="second_mark_has_a_marker",
            ),
        ]

    def __str__(self) -> str:
        return f"{in_figures(self.first.mark)} and {'not yet' if self.second is None else self.second}"
