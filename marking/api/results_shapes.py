"""The shape of a class's marks: the table, releases, holds, figures and samples."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from marking import queries
from marking.api.check_shapes import MARK, ROW
from marking.api.scheme_shapes import ObjectiveShape
from marking.models import Hold, Release, Sample


class CellShape(serializers.Serializer[Any]):
    """One answer of the table; `mark` is null while there is none, or a level is waited for."""

    response = serializers.IntegerField(source="pk")
    item = serializers.IntegerField(source="item_id")
    mark = serializers.SerializerMethodField()
    state = serializers.CharField(source="standing.state", default="")

    def get_mark(self, cell: Any) -> str | None:
        """Return the standing mark."""
        mark = queries.mark_of(cell)
        return None if mark is None else f"{mark:.1f}"


class TableRowShape(serializers.Serializer[Any]):
    """A student's line; no cells where nothing was handed in."""

    student = serializers.IntegerField(source="student.pk")
    username = serializers.CharField(source="student.username")
    name = serializers.CharField(source="student")
    attempt = serializers.IntegerField(source="attempt.pk", allow_null=True, default=None)
    handed_in_at = serializers.DateTimeField(source="attempt.submitted_at", allow_null=True, default=None)
    cells = serializers.SerializerMethodField()
    total = serializers.DecimalField(max_digits=6, decimal_places=1, allow_null=True)

    def get_cells(self, row: Any) -> list[dict[str, Any]]:
        """Return the answers in the order of the paper."""
        return [dict(CellShape(cell).data) for cell in row.cells if cell is not None]


class TableShape(serializers.Serializer[Any]):
    """The marks of a class for a quiz, a row a student."""

    out_of = serializers.DecimalField(max_digits=6, decimal_places=1)
    rows = TableRowShape(many=True)


class ReleaseShape(serializers.ModelSerializer[Release]):
    class Meta:
        model = Release
        fields = ("id", "released_at", "released_by", "taken_back_at")


class ReleaseStateShape(serializers.Serializer[Any]):
    """What the class sees of its marks now, in words, and its releases, the newest first."""

    said = serializers.CharField(source="state.in_words")
    releases = ReleaseShape(many=True)


class WantedReleaseShape(serializers.Serializer[Any]):
    unchecked_too = serializers.BooleanField(default=False, help_text="Release though answers wait for a person.")


class HoldShape(serializers.ModelSerializer[Hold]):
    class Meta:
        model = Hold
        fields = ("id", "student", "reason", "held_by", "held_at", "lifted_at")
        read_only_fields = ("held_by", "held_at", "lifted_at")


class NewHoldShape(serializers.Serializer[Any]):
    student = serializers.IntegerField(**ROW)
    reason = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class LiftShape(serializers.Serializer[Any]):
    hold = serializers.IntegerField(**ROW)


class WrongShape(serializers.Serializer[Any]):
    text = serializers.CharField()
    count = serializers.IntegerField()


