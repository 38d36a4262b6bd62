"""Class lists from files: what one would do, whom other systems mean by an id, and whose list made an account."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from quizzes.models.school_class import Enrolment, SchoolClass


class RosterImport(models.Model):
    """A class list that was looked through. `plan` is what it would do; nothing of it counts until carried out.

    Both hold names, so they are emptied when it is carried out, and the row goes after a day if it never is.
    """

    class State(models.TextChoices):
        PLANNED = "PLANNED", "Read, not imported yet"
        DONE = "DONE", "Imported"

    school_class = models.ForeignKey(
        SchoolClass, on_delete=models.CASCADE, null=True, blank=True, related_name="+", help_text="It goes into this."
    )
    filename = models.CharField(max_length=200)
    roster = models.JSONField(default=dict)
    plan = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PLANNED)
    counts = models.JSONField(default=dict, blank=True)
    read_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    read_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-read_at", "-pk"]

    def __str__(self) -> str:
        return self.filename


class SourcedId(models.Model):
    """What another system calls a class, a person or an enrolment, so that a later list knows it after a rename.

    Ids are an importer's own: two schools' systems may well use the same. Those of the admins' lists have no owner.
    """

    class Kind(models.TextChoices):
        CLASS = "CLASS", "Class"
        PERSON = "PERSON", "Person"
        PLACE = "PLACE", "Enrolment"

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=6, choices=Kind.choices)
    sourced_id = models.CharField(max_length=255)
    school_class = models.ForeignKey(SchoolClass, on_delete=models.CASCADE, null=True, related_name="sourced_ids")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="sourced_ids")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, null=True, related_name="sourced_ids")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "kind", "sourced_id"], name="sourced_id_names_one_thing"),
            models.UniqueConstraint(
                fields=["kind", "sourced_id"], condition=Q(owner=None), name="sourced_id_of_the_school_names_one_thing"
            ),
            models.CheckConstraint(
                condition=Q(kind="CLASS", school_class__isnull=False, user=None, enrolment=None)
                | Q(kind="PERSON", school_class=None, user__isnull=False, enrolment=None)
                | Q(kind="PLACE", school_class=None, user=None, enrolment__isnull=False),
                name="sourced_id_names_what_its_kind_says",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.sourced_id}"


class ImportedAccount(models.Model):
    """An account that a class list made, and whose list it was: that person may go on keeping it by lists."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="imported")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user}, by a list of {self.made_by}"
