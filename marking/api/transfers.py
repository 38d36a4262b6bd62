"""The API of files of questions: looked through first, then brought in whole or not at all; and banks as files."""

from __future__ import annotations

import logging
from decimal import Decimal
from typing import Any, ClassVar

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.text import slugify
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from marking.api.check_shapes import MARK, ROW
from marking.formats.detect import WRITTEN, Options
from marking.formats.values import MOST_WITH_FILES, FormatError
from marking.models import Import
from marking.services import exports, transfers
from quizzes.access.api import Conflict, RuledViewSet, read
from quizzes.access.framework import BoundedJSONParser
from quizzes.access.repeats import once
from quizzes.access.web import fetch
from quizzes.models import Bank

log = logging.getLogger(__name__)


class ImportShape(serializers.ModelSerializer[Import]):
    """A file that was read for a bank: wait while it is READING or WAITING, accept it once it is PLANNED."""

    questions = serializers.SerializerMethodField()
    progress = serializers.SerializerMethodField()

    class Meta:
        model = Import
        fields = (
            "id", "bank", "filename", "state", "progress", "questions", "added", "changed", "error", "read_at",
            "accepted_at", "done_at",
        )  # fmt: skip

    def get_progress(self, row: Import) -> list[int]:
        """Return how many questions are done, and of how many."""
        return list(transfers.progress_of(row))

    def get_questions(self, row: Import) -> int:
        """Return how many questions the plan holds."""
        return len(row.plan.get("questions", ()))


class PlanLineShape(serializers.Serializer[Any]):
    """A question of a plan: whether it is new, a change, or a double of the question `like`."""

    place = serializers.IntegerField()
    fate = serializers.ChoiceField(choices=["new", "change", "double"])
    like = serializers.CharField()
    stem = serializers.CharField(source="question.stem")
    scheme = serializers.CharField(source="question.scheme")


class PlanShape(ImportShape):
    """With its questions, as they would be brought in, and what the file has that is not taken over."""

    lines = PlanLineShape(many=True, source="planned")
    dropped = serializers.SerializerMethodField()

    class Meta(ImportShape.Meta):
        fields = (*ImportShape.Meta.fields, "lines", "dropped")  # type: ignore[assignment]

    def get_dropped(self, row: Import) -> list[dict[str, Any]]:
        """Return what was left out, with the reason."""
        return list(row.plan.get("dropped", ()))


class NewImportShape(serializers.Serializer[Any]):
    """A file of questions, or questions as text, for a bank."""

    bank = serializers.IntegerField(**ROW)
    file = serializers.FileField(required=False, help_text="Sent as a form.")
    text = serializers.CharField(max_length=1_000_000, required=False, trim_whitespace=False)
    marks = serializers.DecimalField(
        **MARK, min_value=Decimal("0.5"), max_value=Decimal(100), default=Decimal(1), help_text="Where none are said."
    )
    choices_too = serializers.BooleanField(default=False, help_text="Take a choice with one right answer, too.")

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        """Ask for questions, and for them once."""
        if ("file" in given) == ("text" in given):
            raise serializers.ValidationError({"text": ["Send questions as a text, or a file; one of the two."]})
        if "file" in given and given["file"].size > MOST_WITH_FILES:
            raise serializers.ValidationError({"file": ["This file is larger than 50 MB. Split it."]})
        return given


class AcceptShape(serializers.Serializer[Any]):
    """What of the plan is wanted: doubles only if `doubles`, nothing whose place is in `leave_out`."""

    leave_out = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=2**31), max_length=100_000, default=list
    )
    doubles = serializers.BooleanField(default=False)


class ImportViewSet(ListModelMixin, RetrieveModelMixin, RuledViewSet):
    """Imports into banks that one may edit."""

    scope = "banks"
    queryset = Import.objects.select_related("bank").defer("data")
    serializer_class = ImportShape
    parser_classes = (BoundedJSONParser, MultiPartParser)
    filterset_fields = ("bank", "state")
    permission_of: ClassVar[dict[str, str]] = dict.fromkeys(("list", "retrieve", "accept"), "marking.change_import")

    @extend_schema(request=NewImportShape, responses={201: ImportShape})
    @once
    def create(self, request: Request) -> Response:
        """Look a file through; nothing is brought in yet. A long one is looked through by a worker."""
        given = read(NewImportShape, request.data)
        bank = fetch(request.user, "quizzes.change_bank", Bank.objects.all(), pk=given["bank"])
        file = given.get("file")
        data, name = (file.read(), file.name) if file else (given["text"].encode(), "pasted.txt")
        options = Options(given["marks"], given["choices_too"])
        try:
            row = transfers.plan(
                bank=bank, data=data, filename=name, options=options, by=request.user, now=timezone.now()
            )
        except FormatError as error:
            raise ValidationError({"file" if file else "text": [str(error)]}) from error
        return Response(ImportShape(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses=PlanShape)
    def retrieve(self, request: Request, pk: str) -> Response:
        """Say what an import would bring, and how far it is."""
        row: Any = self.get_object()
        row.planned = list(transfers.lines_of(row))
        return Response(PlanShape(row).data)

    @extend_schema(request=AcceptShape, responses={202: ImportShape})
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, pk: str) -> Response:
        """Bring in what was looked through: all of it, or nothing and the reason. 409: it was, or is not read yet."""
        row, given = self.get_object(), read(AcceptShape, request.data)
        left_out = set(given["leave_out"])
        if not given["doubles"]:
            left_out |= {line.place for line in transfers.lines_of(row) if line.is_double}
        try:
            row = transfers.accept(row=row, left_out=left_out, now=timezone.now())
        except transfers.AlreadyCarriedOut as error:
            raise Conflict("This file is not read yet, or has already been imported.") from error
        if not transfers.needs_a_worker(row):
            try:
                row = transfers.carry_out(row=row, now=timezone.now())
            except Exception:
                log.exception("Import %s could not be carried out", row.pk)  # the reason stands in the row
        return Response(ImportShape(self.get_object()).data, status=status.HTTP_202_ACCEPTED)


FILES: Any = {
    (200, one.content_type.split(";")[0]): OpenApiTypes.ANY if "json" in one.content_type else OpenApiTypes.BINARY
    for one in WRITTEN.values()
}


class ExportViewSet(RuledViewSet):
    """Banks as files of other programs."""

    scope = "banks"
    queryset = Bank.objects.all()
    serializer_class = serializers.Serializer
    permission_of: ClassVar[dict[str, str]] = {"export": "quizzes.view_bank"}

    @extend_schema(
        parameters=[OpenApiParameter("as", str, enum=list(WRITTEN), required=True)], responses=FILES, filters=False
    )
    @action(detail=True, methods=["get"], pagination_class=None)
    def export(self, request: Request, pk: str) -> HttpResponse:
        """Send a bank as a file. What the format cannot carry is told in the header `Markscheme-Lost`, as a number."""
        bank, name = self.get_object(), request.query_params.get("as", "")
        if name not in WRITTEN:
            raise Http404
        exported = exports.write_out(bank=bank, format_name=name)
        answer = HttpResponse(exported.data, content_type=WRITTEN[name].content_type)
        file = f"{slugify(bank.title) or 'bank'}.{WRITTEN[name].ending}"
        answer["Content-Disposition"] = f'attachment; filename="{file}"'
        answer["Markscheme-Lost"] = str(len(exported.lost))
        return answer
