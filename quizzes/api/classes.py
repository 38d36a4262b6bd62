"""The API of classes: those that one teaches, who is in them, and how one joins."""

from __future__ import annotations

from typing import Any, ClassVar, cast

import django_filters
from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from quizzes.access.api import Conflict, RuledViewSet, read, teacher_required
from quizzes.access.etags import Tagged, if_match
from quizzes.access.repeats import once
from quizzes.access.table import permitted
from quizzes.access.web import NUMBER, fetch
from quizzes.api import class_shapes as shapes
from quizzes.downloads import Table, table_as
from quizzes.files.tables import EXCEL
from quizzes.models import Enrolment, Quiz, SchoolClass, User
from quizzes.services import accounts, archives, classes, clock, invitations, pins, rosters

TABLE: Any = {(200, "text/csv"): OpenApiTypes.BINARY, (200, EXCEL): OpenApiTypes.BINARY}
PERSON = f"people/(?P<user_id>{NUMBER})"
AS = OpenApiParameter("as", str, enum=["csv", "xlsx"], description="Left out: csv.")


class ClassFilter(django_filters.FilterSet):  # type: ignore[misc]  # which has no types
    archived = django_filters.BooleanFilter("archived_at", "isnull", exclude=True)

    class Meta:
        model = SchoolClass
        fields = ("code_open",)


