"""The API of `marking`: door, input, one call, answer."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from marking import queries
from marking.api import serializers as shapes
from marking.engine import MarkSchemeError
from marking.models import Mark, MarkScheme
from marking.scripts.results import EssayResult, essays_for_student
from marking.services import marks, schemes
from quizzes.access.api import RuledViewSet
from quizzes.access.repeats import once
from quizzes.access.web import fetch
from quizzes.models import Attempt, Question
from quizzes.models import Response as StudentResponse
from quizzes.texts import shown


class Overtaken(APIException):
    status_code = status.HTTP_409_CONFLICT
    default_code = "overtaken"


class MarkSchemeViewSet(ListModelMixin, RetrieveModelMixin, RuledViewSet):
    """Mark schemes of one's own questions, every version."""

    scope = "banks"
    queryset = MarkScheme.objects.all()
    serializer_class = shapes.MarkSchemeShape
    filterset_fields = ("question",)
    permission_of: ClassVar[dict[str, str]] = {
        "list": "marking.view_markscheme",
        "retrieve": "marking.view_markscheme",
    }


class QuestionSchemeViewSet(RuledViewSet):
    """Writing a question's mark scheme."""

    scope = "banks"
    queryset = Question.objects.select_related("bank")
    serializer_class = shapes.MarkSchemeShape
    permission_of: ClassVar[dict[str, str]] = {"mark_scheme": "quizzes.change_question"}

    @extend_schema(request=shapes.MarkSchemeShape, responses={201: shapes.MarkSchemeShape})
    @action(detail=True, methods=["post"], url_path="mark-scheme")
    def mark_scheme(self, request: Request, pk: str) -> Response:
        """Write the next version. Text that cannot be read is refused with line and column."""
        question = self.get_object()
        shape = shapes.MarkSchemeShape(data=request.data)
        shape.is_valid(raise_exception=True)
        try:
            made = schemes.write(
                question=question, text=shape.validated_data["text"], by=request.user, now=timezone.now()
            )
        except MarkSchemeError as error:
            raise ValidationError({"text": [str(error)]}) from error
        return Response(shapes.MarkSchemeShape(made).data, status=status.HTTP_201_CREATED)


class MarkViewSet(ListModelMixin, RetrieveModelMixin, RuledViewSet):
    """Marks of the classes that one teaches."""

    scope = "marks"
    queryset = Mark.objects.all()
    serializer_class = shapes.MarkShape
    filterset_fields = ("response", "response__attempt", "response__attempt__assignment")
    permission_of: ClassVar[dict[str, str]] = {"list": "marking.view_mark", "retrieve": "marking.view_mark"}

    @extend_schema(request=shapes.GiveShape, responses={201: shapes.MarkShape})
    @once
    def create(self, request: Request) -> Response:
        """Give a mark with a reason. It stands before the engine's; the engine's stays on record."""
        shape = shapes.GiveShape(data=request.data)
        shape.is_valid(raise_exception=True)
        data: dict[str, Any] = dict(shape.validated_data)
        rows = StudentResponse.objects.handed_in().select_related("item")
        response = fetch(request.user, "marking.change_response", rows, pk=data.pop("response"))
        try:
            made = marks.give(response=response, by=request.user, now=timezone.now(), **data)
        except marks.BadMark as error:
            raise ValidationError({"mark": [str(error)]}) from error
        except marks.Overtaken as error:
            raise Overtaken(str(error)) from error
        return Response(shapes.MarkShape(made).data, status=status.HTTP_201_CREATED)


class ResultViewSet(RuledViewSet):
    """One's own released results. Before release there is nothing here to find."""

    scope = "marks"
    queryset = Attempt.objects.select_related("assignment")
    serializer_class = shapes.ResultShape
    permission_of: ClassVar[dict[str, str]] = {"retrieve": "marking.view_result"}

    @extend_schema(responses=shapes.ResultShape)
    def retrieve(self, request: Request, pk: str) -> Response:
        """Return the marks of an attempt, and the words that earned them."""
        attempt = self.get_object()
        responses = queries.marked_responses(attempt)
        body = {
            "attempt": attempt.pk,
            "total": queries.total_of(responses),
            "out_of": sum(row.item.marks for row in responses),
            "answers": [_line(row, essay) for row, essay in essays_for_student(responses, attempt.assignment)],
        }
        return Response(shapes.ResultShape(body).data)


def _line(response: StudentResponse, essay: EssayResult) -> dict[str, Any]:
    script = essay.script
    return {
        "item": response.item_id,
        "stem": response.item.stem,
        "html": shown(response.item.stem, response.item.markdown),
        "text": script.text,
        "mark": script.mark,
        "out_of": script.out_of,
        "comment": script.comment,
        "points": script.points,
        "levels": essay.levels,
        "comments": essay.comments,
        "overall_comment": essay.overall,
    }
