"""Classes, and who belongs to them."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class SchoolClassQuerySet(models.QuerySet["SchoolClass"]):
    def current(self) -> SchoolClassQuerySet:
        """Return the classes that are in use: not archived."""
        return self.filter(archived_at=None)


class SchoolClass(models.Model):
    """A class (the word itself is taken in Python). Students join it with its code while that is open.

    An archived class is offered nowhere; what was done in it stays.
    """

    name = models.CharField(max_length=100)
    code = models.CharField(max_length=12, unique=True)
    code_open = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)
    people = models.ManyToManyField(settings.AUTH_USER_MODEL, through="Enrolment", related_name="school_classes")

    objects = SchoolClassQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = "class"
        verbose_name_plural = "classes"

    def __str__(self) -> str:
        return self.name


class OldCode(models.Model):
    """A code that a class had before. Nobody joins with it, but it stands on slips: with it and a PIN one logs in."""

    school_class = models.ForeignKey(SchoolClass, on_delete=models.CASCADE, related_name="old_codes")
    code = models.CharField(max_length=12, unique=True)
    ended_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.code}, once of {self.school_class}"


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
    left_by_choice = models.BooleanField(default=False)  # then they come back by themselves, too

    class Meta:
        ordering = ["user__last_name", "user__first_name", "pk"]
        constraints = [models.UniqueConstraint(fields=["school_class", "user"], name="enrolled_once")]

    def __str__(self) -> str:
        return f"{self.user} in {self.school_class}"


class Invitation(models.Model):
    """A colleague asked to teach a class too, until they answer or it is taken back."""

    school_class = models.ForeignKey(SchoolClass, on_delete=models.CASCADE, related_name="invitations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="invitations")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    invited_at = models.DateTimeField()

    class Meta:
        ordering = ["invited_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["school_class", "user"], name="invited_once")]

    def __str__(self) -> str:
        return f"{self.user} to {self.school_class}"
