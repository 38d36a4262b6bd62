"""The addresses of the API of `marking`."""

from rest_framework.routers import SimpleRouter

from marking.api import viewsets

router = SimpleRouter()
router.register("mark-schemes", viewsets.MarkSchemeViewSet)
router.register("questions", viewsets.QuestionSchemeViewSet, basename="question-scheme")
router.register("marks", viewsets.MarkViewSet)
router.register("results", viewsets.ResultViewSet, basename="result")

urlpatterns = router.urls
