"""The API of `quizzes`: door, input, one call, answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from quizzes.access.api import Conflict, RuledViewSet
from quizzes.access.arrival import waited
from quizzes.api import serializers as shapes
from quizzes.api.outcome import begun, outcome_of
from quizzes.models import Assignment, Attempt
from quizzes.services import attempts, clock, presence


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
