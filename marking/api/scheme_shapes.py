"""The shape of mark schemes being written: tried out, as fields, and taught by people's marks."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from marking.api.check_shapes import MARK, ROW
from marking.api.serializers import PointViewShape
from marking.services.schemes import LONGEST_SCHEME
from quizzes.models.bank import LONGEST_STEM
from quizzes.texts import LONGEST_MARKDOWN

MOST_TRIED = 100
LONGEST_TRIED = 20_000
LONGEST_ALL_TRIED = 200_000  # characters of all answers together: they are marked while somebody waits


class SchemeTextShape(serializers.Serializer[Any]):
    scheme = serializers.CharField(trim_whitespace=False, max_length=LONGEST_SCHEME)


class TryShape(SchemeTextShape):
    """A mark scheme, and what to try it on. `question` has its saved examples tried, too; nothing is stored.

    `stem` may have form; with `as_typed` its signs stand for themselves. `choices` say, by the ids of `questions` of an
    earlier try, which way of reading is meant.
    """

    stem = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_MARKDOWN, default="")
    as_typed = serializers.BooleanField(default=False)
    word_limit = serializers.IntegerField(required=False, min_value=1, max_value=100_000, allow_null=True, default=None)
    answers = serializers.ListField(
        child=serializers.CharField(allow_blank=True, trim_whitespace=False, max_length=LONGEST_TRIED),
        max_length=MOST_TRIED, default=list,
    )  # fmt: skip
    model_answer = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_TRIED, default="")
    question = serializers.IntegerField(**ROW, required=False, allow_null=True, default=None)
    choices = serializers.DictField(child=serializers.CharField(max_length=200), default=dict)

    def validate_answers(self, answers: list[str]) -> list[str]:
        """Refuse more than can be marked while somebody waits."""
        if sum(map(len, answers)) > LONGEST_ALL_TRIED:
            raise serializers.ValidationError(f"Together at most {LONGEST_ALL_TRIED:,} characters; send more as a job.")
        return answers


class ReadingShape(serializers.Serializer[Any]):
    """What was read into a line that is written as exam boards print it; `lost`: it can't be looked for."""

    line = serializers.IntegerField()
    message = serializers.CharField()
    lost = serializers.BooleanField()


class ChoiceShape(serializers.Serializer[Any]):
    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # the name of an option of fields, too
    notation = serializers.CharField()


class TwoWaysShape(serializers.Serializer[Any]):
    """What can be read two ways: try again with `choices`, the `key` of one of them by this `id`."""

    id = serializers.CharField()
    line = serializers.IntegerField()
    text = serializers.CharField()
    message = serializers.CharField()
    choices = ChoiceShape(many=True)


class CautionShape(serializers.Serializer[Any]):
    """Something to look at in a scheme that can be used as it is."""

    code = serializers.CharField()
    line = serializers.IntegerField()
    point = serializers.IntegerField(allow_null=True)
    message = serializers.CharField()


class PointInWordsShape(serializers.Serializer[Any]):
    """A point as it is understood; words that are looked for stand between asterisks."""

    number = serializers.IntegerField()
    line = serializers.IntegerField()
    marks = serializers.DecimalField(**MARK)
    group = serializers.IntegerField(allow_null=True)
    sentence = serializers.CharField()


