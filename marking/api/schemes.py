"""The API of mark schemes being written: try-out, fields, grids to begin from, and what people's marks propose."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from marking import queries
from marking.api import scheme_shapes as shapes
from marking.api.serializers import MarkSchemeShape, unreadable
from marking.engine import MarkSchemeError
from marking.forms.schemes import fields_of_text, text_of_fields
from marking.levels.generic import generic_grids
from marking.models import MarkScheme
from marking.schemes import read_as_printed
from marking.schemes.fields import FieldError
from marking.scripts import trial
from marking.services import learning, schemes
from quizzes.access.api import Conflict, RuledViewSet, read, teacher_required
from quizzes.access.repeats import once
from quizzes.access.table import permitted
from quizzes.models import Bank, Question
from quizzes.models import Response as StudentResponse
from quizzes.texts import worded


class SchemeDraftViewSet(RuledViewSet):
    """Mark schemes that are being written for a bank, under its glossary. Nothing here is stored."""

    scope = "banks"
    queryset = Bank.objects.all()
    serializer_class = shapes.TrialShape
    pagination_class = None
    permission_of: ClassVar[dict[str, str]] = dict.fromkeys(
        ("try_out", "scheme_fields", "scheme_text"), "quizzes.change_bank"
    )

    @extend_schema(request=shapes.TryShape, responses=shapes.TrialShape, filters=False)
    @action(detail=True, methods=["post"], url_path="try-out")
    def try_out(self, request: Request, pk: str) -> Response:
        """Say how a mark scheme is understood, and mark the answers by it. One that cannot be read: where, and why."""
        bank, given = self.get_object(), read(shapes.TryShape, request.data)
        question = None
        if given["question"] is not None:
            question = bank.questions.filter(pk=given["question"]).select_related("bank").first()
            if question is None:
                raise ValidationError({"question": ["There is no such question in this bank."]})
        stem = worded(given["stem"], as_typed=given["as_typed"]).plain
        text = given["scheme"].replace("\r\n", "\n")
        try:
            tried = trial.try_out(
                text, bank=bank, stem=stem, word_limit=given["word_limit"], choices=given["choices"],
                answers=given["answers"], question=question, model_answer=given["model_answer"],
            )  # fmt: skip
        except MarkSchemeError as error:
            raise Conflict(f"In the bank’s glossary: {error}") from error
        if tried.error is not None:
            raise unreadable("scheme", tried.error, line=tried.understood.line_in_text(tried.error.line))
        return Response(shapes.TrialShape(tried).data)

    @extend_schema(request=shapes.SchemeTextShape, responses=shapes.FieldsShape, filters=False)
    @action(detail=True, methods=["post"], url_path="scheme-fields")
    def scheme_fields(self, request: Request, pk: str) -> Response:
        """Take a mark scheme apart into fields. 409: it is written as exam boards print it; try it out first."""
        self.get_object()
        text = read(shapes.SchemeTextShape, request.data)["scheme"].replace("\r\n", "\n")
        if read_as_printed(text).changed:
            raise Conflict("This is written as exam boards print it. Try it out, and send its notation.")
        try:
            return Response(shapes.FieldsShape(fields_of_text(text)).data)
        except MarkSchemeError as error:
            raise unreadable("scheme", error) from error

    @extend_schema(request=shapes.FieldsShape, responses=shapes.SchemeTextShape, filters=False)
    @action(detail=True, methods=["post"], url_path="scheme-text")
    def scheme_text(self, request: Request, pk: str) -> Response:
        """Make a mark scheme's text of its fields. What cannot be a point is named by its row."""
        self.get_object()
        given = read(shapes.FieldsShape, request.data)
        try:
            return Response({"scheme": text_of_fields(given["base"], json.dumps(given))})
        except FieldError as error:
            raise ValidationError({f"rows/{error.row - 1}" if error.row else "rows": [str(error)]}) from error


class GridViewSet(RuledViewSet):
    """Levels grids to begin from, in words of our own."""

    scope = "banks"
    queryset = MarkScheme.objects.none()
    serializer_class = shapes.GenericGridShape

    @extend_schema(responses=shapes.GenericGridShape(many=True), filters=False)
    @action(detail=False, methods=["get"], pagination_class=None)
    def grids(self, request: Request) -> Response:
        """List levels grids to begin from: put the text of one into a mark scheme."""
        teacher_required(request)
        return Response(shapes.GenericGridShape(generic_grids(), many=True).data)


class ProposalViewSet(RuledViewSet):
    """What people's marks teach a question's mark scheme."""

    scope = "banks"
    queryset = Question.objects.select_related("bank")
    serializer_class = shapes.ProposalsShape
    pagination_class = None
    permission_of: ClassVar[dict[str, str]] = dict.fromkeys(("proposals", "take"), "quizzes.change_question")

    @extend_schema(
        responses=shapes.ProposalsShape, filters=False,
        parameters=[OpenApiParameter("held_out", bool, description="Say what they are worth on other answers.")],
    )  # fmt: skip
    @action(detail=True, methods=["get"])
    def proposals(self, request: Request, pk: str) -> Response:
        """Return the lines that people's marks propose for the newest mark scheme, best first."""
        question = self.get_object()
        judged, proposed = self._proposed(question)
        held_out, scheme = None, schemes.newest(question)
        if scheme is not None and request.query_params.get("held_out") in {"true", "1"}:
            held_out = learning.held_out_for_question(question=question, text=scheme.text, judged=judged)
        body = {"judged": len(judged), "proposals": proposed, "held_out": held_out}
        return Response(shapes.ProposalsShape(body).data)

    @extend_schema(request=shapes.TakeShape, responses={201: MarkSchemeShape})
    @proposals.mapping.post
    @once
    def take(self, request: Request, pk: str) -> Response:
        """Write the next version with the proposals up to the one named. 409: they have changed since."""
        question, key = self.get_object(), read(shapes.TakeShape, request.data)["key"]
        wanted = next((one for one in self._proposed(question)[1] if one.key == key), None)
        if wanted is None:
            raise Conflict("The marks or the scheme have changed in the meantime. Look at the proposals again.")
        made = schemes.write(question=question, text=wanted.text, by=request.user, now=timezone.now())
        return Response(MarkSchemeShape(made).data, status=status.HTTP_201_CREATED)

    def _proposed(self, question: Question) -> tuple[Any, list[learning.Proposal]]:
        rows = permitted(self.request.user, "marking.change_response", StudentResponse.objects.handed_in())
        judged, scheme = queries.judged_by_people(question, rows), schemes.newest(question)
        if scheme is None:
            return judged, []
        try:
            return judged, learning.for_question(question=question, text=scheme.text, judged=judged)
        except MarkSchemeError as error:
            raise Conflict(f"The mark scheme cannot be read: {error}") from error
