"""The shape of the check queue, of decisions and of what a change of a mark scheme would do."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from marking.api.serializers import PointViewShape
from marking.scripts.queue import MOST_ANSWERS
from marking.services import decisions, remarking
from quizzes.models import Assignment, Item

ROW: dict[str, Any] = {"min_value": 1, "max_value": 2**53}
MARK: dict[str, Any] = {"max_digits": 5, "decimal_places": 1}

WORDING_KINDS = [("accept", "Accept from now on"), ("reject", "Never accept")]


class SeenShape(serializers.Serializer[Any]):
    """An answer, and the mark of it that was seen before the decision; null where there was none."""

    response = serializers.IntegerField(**ROW)
    seen = serializers.IntegerField(**ROW, allow_null=True)


class WordingCountShape(serializers.Serializer[Any]):
    text = serializers.CharField()
    count = serializers.IntegerField()


class GroupShape(serializers.Serializer[Any]):
    """Answers that are as good as the same, for one decision. `reasons` say why the engine is not sure."""

    key = serializers.CharField(source="group.key")
    doubt = serializers.FloatField(source="group.doubt")
    wordings = serializers.SerializerMethodField()
    text = serializers.CharField(source="script.text")
    mark = serializers.DecimalField(**MARK, source="script.mark", allow_null=True)
    out_of = serializers.DecimalField(**MARK, source="script.out_of")
    confidence = serializers.FloatField(source="script.confidence", allow_null=True)
    reasons = serializers.ListField(child=serializers.CharField(), source="script.reasons")
    class_says = serializers.ListField(child=serializers.CharField(), source="others")
    points = PointViewShape(many=True, source="script.points")
    held_by = serializers.SerializerMethodField()
    answers = serializers.SerializerMethodField()

    def get_wordings(self, shown: Any) -> list[dict[str, Any]]:
        """Return the distinct texts, the commonest first."""
        return [{"text": text, "count": count} for text, count in shown.group.wordings]

    def get_held_by(self, shown: Any) -> str:
        """Return who has the group before them, "" for nobody."""
        return str(shown.holder) if shown.holder else ""

    def get_answers(self, shown: Any) -> list[dict[str, int | None]]:
        """Return what to send with a decision."""
        return [{"response": row.pk, "seen": row.standing.mark_id} for row in shown.responses]


class ItemCountShape(serializers.ModelSerializer[Item]):
    """A question of the paper, and how many of its answers wait for a person."""

    to_check = serializers.IntegerField()

    class Meta:
        model = Item
        fields = ("id", "position", "question", "stem", "marks", "to_check")


class WhyShape(serializers.Serializer[Any]):
    """A reason of the engine's not to be sure, and how many answers have it: `?why=` shows those alone."""

    code = serializers.CharField()
    said = serializers.CharField()
    count = serializers.IntegerField()


class PointLineShape(serializers.Serializer[Any]):
    """A point of the scheme, by the number that `decide/` ticks it with, and its line for wordings."""

    number = serializers.IntegerField()
    line = serializers.IntegerField()
    text = serializers.CharField()
    marks = serializers.DecimalField(**MARK)


class QueueShape(serializers.Serializer[Any]):
    """The groups of one question, the most doubtful first; `more` follow once these are decided."""

    groups = GroupShape(many=True)
    more = serializers.IntegerField()
    left = serializers.CharField(help_text="What would change in what nobody looked at, in words.")
    scheme = serializers.IntegerField(allow_null=True, help_text="The mark scheme whose points can be ticked.")
    points = PointLineShape(many=True)
    whys = WhyShape(many=True)


class MarkingShape(serializers.ModelSerializer[Assignment]):
    """A quiz of a class that one marks, and how far that is."""

    title = serializers.CharField(source="quiz.title")
    class_name = serializers.CharField(source="school_class.name")

    class Meta:
        model = Assignment
        fields = ("id", "quiz", "title", "school_class", "class_name", "opens_at", "closes_at")


