"""The API of moderators: colleagues who mark in a class without teaching it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from marking.api.check_shapes import ROW
from marking.models import Moderator
from marking.services import moderators
from quizzes.access.api import RuledViewSet, read
from quizzes.access.repeats import once
from quizzes.access.web import fetch
from quizzes.models import SchoolClass


class ModeratorShape(serializers.ModelSerializer[Moderator]):
    """Who moderates a class, or did until `ended_at`."""

    username = serializers.CharField(source="user.username")
    name = serializers.CharField(source="user")

    class Meta:
        model = Moderator
        fields = ("id", "school_class", "user", "username", "name", "appointed_by", "appointed_at", "ended_at")


class AppointShape(serializers.Serializer[Any]):
    school_class = serializers.IntegerField(**ROW)
    username = serializers.CharField(max_length=150)


class ModeratorViewSet(ListModelMixin, RetrieveModelMixin, RuledViewSet):
    """Moderators of the classes that one teaches. What they mark themselves: `marking/`."""

    scope = "classes"
    queryset = Moderator.objects.select_related("user")
    serializer_class = ModeratorShape
    filterset_fields = ("school_class",)
    permission_of: ClassVar[dict[str, str]] = dict.fromkeys(("list", "retrieve", "end"), "marking.change_moderator")

    @extend_schema(request=AppointShape, responses={201: ModeratorShape})
    @once
    def create(self, request: Request) -> Response:
        """Let a teacher mark in a class; said again, nothing changes."""
        given = read(AppointShape, request.data)
        rows = SchoolClass.objects.all()
        school_class = fetch(request.user, "quizzes.view_schoolclass", rows, pk=given["school_class"])
        try:
            row = moderators.appoint(
                school_class=school_class, username=given["username"], by=request.user, now=timezone.now()
            )
        except moderators.CannotModerate as error:
            raise ValidationError({"username": [str(error)]}) from error
        return Response(ModeratorShape(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=ModeratorShape)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: str) -> Response:
        """Let somebody moderate a class no longer. The marks that they gave stay."""
        moderators.end(moderator=self.get_object(), by=request.user, now=timezone.now())
        return Response(ModeratorShape(self.get_object()).data)
