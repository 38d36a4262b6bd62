"""Marks: who or what gave how much for which text, and why. Rows are added, never changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from marking.engine import explain
from marking.models.scheme import MarkScheme
from quizzes.models import Response
from quizzes.models.final import Final
from quizzes.pure.wording import in_figures

# A response that fails to be marked is tried this often, then left to a person.
MOST_TRIES = 3


class Mark(Final):
    """A mark for one revision of a response: the engine's (`marker` is None) or a person's, with a reason.

    `points` is the engine's evidence as data, offsets into the text that was marked.
    """

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="marks")
    revision = models.PositiveIntegerField(help_text="Of the response.")
    text = models.TextField(blank=True, help_text="The response as it was marked.")
    marker = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="marks_given"
    )
    scheme = models.ForeignKey(MarkScheme, null=True, blank=True, on_delete=models.PROTECT, related_name="marks")
    engine_version = models.CharField(max_length=20, blank=True)
    mark = models.DecimalField(max_digits=5, decimal_places=1)
    out_of = models.DecimalField(max_digits=5, decimal_places=1)
    confidence = models.FloatField(null=True, blank=True, help_text="0 to 1; the engine's.")
    review = models.BooleanField(default=False, help_text="The engine asks for a person to look.")
    reasons = models.JSONField(default=list, blank=True, help_text="Code, point and words; before engine 3, sentences.")
    codes = models.CharField(max_length=200, blank=True, editable=False, help_text="Those of the reasons: ,near,weak,")
    points = models.JSONField(default=list, blank=True)
    reason = models.TextField(blank=True, help_text="The person's.")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["response", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "revision", "scheme", "engine_version"],
                condition=Q(marker=None),
                name="one_engine_mark",
            ),
            models.CheckConstraint(condition=Q(mark__gte=0, mark__lte=models.F("out_of")), name="mark_in_range"),
            models.CheckConstraint(
                condition=Q(marker=None, scheme__isnull=False) | Q(marker__isnull=False) & ~Q(reason=""),
                name="mark_says_why",
            ),
        ]

    @property
    def sentences(self) -> tuple[str, ...]:
        """The engine's reasons in words."""
        return explain.sentences(self.reasons)

    def __str__(self) -> str:
        return f"{in_figures(self.mark)}/{in_figures(self.out_of)} by {self.marker or 'the engine'}"


class Standing(models.Model):
    """Which mark counts for a response: a person's before the engine's, then the newest.

    Derived from the marks, and from `sent_at`, by `marking.services.standings`, its one writer; kept as a row so that
    lists of a million answers need no search through their histories.
    """

    class State(models.TextChoices):
        SURE = "SURE", "Sure"
        TO_CHECK = "TO_CHECK", "To check"
        CHECKED = "CHECKED", "Checked by a person"
        FAILED = "FAILED", "Marking failed"

    response = models.OneToOneField(Response, primary_key=True, on_delete=models.PROTECT, related_name="standing")
    mark = models.ForeignKey(Mark, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    engine_mark = models.ForeignKey(Mark, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices)
    confidence = models.FloatField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(
        null=True, blank=True, help_text="When a person was asked to look again; a later mark of a person answers it."
    )
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["state", "-response"]), models.Index(fields=["confidence", "-response"])]
        constraints = [
            models.CheckConstraint(condition=Q(state="FAILED") | Q(mark__isnull=False), name="standing_has_a_mark"),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()}: {self.mark or self.error}"

    @property
    def waits_for_level(self) -> bool:
        """Whether what stands is no mark yet: an essay with a levels grid that nobody has levelled."""
        return self.mark is not None and self.mark.marker_id is None and ",unlevelled," in self.mark.codes