class ProgressShape(MarkingShape):
    """With how many answers are handed in, marked, to be checked and failed, and the questions of the paper."""

    handed_in = serializers.IntegerField(source="progress.handed_in")
    responses = serializers.IntegerField(source="progress.responses")
    marked = serializers.IntegerField(source="progress.marked")
    to_check = serializers.IntegerField(source="progress.to_check")
    failed = serializers.IntegerField(source="progress.failed")
    items = ItemCountShape(many=True, source="counted")

    class Meta(MarkingShape.Meta):
        fields = (  # type: ignore[assignment]
            *MarkingShape.Meta.fields, "handed_in", "responses", "marked", "to_check", "failed", "items",
        )  # fmt: skip


class DecideShape(serializers.Serializer[Any]):
    """One decision for up to 500 answers to one question. The same `key` again is the same decision, made once."""

    item = serializers.IntegerField(**ROW)
    decide = serializers.ChoiceField(choices=decisions.ACTS)
    answers = SeenShape(many=True, allow_empty=False, max_length=MOST_ANSWERS)  # type: ignore[call-arg]
    points = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=1_000), max_length=1_000, default=list
    )
    mark = serializers.DecimalField(**MARK, min_value=0, required=False, allow_null=True, default=None)
    comment = serializers.CharField(max_length=2_000, required=False, allow_blank=True, default="")
    key = serializers.UUIDField(required=False, default=None)


class GivenShape(serializers.Serializer[Any]):
    """The batch of marks that a decision made, which `batches/{id}/undo/` undoes, and what was decided in words."""

    batch = serializers.IntegerField()
    said = serializers.CharField()


class WordingShape(serializers.Serializer[Any]):
    """Words that a point accepts, or rejects, from now on; `answers` are those that the decision is about."""

    item = serializers.IntegerField(**ROW)
    line = serializers.IntegerField(min_value=1, max_value=100_000, help_text="Of the point, in the mark scheme.")
    wording = serializers.CharField(max_length=300)
    kind = serializers.ChoiceField(choices=WORDING_KINDS)
    answers = SeenShape(many=True, required=False, max_length=MOST_ANSWERS)  # type: ignore[call-arg]


class AddWordingShape(WordingShape):
    """With the mark scheme that was seen, and the quizzes of classes (`again_in`) whose answers are marked again.

    `run` names the phrase of `phrases/` that the wording comes from.
    """

    run = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    seen_scheme = serializers.IntegerField(**ROW)
    again_in = serializers.ListField(child=serializers.IntegerField(**ROW), max_length=1_000, default=list)
    key = serializers.UUIDField(required=False, default=None)


class ChangeShape(serializers.Serializer[Any]):
    """An answer whose mark would change, where, and whether its student sees the mark now."""

    response = serializers.IntegerField(source="response.pk")
    assignment = serializers.IntegerField(source="response.attempt.assignment_id")
    text = serializers.CharField(source="response.text")
    old = serializers.DecimalField(**MARK)
    new = serializers.DecimalField(**MARK)
    is_shown = serializers.BooleanField()


class OutlookShape(serializers.Serializer[Any]):
    """What a change of a mark scheme would do; nothing has been written. Up to 200 changes are listed, all counted."""

    text = serializers.CharField(help_text="The mark scheme as it would be.")
    scheme = serializers.IntegerField(help_text="The newest version there is, which the change follows.")
    up = serializers.IntegerField()
    down = serializers.IntegerField()
    same = serializers.IntegerField()
    by_people = serializers.IntegerField(help_text="Marks of people, which stay.")
    failed = serializers.IntegerField()
    examples_differ = serializers.IntegerField(help_text="Saved examples that would not get their mark.")
    changes = ChangeShape(many=True)


LISTED = 200


def outlook_of(preview: remarking.Preview, scheme: int) -> dict[str, Any]:
    """Return a dry run as `OutlookShape` has it."""
    return {
        "text": preview.text,
        "scheme": scheme,
        "up": len(preview.up),
        "down": len(preview.down),
        "same": len(preview.same),
        "by_people": len(preview.human),
        "failed": len(preview.failed),
        "examples_differ": sum(not one.agrees for one in preview.examples),
        "changes": preview.changed[:LISTED],
    }
