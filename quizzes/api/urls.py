"""The addresses of the API of `quizzes`."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from quizzes.api import classes, rooms, schema, sources, viewsets  # noqa: F401 -- registers itself
from quizzes.api.tokens import TokenView, TokenViewSet

router = SimpleRouter()
router.register("classes", classes.ClassViewSet, basename="api-class")
router.register("quizzes", viewsets.QuizViewSet)
router.register("assignments", viewsets.AssignmentViewSet)
router.register("attempts", viewsets.AttemptViewSet)
router.register("tokens", TokenViewSet, basename="token")
router.register("sources", sources.SourceViewSet)
router.register("pictures", sources.PictureViewSet)
router.register("texts", sources.TextViewSet, basename="text")
router.register("rooms", rooms.RoomViewSet, basename="room")

urlpatterns = [path("token/", TokenView.as_view(), name="api-token"), *router.urls]
