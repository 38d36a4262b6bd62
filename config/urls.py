"""Where each application is mounted."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/v1/", include("config.api")),
    path("", include("quizzes.urls")),
    path("", include("marking.urls")),
]
