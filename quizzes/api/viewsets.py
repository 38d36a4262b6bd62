"""The API of `quizzes`: door, input, one call, answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from quizzes.access.api import Conflict, RuledViewSet, read, teacher_required
from quizzes.access.arrival import waited
from quizzes.access.etags import Tagged
from quizzes.access.repeats import once
from quizzes.access.table import permitted
from quizzes.access.web import fetch
from quizzes.api import serializers as shapes
from quizzes.api.outcome import begun, outcome_of
from quizzes.models import Assignment, Attempt, Question, Quiz, SchoolClass
from quizzes.queries import in_pool
from quizzes.services import attempts, clock, presence, quizzes


class QuizViewSet(Tagged, ListModelMixin, RuledViewSet):
    """Quizzes of one's own."""

    scope = "quizzes"
    queryset = Quiz.objects.prefetch_related("items")
    serializer_class = shapes.QuizShape
    permission_of: ClassVar[dict[str, str]] = {
        "list": "quizzes.view_quiz",
        "retrieve": "quizzes.view_quiz",
        "publish": "quizzes.publish_quiz",
        "unpublish": "quizzes.publish_quiz",
        "duplicate": "quizzes.view_quiz",
    }

    @extend_schema(request=shapes.NewQuizShape, responses={201: shapes.QuizShape})
    @once
    def create(self, request: Request) -> Response:
        """Make a draft, set for classes with their times. 409 says where there are too few questions to draw."""
        teacher_required(request)
        ready = permitted(request.user, "quizzes.view_question", Question.objects.filter(state=Question.State.READY))
        data = _new_quiz(request, ready)
        chosen = data.pop("questions", [])
        others = ready.exclude(pk__in=[question.pk for question in chosen])
        try:
            drawn = quizzes.draw(draws=[_draw(others, draw) for draw in data.pop("draws", [])])
            quiz = quizzes.set_quiz(
                quiz=None,
                questions=[*chosen, *drawn],
                settings=[quizzes.Setting(**setting) for setting in data.pop("settings")],
                by=request.user,
                now=clock.now(),
                **data,
            )
        except quizzes.TooFewToDraw as error:
            raise Conflict(f"Draw {error.place + 1}: {error}") from error
        except quizzes.ArchivedClass as error:  # a moment ago it was not
            raise Conflict(str(error)) from error
        return Response(shapes.QuizShape(quiz).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=shapes.QuizShape)
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, pk: str) -> Response:
        """Freeze the quiz and let its classes see it. 409 says what is missing."""
        try:
            quizzes.publish(quiz=self.get_object(), now=clock.now())
        except quizzes.CannotPublish as error:
            raise Conflict(error.problems) from error
        return Response(shapes.QuizShape(self.get_object()).data)

    @extend_schema(request=None, responses=shapes.QuizShape)
    @action(detail=True, methods=["post"])
    def unpublish(self, request: Request, pk: str) -> Response:
        """Take a quiz back that nobody has started."""
        try:
            quizzes.unpublish(quiz=self.get_object())
        except quizzes.QuizBegun as error:
            raise Conflict("A student has started this quiz, so it stays published.") from error
        return Response(shapes.QuizShape(self.get_object()).data)

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
        return Response(shapes.QuizShape(made).data, status=status.HTTP_201_CREATED)


def _new_quiz(request: Request, ready: QuerySet[Question]) -> dict[str, Any]:
    """Return what the body says, of questions and classes that the caller may take."""
    shape = shapes.NewQuizShape(data=request.data)
    fields: Any = shape.fields
    fields["questions"].rows = ready
    fields["settings"].child.fields["school_class"].queryset = permitted(
        request.user, "quizzes.view_schoolclass", SchoolClass.objects.current()
    )
    shape.is_valid(raise_exception=True)
    return dict(shape.validated_data)


def _draw(ready: QuerySet[Question], wanted: dict[str, Any]) -> quizzes.Draw:
    if wanted["tag"]:
        return quizzes.Draw(in_pool(ready, f"#{wanted['tag'].lower()}"), wanted["count"])
    return quizzes.Draw(in_pool(ready, f"{wanted['bank']}:{wanted['topic']}"), wanted["count"])


