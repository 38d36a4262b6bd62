"""Pictures in questions and sources: sent to those who may see them, taken from those who write questions."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from quizzes.access.web import fetch, teachers_only
from quizzes.files.pictures import PictureError
from quizzes.models import Picture
from quizzes.services import pictures

WEEK = 7 * 24 * 60 * 60  # seconds


@require_GET
def picture(request: HttpRequest, name: str) -> HttpResponse:
    """Send a picture. Its name is that of its content, so the browser of this person may keep it.

    `Vary` ties what is kept to the session: after a log-out the next person's browser asks anew.
    """
    row = fetch(request.user, "quizzes.view_picture", Picture.objects.all(), name=name)
    tag = f'"{row.name}"'
    if request.headers.get("If-None-Match") == tag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        try:
            response = HttpResponse(pictures.data_of(row), content_type=row.media_type)
        except pictures.PictureGone as error:
            raise Http404 from error
    response["Cache-Control"] = f"private, max-age={WEEK}, immutable"
    response["Vary"] = "Cookie"
    response["ETag"] = tag
    return response


@teachers_only
@require_POST
def add_picture(request: HttpRequest) -> HttpResponse:
    """Keep a picture for a text that is being written, and say how the text calls it."""
    file = request.FILES.get("file")
    if file is None:
        return JsonResponse({"problem": "Choose a picture first."}, status=422)
    try:
        row = pictures.keep(data=file.read(), by=request.user, now=timezone.now())
    except PictureError as error:
        return JsonResponse({"problem": str(error)}, status=422)
    return JsonResponse({"address": f"picture:{row.name}-{row.width}x{row.height}"})
