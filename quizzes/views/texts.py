"""What the editor of a text with form asks: how it will look, and how a pasted page is written."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from quizzes.access.web import teachers_only
from quizzes.texts import LONGEST_MARKDOWN, has_form, html_of, markdown_of, problems_in


@teachers_only
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """Send a text as students will see it, whether that differs from what is typed, and what cannot be shown."""
    text = request.POST.get("text", "")[:LONGEST_MARKDOWN].replace("\r\n", "\n")
    return JsonResponse({"html": html_of(text), "has_form": has_form(text), "problems": problems_in(text)})


@teachers_only
@require_POST
def from_html(request: HttpRequest) -> HttpResponse:
    """Send what was copied from Word or a page in the notation of texts with form."""
    return JsonResponse({"text": markdown_of(request.POST.get("html", ""))})
