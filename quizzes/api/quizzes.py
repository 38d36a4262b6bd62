"""The API of quizzes: set, changed, put in order, looked over, published, copied, put away."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from quizzes.access.api import Conflict, RuledViewSet, read, teacher_required
from quizzes.access.etags import Tagged, if_match
from quizzes.access.repeats import once
from quizzes.access.table import permitted
from quizzes.access.web import fetch
from quizzes.api import quiz_shapes as shapes
from quizzes.models import Assignment, Question, Quiz, SchoolClass
from quizzes.queries import clocks_of, in_pool
from quizzes.services import archives, clock, quizzes

FROZEN = "The quiz is published, so its questions stay as they are. Take it back first, if nobody has started it."


class QuizFilter(django_filters.FilterSet):  # type: ignore[misc]  # which has no types
    archived = django_filters.BooleanFilter("archived_at", "isnull", exclude=True)
    school_class = django_filters.NumberFilter("assignments__school_class", min_value=1, max_value=2**53)

    class Meta:
        model = Quiz
        fields = ("state",)


class QuizViewSet(Tagged, ListModelMixin, RuledViewSet):
    """Quizzes of one's own."""

    scope = "quizzes"
    queryset = Quiz.objects.prefetch_related("items")
    serializer_class = shapes.QuizShape
    filterset_class = QuizFilter
    permission_of: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("list", "retrieve", "duplicate", "readiness", "create"), "quizzes.view_quiz"),
        **dict.fromkeys(("partial_update", "destroy", "paper", "archive", "restore"), "quizzes.change_quiz"),
        **dict.fromkeys(("publish", "unpublish"), "quizzes.publish_quiz"),
    }

    def get_queryset(self) -> QuerySet[Quiz]:
        """Return quizzes with the classes that they are set for, as far as one teaches them."""
        rows = Assignment.objects.order_by("pk")
        if not getattr(self, "swagger_fake_view", False):
            rows = permitted(self.request.user, "quizzes.manage_assignment", rows)
        return super().get_queryset().prefetch_related(Prefetch("assignments", rows, to_attr="set_for"))

    @extend_schema(request=shapes.NewQuizShape, responses={201: shapes.QuizShape})
    @once
    def create(self, request: Request) -> Response:
        """Make a draft, set for classes with their times. 409 says where there are too few questions to draw."""
        teacher_required(request)
        ready = self._ready()
        data = self._read(shapes.NewQuizShape(data=request.data), ready)
        settings = data.pop("settings")
        return self._set(None, data, settings, ready, status.HTTP_201_CREATED)

    @extend_schema(request=shapes.QuizChangeShape, responses=shapes.QuizShape)
    @if_match
    def partial_update(self, request: Request, quiz: Quiz) -> Response:
        """Change a draft; what is left out stays. Questions that it holds keep their place, new ones follow.

        The items take their wording of today, and other ids. 409: it is published.
        """
        teacher_required(request)
        ready, held = self._ready(), list(quiz.items.values_list("question", flat=True))
        usable = Question.objects.filter(pk__in=ready.values("pk")) | Question.objects.filter(pk__in=held)
        data = self._read(shapes.QuizChangeShape(data=request.data), usable)
        if "questions" not in data:
            rows = Question.objects.in_bulk(held)
            data["questions"] = [rows[pk] for pk in held]
        kept = {name: getattr(quiz, name) for name in ("title", "instructions", "shuffle", "spell_check")}
        settings = data.pop("settings", None)
        if settings is None:
            settings = [_as_set(row) for row in quiz.assignments.select_related("school_class")]
        return self._set(quiz, kept | data, settings, ready)

    def _set(
        self, quiz: Quiz | None, data: dict[str, Any], settings: Any, ready: QuerySet[Question], code: int = 200
    ) -> Response:
        """Have the service make the quiz so, with what is to be drawn, and return it."""
        chosen = data.pop("questions", [])
        others = ready.exclude(pk__in=[question.pk for question in chosen])
        try:
            drawn = quizzes.draw(draws=[_draw(others, draw) for draw in data.pop("draws", [])])
            made = quizzes.set_quiz(
                quiz=quiz, questions=[*chosen, *drawn], settings=[quizzes.Setting(**one) for one in settings],
                by=self.request.user, now=clock.now(), **data,
            )  # fmt: skip
        except quizzes.TooFewToDraw as error:
            raise Conflict(f"Draw {error.place + 1}: {error}") from error
        except quizzes.ArchivedClass as error:  # a moment ago it was not
            raise Conflict(str(error)) from error
        except quizzes.QuizFrozen as error:
            raise Conflict(FROZEN) from error
        return self._again(made, code)

    def _again(self, quiz: Quiz, code: int = status.HTTP_200_OK) -> Response:
        return self.tagged(self.get_queryset().get(pk=quiz.pk), code)

    def _ready(self) -> QuerySet[Question]:
        ready = Question.objects.filter(state=Question.State.READY, bank__archived_at=None)
        return permitted(self.request.user, "quizzes.view_question", ready)

    def _read(self, shape: Any, usable: QuerySet[Question]) -> dict[str, Any]:
        """Return what the body says, of questions and classes that the caller may take."""
        shape.fields["questions"].rows = usable
        shape.fields["settings"].child.fields["school_class"].queryset = permitted(
            self.request.user, "quizzes.view_schoolclass", SchoolClass.objects.current()
        )
        shape.is_valid(raise_exception=True)
        return dict(shape.validated_data)

    @if_match
    def destroy(self, request: Request, quiz: Quiz) -> Response:
        """Delete a quiz that its students never saw. 409: they did, or still do; archive it instead."""
        try:
            archives.delete_quiz(quiz=quiz)
        except archives.InUse as error:
            raise Conflict(str(error)) from error
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=shapes.PaperLinesShape, responses=shapes.QuizShape)
    @action(detail=True, methods=["put"], url_name="lines")
    @if_match
    def paper(self, request: Request, quiz: Quiz) -> Response:
        """Give the items of a draft their order, marks and word limits. Items that are not named go."""
        given = read(shapes.PaperLinesShape, request.data)["lines"]
        items = {item.pk: item for item in quiz.items.select_related("question")}
        if missing := [line["item"] for line in given if line["item"] not in items]:
            raise ValidationError({"lines": [f"This quiz has no item {pk}." for pk in missing]})
        lines = [_line(items[line["item"]], line) for line in given]
        try:
            quizzes.arrange(quiz=quiz, lines=lines)
        except quizzes.BadLine as error:
            place = [line.item.pk for line in lines].index(error.item.pk)
            raise ValidationError({f"lines/{place}/marks": [str(error)]}) from error
        except quizzes.QuizFrozen as error:
            raise Conflict(FROZEN) from error
        return self._again(quiz)

    @extend_schema(responses=shapes.ReadinessShape, filters=False)
    @action(detail=True, methods=["get"])
    def readiness(self, request: Request, pk: str) -> Response:
        """Look a quiz over: what is missing, what is odd, and who gets how long."""
        quiz, now = self.get_object(), clock.now()
        set_for = quiz.assignments.select_related("school_class")
        taught = permitted(request.user, "quizzes.manage_assignment", set_for)
        clocks = clocks_of(taught, now)
        not_taught = [row.school_class.name for row in set_for.exclude(pk__in=taught.values("pk"))]
        looks = quiz.state == Quiz.State.DRAFT and not not_taught  # what a class lacks is for its teachers to know
        body = {
            "is_begun": quizzes.is_begun(quiz),
            "problems": quizzes.problems(quiz=quiz, now=now) if looks else [],
            "warnings": quizzes.warnings_of(clocks=clocks, quiz=quiz),
            "not_taught": not_taught,
            "classes": clocks,
        }
        return Response(shapes.ReadinessShape(body).data)

    @extend_schema(request=None, responses=shapes.QuizShape)
    @action(detail=True, methods=["post"])
    @if_match
    def publish(self, request: Request, quiz: Quiz) -> Response:
        """Freeze the quiz and let its classes see it. 409 says what is missing."""
        try:
            quizzes.publish(quiz=quiz, now=clock.now())
        except quizzes.CannotPublish as error:
            raise Conflict(error.problems) from error
        return self._again(quiz)

    @extend_schema(request=None, responses=shapes.QuizShape)
    @action(detail=True, methods=["post"])
    @if_match
    def unpublish(self, request: Request, quiz: Quiz) -> Response:
        """Take a quiz back that nobody has started."""
        try:
            quizzes.unpublish(quiz=quiz)
        except quizzes.QuizBegun as error:
            raise Conflict("A student has started this quiz, so it stays published.") from error
        return self._again(quiz)

    @extend_schema(request=shapes.ForClassShape, responses={201: shapes.QuizShape})
    @action(detail=True, methods=["post"], url_name="copy")
    @once
    def duplicate(self, request: Request, pk: str) -> Response:
        """Make a draft of the same questions for another class."""
        teacher_required(request)
        quiz, given = self.get_object(), read(shapes.ForClassShape, request.data)
        rows = SchoolClass.objects.current()
        school_class = fetch(request.user, "quizzes.view_schoolclass", rows, pk=given["school_class"])
        made = quizzes.duplicate(quiz=quiz, school_class=school_class, by=request.user, now=clock.now())
        return self._again(made, status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=shapes.QuizShape)
    @action(detail=True, methods=["post"])
    def archive(self, request: Request, pk: str) -> Response:
        """Put a quiz away: no list offers it. Its students see it as before."""
        quiz = self.get_object()
        archives.archive(row=quiz, now=clock.now())
        return self._again(quiz)

    @extend_schema(request=None, responses=shapes.QuizShape)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, pk: str) -> Response:
        """Take a quiz out of the archive."""
        quiz = self.get_object()
        archives.restore(row=quiz)
        return self._again(quiz)


def _as_set(row: Assignment) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("school_class", *quizzes.SET_FOR_CLASS)}


def _line(item: Any, given: dict[str, Any]) -> quizzes.Line:
    return quizzes.Line(item, given.get("marks", item.marks), given.get("word_limit", item.word_limit))


def _draw(ready: QuerySet[Question], wanted: dict[str, Any]) -> quizzes.Draw:
    if wanted["tag"]:
        return quizzes.Draw(in_pool(ready, f"#{wanted['tag'].lower()}"), wanted["count"])
    return quizzes.Draw(in_pool(ready, f"{wanted['bank']}:{wanted['topic']}"), wanted["count"])