class GridLevelShape(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    low = serializers.DecimalField(**MARK)
    high = serializers.DecimalField(**MARK)
    descriptor = serializers.CharField()


class ObjectiveShape(serializers.Serializer[Any]):
    """An objective of a levels grid, its levels the lowest first; `name` is “” in a grid of one without a name."""

    name = serializers.CharField()
    about = serializers.CharField()
    marks = serializers.DecimalField(**MARK)
    levels = GridLevelShape(many=True)


class UnderstoodShape(serializers.Serializer[Any]):
    """What a scheme says, in words."""

    max = serializers.DecimalField(**MARK)
    total = serializers.CharField()
    points = PointInWordsShape(many=True)
    cautions = CautionShape(many=True, source="all_cautions")
    objectives = ObjectiveShape(many=True, source="grid.objectives", default=())


class ScriptShape(serializers.Serializer[Any]):
    """An answer with what was credited in it."""

    text = serializers.CharField()
    mark = serializers.DecimalField(**MARK, allow_null=True)
    out_of = serializers.DecimalField(**MARK)
    confidence = serializers.FloatField(allow_null=True)
    reasons = serializers.ListField(child=serializers.CharField(), help_text="Why a person should look.")
    points = PointViewShape(many=True)


class TriedShape(serializers.Serializer[Any]):
    """A saved example with the mark that it should get, and what the scheme gives it (`given`)."""

    example = serializers.IntegerField(source="example.pk")
    text = serializers.CharField(source="example.text")
    mark = serializers.DecimalField(**MARK, source="example.mark")
    given = serializers.DecimalField(**MARK, source="mark")
    agrees = serializers.BooleanField()


class SelfTrialShape(serializers.Serializer[Any]):
    """What the scheme gives the model answer, the question copied out, or the notes, and whether it should."""

    kind = serializers.CharField()
    mark = serializers.DecimalField(**MARK)
    out_of = serializers.DecimalField(**MARK, source="max")
    fine = serializers.BooleanField()
    message = serializers.CharField()


class TrialShape(serializers.Serializer[Any]):
    """How a scheme is understood and what it gives. `understood` is null while something is to be chosen (`questions`).

    `notation` is what to save; with `changed` it was written as exam boards print it, and `readings` say what was read.
    """

    notation = serializers.CharField(source="understood.notation")
    changed = serializers.BooleanField(source="understood.printed.changed")
    readings = ReadingShape(many=True, source="understood.printed.readings")
    questions = TwoWaysShape(many=True, source="understood.printed.questions")
    understood = UnderstoodShape(source="understood.described", allow_null=True)
    answers = ScriptShape(many=True, source="scripts")
    by_itself = SelfTrialShape(many=True, source="trials")
    examples = TriedShape(many=True, source="tried")


class RowShape(serializers.Serializer[Any]):
    """A point as fields; `others`, `reject` and `kept` hold one entry a line; `group` 0 earns its marks by itself."""

    line = serializers.IntegerField(required=False, min_value=0, max_value=100_000, help_text="0: a new point.")
    group = serializers.IntegerField(required=False, min_value=0, max_value=200)
    wording = serializers.CharField(allow_blank=True, max_length=LONGEST_STEM)
    others = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_STEM)
    reject = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_STEM)
    kept = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_STEM)
    feedback = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_STEM)
    marks = serializers.CharField(required=False, max_length=10)


class LevelRowShape(serializers.Serializer[Any]):
    low = serializers.CharField(allow_blank=True, max_length=10)
    high = serializers.CharField(allow_blank=True, max_length=10)
    descriptor = serializers.CharField(allow_blank=True, max_length=LONGEST_STEM)


class ObjectiveRowShape(serializers.Serializer[Any]):
    name = serializers.CharField(allow_blank=True, max_length=100)
    about = serializers.CharField(allow_blank=True, max_length=200)
    levels = LevelRowShape(many=True, max_length=20)  # type: ignore[call-arg]


class FieldsShape(serializers.Serializer[Any]):
    """A mark scheme as fields: what nobody changes in them is written back as it was typed in `base`.

    `counts` are how many points of each group count, by the group's number; `cap` is the most that can be had, “” all.
    """

    base = serializers.CharField(allow_blank=True, trim_whitespace=False, max_length=LONGEST_SCHEME)
    rows = RowShape(many=True, max_length=200)  # type: ignore[call-arg]
    counts = serializers.DictField(child=serializers.IntegerField(min_value=0, max_value=200), default=dict)
    cap = serializers.CharField(required=False, allow_blank=True, max_length=10, default="")
    grid = ObjectiveRowShape(many=True, max_length=10, default=list)  # type: ignore[call-arg]


class GenericGridShape(serializers.Serializer[Any]):
    """A levels grid to begin from."""

    key = serializers.CharField()
    title = serializers.CharField()
    text = serializers.CharField()


class ProposalShape(serializers.Serializer[Any]):
    """A line more for a scheme, on top of those before it: `gained` answers come nearer to people's marks.

    `before` and `after` are the quadratic weighted kappa with people. `text` is the scheme with it; send `key` to take
    it with all before it.
    """

    key = serializers.CharField()
    kind = serializers.CharField()
    line = serializers.IntegerField()
    wording = serializers.CharField()
    text = serializers.CharField()
    gained = serializers.SerializerMethodField()
    broken = serializers.SerializerMethodField()
    before = serializers.FloatField()
    after = serializers.FloatField()

    def get_gained(self, proposal: Any) -> int:
        """Return how many answers come nearer to the person's mark."""
        return len(proposal.gained)

    def get_broken(self, proposal: Any) -> int:
        """Return how many come further off."""
        return len(proposal.broken)


class HeldOutShape(serializers.Serializer[Any]):
    """What such proposals are worth on answers that they were not learnt from."""

    before = serializers.FloatField()
    after = serializers.FloatField()
    gain = serializers.DecimalField(max_digits=7, decimal_places=1)


class ProposalsShape(serializers.Serializer[Any]):
    """What people's marks propose for a scheme; `judged` are the answers that they marked, examples among them."""

    judged = serializers.IntegerField()
    proposals = ProposalShape(many=True)
    held_out = HeldOutShape(allow_null=True, help_text="With `held_out=true`, from 20 judged answers on.")


class TakeShape(serializers.Serializer[Any]):
    key = serializers.CharField(max_length=64)
