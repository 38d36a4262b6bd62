"""The API of practice: what a teacher opens to a class, and a student's questions one at a time."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import Throttled
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from marking.access import practised_by
from marking.api.check_shapes import MARK, ROW
from marking.models import PracticeAnswer, PracticeBank
from marking.models.practice import LONGEST_ANSWER
from marking.scripts.marked import script_of_practice
from marking.services import practice
from quizzes.access.api import Conflict, RuledViewSet, read
from quizzes.access.web import fetch
from quizzes.models import Bank, Question, SchoolClass
from quizzes.texts import shown


class OpenedShape(serializers.ModelSerializer[PracticeBank]):
    """A bank, or one topic of it, that a class may practise; `closed_at` says whether it still may."""

    class Meta:
        model = PracticeBank
        fields = ("id", "school_class", "bank", "topic", "opened_by", "opened_at", "closed_at")


class OpenShape(serializers.Serializer[Any]):
    school_class = serializers.IntegerField(**ROW)
    bank = serializers.IntegerField(**ROW)
    topic = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class PracticeViewSet(ListModelMixin, RetrieveModelMixin, RuledViewSet):
    """What the classes that one teaches may practise."""

    scope = "quizzes"
    queryset = PracticeBank.objects.all()
    serializer_class = OpenedShape
    filterset_fields = ("school_class", "bank")
    permission_of: ClassVar[dict[str, str]] = dict.fromkeys(
        ("list", "retrieve", "close"), "marking.change_practicebank"
    )

    @extend_schema(request=OpenShape, responses={201: OpenedShape})
    def create(self, request: Request) -> Response:
        """Open a bank, or a topic of it, to a class. What is open stays as it is."""
        given = read(OpenShape, request.data)
        row = practice.open_bank(
            school_class=fetch(
                request.user, "quizzes.view_schoolclass", SchoolClass.objects.current(), pk=given["school_class"]
            ),
            bank=fetch(request.user, "quizzes.view_bank", Bank.objects.current(), pk=given["bank"]),
            topic=given["topic"],
            by=request.user,
            now=timezone.now(),
        )
        return Response(OpenedShape(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=OpenedShape)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: str) -> Response:
        """Close what is open to a class. Where each question was is kept."""
        practice.close_bank(row=self.get_object(), now=timezone.now())
        return Response(OpenedShape(self.get_object()).data)


class TodayShape(serializers.Serializer[Any]):
    """How many questions wait today, and when the next are due."""

    due = serializers.IntegerField()
    new = serializers.IntegerField()
    later = serializers.IntegerField()
    next_day = serializers.DateField(allow_null=True)


class AskedQuestionShape(serializers.Serializer[Any]):
    id = serializers.IntegerField(source="pk")
    stem = serializers.CharField()
    html = serializers.SerializerMethodField()
    marks = serializers.DecimalField(**MARK)

    def get_html(self, question: Question) -> str:
        """Return the stem with its form."""
        return shown(question.stem, question.markdown)


class NextShape(serializers.Serializer[Any]):
    """What there is to practise today, and the question that comes next, null where none is left."""

    today = TodayShape()
    question = AskedQuestionShape(allow_null=True)


class GivenAnswerShape(serializers.Serializer[Any]):
    """An answer; an empty text is “I don't know”. The same `key` again is the same answer."""

    question = serializers.IntegerField(**ROW)
    text = serializers.CharField(max_length=LONGEST_ANSWER, allow_blank=True, trim_whitespace=False)
    key = serializers.UUIDField()


class PractisedPointShape(serializers.Serializer[Any]):
    """A point: credited, or with what was wanted."""

    number = serializers.IntegerField()
    outcome = serializers.CharField()
    marks = serializers.DecimalField(**MARK)
    of = serializers.DecimalField(**MARK)
    wanted = serializers.CharField()


class PractisedShape(serializers.ModelSerializer[PracticeAnswer]):
    """What an answer earned, what was wanted, and when its question comes again (null: today)."""

    points = serializers.SerializerMethodField()
    again_on = serializers.SerializerMethodField()

    class Meta:
        model = PracticeAnswer
        fields = ("id", "question", "text", "mark", "out_of", "unsure", "verdict", "points", "again_on", "answered_at")

    def get_points(self, row: PracticeAnswer) -> list[dict[str, Any]]:
        """Return the points of the mark scheme as a student may see them."""
        return [dict(one) for one in PractisedPointShape(script_of_practice(row).points, many=True).data]

    def get_again_on(self, row: PracticeAnswer) -> str | None:
        """Return the day."""
        day = practice.again_on(given=row, now=timezone.now())
        return day.isoformat() if day is not None else None


class VerdictShape(serializers.Serializer[Any]):
    verdict = serializers.ChoiceField(choices=[one for one in PracticeAnswer.Verdict.choices if one[0]])


MORE = OpenApiParameter("more", bool, description="New questions beyond today's.")


class PractiseViewSet(RuledViewSet):
    """One's own practice, as a student. It counts nowhere."""

    scope = "sitting"
    queryset = PracticeAnswer.objects.select_related("question", "scheme")
    serializer_class = PractisedShape
    permission_of: ClassVar[dict[str, str]] = dict.fromkeys(("retrieve", "judge"), "marking.view_practiceanswer")

    @extend_schema(responses=NextShape, parameters=[MORE], filters=False)
    @action(detail=False, methods=["get"], url_path="next", pagination_class=None)
    def following(self, request: Request) -> Response:
        """Return the next question, and how much waits today."""
        now, more = timezone.now(), request.query_params.get("more", "").lower() == "true"
        body = {
            "today": practice.today_of(student=request.user, now=now, more=more),
            "question": practice.next_question(student=request.user, now=now, more=more),
        }
        return Response(NextShape(body).data)

    @extend_schema(request=GivenAnswerShape, responses={201: PractisedShape})
    def create(self, request: Request) -> Response:
        """Answer a question, and see at once what was wanted."""
        given, now = read(GivenAnswerShape, request.data), timezone.now()
        question = practised_by(request.user, now).filter(pk=given["question"]).first()
        if question is None:
            raise Http404
        try:
            made = practice.answer(
                question=question, student=request.user, text=given["text"], key=given["key"], now=now
            )
        except practice.NotOpen as error:
            raise Http404 from error
        except practice.TooFast as error:
            raise Throttled(wait=60, detail="That is more than twenty answers in a minute.") from error
        return Response(PractisedShape(made).data, status=status.HTTP_201_CREATED)

    def retrieve(self, request: Request, pk: str) -> Response:
        """Return an answer of one's own, as long as its question is in practice."""
        return Response(PractisedShape(self._own()).data)

    @extend_schema(request=VerdictShape, responses=PractisedShape)
    @action(detail=True, methods=["post"])
    def judge(self, request: Request, pk: str) -> Response:
        """Say whether an answer was right that the machine is not sure of. 409: it is sure, or was answered again."""
        row = self._own()
        if not practice.judge(given=row, verdict=read(VerdictShape, request.data)["verdict"]):
            raise Conflict("This answer stays as it is: the machine is sure, or you have answered again since.")
        return Response(PractisedShape(self._own()).data)

    def _own(self) -> PracticeAnswer:
        row: PracticeAnswer = self.get_object()
        if not practised_by(self.request.user, timezone.now()).filter(pk=row.question_id).exists():
            raise Http404
        return row
