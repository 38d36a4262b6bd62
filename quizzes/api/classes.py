"""The API of classes: those that one teaches, who is in them, and how one joins."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from quizzes.access.api import Conflict, RuledViewSet, read, teacher_required
from quizzes.access.repeats import once
from quizzes.access.table import permitted
from quizzes.models import Enrolment, SchoolClass, User
from quizzes.services import archives, classes, clock, pins

LONGEST_NAME = 150


class ClassShape(serializers.ModelSerializer[SchoolClass]):
    """A class as its teachers see it."""

    class Meta:
        model = SchoolClass
        fields = ("id", "name", "code", "code_open", "archived_at", "created_at")
        read_only_fields = ("code", "archived_at", "created_at")


class EnrolmentShape(serializers.ModelSerializer[Enrolment]):
    """Somebody's place in a class."""

    id = serializers.IntegerField(source="user_id", read_only=True, help_text="Of the person.")
    username = serializers.CharField(source="user.username", read_only=True)
    first_name = serializers.CharField(source="user.first_name", read_only=True)
    last_name = serializers.CharField(source="user.last_name", read_only=True)

    class Meta:
        model = Enrolment
        fields = ("id", "username", "first_name", "last_name", "role", "joined_at", "left_at")


class NewStudentShape(serializers.Serializer[Any]):
    """A student to be put into a class: somebody new by name, or by username one who is in another class of yours."""

    first_name = serializers.CharField(max_length=LONGEST_NAME, required=False)
    last_name = serializers.CharField(max_length=LONGEST_NAME, required=False)
    username = serializers.CharField(max_length=LONGEST_NAME, required=False)

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        """Ask for a username, or for both names."""
        if ("username" in given) == ("first_name" in given and "last_name" in given):
            raise serializers.ValidationError("Give a username, or a first and a last name.")
        return given


class WantedPinsShape(serializers.Serializer[Any]):
    """The students, by their ids, who get a new PIN: the old ones, and their sessions, end with it."""

    students = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**53), allow_empty=False, max_length=pins.MOST_AT_ONCE
    )


class PinShape(serializers.Serializer[Any]):
    """What a student logs in with, beside the class's code. The PIN is said only this once."""

    id = serializers.IntegerField(source="user.pk")
    username = serializers.CharField(source="user.username")
    first_name = serializers.CharField(source="user.first_name")
    last_name = serializers.CharField(source="user.last_name")
    pin = serializers.CharField()


class ClassViewSet(ListModelMixin, RetrieveModelMixin, RuledViewSet):
    """Classes that one teaches."""

    scope = "classes"
    queryset = SchoolClass.objects.all()
    serializer_class = ClassShape
    permission_of: ClassVar[dict[str, str]] = dict.fromkeys(
        (
            "list",
            "retrieve",
            "partial_update",
            "archive",
            "restore",
            "renew_code",
            "people",
            "add",
            "remove",
            "give_pins",
        ),
        "quizzes.view_schoolclass",
    )

    @once
    def create(self, request: Request) -> Response:
        """Make a class, with oneself as its teacher."""
        teacher_required(request)
        shape = ClassShape(data=request.data)
        shape.is_valid(raise_exception=True)
        made = classes.create_class(name=shape.validated_data["name"], by=request.user, now=clock.now())
        return Response(ClassShape(made).data, status=status.HTTP_201_CREATED)

    def partial_update(self, request: Request, pk: str) -> Response:
        """Give a class another name, or close or open its code."""
        row = self.get_object()
        shape = ClassShape(row, data=request.data, partial=True)
        shape.is_valid(raise_exception=True)
        if "name" in shape.validated_data:
            classes.rename(school_class=row, name=shape.validated_data["name"])
        if "code_open" in shape.validated_data:
            classes.open_code(school_class=row, is_open=shape.validated_data["code_open"])
        return self._now()

    @extend_schema(request=None, responses=ClassShape)
    @action(detail=True, methods=["post"])
    def archive(self, request: Request, pk: str) -> Response:
        """Put a class away: no list offers it, and nobody joins it."""
        archives.archive(row=self.get_object(), now=clock.now())
        return self._now()

    @extend_schema(request=None, responses=ClassShape)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, pk: str) -> Response:
        """Take a class out of the archive."""
        archives.restore(row=self.get_object())
        return self._now()

    @extend_schema(request=None, responses=ClassShape)
    @action(detail=True, methods=["post"], url_path="renew-code")
    def renew_code(self, request: Request, pk: str) -> Response:
        """Give a class another code; with the old one nobody joins any more."""
        classes.renew_code(school_class=self.get_object(), now=clock.now())
        return self._now()

    @extend_schema(responses=EnrolmentShape(many=True), filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def people(self, request: Request, pk: str) -> Response:
        """Say who is in a class and who has left it, teachers first."""
        rows = self.get_object().enrolments.select_related("user").order_by("-role", "pk")
        return Response(EnrolmentShape(rows, many=True).data)

    @extend_schema(request=NewStudentShape, responses={201: EnrolmentShape})
    @people.mapping.post
    @once
    def add(self, request: Request, pk: str) -> Response:
        """Put a student into a class: a new account without a way in yet, or one known from another class of yours."""
        row, now = self.get_object(), clock.now()
        shape = NewStudentShape(data=request.data)
        shape.is_valid(raise_exception=True)
        given = shape.validated_data
        if "username" in given:
            known = permitted(request.user, "quizzes.enrol_user", User.objects.filter(username=given["username"]))
            user = known.first()
            if user is None:
                raise serializers.ValidationError({"username": ["No student of your classes has this username."]})
            classes.enrol(school_class=row, user=user, role=Enrolment.Role.STUDENT, now=now)
        else:
            user = classes.add_new_student(school_class=row, now=now, **given)
        place = row.enrolments.select_related("user").get(user=user)
        return Response(EnrolmentShape(place).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["delete"], url_path="people/(?P<user_id>[0-9]{1,15})")
    def remove(self, request: Request, pk: str, user_id: str) -> Response:
        """Take somebody out of a class. Their work stays."""
        row = self.get_object()
        place = row.enrolments.select_related("user").filter(user=user_id, left_at=None).first()
        if place is None:
            raise Http404
        try:
            classes.leave(school_class=row, user=place.user, by=request.user, now=clock.now())
        except classes.LastTeacher as error:
            raise Conflict("The class would be without a teacher.") from error
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=WantedPinsShape, responses=PinShape(many=True), filters=False)
    @action(detail=True, methods=["post"], url_path="pins", pagination_class=None)
    def give_pins(self, request: Request, pk: str) -> Response:
        """Give students of the class new PINs. Left out is who has a password of their own, or is not in the class."""
        row, wanted = self.get_object(), read(WantedPinsShape, request.data)["students"]
        places = row.enrolments.filter(role=Enrolment.Role.STUDENT, left_at=None, user__in=wanted)
        able = permitted(request.user, "quizzes.give_pin", User.objects.filter(enrolments__in=places))
        try:
            made = pins.give(
                school_class=row, users=list(able.order_by("pk")), seen=pins.state_of(row),
                by=cast("User", request.user), now=clock.now(),
            )  # fmt: skip
        except pins.ChangedSince as error:
            raise Conflict("PINs of this class were given at the same moment. Ask again for those you need.") from error
        return Response(PinShape(made, many=True).data)

    def _now(self) -> Response:
        return Response(ClassShape(self.get_object()).data)
