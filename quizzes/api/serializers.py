"""The shape of what the API of `quizzes` takes and gives. Fields are named one by one; nothing saves here."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from quizzes.models import Assignment, Attempt, Item, Response
from quizzes.models.attempt import LONGEST_RESPONSE
from quizzes.papers import items_of
from quizzes.services.quizzes import CLOSES_TOO_SOON, LAST_YEAR, TOO_FAR_OFF
from quizzes.texts import shown

MOST_ANSWERS = 200
MOST_QUESTIONS = MOST_ANSWERS  # so that one save holds a whole paper


class HtmlField(serializers.CharField):
    """A stem as HTML that is safe to show, with formulas in MathML."""

    def __init__(self) -> None:
        super().__init__(source="*", read_only=True)

    def to_representation(self, row: Any) -> str:
        """Return the stem with its form, or its plain text with line breaks."""
        return shown(row.stem, row.markdown)


class SourceShape(serializers.Serializer[Any]):
    """What a question is about: an extract, a cartoon, a table."""

    id = serializers.IntegerField(source="source")
    version = serializers.IntegerField()
    label = serializers.CharField()  # type: ignore[assignment]  # the name of an option of fields, too
    title = serializers.CharField()
    text = serializers.CharField()
    markdown = serializers.CharField()
    html = serializers.CharField()
    credit = serializers.CharField()


class ItemShape(serializers.ModelSerializer[Item]):
    """A question on a paper: `stem` in plain words, `html` with its form."""

    html = HtmlField()
    sources = serializers.SerializerMethodField()

    class Meta:
        model = Item
        fields = ("id", "position", "kind", "stem", "markdown", "html", "sources", "marks", "word_limit")

    @extend_schema_field(SourceShape(many=True))
    def get_sources(self, item: Item) -> Any:
        """Return the sources as they stood when the quiz was published."""
        rows = [
            {**source, "label": source["shown_as"], "html": shown(source["text"], source["markdown"])}
            for source in item.sources
        ]
        return SourceShape(rows, many=True).data


class SettingShape(serializers.ModelSerializer[Assignment]):
    """How a quiz is set for one class."""

    class Meta:
        model = Assignment
        fields = (
            "school_class", "opens_at", "closes_at", "time_limit_minutes", "attempts_allowed", "release_rule",
            "shows_points", "shows_feedback", "shows_wanted", "shows_model_answer",
        )  # fmt: skip
        validators: ClassVar[list[Any]] = []
        extra_kwargs: ClassVar[dict[str, Any]] = {
            "time_limit_minutes": {"min_value": 1, "max_value": 600, "help_text": "Null: no limit."},
            "attempts_allowed": {"min_value": 1, "max_value": 20},
        }

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        """Refuse a closing time that does not follow the opening, or is out of reach."""
        if given["closes_at"].year > LAST_YEAR:
            raise serializers.ValidationError({"closes_at": TOO_FAR_OFF})
        if given["closes_at"] <= given["opens_at"]:
            raise serializers.ValidationError({"closes_at": CLOSES_TOO_SOON})
        return given


class AssignmentShape(serializers.ModelSerializer[Assignment]):
    """A quiz set for a class, as its students see it before they start: no question in sight."""

    title = serializers.CharField(source="quiz.title", read_only=True)
    school_class = serializers.CharField(source="school_class.name", read_only=True)

    class Meta:
        model = Assignment
        fields = (
            "id",
            "title",
            "school_class",
            "opens_at",
            "closes_at",
            "time_limit_minutes",
            "attempts_allowed",
        )


class ResponseShape(serializers.ModelSerializer[Response]):
    class Meta:
        model = Response
        fields = ("item", "text", "seq", "flagged", "saved_at")


class AttemptShape(serializers.ModelSerializer[Attempt]):
    """One's own sitting: the paper and what is answered so far. `server_now` corrects the client's clock."""

    title = serializers.CharField(source="assignment.quiz.title", read_only=True)
    items = serializers.SerializerMethodField()
    responses = ResponseShape(many=True, read_only=True)
    server_now = serializers.SerializerMethodField()

    class Meta:
        model = Attempt
        fields = (
            "id", "assignment", "title", "number", "started_at", "ends_at", "submitted_at", "closed_by_clock",
            "sat_on_paper", "receipt", "items", "responses", "server_now",
        )  # fmt: skip

    @extend_schema_field(ItemShape(many=True))
    def get_items(self, attempt: Attempt) -> Any:
        """Return the questions as this attempt shows them, none in a rest break; `position` is that on its paper."""
        if attempt.state(self.context["now"]) == "resting":
            return []
        lines = ItemShape(items_of(attempt), many=True).data
        return [{**line, "position": number} for number, line in enumerate(lines, start=1)]

    def get_server_now(self, attempt: Attempt) -> str:
        now: str = serializers.DateTimeField().to_representation(self.context["now"])
        return now


class AttemptLine(serializers.ModelSerializer[Attempt]):
    """A sitting in a list."""

    class Meta:
        model = Attempt
        fields = ("id", "assignment", "number", "started_at", "ends_at", "submitted_at", "sat_on_paper")


class AnswerShape(serializers.Serializer[Any]):
    item = serializers.IntegerField(min_value=1, max_value=2**53)
    text = serializers.CharField(allow_blank=True, trim_whitespace=False, max_length=LONGEST_RESPONSE)
    seq = serializers.IntegerField(min_value=1, max_value=2**53, help_text="Grows with every change of this answer.")
    flagged = serializers.BooleanField(required=False, allow_null=True, default=None)


class SaveShape(serializers.Serializer[Any]):
    """The answers that changed. An empty list is a heartbeat: it only asks for the time."""

    answers = AnswerShape(many=True, max_length=MOST_ANSWERS)  # type: ignore[call-arg]
    lease = serializers.CharField(max_length=36, required=False, allow_blank=True, default="")


class NewerShape(serializers.Serializer[Any]):
    text = serializers.CharField()
    seq = serializers.IntegerField()


class SavedShape(serializers.Serializer[Any]):
    """What became of a save. A client forgets its own copy of an answer only once its `seq` stands in `saved`."""

    saved = serializers.DictField(child=serializers.IntegerField(), help_text="Item → seq now on record.")
    kept_aside = serializers.DictField(
        child=serializers.CharField(),
        help_text="Item → why its text was kept in the history without counting.",
    )
    newer = serializers.DictField(child=NewerShape(), help_text="Item → what stands instead of a stale answer.")
    unknown = serializers.ListField(child=serializers.IntegerField(), help_text="Items that are not in this quiz.")
    server_now = serializers.DateTimeField()
    ends_at = serializers.DateTimeField(allow_null=True)
    seconds_left = serializers.FloatField(
        allow_null=True, help_text="Of working time: it stands still while paused or resting. Null: no limit."
    )
    break_until = serializers.DateTimeField(allow_null=True, help_text="When the rest break ends by itself.")
    break_seconds = serializers.FloatField(help_text="That may still be taken of rest breaks.")
    state = serializers.ChoiceField(choices=["open", "handed_in", "read_only", "paused", "resting"])
    receipt = serializers.CharField()


class LeaseShape(serializers.Serializer[Any]):
    lease = serializers.CharField(max_length=36, min_length=8)


# Each instance of a serializer copies all of its fields first. These three are asked at every save; they hold nothing
# of a request, so one of each serves them all.
SAVE, LEASE, SAVED = SaveShape(), LeaseShape(), SavedShape()
