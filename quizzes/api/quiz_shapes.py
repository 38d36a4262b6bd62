"""The shape of quizzes as those see them who set them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework import serializers

from quizzes.api.class_shapes import ROW
from quizzes.api.serializers import MOST_QUESTIONS, ItemShape, SettingShape
from quizzes.forms.quizzes import MOST_WORDS
from quizzes.models import Question, Quiz
from quizzes.services.quizzes import NO_QUESTION


class QuizItemShape(ItemShape):
    """A question of a quiz, with that of the bank it comes from. `set_here`: marks or word limit are the quiz's own."""

    class Meta(ItemShape.Meta):
        fields = ("id", "question", *ItemShape.Meta.fields[1:], "set_here", "full_marks")  # type: ignore[assignment]


class SetForShape(SettingShape):
    """How a quiz is set for one class that one teaches."""

    class Meta(SettingShape.Meta):
        fields = ("id", *SettingShape.Meta.fields)  # type: ignore[assignment]


class QuizShape(serializers.ModelSerializer[Quiz]):
    """A quiz as its teacher sees it. Of classes that one teaches no more nothing is said."""

    items = QuizItemShape(many=True, read_only=True)
    settings = SetForShape(many=True, read_only=True, source="set_for")

    class Meta:
        model = Quiz
        fields = (
            "id", "title", "instructions", "shuffle", "spell_check", "state", "items", "settings", "created_at",
            "published_at", "archived_at",
        )  # fmt: skip


class RowsField(serializers.ListField):
    """Rows by their ids, looked up among `rows` in one query however many are named."""

    child = serializers.IntegerField(**ROW)

    def __init__(self, *, rows: QuerySet[Any], **options: Any) -> None:
        super().__init__(**options)
        self.rows = rows

    def to_internal_value(self, data: Any) -> list[Any]:
        """Return the rows in the order named. An id that is not among them is refused, as one that does not exist."""
        if self.max_length and hasattr(data, "__len__") and len(data) > self.max_length:  # before anything is looked up
            raise serializers.ValidationError(self.error_messages["max_length"].format(max_length=self.max_length))
        ids = super().to_internal_value(data)
        by_id = self.rows.in_bulk(ids)
        if missing := [f"There is no {pk}, or it is not yours to use." for pk in ids if pk not in by_id]:
            raise serializers.ValidationError(missing)
        return [by_id[pk] for pk in ids]


class DrawShape(serializers.Serializer[Any]):
    """So many questions by chance, of one bank, or of one of its topics, or of all that carry a tag."""

    count = serializers.IntegerField(min_value=1, max_value=100)
    bank = serializers.IntegerField(**ROW, required=False)
    topic = serializers.CharField(required=False, allow_blank=True, default="")
    tag = serializers.CharField(required=False, allow_blank=True, default="")

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        """Ask for a bank or a tag, and for one of the two."""
        if ("bank" in given) == bool(given["tag"]):
            raise serializers.ValidationError("Say where from: a bank, with or without a topic, or a tag.")
        return given


class NewQuizShape(serializers.ModelSerializer[Quiz]):
    """A draft as a program sets it: questions chosen, drawn or both, and the classes with their times."""

    questions = RowsField(rows=Question.objects.none(), max_length=MOST_QUESTIONS, required=False)
    draws = DrawShape(many=True, required=False, max_length=20)  # type: ignore[call-arg]
    settings = SettingShape(many=True, allow_empty=False, max_length=100)  # type: ignore[call-arg]

    class Meta:
        model = Quiz
        fields = ("title", "instructions", "shuffle", "spell_check", "questions", "draws", "settings")

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        """Ask for a question, chosen or drawn, and for each question and class once."""
        questions = given.get("questions", [])
        classes = [line["school_class"] for line in given.get("settings", [])]
        if not questions and not given.get("draws") and ("questions" in given or self.fields["settings"].required):
            raise serializers.ValidationError({"questions": NO_QUESTION})
        for name, rows in (("questions", questions), ("settings", classes)):
            if len({row.pk for row in rows}) < len(rows):
                raise serializers.ValidationError({name: "The same one is listed twice."})
        return given


class QuizChangeShape(NewQuizShape):
    """What is to be another in a draft; what is left out stays."""

    settings = SettingShape(many=True, allow_empty=False, max_length=100, required=False)  # type: ignore[call-arg]

    class Meta(NewQuizShape.Meta):
        extra_kwargs: ClassVar[dict[str, Any]] = {"title": {"required": False}}


class ForClassShape(serializers.Serializer[Any]):
    school_class = serializers.IntegerField(**ROW)


class LineShape(serializers.Serializer[Any]):
    """A question in its place; what is left out of marks and word limit stays as it is."""

    item = serializers.IntegerField(**ROW)
    marks = serializers.DecimalField(max_digits=5, decimal_places=1, min_value=Decimal("0.5"), required=False)
    word_limit = serializers.IntegerField(min_value=1, max_value=MOST_WORDS, required=False, allow_null=True)


class PaperLinesShape(serializers.Serializer[Any]):
    """The items of a draft in their order; those that are not named go."""

    lines = LineShape(many=True, allow_empty=False, max_length=MOST_QUESTIONS)  # type: ignore[call-arg]

    def validate_lines(self, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Refuse an item that is named twice."""
        if len({line["item"] for line in lines}) < len(lines):
            raise serializers.ValidationError("The same item is listed twice.")
        return lines


class OwnTimeShape(serializers.Serializer[Any]):
    """A student whose time is not the class's."""

    student = serializers.IntegerField()
    name = serializers.CharField()
    minutes = serializers.IntegerField(allow_null=True, help_text="Null: no limit.")
    extra_minutes = serializers.IntegerField()
    closes_at = serializers.DateTimeField()


class ClassTimesShape(serializers.Serializer[Any]):
    assignment = serializers.IntegerField(source="assignment.pk")
    school_class = serializers.IntegerField(source="assignment.school_class_id")
    class_name = serializers.CharField(source="assignment.school_class.name")
    students = serializers.IntegerField()
    different = serializers.SerializerMethodField()

    def get_different(self, clock: Any) -> list[dict[str, Any]]:
        """Return who has another time than the class."""
        rows = [
            {
                "student": student.pk, "name": str(student), "minutes": allowed.minutes,
                "extra_minutes": allowed.extra_minutes, "closes_at": allowed.closes_at,
            }
            for student, allowed in clock.different
        ]  # fmt: skip
        return list(OwnTimeShape(rows, many=True).data)


class ReadinessShape(serializers.Serializer[Any]):
    """What keeps a quiz from being published, what is odd about its times, and who gets how long in each class."""

    is_begun = serializers.BooleanField(help_text="Whether a student has started it.")
    problems = serializers.ListField(child=serializers.CharField())
    warnings = serializers.ListField(child=serializers.CharField())
    not_taught = serializers.ListField(child=serializers.CharField(), help_text="Classes that one teaches no more.")
    classes = ClassTimesShape(many=True)
