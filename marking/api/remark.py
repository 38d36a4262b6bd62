"""The API of marking again by the newest mark scheme: first as a look ahead, then as a batch."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from marking.api.check_shapes import ROW, OutlookShape, outlook_of
from marking.api.serializers import BatchShape
from marking.engine import MarkSchemeError
from marking.services import remarking, schemes
from quizzes.access.api import Conflict, RuledViewSet, read
from quizzes.access.repeats import once
from quizzes.access.table import permitted
from quizzes.models import Question
from quizzes.models import Response as StudentResponse


class RemarkShape(serializers.Serializer[Any]):
    """Which changes to make: all but `leave_out`; where students see their marks only in the assignments named."""

    reason = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    leave_out = serializers.ListField(child=serializers.IntegerField(**ROW), max_length=10_000, default=list)
    shown_too = serializers.ListField(child=serializers.IntegerField(**ROW), max_length=1_000, default=list)
    key = serializers.UUIDField(required=False, default=None)


class RemarkViewSet(RuledViewSet):
    """Marking again by the newest mark scheme of a question."""

    scope = "marks"
    queryset = Question.objects.select_related("bank")
    serializer_class = OutlookShape
    permission_of: ClassVar[dict[str, str]] = dict.fromkeys(("remark", "apply"), "quizzes.view_question")

    @extend_schema(responses=OutlookShape, filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def remark(self, request: Request, pk: str) -> Response:
        """Say who would go up, down or stay, in the classes that one marks. Nothing is written."""
        question = self.get_object()
        scheme = schemes.newest(question)
        if scheme is None:
            raise Http404
        try:
            preview = remarking.preview(question=question, responses=self._responses())
        except MarkSchemeError as error:
            raise Conflict(f"The mark scheme cannot be read: {error}") from error
        return Response(OutlookShape(outlook_of(preview, scheme.pk)).data)

    @extend_schema(request=RemarkShape, responses={201: BatchShape})
    @remark.mapping.post
    @once
    def apply(self, request: Request, pk: str) -> Response:
        """Mark again, as one batch that can be undone. People's marks stay."""
        question, data = self.get_object(), read(RemarkShape, request.data)
        try:
            batch = remarking.apply(
                question=question, responses=self._responses().exclude(pk__in=data["leave_out"]), by=request.user,
                now=timezone.now(), reason=data["reason"] or "Marked again by the newest mark scheme.",
                shown_too=data["shown_too"], key=data["key"],
            )  # fmt: skip
        except remarking.NoScheme as error:
            raise Http404 from error
        return Response(BatchShape(batch).data, status=status.HTTP_201_CREATED)

    def _responses(self) -> Any:
        return permitted(self.request.user, "marking.change_response", StudentResponse.objects.handed_in())
