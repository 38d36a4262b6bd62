"""The API of access arrangements: what a student is entitled to in every quiz, what that means, and whole classes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar, cast

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from quizzes.access.api import Conflict, RuledViewSet, read
from quizzes.access.etags import Tagged, if_match
from quizzes.access.framework import BoundedJSONParser
from quizzes.access.table import permitted
from quizzes.api.classes import AS, TABLE
from quizzes.api.tables import PlannedTableShape, SentTableShape, bytes_of
from quizzes.downloads import Table, table_as
from quizzes.files.tables import TableError
from quizzes.models import AccessArrangement, ArrangementChange, Assignment, SchoolClass, User
from quizzes.pure.arrangement_table import HEADER, LONGEST_REASON, Sheet, cells_of, read_sheet
from quizzes.pure.terms import NO_FACTOR, Terms
from quizzes.queries import students_in
from quizzes.services import arrangements, clock

FACTOR: dict[str, Any] = {"max_digits": 4, "decimal_places": 2}


class TermsShape(serializers.Serializer[Any]):
    """What a student is entitled to: the time limit × factor + extra minutes, or no limit; and minutes of rest."""

    time_factor = serializers.DecimalField(
        **FACTOR, default=NO_FACTOR, min_value=NO_FACTOR, max_value=Decimal(4), help_text="1.25 is a quarter more."
    )
    extra_minutes = serializers.IntegerField(min_value=0, max_value=600, default=0)
    unlimited = serializers.BooleanField(default=False, help_text="No time limit; the closing time stays.")
    rest_minutes = serializers.IntegerField(min_value=0, max_value=600, default=0, help_text="In each quiz.")
    valid_from = serializers.DateField(allow_null=True, default=None)
    valid_until = serializers.DateField(allow_null=True, default=None, help_text="And with.")

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        """Ask the terms themselves what is wrong with them."""
        terms = _terms(given)
        if problems := terms.problems():
            raise serializers.ValidationError(problems)
        if not terms.grants:
            raise serializers.ValidationError("This grants nothing. Give more time or rest breaks, or delete it.")
        return given


class WantedTermsShape(TermsShape):
    reason = serializers.CharField(
        max_length=LONGEST_REASON, required=False, allow_blank=True, default="", help_text="For colleagues."
    )


class ReasonShape(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=LONGEST_REASON, required=False, allow_blank=True, default="")


class ArrangementChangeShape(serializers.ModelSerializer[ArrangementChange]):
    before = TermsShape(allow_null=True)
    after = TermsShape(allow_null=True)

    class Meta:
        model = ArrangementChange
        fields = ("made_at", "made_by", "before", "after", "reason")


class ArrangedStudentShape(serializers.ModelSerializer[User]):
    """A student, and what they are entitled to; null for nothing."""

    arrangement = TermsShape(source="access_arrangement", allow_null=True, default=None)
    reason = serializers.SerializerMethodField()

    class Meta:
        model = User
        fields = ("id", "username", "first_name", "last_name", "arrangement", "reason")

    def get_reason(self, student: User) -> str:
        """Return what colleagues wrote of it."""
        held = _held(student)
        return held.reason if held is not None else ""


class ArrangementShape(ArrangedStudentShape):
    """With every change so far, the newest first."""

    changes = ArrangementChangeShape(many=True, source="arrangement_changes")

    class Meta(ArrangedStudentShape.Meta):
        fields = (*ArrangedStudentShape.Meta.fields, "changes")  # type: ignore[assignment]


class AllowanceShape(serializers.Serializer[Any]):
    minutes = serializers.IntegerField(allow_null=True, help_text="Null: no limit.")
    extra_minutes = serializers.IntegerField()
    closes_at = serializers.DateTimeField()


class EffectShape(serializers.Serializer[Any]):
    """What other terms would change in a quiz that the student sits, or may still start."""

    assignment = serializers.IntegerField(source="assignment.pk")
    title = serializers.CharField(source="assignment.quiz.title")
    class_name = serializers.CharField(source="assignment.school_class.name")
    now = AllowanceShape()
    then = AllowanceShape()
    runs = serializers.BooleanField()
    ends_now = serializers.DateTimeField(allow_null=True)
    ends_then = serializers.DateTimeField(allow_null=True)


class EffectsShape(serializers.Serializer[Any]):
    """`elsewhere` are quizzes of classes that are not the caller's."""

    effects = EffectShape(many=True)
    elsewhere = serializers.IntegerField()


class ArrangementViewSet(Tagged, RuledViewSet):
    """Access arrangements of students that one teaches, or of all for who sees to them. The id is the student's."""

    scope = "classes"
    queryset = User.objects.all()
    serializer_class = ArrangementShape
    permission_of: ClassVar[dict[str, str]] = dict.fromkeys(
        ("retrieve", "update", "destroy", "look_ahead"), "quizzes.arrange_access"
    )

    def get_queryset(self) -> QuerySet[User]:
        """Return students with their arrangement and its changes."""
        changes = Prefetch("arrangement_changes", ArrangementChange.objects.order_by("-made_at", "-pk"))
        return super().get_queryset().select_related("access_arrangement").prefetch_related(changes)

    @extend_schema(request=WantedTermsShape, responses=ArrangementShape)
    @if_match
    def update(self, request: Request, student: User) -> Response:
        """Say what a student is entitled to from now on. Sittings that run get their new end."""
        given = read(WantedTermsShape, request.data)
        self._arrange(student, _terms(given), given["reason"])
        return self.tagged()

    @extend_schema(parameters=[OpenApiParameter("reason", str)], responses={204: None})
    @if_match
    def destroy(self, request: Request, student: User) -> Response:
        """Take a student's arrangement away. Sittings that run get their new end."""
        self._arrange(student, None, read(ReasonShape, request.query_params.dict())["reason"])
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _arrange(self, student: User, terms: Terms | None, reason: str) -> None:
        arrangements.arrange_access(student=student, terms=terms, reason=reason, by=self.request.user, now=clock.now())

    @extend_schema(request=TermsShape, responses=EffectsShape)
    @action(detail=True, methods=["post"], url_path="look-ahead")
    def look_ahead(self, request: Request, pk: str) -> Response:
        """Say what these terms would change in the quizzes that are set, and change nothing."""
        student, terms = self.get_object(), _terms(read(TermsShape, request.data))
        work = permitted(student, "quizzes.see_own_work", Assignment.objects.all())
        effects = arrangements.effects_of(student=student, terms=terms, assignments=work, now=clock.now())
        known = arrangements.known_to(request.user, effects)
        return Response(EffectsShape({"effects": known, "elsewhere": len(effects) - len(known)}).data)


