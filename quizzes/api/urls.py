"""The addresses of the API of `quizzes`."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from quizzes.api import (
    arrangements,
    classes,
    invitations,
    lists,
    papers,
    quizzes,
    rooms,
    schema,  # noqa: F401 -- registers itself
    sources,
    viewsets,
)
from quizzes.api.tokens import TokenView, TokenViewSet

router = SimpleRouter()
router.register("classes", classes.ClassViewSet, basename="api-class")
router.register("classes", arrangements.ClassArrangementsViewSet, basename="api-class-access")
router.register("class-lists", lists.ClassListViewSet, basename="api-list")
router.register("arrangements", arrangements.ArrangementViewSet, basename="api-arrangement")
router.register("invitations", invitations.InvitationViewSet, basename="api-invitation")
router.register("quizzes", quizzes.QuizViewSet)
router.register("assignments", viewsets.AssignmentViewSet)
router.register("attempts", viewsets.AttemptViewSet)
router.register("tokens", TokenViewSet, basename="token")
router.register("sources", sources.SourceViewSet)
router.register("pictures", sources.PictureViewSet)
router.register("texts", sources.TextViewSet, basename="text")
router.register("rooms", rooms.RoomViewSet, basename="room")
router.register("rooms", papers.PaperViewSet, basename="room-paper")

urlpatterns = [path("token/", TokenView.as_view(), name="api-token"), *router.urls]
