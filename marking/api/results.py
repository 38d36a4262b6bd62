"""The API of a class's marks: the table, release, holds, figures, files to take away, samples and enquiries."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, ClassVar

from django.http import Http404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from marking import queries, visibility
from marking.access import scheme_to_check_by
from marking.api import results_shapes as shapes
from marking.models import Hold, Sample, SampledResponse
from marking.pure.grades import BadBoundariesError
from marking.reports import analysis
from marking.scripts.files import RECORDS, TABLES, File, record_file, table_file
from marking.services import grades, levels, marks, moderation, results
from quizzes.access.api import Conflict, RuledViewSet, read
from quizzes.access.repeats import once
from quizzes.access.web import fetch
from quizzes.files.tables import EXCEL
from quizzes.models import Assignment, Attempt, Quiz, User


def as_(kinds: Any) -> list[OpenApiParameter]:
    """Return what the schema says of the parameter that chooses a kind of file."""
    return [OpenApiParameter("as", str, enum=list(kinds), description="Left out: csv.")]


FILES: Any = {
    (200, "text/csv"): OpenApiTypes.BINARY,
    (200, EXCEL): OpenApiTypes.BINARY,
    (200, "application/json"): OpenApiTypes.ANY,
}


class ResultsViewSet(RuledViewSet):
    """The marks of classes: what is out, what is held back, figures and files."""

    scope = "marks"
    queryset = Assignment.objects.select_related("quiz", "school_class")
    serializer_class = shapes.TableShape
    pagination_class = None
    permission_of: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("table", "sample", "draw", "second", "grades"), "marking.mark_assignment"),
        **dict.fromkeys(
            ("releases", "release", "take_back", "holds", "hold", "lift", "figures", "export", "answers"),
            "quizzes.manage_assignment",
        ),
        "set_grades": "quizzes.manage_assignment",
    }

    @extend_schema(responses=shapes.TableShape, filters=False)
    @action(detail=True, methods=["get"])
    def table(self, request: Request, pk: str) -> Response:
        """Return the class's marks, a row a student, released or not."""
        return Response(shapes.TableShape(queries.table(self.get_object())).data)

    @extend_schema(responses=shapes.ReleaseStateShape, filters=False)
    @action(detail=True, methods=["get"])
    def releases(self, request: Request, pk: str) -> Response:
        """Say what the class sees of its marks."""
        return self._state(self.get_object())

    @extend_schema(request=shapes.WantedReleaseShape, responses={201: shapes.ReleaseStateShape})
    @releases.mapping.post
    @once
    def release(self, request: Request, pk: str) -> Response:
        """Show the class its marks. 409 says what still waits to be marked, checked or levelled."""
        assignment = self.get_object()
        wanted = read(shapes.WantedReleaseShape, request.data)
        try:
            results.release(assignment=assignment, by=request.user, now=timezone.now(), **wanted)
        except results.NotReady as error:
            raise Conflict(f"Not released: {error}") from error
        except results.NotLevelled as error:
            raise Conflict("Not released: essays wait for a level, which only a person gives.") from error
        except results.NothingToRelease as error:
            raise Conflict("Nothing to release: everybody who has handed in is held back.") from error
        return self._state(assignment, status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=shapes.ReleaseStateShape)
    @action(detail=True, methods=["post"], url_path="take-back")
    def take_back(self, request: Request, pk: str) -> Response:
        """Hide the marks from the class again. 409: they were released more than ten minutes ago."""
        assignment = self.get_object()
        try:
            results.take_back(assignment=assignment, by=request.user, now=timezone.now())
        except results.TooLate as error:
            raise Conflict("This was released more than ten minutes ago. An admin can still withdraw it.") from error
        return self._state(assignment)

    def _state(self, assignment: Assignment, code: int = status.HTTP_200_OK) -> Response:
        rows = list(visibility.releases(assignment))
        since = visibility.unreleased().filter(assignment=assignment).count()
        body = {"state": visibility.state_of(assignment, rows, since), "releases": rows}
        return Response(shapes.ReleaseStateShape(body).data, status=code)

    @extend_schema(responses=shapes.HoldShape(many=True), filters=False)
    @action(detail=True, methods=["get"])
    def holds(self, request: Request, pk: str) -> Response:
        """List whose marks are held back, and were."""
        rows = Hold.objects.filter(assignment=self.get_object()).order_by("pk")
        return Response(shapes.HoldShape(rows, many=True).data)

    @extend_schema(request=shapes.NewHoldShape, responses={201: shapes.HoldShape})
    @holds.mapping.post
    def hold(self, request: Request, pk: str) -> Response:
        """Hold one student's marks back, whatever releases the others."""
        assignment, given = self.get_object(), read(shapes.NewHoldShape, request.data)
        of_class = User.objects.filter(enrolments__school_class=assignment.school_class_id, pk=given["student"])
        student = of_class.first()
        if student is None:
            raise ValidationError({"student": ["Choose a student of this class."]})
        held = results.hold(
            assignment=assignment, student=student, reason=given["reason"], by=request.user, now=timezone.now()
        )
        return Response(shapes.HoldShape(held).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=shapes.LiftShape, responses=shapes.HoldShape)
    @action(detail=True, methods=["post"])
    def lift(self, request: Request, pk: str) -> Response:
        """Lift a hold: the marks are shown with the others'."""
        rows = Hold.objects.filter(assignment=self.get_object())
        held = rows.filter(pk=read(shapes.LiftShape, request.data)["hold"]).first()
        if held is None:
            raise ValidationError({"hold": ["There is no such hold here."]})
        results.lift(hold=held, by=request.user, now=timezone.now())
        held.refresh_from_db()
        return Response(shapes.HoldShape(held).data)

    @extend_schema(responses=shapes.FiguresShape, filters=False)
    @action(detail=True, methods=["get"])
    def figures(self, request: Request, pk: str) -> Response:
        """Return the class's marks in figures."""
        return Response(shapes.FiguresShape(analysis.analyse(self.get_object())).data)

    @extend_schema(parameters=as_(TABLES), responses=FILES, filters=False)
    @action(detail=True, methods=["get"])
    def export(self, request: Request, pk: str) -> File:
        """Send the table of marks as a file: for spreadsheets, or in the columns that Canvas or Moodle take."""
        assignment, kind = self.get_object(), request.query_params.get("as", "csv")
        if kind not in TABLES:
            raise Http404
        return table_file(assignment, kind, by=request.user)

    @extend_schema(parameters=as_(RECORDS), responses=FILES, filters=False)
    @action(detail=True, methods=["get"])
    def answers(self, request: Request, pk: str) -> File:
        """Send all answers with everything on record about them."""
        assignment, kind = self.get_object(), request.query_params.get("as", "csv")
        if kind not in RECORDS:
            raise Http404
        attempts = Attempt.objects.submitted().filter(assignment=assignment)
        return record_file(attempts, f"{assignment.quiz} {assignment.school_class}", kind, by=request.user)

    @extend_schema(responses=shapes.GradesShape, filters=False)
    @action(detail=True, methods=["get"])
    def grades(self, request: Request, pk: str) -> Response:
        """Return the grade boundaries of the quiz."""
        return Response({"boundaries": queries.boundaries_text(self.get_object())})

    @extend_schema(request=shapes.GradesShape, responses=shapes.GradesShape, filters=False)
    @grades.mapping.put
    def set_grades(self, request: Request, pk: str) -> Response:
        """Set the grade boundaries of one's own quiz, for all of its classes; “” takes them away."""
        assignment, given = self.get_object(), read(shapes.GradesShape, request.data)
        quiz = fetch(request.user, "quizzes.change_quiz", Quiz.objects.all(), pk=assignment.quiz_id)
        try:
            grades.set_boundaries(quiz=quiz, text=given["boundaries"], by=request.user, now=timezone.now())
        except BadBoundariesError as error:
            raise ValidationError({"boundaries": [str(error)]}) from error
        return Response({"boundaries": queries.boundaries_text(assignment)})

    @extend_schema(
        responses=shapes.SampleShape, filters=False, parameters=[OpenApiParameter("kind", str, enum=Sample.Kind.values)]
    )
    @action(detail=True, methods=["get"])
    def sample(self, request: Request, pk: str) -> Response:
        """Return the next answer of one's own sample, without its first mark, and how far samples agree."""
        kind = read(shapes.KindShape, request.query_params.dict())["kind"]
        return self._sample(self.get_object(), kind)

    @extend_schema(request=shapes.KindShape, responses={201: shapes.SampleShape})
    @sample.mapping.post
    def draw(self, request: Request, pk: str) -> Response:
        """Draw a sample: of what the engine is sure of (BLIND), or of what colleagues marked (SECOND)."""
        assignment, kind = self.get_object(), read(shapes.KindShape, request.data)["kind"]
        try:
            moderation.draw(assignment=assignment, kind=kind, by=request.user, now=timezone.now())
        except moderation.NothingToSample as error:
            raise Conflict("There is nothing left to sample.") from error
        return self._sample(assignment, kind, status.HTTP_201_CREATED)

    @extend_schema(request=shapes.SecondMarkShape, responses=shapes.SampleShape)
    @action(detail=True, methods=["post"], url_path="sample-mark")
    def second(self, request: Request, pk: str) -> Response:
        """Mark an answer of one's own sample, an essay with a grid by levels. Sent twice, the first counts."""
        assignment, data = self.get_object(), read(shapes.SecondMarkShape, request.data)
        rows = SampledResponse.objects.filter(sample__assignment=assignment, sample__drawn_by=request.user.pk)
        row = rows.select_related("sample", "response__item").filter(pk=data.pop("row")).first()
        if row is None:
            raise ValidationError({"row": ["This is no answer of your sample."]})
        scheme = scheme_to_check_by(request.user, assignment, row.response.item)
        grid = levels.grid_in(scheme.text) if scheme is not None else None
        if (grid is not None) != ("levels" in data):
            field = "mark" if grid is not None else "levels"
            raise ValidationError({field: ["An essay with a levels grid gets levels, any other answer a mark."]})
        who: dict[str, Any] = {"row": row, "by": request.user, "now": timezone.now()}
        try:
            if grid is not None:
                moderation.mark_by_levels(given=data["levels"], scheme=scheme, comment=data["comment"], **who)
            else:
                moderation.mark(**who, **data)
        except marks.BadMark as error:
            raise ValidationError({"mark": [str(error)]}) from error
        except moderation.NotYours as error:
            raise Conflict("You gave the first mark, so the second has to be another's.") from error
        return self._sample(assignment, row.sample.kind)

    def _sample(self, assignment: Assignment, kind: str, code: int = status.HTTP_200_OK) -> Response:
        drawn = moderation.current(assignment=assignment, kind=kind, by=self.request.user)
        row = None
        if drawn is not None:
            row = drawn.rows.filter(second=None).select_related("response__item__question").first()
        if row is not None:
            scheme = scheme_to_check_by(self.request.user, assignment, row.response.item)
            row.scheme = scheme.text if scheme is not None else ""  # type: ignore[attr-defined]
            grid = levels.grid_in(scheme.text) if scheme is not None else None
            row.objectives = grid.objectives if grid is not None else ()  # type: ignore[attr-defined]
        pairs = moderation.pairs(assignment, kind) if row is None else ()  # nobody is to see marks that they give yet
        agreed = moderation.level_agreement(assignment, kind) if row is None else ()
        body = {
            "next": row,
            "agreement": moderation.sample_agreement(assignment, kind) if row is None else None,
            "levels": [{"name": name, **asdict(one)} for name, one in agreed],
            "differ": [pair for pair in pairs if pair.first.mark != pair.second],
        }
        return Response(shapes.SampleShape(body).data, status=code)
