"""The shape of essays: a class's scripts by a levels grid, one script, levels, comments and comparisons."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from marking.api.check_shapes import MARK, ROW
from marking.api.scheme_shapes import ObjectiveShape, ScriptShape
from marking.models import BankedComment, Comparison, ObjectiveLevel
from marking.models.essay import LONGEST_BANKED, LONGEST_COMMENT
from quizzes.models import ResponseVersion

LONGEST_PASSAGE = 20_000


class ListedScriptShape(serializers.Serializer[Any]):
    """A script of the pile, without its student's name; `said` is the level that stands, “” where it waits for one."""

    response = serializers.IntegerField()
    number = serializers.IntegerField()
    said = serializers.CharField()
    guarded = serializers.BooleanField(help_text="Whether something is to be known of it before it is levelled.")


class LookAgainShape(serializers.Serializer[Any]):
    response = serializers.IntegerField(source="response.pk")
    number = serializers.IntegerField()
    said = serializers.CharField(source="in_words")


class PileShape(serializers.Serializer[Any]):
    """A class's scripts to a question with a levels grid. `left` are those without a level, in the order asked for.

    `look_again` are levelled scripts at odds with the rest, once all have a level.
    """

    item = serializers.IntegerField(source="item.pk")
    scheme = serializers.IntegerField(source="scheme.pk")
    objectives = ObjectiveShape(many=True, source="grid.objectives")
    scripts = ListedScriptShape(many=True, source="listed")
    left = serializers.ListField(child=serializers.IntegerField(), source="in_order")
    look_again = LookAgainShape(many=True, source="again")


class LevelGivenShape(serializers.ModelSerializer[ObjectiveLevel]):
    """The level and mark that stand for an objective."""

    mark = serializers.DecimalField(**MARK, source="given")

    class Meta:
        model = ObjectiveLevel
        fields = ("objective", "level", "mark", "out_of")


class ScriptCommentShape(serializers.Serializer[Any]):
    """A comment that stands. `start` and `end` are its passage in the text; null on the whole, or for lost words."""

    id = serializers.IntegerField(source="comment.pk")
    number = serializers.IntegerField()
    text = serializers.CharField(source="comment.text")
    passage = serializers.CharField(source="comment.exact")
    start = serializers.IntegerField(allow_null=True)
    end = serializers.IntegerField(allow_null=True)
    overall = serializers.BooleanField(source="comment.is_overall")
    is_lost = serializers.BooleanField()
    made_by = serializers.IntegerField(source="comment.made_by_id")
    made_at = serializers.DateTimeField(source="comment.made_at")


class SavedTextShape(serializers.ModelSerializer[ResponseVersion]):
    """A text as it was saved, and whether it counted."""

    class Meta:
        model = ResponseVersion
        fields = ("text", "seq", "received_at", "outcome")


class SharedShape(serializers.Serializer[Any]):
    """A passage of a script, and where it stands in the other, or in the question."""

    start = serializers.IntegerField()
    end = serializers.IntegerField()
    other_start = serializers.IntegerField()
    other_end = serializers.IntegerField()
    words = serializers.IntegerField()


class GuardShape(serializers.Serializer[Any]):
    """Something to know of a script before it is levelled, and the passages that it speaks of."""

    code = serializers.CharField()
    said = serializers.CharField(source="sentence")
    passages = SharedShape(many=True)


class CopiedShape(serializers.Serializer[Any]):
    """Two scripts that share passages; the first of a passage's places are in `response`, the others in `other`."""

    response = serializers.IntegerField(source="key")
    other = serializers.IntegerField()
    words = serializers.IntegerField()
    passages = SharedShape(many=True)


class ExpectedShape(serializers.Serializer[Any]):
    """What is expected of one objective from the levels that were given, and how often that was right so far."""

    objective = serializers.CharField(source="objective.name")
    low = serializers.IntegerField(source="proposal.low")
    high = serializers.IntegerField(source="proposal.high")
    likely = serializers.IntegerField(source="proposal.likely")
    said = serializers.CharField(source="in_words")
    record = serializers.CharField()


