"""The shape of what the API of `marking` takes and gives. Fields are named one by one; nothing saves here."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from marking.engine import MarkSchemeError, explain
from marking.models import Mark, MarkBatch, MarkScheme
from marking.services.schemes import LONGEST_SCHEME
from quizzes.access.api import Unreadable


class MarkSchemeShape(serializers.ModelSerializer[MarkScheme]):
    """One version of a question's mark scheme."""

    text = serializers.CharField(trim_whitespace=False, max_length=LONGEST_SCHEME)

    class Meta:
        model = MarkScheme
        fields = ("id", "question", "version", "text", "written_at")
        read_only_fields = ("question", "version", "written_at")


def unreadable(field: str, error: MarkSchemeError, *, line: int | None = None) -> Unreadable:
    """Return a mark scheme's error as a problem: its place, what stands there and what would be right.

    `line` is that of the text as it was sent, where the error counts those of another.
    """
    where = {name: getattr(error, name) for name in ("line", "column", "found", "hint", "corrected")}
    return Unreadable(field, str(error), where if line is None else {**where, "line": line})


class MarkShape(serializers.ModelSerializer[Mark]):
    """A mark on record: the engine's, or (`marker`) a person's with a reason."""

    reasons = serializers.ListField(child=serializers.CharField(), source="sentences", read_only=True)
    codes = serializers.SerializerMethodField()

    class Meta:
        model = Mark
        fields = (
            "id", "response", "revision", "marker", "scheme", "engine_version", "mark", "out_of", "confidence",
            "review", "reasons", "codes", "points", "reason", "made_at",
        )  # fmt: skip

    def get_codes(self, mark: Mark) -> list[str]:
        """The codes of the engine's reasons."""
        return list(explain.codes_in(mark.codes))


class GiveShape(serializers.Serializer[Any]):
    """A person's mark."""

    response = serializers.IntegerField(min_value=1)
    mark = serializers.DecimalField(max_digits=5, decimal_places=1, min_value=0)
    reason = serializers.CharField(max_length=2_000)
    seen = serializers.IntegerField(
        required=False, allow_null=True, default=None, help_text="The mark that stood when you decided."
    )


class EvidenceShape(serializers.Serializer[Any]):
    """A credited piece of the answer: `text[start:end]`."""

    start = serializers.IntegerField()
    end = serializers.IntegerField()
    text = serializers.CharField()


class PointShape(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    outcome = serializers.CharField()
    marks = serializers.DecimalField(max_digits=5, decimal_places=1)
    of = serializers.DecimalField(max_digits=5, decimal_places=1)
    feedback = serializers.CharField()
    evidence = EvidenceShape(many=True)


class LevelShape(serializers.Serializer[Any]):
    """The level reached for one objective of an essay's grid (`objective` is "" where its one has no name)."""

    objective = serializers.CharField()
    level = serializers.IntegerField(source="level.number")
    descriptor = serializers.CharField(source="level.descriptor")
    mark = serializers.DecimalField(max_digits=5, decimal_places=1, source="given")
    out_of = serializers.DecimalField(max_digits=5, decimal_places=1)
    next_descriptor = serializers.CharField(source="following.descriptor", default="")


class CommentShape(serializers.Serializer[Any]):
    """A comment at a passage, which may be gone from the text."""

    number = serializers.IntegerField()
    text = serializers.CharField()
    passage = serializers.CharField()
    is_lost = serializers.BooleanField()


class ResultLine(serializers.Serializer[Any]):
    """One question of a released result."""

    item = serializers.IntegerField()
    stem = serializers.CharField()
    html = serializers.CharField(help_text="The stem with its form.")
    text = serializers.CharField()
    mark = serializers.DecimalField(max_digits=5, decimal_places=1, allow_null=True)
    out_of = serializers.DecimalField(max_digits=5, decimal_places=1)
    comment = serializers.CharField()
    points = PointShape(many=True)
    levels = LevelShape(many=True)
    comments = CommentShape(many=True)
    overall_comment = serializers.CharField()


class ResultShape(serializers.Serializer[Any]):
    """A student's released result."""

    attempt = serializers.IntegerField()
    total = serializers.DecimalField(max_digits=6, decimal_places=1, allow_null=True)
    out_of = serializers.DecimalField(max_digits=6, decimal_places=1)
    answers = ResultLine(many=True)


class BatchShape(serializers.ModelSerializer[MarkBatch]):
    """One act that gave one or many marks; `undone_at` says whether they still count."""

    class Meta:
        model = MarkBatch
        fields = ("id", "kind", "question", "assignment", "scheme", "reason", "made_by", "made_at", "undone_at")


class CreditShape(EvidenceShape):
    """With what of the scheme it met, and how alike the two are, from 0 to 1."""

    met = serializers.CharField()
    similarity = serializers.FloatField(allow_null=True)


class PointViewShape(PointShape):
    """A point as those who mark see it: with the scheme's own words."""

    text = serializers.CharField()
    evidence = CreditShape(many=True)
