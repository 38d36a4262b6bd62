"""What people say of essays: the level for each objective, comments in the script, and which script one is more like.

All of it is on record: rows are added, never changed. Only a teacher's own bank of comments is hers to change.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from marking.models.mark import Mark
from marking.models.moderation import SampledResponse
from quizzes.models import Response
from quizzes.models.final import Final
from quizzes.pure.wording import in_figures

LONGEST_COMMENT = 2_000
LONGEST_BANKED = 500
LONGEST_OBJECTIVE = 100


class ObjectiveLevel(Final):
    """The level and mark that a person gave for one objective of the grid; together they are the response's `mark`.

    The grid is that of the mark's `scheme`; `objective` is "" where a grid's one objective has no name.
    """

    mark = models.ForeignKey(Mark, on_delete=models.PROTECT, related_name="levels")
    objective = models.CharField(max_length=LONGEST_OBJECTIVE, blank=True)
    position = models.PositiveSmallIntegerField(help_text="In the grid.")
    level = models.PositiveSmallIntegerField()
    given = models.DecimalField(max_digits=5, decimal_places=1, help_text="The mark for this objective.")
    out_of = models.DecimalField(max_digits=5, decimal_places=1)

    class Meta:
        ordering = ["mark", "position"]
        verbose_name = "level"
        constraints = [
            models.UniqueConstraint(fields=["mark", "objective"], name="one_level_an_objective"),
            models.CheckConstraint(condition=Q(given__gte=0, given__lte=F("out_of")), name="level_mark_in_range"),
        ]

    def __str__(self) -> str:
        name = f"{self.objective}: level" if self.objective else "Level"
        return f"{name} {self.level}, {in_figures(self.given)}/{in_figures(self.out_of)}"


class SecondLevel(Final):
    """The level and mark of one objective, given in a second marking without sight of the first."""

    row = models.ForeignKey(SampledResponse, on_delete=models.PROTECT, related_name="levels")
    objective = models.CharField(max_length=LONGEST_OBJECTIVE, blank=True)
    position = models.PositiveSmallIntegerField(help_text="In the grid.")
    level = models.PositiveSmallIntegerField()
    given = models.DecimalField(max_digits=5, decimal_places=1, help_text="The mark for this objective.")

    class Meta:
        ordering = ["row", "position"]
        constraints = [models.UniqueConstraint(fields=["row", "objective"], name="one_second_level_an_objective")]

    def __str__(self) -> str:
        name = f"{self.objective}: level" if self.objective else "Level"
        return f"{name} {self.level}, {in_figures(self.given)}"


class ScriptComment(Final):
    """A comment in a script, tied to a passage by quotation and position, or to the whole of it (`start` is None).

    A comment is changed by one that replaces it, and taken away by an empty one that does. What nothing replaces and
    isn't empty stands.
    """

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="comments")
    revision = models.PositiveIntegerField(help_text="Of the response.")
    text = models.TextField(max_length=LONGEST_COMMENT, blank=True)
    exact = models.TextField(blank=True, help_text="The passage.")
    prefix = models.CharField(max_length=64, blank=True, help_text="What stands before it.")
    suffix = models.CharField(max_length=64, blank=True, help_text="What stands behind it.")
    start = models.PositiveIntegerField(null=True, blank=True, help_text="Where the passage began, from 0.")
    replaces = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by")
    key = models.UUIDField(null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="script_comments")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["response", "pk"]
        verbose_name = "comment"
        constraints = [
            models.UniqueConstraint(
                fields=["made_by", "key"], condition=Q(key__isnull=False), name="comment_once_a_key"
            ),
            models.UniqueConstraint(
                fields=["response"], condition=Q(start=None, replaces=None), name="one_first_overall_comment"
            ),
            models.CheckConstraint(
                condition=~Q(text="") | Q(replaces__isnull=False), name="only_a_comment_is_taken_away"
            ),
            models.CheckConstraint(
                condition=Q(start=None, exact="") | Q(start__isnull=False) & ~Q(exact=""),
                name="comment_has_its_passage",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60] or "(removed)"

    @property
    def is_overall(self) -> bool:
        """Whether it is of the whole script."""
        return self.start is None


class BankedComment(models.Model):
    """A comment that a teacher keeps to give again, by a key of her own where she chose one."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="comment_bank")
    text = models.CharField(max_length=LONGEST_BANKED)
    key = models.CharField(max_length=1, blank=True, help_text="A letter.")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "key"], condition=~Q(key=""), name="one_comment_a_letter"),
            models.UniqueConstraint(fields=["owner", "text"], name="banked_once"),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class Comparison(Final):
    """A person's word on a script at a border: whether it is more like one of the level below or one of that above.

    It gives no mark; the level is given for itself.
    """

    class Nearer(models.TextChoices):
        LOW = "LOW", "More like the lower one"
        HIGH = "HIGH", "More like the higher one"
        NEITHER = "NEITHER", "Between the two"

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="comparisons")
    revision = models.PositiveIntegerField(help_text="Of the response.")
    objective = models.CharField(max_length=LONGEST_OBJECTIVE, blank=True)
    low = models.ForeignKey(Mark, on_delete=models.PROTECT, related_name="+", help_text="Of the lower script.")
    high = models.ForeignKey(Mark, on_delete=models.PROTECT, related_name="+", help_text="Of the higher script.")
    low_level = models.PositiveSmallIntegerField()
    high_level = models.PositiveSmallIntegerField()
    nearer = models.CharField(max_length=7, choices=Nearer.choices)
    key = models.UUIDField(null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="comparisons")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["response", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["made_by", "key"], condition=Q(key__isnull=False), name="comparison_once_a_key"
            ),
            models.CheckConstraint(condition=Q(low_level__lt=F("high_level")), name="compared_across_a_border"),
        ]

    def __str__(self) -> str:
        return f"{self.get_nearer_display()} (level {self.low_level} or {self.high_level})"
