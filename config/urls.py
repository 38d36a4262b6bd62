"""Where each application is mounted."""

from django.contrib import admin
from django.urls import include, path

from config import health, workshop

handler404 = "config.trouble.not_found"
handler500 = "config.trouble.server_error"
urlpatterns = [
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("admin/queues/", admin.site.admin_view(workshop.page), name="queues"),
    path("admin/", admin.site.urls),
    path("api/v1/", include("config.api")),
    path("", include("quizzes.urls")),
    path("", include("marking.urls")),
]
