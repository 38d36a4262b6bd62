"""The API of a teacher's acts: who sits a quiz in the classes one teaches, and what is done to the sittings."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from quizzes.access.api import Conflict, RuledViewSet, read
from quizzes.api.serializers import AssignmentShape, SettingShape
from quizzes.models import Assignment, Attempt, ResponseVersion
from quizzes.queries import room_of
from quizzes.services import acts, attempt_acts, attempts, clock, late_texts, presence, quizzes

MOST_REASON = 200


class SeatShape(serializers.Serializer[Any]):
    """One student in the room; `attempt` is null before the start."""

    student = serializers.CharField()
    student_id = serializers.IntegerField(source="student.pk")
    attempt = serializers.IntegerField(source="attempt.pk", allow_null=True, default=None)
    state = serializers.ChoiceField(choices=["absent", "open", "paused", "resting", "handed_in"])
    seconds_left = serializers.SerializerMethodField()
    answered = serializers.IntegerField()
    saved_at = serializers.DateTimeField(allow_null=True)
    seen_at = serializers.SerializerMethodField()

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_seen_at(self, seat: Any) -> Any:
        """Return the last sign of life of the student's page; null is none."""
        seen = self.context["seen"].get(seat.attempt.pk) if seat.attempt is not None else None
        return serializers.DateTimeField().to_representation(seen) if seen is not None else None

    def get_seconds_left(self, seat: Any) -> float | None:
        """Return the working time that is left; null is no limit, or not begun."""
        return None if seat.left is None else seat.left.total_seconds()


class LateTextShape(serializers.Serializer[Any]):
    """A text that waits for the teacher to accept or refuse it."""

    version = serializers.IntegerField(source="pk")
    student = serializers.CharField(source="response.attempt.student")
    item = serializers.IntegerField(source="response.item_id")
    outcome = serializers.CharField()
    received_at = serializers.DateTimeField()
    text = serializers.CharField()
    counts_now = serializers.CharField(source="response.text")


class LoggedActShape(serializers.Serializer[Any]):
    """An act of the log; `student` is “” where it was for the whole class, `made_by` where a rule decided."""

    made_at = serializers.DateTimeField()
    made_by = serializers.CharField(default="")
    student = serializers.CharField(source="attempt.student", default="")
    what = serializers.CharField(source="get_kind_display")
    reason = serializers.CharField(default="")


class RoomShape(AssignmentShape):
    """A quiz as it is set for a class one teaches, and the room of those who sit it."""

    seats = SeatShape(many=True, source="room.seats")
    late = LateTextShape(many=True, source="room.late")
    items = serializers.IntegerField(source="room.items")
    log = LoggedActShape(many=True, source="room.acts", help_text="The newest fifty acts.")

    class Meta(AssignmentShape.Meta):
        fields = (*AssignmentShape.Meta.fields, "quiz", "late_rule", "paused_at", "items", "seats", "late", "log")  # type: ignore[assignment]


class ActShape(serializers.Serializer[Any]):
    """What to do, and to whom: some attempts, or the whole class. The same `key` again is the same act, done once."""

    act = serializers.ChoiceField(choices=list(acts.NAMES.items()))
    attempts = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**53),
        required=False,
        max_length=500,
        help_text="Left out: the whole class. Of a pause, that holds for those who start later, too.",
    )
    minutes = serializers.IntegerField(
        min_value=1, max_value=attempt_acts.MOST_MINUTES, default=5, help_text="To give, to take, or to open again for."
    )
    reason = serializers.CharField(max_length=MOST_REASON, required=False, allow_blank=True, default="")
    key = serializers.UUIDField()


class DoneShape(serializers.Serializer[Any]):
    """The attempts that it was done to, those left as they were, and those kept at one minute instead of ended."""

    done = serializers.ListField(child=serializers.IntegerField())
    passed_over = serializers.ListField(child=serializers.IntegerField())
    held = serializers.ListField(child=serializers.IntegerField())


class DecisionShape(serializers.Serializer[Any]):
    """Whether a late text becomes the answer."""

    version = serializers.IntegerField(min_value=1, max_value=2**53)
    accept = serializers.BooleanField()
    reason = serializers.CharField(max_length=MOST_REASON, required=False, allow_blank=True, default="")


class LateRuleShape(serializers.Serializer[Any]):
    rule = serializers.ChoiceField(choices=Assignment.LateRule.choices)


class RuledShape(serializers.Serializer[Any]):
    accepted = serializers.IntegerField(help_text="Late texts that count by the rule now.")