class ArrangementLineShape(serializers.Serializer[Any]):
    """What a line of a table would do."""

    line = serializers.IntegerField(source="line.number")
    called = serializers.CharField(source="line.student")
    student = serializers.IntegerField(source="student.pk", allow_null=True, default=None)
    fate = serializers.ChoiceField(choices=["created", "changed", "same", "refused"])
    before = TermsShape(allow_null=True)
    after = TermsShape(allow_null=True)
    why = serializers.CharField()


class ArrangementPlanShape(serializers.Serializer[Any]):
    """What a table would do, line by line. It is carried out with this `digest`, whole or not at all."""

    digest = serializers.CharField()
    is_whole = serializers.BooleanField(help_text="Whether no line is refused.")
    lines = ArrangementLineShape(many=True)
    remarks = serializers.ListField(child=serializers.CharField())


class ArrangedShape(serializers.Serializer[Any]):
    """How many students have something else than before, and how many sittings got another end."""

    changed = serializers.IntegerField()
    moved = serializers.IntegerField()


class ClassArrangementsViewSet(RuledViewSet):
    """The access arrangements of a class."""

    scope = "classes"
    queryset = SchoolClass.objects.all()
    serializer_class = ArrangedStudentShape
    parser_classes = (BoundedJSONParser, MultiPartParser)
    pagination_class = None
    permission_of: ClassVar[dict[str, str]] = dict.fromkeys(
        ("arrangements", "arrangements_file", "plan", "apply"), "quizzes.arrange_class"
    )

    @extend_schema(responses=ArrangedStudentShape(many=True), filters=False)
    @action(detail=True, methods=["get"])
    def arrangements(self, request: Request, pk: str) -> Response:
        """List the students of a class with what they are entitled to."""
        return Response(ArrangedStudentShape(_students(self.get_object()), many=True).data)

    @extend_schema(parameters=[AS], responses=TABLE, filters=False)
    @action(detail=True, methods=["get"], url_path="arrangements/file")
    def arrangements_file(self, request: Request, pk: str) -> Table:
        """Send the arrangements as a table in the form that `plan` reads; a row for each student."""
        row = self.get_object()
        held = [(student.username, _held(student)) for student in _students(row)]
        lines = [cells_of(name, there.terms if there else None, there.reason if there else "") for name, there in held]
        kind, name = request.query_params.get("as", "csv"), f"{row.name} arrangements"
        return table_as(kind, row.name, HEADER, lines, name=name)

    @extend_schema(request=SentTableShape, responses=ArrangementPlanShape)
    @action(detail=True, methods=["post"], url_path="arrangements/plan")
    def plan(self, request: Request, pk: str) -> Response:
        """Say what a table of arrangements would do, and change nothing."""
        row, sheet = self.get_object(), _sheet(read(SentTableShape, request.data))
        plan = arrangements.plan(school_class=row, lines=sheet.lines)
        body = {"digest": plan.digest, "is_whole": plan.is_whole, "lines": plan.lines, "remarks": sheet.remarks}
        return Response(ArrangementPlanShape(body).data)

    @extend_schema(request=PlannedTableShape, responses=ArrangedShape)
    @action(detail=True, methods=["post"], url_path="arrangements/apply")
    def apply(self, request: Request, pk: str) -> Response:
        """Do what a plan said: all of it or nothing. 409: a line is refused, or things stand otherwise by now."""
        row, given = self.get_object(), read(PlannedTableShape, request.data)
        try:
            done = arrangements.carry_out(
                school_class=row, lines=_sheet(given).lines, digest=given["digest"], by=request.user, now=clock.now()
            )
        except arrangements.NotWhole as error:
            raise Conflict("Nothing was changed: the plan says which lines are refused.") from error
        except arrangements.Overtaken as error:
            raise Conflict("Nothing was changed: arrangements have changed in the meantime. Plan again.") from error
        moved = {act.attempt_id for act in done.sittings.acts}
        return Response(ArrangedShape({"changed": len(done.changes), "moved": len(moved)}).data)


def _terms(given: dict[str, Any]) -> Terms:
    return Terms(**{name: given[name] for name in Terms.__dataclass_fields__})


def _students(row: SchoolClass) -> QuerySet[User]:
    return students_in(row.pk).select_related("access_arrangement")


def _held(student: User) -> AccessArrangement | None:
    return cast("AccessArrangement | None", getattr(student, "access_arrangement", None))


def _sheet(given: dict[str, Any]) -> Sheet:
    raw, name, field = bytes_of(given)
    try:
        return read_sheet(raw, name)
    except TableError as error:
        raise ValidationError({field: [str(error)]}) from error
