"""Marks that were given in one act, so that one act can undo them; and what that changed for students."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from marking.models.mark import Mark
from marking.models.scheme import MarkScheme
from quizzes.models import Assignment, Question, Response
from quizzes.models.final import Final


class MarkBatch(models.Model):
    """One act that gave one or many marks. Undone, its marks stay on record and no longer count.

    `key` is made by the browser that sent the act, so that the same act sent twice is done once.
    """

    class Kind(models.TextChoices):
        GROUP = "GROUP", "Decided in the queue"
        LEVEL = "LEVEL", "Levelled"
        REMARK = "REMARK", "Marked again"
        WORDING = "WORDING", "A wording accepted or rejected"
        BULK = "BULK", "Overridden together"

    kind = models.CharField(max_length=8, choices=Kind.choices)
    question = models.ForeignKey(Question, null=True, blank=True, on_delete=models.PROTECT, related_name="mark_batches")
    assignment = models.ForeignKey(
        Assignment, null=True, blank=True, on_delete=models.PROTECT, related_name="mark_batches"
    )
    scheme = models.ForeignKey(MarkScheme, null=True, blank=True, on_delete=models.PROTECT, related_name="batches")
    reason = models.TextField(blank=True)
    key = models.UUIDField(null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="mark_batches")
    made_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "mark batches"
        constraints = [
            models.UniqueConstraint(fields=["made_by", "key"], condition=Q(key__isnull=False), name="one_act_a_key"),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None) | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="undone_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.made_at:%d %b %Y %H:%M}"


class BatchMark(Final):
    """A mark that a batch brought about. A mark counts if it is in no batch, or in one that is not undone.

    A row between the two, because an engine's mark is made once: a batch done again after an undo finds it there.
    """

    batch = models.ForeignKey(MarkBatch, on_delete=models.PROTECT, related_name="rows")
    mark = models.ForeignKey(Mark, on_delete=models.PROTECT, related_name="in_batches")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "mark"], name="mark_once_a_batch")]

    def __str__(self) -> str:
        return f"{self.mark} in {self.batch}"


class MarkChange(Final):
    """The standing mark of a response changed while its student could see it."""

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="mark_changes")
    old = models.ForeignKey(Mark, on_delete=models.PROTECT, related_name="+")
    new = models.ForeignKey(Mark, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["response", "pk"]

    def __str__(self) -> str:
        return f"{self.old} became {self.new}"