class TimesShape(SettingShape):
    """How the quiz is set for the class from now on; what is left out stays as it is."""

    class Meta(SettingShape.Meta):
        fields = tuple(name for name in SettingShape.Meta.fields if name != "school_class")  # type: ignore[assignment]

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        """Refuse times that do not fit together, those that stay included."""
        times = {name: given.get(name, getattr(self.instance, name)) for name in ("opens_at", "closes_at")}
        super().validate(times)
        return given


class RoomViewSet(ListModelMixin, RuledViewSet):
    """Quizzes set for classes that one teaches, and what is done while they are sat."""

    scope = "quizzes"
    queryset = Assignment.objects.select_related("quiz", "school_class")
    serializer_class = AssignmentShape
    filterset_fields = ("quiz", "school_class")
    permission_of: ClassVar[dict[str, str]] = dict.fromkeys(
        ("list", "retrieve", "partial_update", "acts", "late", "late_rule"), "quizzes.manage_assignment"
    )

    @extend_schema(request=TimesShape, responses=DoneShape)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change when a quiz is open for a class, and how, before or while it is being sat: running ends move."""
        row = self.get_object()
        shape = TimesShape(row, data=request.data, partial=True)
        shape.is_valid(raise_exception=True)
        kept = {name: getattr(row, name) for name in TimesShape.Meta.fields}
        setting = quizzes.Setting(school_class=row.school_class, **{**kept, **shape.validated_data})
        done = quizzes.change_times(assignment=row, setting=setting, by=request.user, now=clock.now())
        return Response(DoneShape(_done(done)).data)

    @extend_schema(responses=RoomShape)
    def retrieve(self, request: Request, pk: str) -> Response:
        """Say who is where in the sitting, and which late texts wait."""
        assignment, now = self.get_object(), clock.now()
        attempts.close_overdue(now=now, assignment=assignment)
        assignment.room = room_of(assignment, now)
        pks = [seat.attempt.pk for seat in assignment.room.seats if seat.attempt is not None]
        return Response(RoomShape(assignment, context={"seen": presence.last_seen(pks)}).data)

    @extend_schema(request=ActShape, responses=DoneShape)
    @action(detail=True, methods=["post"])
    def acts(self, request: Request, pk: str) -> Response:
        """Give or take minutes, pause, go on, open again or hand in: for some, or for the whole class."""
        assignment = self.get_object()
        shape = ActShape(data=request.data)
        shape.is_valid(raise_exception=True)
        data = shape.validated_data
        chosen = data.pop("attempts", None)
        rows = None if chosen is None else Attempt.objects.filter(pk__in=chosen)
        try:
            done = acts.act(
                name=data.pop("act"), assignment=assignment, attempts=rows, by=request.user, now=clock.now(), **data
            )
        except attempt_acts.AnotherIsOpen as error:
            raise Conflict("A new attempt was started at the same moment, so the old one stays handed in.") from error
        return Response(DoneShape(_done(done)).data)

    @extend_schema(request=DecisionShape, responses={204: None})
    @action(detail=True, methods=["post"])
    def late(self, request: Request, pk: str) -> Response:
        """Accept a text that came late, so that it becomes the answer and is marked anew, or refuse it."""
        assignment = self.get_object()
        shape = DecisionShape(data=request.data)
        shape.is_valid(raise_exception=True)
        data = shape.validated_data
        versions = ResponseVersion.objects.filter(response__attempt__assignment=assignment)
        version = versions.filter(pk=data.pop("version")).first()
        if version is None:
            raise NotFound("No such text came late to this sitting.")
        try:
            late_texts.decide(version=version, by=request.user, now=clock.now(), **data)
        except late_texts.StillOpen as error:
            raise Conflict("The student is writing again. Decide once they have handed in.") from error
        except (late_texts.AlreadyDecided, late_texts.NothingToDecide) as error:
            raise Conflict("That text already counts.") from error
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=LateRuleShape, responses=RuledShape)
    @action(detail=True, methods=["put"], url_path="late-rule")
    def late_rule(self, request: Request, pk: str) -> Response:
        """Say what becomes of texts that come late: asked about each, accepted up to 90 seconds late, or refused."""
        assignment, given = self.get_object(), read(LateRuleShape, request.data)
        accepted = late_texts.set_rule(assignment=assignment, rule=given["rule"], by=request.user, now=clock.now())
        return Response(RuledShape({"accepted": accepted}).data)


def _done(done: attempt_acts.Done) -> dict[str, list[int]]:
    return {
        "done": sorted({row.attempt_id for row in done.acts}),
        "passed_over": [row.pk for row in done.passed_over],
        "held": [row.pk for row in done.held],
    }
