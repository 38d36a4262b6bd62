"""The shape of banks, their questions, and what is done to many of these at once."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework import serializers

from marking.api.check_shapes import ROW
from marking.models import Example
from marking.queries import Keeping
from marking.services.schemes import LONGEST_SCHEME
from quizzes.models import Bank, BankShare, Question, QuestionVersion
from quizzes.models.bank import LONGEST_STEM
from quizzes.texts import LONGEST_MARKDOWN, shown, worded

MOST_TAGS = 50
MOST_SOURCES = 50
MOST_AT_ONCE = 1_000
LONGEST_GLOSSARY = 100_000
LONGEST_MODEL_ANSWER = 20_000


class BankShape(serializers.ModelSerializer[Bank]):
    """A bank; `access` says what one may do there: OWN (all), EDIT or VIEW. `glossary` is lines like `A = B`."""

    access = serializers.SerializerMethodField()
    glossary = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_GLOSSARY)
    description = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_GLOSSARY)

    class Meta:
        model = Bank
        fields = ("id", "title", "description", "glossary", "version", "owner", "access", "created_at", "archived_at")
        read_only_fields = ("version", "owner", "created_at", "archived_at")

    def get_access(self, bank: Bank) -> str:
        """Return what the caller may do: OWN, EDIT or VIEW."""
        user = self.context["request"].user
        if user.is_superuser or bank.owner_id == user.pk:
            return "OWN"
        return "EDIT" if any(share.may_edit for share in bank.shares.all() if share.user_id == user.pk) else "VIEW"


class ShareShape(serializers.ModelSerializer[BankShare]):
    """A colleague who may look into the bank, or with `may_edit` work in it."""

    username = serializers.CharField(source="user.username")
    name = serializers.CharField(source="user")

    class Meta:
        model = BankShare
        fields = ("user", "username", "name", "may_edit", "shared_at")


class NewShareShape(serializers.Serializer[Any]):
    username = serializers.CharField(max_length=150)
    may_edit = serializers.BooleanField(default=False)


class AlikeShape(serializers.Serializer[Any]):
    """Two questions that ask the same in nearly the same words, and how alike these are, from 0 to 100."""

    first = serializers.IntegerField()
    first_stem = serializers.CharField()
    second = serializers.IntegerField()
    second_stem = serializers.CharField()
    alike = serializers.IntegerField()


class NamesField(serializers.ListField):
    """The names of a question's tags."""

    child = serializers.RegexField(r"^[^,]*$", max_length=60, error_messages={"invalid": "A tag has no comma."})

    def __init__(self) -> None:
        super().__init__(required=False, max_length=MOST_TAGS)

    def to_representation(self, data: Any) -> list[str]:
        """Return the names."""
        return [tag.name for tag in data.all()]


class IdsField(serializers.ListField):
    """The ids of a question's sources."""

    child = serializers.IntegerField(**ROW)

    def __init__(self) -> None:
        super().__init__(required=False, max_length=MOST_SOURCES)

    def to_representation(self, data: Any) -> list[int]:
        """Return the ids."""
        return [row.pk for row in data.all()]


class QuestionShape(serializers.ModelSerializer[Question]):
    """A question as its teacher sees it. Its newest mark scheme is at `questions/{id}/mark-scheme/`.

    A stem with form is sent as `markdown`, from which the server makes `stem`, its plain reading. `scheme` writes the
    mark scheme with it, in the same transaction.
    """

    html = serializers.SerializerMethodField()
    stem = serializers.CharField(required=False, max_length=LONGEST_STEM)
    markdown = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_MARKDOWN)
    model_answer = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_MODEL_ANSWER)
    tags = NamesField()
    sources = IdsField()
    scheme = serializers.CharField(required=False, write_only=True, trim_whitespace=False, max_length=LONGEST_SCHEME)

    class Meta:
        model = Question
        fields = (
            "id", "bank", "kind", "state", "topic", "tags", "stem", "markdown", "html", "marks",
            "word_limit", "model_answer", "source", "sources", "scheme", "version",
            "created_at", "updated_at",
        )  # fmt: skip
        read_only_fields = ("state", "marks", "source", "version", "created_at", "updated_at")
        extra_kwargs: ClassVar[dict[str, Any]] = {"word_limit": {"min_value": 1, "max_value": 100_000}}

    def get_html(self, question: Question) -> str:
        """Return the stem as HTML that is safe to show, with formulas in MathML."""
        return shown(question.stem, question.markdown)

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        """Make the stem of what was sent with form."""
        if given.get("markdown"):
            given["stem"], given["markdown"] = worded(given["markdown"])
        if not self.partial and not given.get("stem"):
            raise serializers.ValidationError({"stem": "Send a stem, or one with form as markdown."})
        if len(given.get("stem", "")) > LONGEST_STEM:
            raise serializers.ValidationError({"markdown": f"Its text is longer than {LONGEST_STEM:,} letters."})
        return given


ACTS = ("move", "tag", "untag", "topic", "archive", "restore")


class ManyShape(serializers.Serializer[Any]):
    """One thing to do to many questions: move to `bank`, give or take `tags`, file under `topic`, archive, restore."""

    act = serializers.ChoiceField(choices=ACTS)
    questions = serializers.ListField(child=serializers.IntegerField(**ROW), allow_empty=False, max_length=MOST_AT_ONCE)
    bank = serializers.IntegerField(**ROW, required=False)
    tags = serializers.ListField(child=NamesField.child, required=False, allow_empty=False, max_length=MOST_TAGS)
    topic = serializers.CharField(required=False, allow_blank=True, max_length=200, default="")

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        """Ask for what the act needs."""
        if given["act"] == "move" and "bank" not in given:
            raise serializers.ValidationError({"bank": "Say to which bank."})
        if given["act"] in {"tag", "untag"} and not any(tag.strip() for tag in given.get("tags", ())):
            raise serializers.ValidationError({"tags": "Name a tag."})
        return given


class VersionShape(serializers.ModelSerializer[QuestionVersion]):
    """A question as it was worded from `written_at` on."""

    class Meta:
        model = QuestionVersion
        fields = (
            "number", "stem", "markdown", "kind", "word_limit", "model_answer", "sources", "written_by", "written_at",
        )  # fmt: skip


class KeepingShape(serializers.Serializer[Keeping]):
    """A published quiz that holds the question, in which wording, and how many have sat it."""

    quiz = serializers.IntegerField(source="quiz.pk")
    title = serializers.CharField(source="quiz.title")
    version = serializers.IntegerField()
    sat = serializers.IntegerField(source="handed_in")


class HistoryShape(serializers.Serializer[Any]):
    """Every wording that a question has had, the newest first, and the quizzes that keep one."""

    versions = VersionShape(many=True)
    quizzes = KeepingShape(many=True)


class ExampleShape(serializers.ModelSerializer[Example]):
    """An answer with the mark that it should get: a mark scheme is tried on it whenever it changes."""

    text = serializers.CharField(trim_whitespace=False, max_length=20_000)
    question = serializers.IntegerField(source="question_id", **ROW)
    mark = serializers.DecimalField(max_digits=4, decimal_places=1, min_value=0, max_value=100)

    class Meta:
        model = Example
        fields = ("id", "question", "text", "mark", "note", "added_at")
        read_only_fields = ("added_at",)

    def validate_mark(self, mark: Any) -> Any:
        """Refuse a mark off the half step."""
        if mark % 1 not in {0, 0.5}:
            raise serializers.ValidationError("A mark goes in steps of one half.")
        return mark
