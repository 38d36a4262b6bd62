"""The API of reports: a class over its quizzes, a student's results, all answers as a file."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from marking.api.results import FILES, as_
from marking.reports import analysis, student_report
from marking.scripts.files import RECORDS, File, record_file
from quizzes.access.api import RuledViewSet
from quizzes.access.web import NUMBER
from quizzes.models import Attempt, SchoolClass, User
from quizzes.queries import students_in


class QuizLineShape(serializers.Serializer[Any]):
    """A quiz of a report. `share` of the marks, from 0 to 1, is null while marks are missing; `class_mean` likewise."""

    attempt = serializers.IntegerField(source="attempt.pk")
    assignment = serializers.IntegerField(source="attempt.assignment_id")
    title = serializers.CharField(source="attempt.assignment.quiz.title")
    class_name = serializers.CharField(source="attempt.assignment.school_class.name")
    handed_in_at = serializers.DateTimeField(source="attempt.submitted_at")
    total = serializers.DecimalField(max_digits=6, decimal_places=1, allow_null=True)
    out_of = serializers.DecimalField(max_digits=6, decimal_places=1)
    share = serializers.FloatField(allow_null=True)
    class_mean = serializers.FloatField(allow_null=True)


class ReportShape(serializers.Serializer[Any]):
    """A student's results in the classes that one teaches, the oldest first."""

    student = serializers.IntegerField(source="student.pk")
    name = serializers.CharField(source="student")
    quizzes = QuizLineShape(many=True)


class ProgressQuizShape(serializers.Serializer[Any]):
    assignment = serializers.IntegerField(source="pk")
    title = serializers.CharField(source="quiz.title")
    opens_at = serializers.DateTimeField()
    mean = serializers.FloatField(allow_null=True)


class ProgressRowShape(serializers.Serializer[Any]):
    student = serializers.IntegerField(source="who.pk")
    name = serializers.CharField(source="who")
    shares = serializers.ListField(child=serializers.FloatField(allow_null=True))


class ClassProgressShape(serializers.Serializer[Any]):
    """A class over its last eight quizzes, the oldest first: each student's shares of the marks, in their order."""

    quizzes = ProgressQuizShape(many=True)
    students = ProgressRowShape(many=True)


class ClassReportViewSet(RuledViewSet):
    """What a class has done so far."""

    scope = "marks"
    queryset = SchoolClass.objects.all()
    serializer_class = ClassProgressShape
    pagination_class = None
    permission_of: ClassVar[dict[str, str]] = dict.fromkeys(
        ("progress", "report", "answers"), "quizzes.view_schoolclass"
    )

    @extend_schema(responses=ClassProgressShape, filters=False)
    @action(detail=True, methods=["get"])
    def progress(self, request: Request, pk: str) -> Response:
        """Say how each student has done over the last quizzes, and the class."""
        row = self.get_object()
        known: Any = analysis.over_time(list(students_in(row.pk)), analysis.last_quizzes(row.pk))
        for assignment, mean in zip(known.assignments, known.means, strict=True):
            assignment.mean = mean
        rows = [{"who": student, "shares": shares} for student, shares in known.rows]
        return Response(ClassProgressShape({"quizzes": known.assignments, "students": rows}).data)

    @extend_schema(responses=ReportShape, filters=False)
    @action(detail=True, methods=["get"], url_path=f"people/(?P<user_id>{NUMBER})/report")
    def report(self, request: Request, pk: str, user_id: str) -> Response:
        """Return a student's results, of every class that one teaches."""
        row = self.get_object()
        student = get_object_or_404(User, pk=int(user_id), enrolments__school_class=row, enrolments__role="STUDENT")
        lines = student_report.lines_of(student_report.visible_to(request.user, student), with_means=True)
        return Response(ReportShape({"student": student, "quizzes": lines}).data)

    @extend_schema(parameters=as_(RECORDS), responses=FILES, filters=False)
    @action(detail=True, methods=["get"])
    def answers(self, request: Request, pk: str) -> File:
        """Send all answers that a class has given in its quizzes, with everything on record about them."""
        row, kind = self.get_object(), request.query_params.get("as", "csv")
        if kind not in RECORDS:
            raise Http404
        attempts = Attempt.objects.submitted().filter(assignment__school_class=row)
        return record_file(attempts, str(row), kind, by=request.user)
