"""The API of students' questions about marks, and of the answers to them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from marking.api.check_shapes import MARK, ROW
from marking.models import Enquiry
from marking.models.enquiry import LONGEST_ENQUIRY
from marking.services import enquiries, marks
from quizzes.access.api import Conflict, RuledViewSet, read
from quizzes.access.repeats import once
from quizzes.access.web import fetch
from quizzes.models import Response as StudentResponse


class EnquiryShape(serializers.ModelSerializer[Enquiry]):
    """A student's question about a mark; `outcome` is “” while it waits."""

    class Meta:
        model = Enquiry
        fields = (
            "id",
            "response",
            "text",
            "mark",
            "asked_at",
            "outcome",
            "answer",
            "new",
            "answered_by",
            "answered_at",
        )


class AskShape(serializers.Serializer[Any]):
    response = serializers.IntegerField(**ROW)
    text = serializers.CharField(max_length=LONGEST_ENQUIRY)


class ReplyShape(serializers.Serializer[Any]):
    """Words for the student, and the new mark; without one the mark is kept."""

    reason = serializers.CharField(max_length=2_000)
    mark = serializers.DecimalField(**MARK, min_value=0, required=False, allow_null=True, default=None)


class AskedShape(serializers.ModelSerializer[Enquiry]):
    """One's own question about a mark, as it was taken down."""

    class Meta:
        model = Enquiry
        fields = ("id", "response", "text", "asked_at")


class EnquiryViewSet(ListModelMixin, RetrieveModelMixin, RuledViewSet):
    """Questions about marks of the classes that one teaches; a student asks one here."""

    scope = "marks"
    queryset = Enquiry.objects.all()
    serializer_class = EnquiryShape
    filterset_fields = ("outcome", "response__attempt__assignment")
    permission_of: ClassVar[dict[str, str]] = dict.fromkeys(("list", "retrieve", "answer"), "marking.change_enquiry")

    @extend_schema(request=AskShape, responses={201: AskedShape})
    @once
    def create(self, request: Request) -> Response:
        """Ask about one's own mark once it is shown. 409: it has been asked about."""
        given = read(AskShape, request.data)
        rows = StudentResponse.objects.all()
        response = fetch(request.user, "marking.ask_about_mark", rows, pk=given["response"])
        try:
            made = enquiries.ask(response=response, text=given["text"], now=timezone.now())
        except enquiries.AskedBefore as error:
            raise Conflict("You have already asked about this mark.") from error
        return Response(AskedShape(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=ReplyShape, responses=EnquiryShape)
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, pk: str) -> Response:
        """Keep the mark or change it, with words for the student. 409: a colleague has answered."""
        row, given = self.get_object(), read(ReplyShape, request.data)
        try:
            done = enquiries.answer(enquiry=row, by=request.user, now=timezone.now(), **given)
        except enquiries.AnsweredBefore as error:
            raise Conflict("A colleague has answered this in the meantime.") from error
        except marks.BadMark as error:
            raise ValidationError({"mark": [str(error)]}) from error
        except enquiries.NoReason as error:
            raise ValidationError({"reason": [str(error)]}) from error
        return Response(EnquiryShape(done).data)