class ClassViewSet(Tagged, ListModelMixin, RuledViewSet):
    """Classes that one teaches."""

    scope = "classes"
    queryset = SchoolClass.objects.all()
    serializer_class = shapes.ClassShape
    filterset_class = ClassFilter
    permission_of: ClassVar[dict[str, str]] = {
        **dict.fromkeys(
            (
                "list", "retrieve", "partial_update", "destroy", "archive", "restore", "new_year", "renew_code",
                "people", "add", "person", "rename", "remove", "come_back", "unlock", "give_pins", "invitations",
                "invite", "class_list",
            ),
            "quizzes.view_schoolclass",
        ),
        "leave": "quizzes.leave_schoolclass",
    }  # fmt: skip

    @once
    def create(self, request: Request) -> Response:
        """Make a class, with oneself as its teacher."""
        teacher_required(request)
        shape = shapes.ClassShape(data=request.data)
        shape.is_valid(raise_exception=True)
        made = classes.create_class(name=shape.validated_data["name"], by=request.user, now=clock.now())
        return self.tagged(made, status.HTTP_201_CREATED)

    @if_match
    def partial_update(self, request: Request, row: SchoolClass) -> Response:
        """Give a class another name, or close or open its code."""
        shape = shapes.ClassShape(row, data=request.data, partial=True)
        shape.is_valid(raise_exception=True)
        if "name" in shape.validated_data:
            classes.rename(school_class=row, name=shape.validated_data["name"])
        if "code_open" in shape.validated_data:
            classes.open_code(school_class=row, is_open=shape.validated_data["code_open"])
        return self.tagged()

    @if_match
    def destroy(self, request: Request, row: SchoolClass) -> Response:
        """Delete a class that nobody has studied in. 409: somebody has, or a quiz is set for it; archive it instead."""
        try:
            archives.delete_class(school_class=row)
        except archives.InUse as error:
            raise Conflict(str(error)) from error
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses=shapes.ClassShape)
    @action(detail=True, methods=["post"])
    def archive(self, request: Request, pk: str) -> Response:
        """Put a class away: no list offers it, and nobody joins it."""
        archives.archive(row=self.get_object(), now=clock.now())
        return self.tagged()

    @extend_schema(request=None, responses=shapes.ClassShape)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, pk: str) -> Response:
        """Take a class out of the archive."""
        archives.restore(row=self.get_object())
        return self.tagged()

    @extend_schema(request=shapes.NewYearShape, responses={201: shapes.ClassShape})
    @action(detail=True, methods=["post"], url_path="new-year")
    @once
    def new_year(self, request: Request, pk: str) -> Response:
        """Make the class of the new year, with drafts of the old one's quizzes. Nobody is taken along."""
        old = self.get_object()
        teacher_required(request)
        shape = shapes.NewYearShape(data=request.data)
        own = permitted(request.user, "quizzes.view_quiz", Quiz.objects.filter(assignments__school_class=old))
        shape.fields["quizzes"].child_relation.queryset = own  # type: ignore[attr-defined]
        shape.is_valid(raise_exception=True)
        given = shape.validated_data
        made = archives.new_year(
            school_class=old, name=given["name"], copied=given["quizzes"], put_away=given["put_away"],
            by=request.user, now=clock.now(),
        )  # fmt: skip
        return Response(shapes.ClassShape(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def leave(self, request: Request, pk: str) -> Response:
        """End one's own time in a class, as its student or teacher. 409: it would be without a teacher."""
        self._leave(self.get_object(), request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _leave(self, row: SchoolClass, user: Any) -> None:
        try:
            classes.leave(school_class=row, user=user, by=self.request.user, now=clock.now())
        except classes.LastTeacher as error:
            raise Conflict("The class would be without a teacher.") from error

    @extend_schema(request=None, responses=shapes.ClassShape)
    @action(detail=True, methods=["post"], url_path="renew-code")
    def renew_code(self, request: Request, pk: str) -> Response:
        """Give a class another code; with the old one nobody joins any more."""
        classes.renew_code(school_class=self.get_object(), now=clock.now())
        return self.tagged()

    @extend_schema(responses=shapes.EnrolmentShape(many=True), filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def people(self, request: Request, pk: str) -> Response:
        """Say who is in a class and who has left it, teachers first."""
        rows = self.get_object().enrolments.select_related("user").order_by("-role", "pk")
        return Response(shapes.EnrolmentShape(rows, many=True).data)

    @extend_schema(request=shapes.NewStudentShape, responses={201: shapes.EnrolmentShape})
    @people.mapping.post
    @once
    def add(self, request: Request, pk: str) -> Response:
        """Put a student into a class: a new account without a way in yet, or one known from another class of yours."""
        row, now = self.get_object(), clock.now()
        shape = shapes.NewStudentShape(data=request.data)
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
        return Response(shapes.EnrolmentShape(place).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses=shapes.StudentShape, filters=False)
    @action(detail=True, methods=["get"], url_path=PERSON)
    def person(self, request: Request, pk: str, user_id: str) -> Response:
        """Say how a student of the class, or one who has left it, logs in."""
        return self._student(self._place(user_id))

    @extend_schema(request=shapes.StudentNameShape, responses=shapes.StudentShape)
    @person.mapping.patch
    def rename(self, request: Request, pk: str, user_id: str) -> Response:
        """Put the name of a student right who has no password of their own. The username stays."""
        place = self._place(user_id)
        given = read(shapes.StudentNameShape, request.data)
        user = fetch(request.user, "quizzes.give_pin", User.objects.all(), pk=place.user_id)
        accounts.rename_many(names={user.pk: (given["first_name"], given["last_name"])})
        return self._student(self._place(user_id))

    @extend_schema(request=None, responses={204: None})
    @person.mapping.delete
    def remove(self, request: Request, pk: str, user_id: str) -> Response:
        """Take a student or a colleague out of a class. Their work stays. 409: it would be without a teacher."""
        row = self.get_object()
        place = row.enrolments.select_related("user").filter(user=user_id, left_at=None).first()
        if place is None:
            raise Http404
        self._leave(row, place.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses=shapes.StudentShape)
    @action(detail=True, methods=["post"], url_path=f"{PERSON}/restore")
    def come_back(self, request: Request, pk: str, user_id: str) -> Response:
        """Bring a student back whom a teacher has taken out. Who left by choice comes back by themselves."""
        place = self._place(user_id)
        fetch(request.user, "quizzes.return_enrolment", Enrolment.objects.all(), pk=place.pk)
        classes.enrol(school_class=place.school_class, user=place.user, role=Enrolment.Role.STUDENT, now=clock.now())
        return self._student(self._place(user_id))

    @extend_schema(request=None, responses=shapes.StudentShape)
    @action(detail=True, methods=["post"], url_path=f"{PERSON}/unlock")
    def unlock(self, request: Request, pk: str, user_id: str) -> Response:
        """Let a student try the PIN again at once, after wrong guesses."""
        place = self._place(user_id)
        pins.lift_lock(user=fetch(request.user, "quizzes.give_pin", User.objects.all(), pk=place.user_id))
        return self._student(place)

    def _place(self, user_id: str) -> Enrolment:
        rows = Enrolment.objects.filter(school_class=self.get_object(), role=Enrolment.Role.STUDENT)
        rows = rows.select_related("user", "user__pin", "school_class")
        return fetch(self.request.user, "quizzes.change_enrolment", rows, user_id=int(user_id))

    def _student(self, place: Enrolment) -> Response:
        waits = pins.waits_until(users=[place.user], now=clock.now())
        place.waits_until = waits.get(place.user_id)  # type: ignore[attr-defined]
        return Response(shapes.StudentShape(place).data)

    @extend_schema(responses=shapes.InvitationShape(many=True), filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def invitations(self, request: Request, pk: str) -> Response:
        """List the colleagues who are asked to teach the class and have not answered."""
        rows = self.get_object().invitations.select_related("user", "school_class")
        return Response(shapes.InvitationShape(rows, many=True).data)

    @extend_schema(request=shapes.InviteShape, responses={201: shapes.InvitationShape})
    @invitations.mapping.post
    @once
    def invite(self, request: Request, pk: str) -> Response:
        """Ask a colleague to teach the class, too; asked once more, nothing changes."""
        row, given = self.get_object(), read(shapes.InviteShape, request.data)
        try:
            made = invitations.invite(school_class=row, by=request.user, now=clock.now(), **given)
        except invitations.CannotTeach as error:
            raise serializers.ValidationError({"username": [str(error)]}) from error
        return Response(shapes.InvitationShape(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(parameters=[AS], responses=TABLE, filters=False)
    @action(detail=True, methods=["get"], url_path="list", pagination_class=None)
    def class_list(self, request: Request, pk: str) -> Table:
        """Send the students of a class as the list that can be brought in again."""
        row = self.get_object()
        lines = rosters.class_list(row, by=request.user)
        return table_as(request.query_params.get("as", "csv"), row.name, rosters.HEADER, lines)

    @extend_schema(request=shapes.WantedPinsShape, responses=shapes.PinShape(many=True), filters=False)
    @action(detail=True, methods=["post"], url_path="pins", pagination_class=None)
    def give_pins(self, request: Request, pk: str) -> Response:
        """Give students of the class new PINs. Left out is who has a password of their own, or is not in the class."""
        row, wanted = self.get_object(), read(shapes.WantedPinsShape, request.data)["students"]
        places = row.enrolments.filter(role=Enrolment.Role.STUDENT, left_at=None, user__in=wanted)
        able = permitted(request.user, "quizzes.give_pin", User.objects.filter(enrolments__in=places))
        try:
            made = pins.give(
                school_class=row, users=list(able.order_by("pk")), seen=pins.state_of(row),
                by=cast("User", request.user), now=clock.now(),
            )  # fmt: skip
        except pins.ChangedSince as error:
            raise Conflict("PINs of this class were given at the same moment. Ask again for those you need.") from error
        return Response(shapes.PinShape(made, many=True).data)