class AssignmentViewSet(ListModelMixin, RetrieveModelMixin, RuledViewSet):
    """Quizzes set for a class that one studies in."""

    scope = "sitting"
    queryset = Assignment.objects.select_related("quiz", "school_class")
    serializer_class = shapes.AssignmentShape
    permission_of: ClassVar[dict[str, str]] = {
        "list": "quizzes.sit_assignment",
        "retrieve": "quizzes.sit_assignment",
        "start": "quizzes.sit_assignment",
    }

    @extend_schema(request=None, responses=shapes.AttemptShape)
    @action(detail=True, methods=["post"])
    def start(self, request: Request, pk: str) -> Response:
        """Begin the sitting, or return the one that is running. The questions come with the answer."""
        assignment, now = self.get_object(), clock.now()
        try:
            attempt = attempts.start(assignment=assignment, student=request.user, now=now)
        except attempts.NotOpen as error:
            raise Conflict("The quiz is not open for you now.") from error
        except attempts.NoAttemptsLeft as error:
            raise Conflict("You have already handed in this quiz.") from error
        return Response(begun(attempt, now))


@extend_schema_view(list=extend_schema(responses=shapes.AttemptLine(many=True)))
class AttemptViewSet(ListModelMixin, RetrieveModelMixin, RuledViewSet):
    """One's own sittings."""

    scope = "sitting"
    throttle_classes = ()  # no save waits for the cache that counts calls
    queryset = Attempt.objects.select_related("assignment__quiz")
    serializer_class = shapes.AttemptShape
    permission_of: ClassVar[dict[str, str]] = dict.fromkeys(
        ("list", "retrieve", "answers", "lease", "hand_in"), "quizzes.sit_attempt"
    )

    def get_serializer_class(self) -> Any:
        return shapes.AttemptLine if self.action == "list" else shapes.AttemptShape

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "now": clock.now()}

    def get_queryset(self) -> QuerySet[Attempt]:
        rows = super().get_queryset()
        return rows.prefetch_related("responses") if self.action == "retrieve" else rows

    def get_object(self) -> Attempt:
        attempt: Attempt = super().get_object()
        attempts.close_if_over(attempt=attempt, now=clock.now())
        return attempt

    @extend_schema(request=shapes.SaveShape, responses=shapes.SavedShape)
    @action(detail=True, methods=["put"])
    def answers(self, request: Request, pk: str) -> Response:
        """Save the answers that changed. Safe to repeat; a late or stale text is kept aside, never lost."""
        now = clock.received_at(waited(request.META))
        data = self._read(shapes.SAVE, request)
        lease, answers = data["lease"], _answers(data)
        return self._written(lease, lambda own: attempts.save_own(answers=answers, lease=lease, received_at=now, **own))

    @extend_schema(request=shapes.LeaseShape, responses=shapes.SavedShape)
    @action(detail=True, methods=["post"])
    def lease(self, request: Request, pk: str) -> Response:
        """Let this tab write from now on; an older one turns read-only."""
        data = self._read(shapes.LEASE, request)
        lease = data["lease"]
        return self._written(lease, lambda own: attempts.Saved(attempts.take_over_own(lease=lease, **own)))

    @extend_schema(request=shapes.SaveShape, responses=shapes.SavedShape)
    @action(detail=True, methods=["post"], url_path="hand-in")
    def hand_in(self, request: Request, pk: str) -> Response:
        """Hand in, with what the page still holds. A second hand-in gets the first one's receipt."""
        now = clock.received_at(waited(request.META))
        data = self._read(shapes.SAVE, request)
        lease, answers = data["lease"], _answers(data)
        return self._written(lease, lambda own: attempts.hand_in_own(answers=answers, lease=lease, now=now, **own))

    def _read(self, shape: Any, request: Request) -> dict[str, Any]:
        """Return what the body says. Who may not write here is told that before what is wrong with the body."""
        try:
            data: dict[str, Any] = shape.run_validation(request.data)
        except ValidationError:
            self.get_object()
            raise
        return data

    def _written(self, lease: str, write: Callable[[dict[str, int]], attempts.Saved]) -> Response:
        """Have a service find, lock and write the student's own row in one go, and tell what became of it."""
        try:
            result = write({"student": self.request.user.pk or 0, "pk": int(self.kwargs["pk"])})
        except Attempt.DoesNotExist as error:
            raise Http404 from error
        if result.attempt.is_open:  # nobody waits for a sign of life from a paper that is handed in
            presence.note(attempt_id=result.attempt.pk, now=clock.now())
        return Response(shapes.SAVED.to_representation(outcome_of(result, lease)))


def _answers(data: dict[str, Any]) -> list[attempts.Answer]:
    return [attempts.Answer(**answer) for answer in data["answers"]]
