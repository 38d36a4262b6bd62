"""The API of invitations to teach a class: answered by whom they are for, withdrawn by the class's teachers."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response

from quizzes.access.api import Conflict, RuledViewSet
from quizzes.api.class_shapes import ClassShape, InvitationShape
from quizzes.models import Invitation
from quizzes.services import clock, invitations


class InvitationViewSet(ListModelMixin, RuledViewSet):
    """Invitations that wait for one's own answer. Those that a class has sent are at `classes/{id}/invitations/`."""

    scope = "classes"
    queryset = Invitation.objects.select_related("school_class", "user")
    serializer_class = InvitationShape
    permission_of: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("list", "accept", "decline"), "quizzes.answer_invitation"),
        "destroy": "quizzes.withdraw_invitation",
    }

    @extend_schema(request=None, responses=ClassShape)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, pk: str) -> Response:
        """Teach the class from now on. 409: one is in it already."""
        row = self.get_object()
        try:
            invitations.accept(invitation=row, now=clock.now())
        except invitations.CannotTeach as error:
            raise Conflict(str(error)) from error
        return Response(ClassShape(row.school_class).data)

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, pk: str) -> Response:
        """Say no."""
        return self._end()

    @extend_schema(responses={204: None})
    def destroy(self, request: Any, pk: str) -> Response:
        """Withdraw an invitation of a class that one teaches."""
        return self._end()

    def _end(self) -> Response:
        invitations.end(invitation=self.get_object())
        return Response(status=status.HTTP_204_NO_CONTENT)
