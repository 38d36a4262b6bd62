"""The API of quizzes that were sat on paper: a student's answers at a time, or a table of a class's."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from quizzes.access.api import Conflict, RuledViewSet, read
from quizzes.access.framework import BoundedJSONParser
from quizzes.access.web import NUMBER
from quizzes.api.class_shapes import ROW
from quizzes.api.classes import AS, TABLE
from quizzes.api.serializers import MOST_ANSWERS
from quizzes.api.tables import PlannedTableShape, SentTableShape, bytes_of
from quizzes.downloads import Table, table_as
from quizzes.files.tables import TableError
from quizzes.models import Assignment
from quizzes.models import Response as StudentResponse
from quizzes.models.attempt import LONGEST_RESPONSE
from quizzes.pure.paper_table import Sheet, read_sheet
from quizzes.services import clock, paper_sittings

PERSON = f"papers/(?P<user_id>{NUMBER})"


class PaperPlaceShape(serializers.Serializer[Any]):
    """What is there of a student's work: the attempt of a paper that was taken, the newest that was sat here.

    `refusal` says why no paper can be taken, “” where one can. `seen` tells this from any later state of the paper.
    """

    student = serializers.IntegerField(source="student.pk")
    username = serializers.CharField(source="student.username")
    name = serializers.CharField(source="student")
    paper = serializers.IntegerField(source="paper.pk", allow_null=True, default=None)
    sat_on = serializers.DateField(source="paper.sat_on_paper", allow_null=True, default=None)
    here = serializers.IntegerField(source="here.pk", allow_null=True, default=None)
    refusal = serializers.CharField()
    seen = serializers.IntegerField()


class PaperAnswerShape(serializers.Serializer[Any]):
    position = serializers.IntegerField(min_value=1, max_value=MOST_ANSWERS)
    text = serializers.CharField(allow_blank=True, trim_whitespace=False, max_length=LONGEST_RESPONSE)


class StudentPaperShape(PaperPlaceShape):
    answers = PaperAnswerShape(many=True)


class WantedPaperShape(serializers.Serializer[Any]):
    """The answers as they stand on the paper; positions that are left out keep theirs. All empty is an empty paper."""

    answers = PaperAnswerShape(many=True, max_length=MOST_ANSWERS)  # type: ignore[call-arg]
    sat_on = serializers.DateField()
    seen = serializers.IntegerField(**{**ROW, "min_value": 0}, help_text="Of the paper as it was read.")


class OnDayShape(SentTableShape):
    sat_on = serializers.DateField(help_text="Of the rows that name no day.")


class ApplyPapersShape(PlannedTableShape):
    sat_on = serializers.DateField(help_text="As it was planned.")


class PaperLineShape(serializers.Serializer[Any]):
    """What a row of a table would do; `changes` are the positions whose answers would be others."""

    line = serializers.IntegerField(source="line.number")
    called = serializers.CharField(source="line.called")
    student = serializers.IntegerField(source="place.student.pk", allow_null=True, default=None)
    fate = serializers.ChoiceField(choices=["new", "corrected", "same", "empty", "refused"])
    sat_on = serializers.DateField(allow_null=True)
    changes = serializers.ListField(child=serializers.IntegerField())
    why = serializers.CharField()


class PaperPlanShape(serializers.Serializer[Any]):
    """What a table would do. Carried out with this `digest`, it takes the rows that are new or corrected."""

    digest = serializers.CharField()
    lines = PaperLineShape(many=True)
    remarks = serializers.ListField(child=serializers.CharField())


class TakenShape(serializers.Serializer[Any]):
    taken = serializers.ListField(child=serializers.IntegerField(), help_text="Attempts, which are being marked.")


class PaperViewSet(RuledViewSet):
    """Answers on paper of classes that one teaches."""

    scope = "quizzes"
    queryset = Assignment.objects.select_related("quiz", "school_class")
    serializer_class = PaperPlaceShape
    parser_classes = (BoundedJSONParser, MultiPartParser)
    pagination_class = None
    permission_of: ClassVar[dict[str, str]] = dict.fromkeys(
        ("papers", "file", "plan", "apply", "paper", "take"), "quizzes.manage_assignment"
    )

    @extend_schema(responses=PaperPlaceShape(many=True), filters=False)
    @action(detail=True, methods=["get"])
    def papers(self, request: Request, pk: str) -> Response:
        """Say of whom a paper was taken, and of whom none can be."""
        places = paper_sittings.places_of(self.get_object())
        return Response(PaperPlaceShape(places, many=True).data)

    @extend_schema(parameters=[AS], responses=TABLE, filters=False)
    @action(detail=True, methods=["get"], url_path="papers/file")
    def file(self, request: Request, pk: str) -> Table:
        """Send a table to be filled in: a row for each student, a column for each question."""
        row = self.get_object()
        header, rows = paper_sittings.table_to_fill(assignment=row, by=request.user)
        kind, name = request.query_params.get("as", "csv"), f"{row.quiz} {row.school_class} paper"
        return table_as(kind, str(row.school_class), header, rows, name=name)

    @extend_schema(request=OnDayShape, responses=PaperPlanShape)
    @action(detail=True, methods=["post"], url_path="papers/plan")
    def plan(self, request: Request, pk: str) -> Response:
        """Say what a table of answers would do, and take nothing."""
        row, given = self.get_object(), read(OnDayShape, request.data)
        sheet = _sheet(row, given)
        plan = paper_sittings.plan(
            assignment=row, lines=sheet.lines, ids=paper_sittings.ids_in(row, by=request.user),
            sat_on=given["sat_on"], now=clock.now(),
        )  # fmt: skip
        return Response(PaperPlanShape({"digest": plan.digest, "lines": plan.lines, "remarks": sheet.remarks}).data)

    @extend_schema(request=ApplyPapersShape, responses=TakenShape)
    @action(detail=True, methods=["post"], url_path="papers/apply")
    def apply(self, request: Request, pk: str) -> Response:
        """Take the papers of a table as it was planned. 409: something in the class has changed meanwhile."""
        row, given = self.get_object(), read(ApplyPapersShape, request.data)
        name = given["file"].name[:100] if "file" in given else ""
        try:
            done = paper_sittings.carry_out(
                assignment=row, lines=_sheet(row, given).lines, ids=paper_sittings.ids_in(row, by=request.user),
                sat_on=given["sat_on"], digest=given["digest"], by=request.user, now=clock.now(),
                reason=f"From {name}" if name else "From a table sent by a program",
            )  # fmt: skip
        except paper_sittings.Overtaken as error:
            raise Conflict("Nothing was taken: something in this class has changed meanwhile. Plan again.") from error
        return Response(TakenShape({"taken": [one.attempt.pk for one in done]}).data)

    @extend_schema(responses=StudentPaperShape, filters=False)
    @action(detail=True, methods=["get"], url_path=PERSON)
    def paper(self, request: Request, pk: str, user_id: str) -> Response:
        """Return the answers of a student's paper, none where it was not taken."""
        return _paper(_place(self.get_object(), user_id))

    @extend_schema(request=WantedPaperShape, responses=StudentPaperShape)
    @paper.mapping.put
    def take(self, request: Request, pk: str, user_id: str) -> Response:
        """Take a student's paper, or correct it; what stood there stays on record. 409 says what is in the way."""
        row = self.get_object()
        place = _place(row, user_id)
        given = read(WantedPaperShape, request.data)
        texts = {one["position"]: one["text"].replace("\r\n", "\n").rstrip() for one in given["answers"]}
        try:
            paper_sittings.take(
                assignment=row, student=place.student, texts=texts, sat_on=given["sat_on"], seen=given["seen"],
                by=request.user, now=clock.now(),
            )  # fmt: skip
        except paper_sittings.Refused as error:
            raise Conflict(str(error)) from error
        except paper_sittings.Overtaken as error:
            raise Conflict("Somebody has changed this paper since you read it. Read it again.") from error
        return _paper(_place(row, user_id))


def _place(row: Assignment, user_id: str) -> paper_sittings.Place:
    places = paper_sittings.places_of(row)
    place = next((place for place in places if place.student.pk == int(user_id)), None)
    if place is None:
        raise Http404
    return place


def _paper(place: paper_sittings.Place) -> Response:
    rows = StudentResponse.objects.filter(attempt=place.paper) if place.paper is not None else None
    answers = [] if rows is None else rows.order_by("item__position").values("text", "item__position")
    lines = [{"position": row["item__position"], "text": row["text"]} for row in answers]
    return Response({**PaperPlaceShape(place).data, "answers": PaperAnswerShape(lines, many=True).data})


def _sheet(row: Assignment, given: dict[str, Any]) -> Sheet:
    raw, name, field = bytes_of(given)
    try:
        return read_sheet(raw, name, stems=paper_sittings.stems_of(row), longest=LONGEST_RESPONSE)
    except TableError as error:
        raise ValidationError({field: [str(error)]}) from error