class HardestPointShape(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    share = serializers.FloatField(help_text="Of the answers that met it.")


class SpreadShape(serializers.Serializer[Any]):
    """The totals in quarters, in marks."""

    lowest = serializers.FloatField()
    lower = serializers.FloatField()
    middle = serializers.FloatField()
    upper = serializers.FloatField()
    highest = serializers.FloatField()
    mean = serializers.FloatField()


class BarShape(serializers.Serializer[Any]):
    """How many totals are from `low` up to, but not with, `high`; the last bar has its `high` in it."""

    low = serializers.IntegerField()
    high = serializers.IntegerField()
    count = serializers.IntegerField()


class ItemFiguresShape(serializers.Serializer[Any]):
    """How a question went. A figure is null where the marks are too few to say."""

    item = serializers.IntegerField(source="item.pk")
    position = serializers.IntegerField(source="item.position")
    count = serializers.IntegerField()
    mean = serializers.FloatField(allow_null=True)
    facility = serializers.FloatField(allow_null=True)
    discrimination = serializers.FloatField(allow_null=True)
    compared = serializers.IntegerField(help_text="Answers that both the engine and a person marked.")
    stricter = serializers.FloatField(allow_null=True, help_text="Marks that people gave more than the engine.")
    full = serializers.IntegerField()
    none = serializers.IntegerField()
    wrong = serializers.SerializerMethodField()
    hardest_point = serializers.SerializerMethodField()

    @extend_schema_field(WrongShape(many=True))
    def get_wrong(self, figures: Any) -> list[dict[str, Any]]:
        """Return the answers that earned nothing and were given most often."""
        return [{"text": text, "count": count} for text, count in figures.wrong]

    @extend_schema_field(HardestPointShape(allow_null=True))
    def get_hardest_point(self, figures: Any) -> dict[str, Any] | None:
        """Return the marking point that the fewest answers met, null where there is one only."""
        point = figures.hardest_point
        return None if point is None else {"number": point[0], "share": point[1]}


class FiguresShape(serializers.Serializer[Any]):
    """A class's marks in figures. `struggling` are the students below two fifths of the marks."""

    counted = serializers.IntegerField()
    on_paper = serializers.IntegerField()
    out_of = serializers.DecimalField(max_digits=6, decimal_places=1)
    alpha = serializers.FloatField(allow_null=True, help_text="Cronbach's alpha.")
    error = serializers.FloatField(allow_null=True, help_text="The standard error of measurement, in marks.")
    spread = SpreadShape(allow_null=True)
    bars = BarShape(many=True)
    items = ItemFiguresShape(many=True)
    struggling = serializers.SerializerMethodField()

    def get_struggling(self, figures: Any) -> list[int]:
        """Return the ids of the students who may need help."""
        return [row.student.pk for row in figures.struggling]


class AgreementShape(serializers.Serializer[Any]):
    """How far two marks of the same answers agree, with the 95 % interval of the share."""

    of = serializers.IntegerField()
    agreed = serializers.IntegerField()
    exact = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()
    kappa = serializers.FloatField(allow_null=True)


class ToSampleShape(serializers.Serializer[Any]):
    """An answer to be marked without sight of its first mark."""

    row = serializers.IntegerField(source="pk")
    item = serializers.IntegerField(source="response.item_id")
    stem = serializers.CharField(source="response.item.stem")
    text = serializers.CharField(source="response.text")
    out_of = serializers.DecimalField(**MARK, source="response.item.marks")
    scheme = serializers.CharField(help_text="The text of the mark scheme, “” where there is none.")
    objectives = ObjectiveShape(many=True, help_text="Of an essay with a levels grid: send `levels` of each.")


class LevelAgreementShape(AgreementShape):
    """How far two readings agree on the levels of an objective, by what that is called."""

    name = serializers.CharField()


class PairShape(serializers.Serializer[Any]):
    """An answer of a finished sample: the mark that stood when it was drawn, and the one given without sight of it."""

    response = serializers.IntegerField(source="response_id")
    item = serializers.IntegerField(source="response.item_id")
    text = serializers.CharField(source="response.text")
    first = serializers.DecimalField(**MARK, source="first.mark")
    second = serializers.DecimalField(**MARK)
    comment = serializers.CharField()
    marked_by = serializers.IntegerField(source="marked_by_id")


class GradesShape(serializers.Serializer[Any]):
    """The grade boundaries of a quiz, one a line, from the best down: `A 80%` or `A 16`; “” for none."""

    boundaries = serializers.CharField(allow_blank=True, trim_whitespace=False, max_length=1_000)


class SampleShape(serializers.Serializer[Any]):
    """The next answer of one's own sample, null where none is left; and how far all finished samples agree."""

    next = ToSampleShape(allow_null=True)
    agreement = AgreementShape(allow_null=True)
    levels = LevelAgreementShape(many=True)
    differ = PairShape(many=True, help_text="Answers that got two marks, once one's own sample is done.")


class KindShape(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=Sample.Kind.choices, default=Sample.Kind.BLIND)


class SecondMarkShape(serializers.Serializer[Any]):
    """The mark, or of an essay with a levels grid the mark of each objective by its name."""

    row = serializers.IntegerField(**ROW)
    mark = serializers.DecimalField(**MARK, min_value=0, required=False)
    levels = serializers.DictField(child=serializers.DecimalField(**MARK, min_value=0), required=False)
    comment = serializers.CharField(max_length=2_000, required=False, allow_blank=True, default="")

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        """Ask for one of the two."""
        if ("mark" in given) == ("levels" in given):
            raise serializers.ValidationError({"mark": "Send a mark, or levels; one of the two."})
        return given
