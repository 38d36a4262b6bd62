"""Classes, and who belongs to them."""

from __future__ import annotations

from django.conf import settings
from django.db import models


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