class BorderShape(serializers.Serializer[Any]):
    """A typical script of the level below, and one of that above, to compare one at their border with."""

    objective = serializers.CharField(allow_blank=True)
    low = serializers.IntegerField()
    high = serializers.IntegerField()


class KnownShape(serializers.Serializer[Any]):
    """What is known of a script of a pile. It is worked out anew each time, stored nowhere, and gives no mark."""

    number = serializers.IntegerField()
    guards = GuardShape(many=True)
    copies = CopiedShape(many=True)
    expected = ExpectedShape(many=True)
    border = BorderShape(allow_null=True)


class ScriptDetailShape(ScriptShape):
    """An answer with its marking. `seen` is the mark that stands: send it with a level, so that nobody's is lost."""

    response = serializers.IntegerField()
    assignment = serializers.IntegerField()
    item = serializers.IntegerField()
    seen = serializers.IntegerField(allow_null=True)
    state = serializers.CharField()
    by = serializers.CharField(help_text="Who gave the mark, “” for the engine.")
    comment = serializers.CharField(help_text="The reason of a person's mark.")
    levels = LevelGivenShape(many=True)
    comments = ScriptCommentShape(many=True)
    versions = SavedTextShape(many=True)
    known = KnownShape(allow_null=True, help_text="Of an essay with a levels grid, unless `blind`.")


class GiveLevelsShape(serializers.Serializer[Any]):
    """A mark for each objective of the grid by its name (“” where its one has none): the level follows from it."""

    marks = serializers.DictField(child=serializers.DecimalField(**MARK, min_value=Decimal(0)))
    seen = serializers.IntegerField(**ROW, allow_null=True)
    key = serializers.UUIDField(required=False, allow_null=True, default=None)


class WriteCommentShape(serializers.Serializer[Any]):
    """A comment on words of the script (`exact`, which begin at `start`), or with `overall` on the whole of it.

    `seen` is the overall comment that stood, null for none. An empty overall text takes it away.
    """

    text = serializers.CharField(allow_blank=True, max_length=LONGEST_COMMENT)
    exact = serializers.CharField(
        required=False, allow_blank=True, trim_whitespace=False, max_length=LONGEST_PASSAGE, default=""
    )
    start = serializers.IntegerField(required=False, min_value=0, max_value=2**31 - 1, default=0)
    overall = serializers.BooleanField(default=False)
    seen = serializers.IntegerField(**ROW, required=False, allow_null=True, default=None)
    key = serializers.UUIDField(required=False, allow_null=True, default=None)


class ChangeCommentShape(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=LONGEST_COMMENT)
    key = serializers.UUIDField(required=False, allow_null=True, default=None)


class BankedCommentShape(serializers.ModelSerializer[BankedComment]):
    """A comment that one keeps to give again; `letter` is its key on the page, “” for none."""

    text = serializers.CharField(max_length=LONGEST_BANKED)
    letter = serializers.CharField(source="key", allow_blank=True, required=False, max_length=1, default="")

    class Meta:
        model = BankedComment
        fields = ("id", "text", "letter")

    def validate_letter(self, letter: str) -> str:
        """Refuse what is no key of every keyboard."""
        if letter and not (letter.isascii() and letter.isalpha()):
            raise serializers.ValidationError("One letter from a to z.")
        return letter


class CompareShape(serializers.Serializer[Any]):
    """Which of two levelled scripts (`low` and `high`, their responses) this one is more like."""

    low = serializers.IntegerField(**ROW)
    high = serializers.IntegerField(**ROW)
    nearer = serializers.ChoiceField(choices=Comparison.Nearer.choices)
    key = serializers.UUIDField(required=False, allow_null=True, default=None)


class ComparisonShape(serializers.ModelSerializer[Comparison]):
    """A person's word on a script at a border. It gives no mark."""

    class Meta:
        model = Comparison
        fields = ("id", "response", "objective", "low_level", "high_level", "nearer", "made_by", "made_at")
