"""The API of `marking`: door, input, one call, answer."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from marking import queries
from marking.api import serializers as shapes
from marking.models import Mark
from marking.scripts.results import EssayResult, essays_for_student
from marking.scripts.rows import marked_responses
from marking.services import marks
from quizzes.access.api import RuledViewSet
from quizzes.access.repeats import once
from quizzes.access.web import fetch
from quizzes.models import Attempt
from quizzes.models import Response as StudentResponse
from quizzes.texts import shown


class Overtaken(APIException):
    status_code = status.HTTP_409_CONFLICT
    default_code = "overtaken"


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
        responses = marked_responses(attempt)
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
