"""One response as a marked script, its history, and a person's mark."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from marking import queries
from marking.forms.marks import OverrideForm
from marking.scripts.marked import script_of
from marking.services import levels
from marking.services import marks as services
from quizzes.access.web import fetch
from quizzes.models import Response

ROWS = Response.objects.select_related(
    "item",
    "attempt__student",
    "attempt__assignment__quiz",
    "attempt__assignment__school_class",
    *queries.WITH_MARKS,
)


@require_http_methods(["GET", "POST"])
def response(request: HttpRequest, response_id: int) -> HttpResponse:
    """Show why a response has its mark; a post gives it a person's."""
    rows = ROWS.handed_in()
    response = fetch(request.user, "marking.change_response", rows, pk=response_id)
    form = OverrideForm.of(response, request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.give(response=response, by=request.user, now=timezone.now(), **form.cleaned_data)
            except services.BadMark as error:
                form.add_error(None, str(error))
            except services.Overtaken as error:
                status = 409
                form.add_error(
                    None, f"{error.standing.mark} has been given in the meantime. Check it again, then decide."
                )
            else:
                messages.success(request, "Your mark stands.")
                return redirect("response", response.pk)
    context = {
        "response": response,
        "script": script_of(response),
        "history": queries.history(response),
        "versions": response.versions.all(),
        "next": queries.to_check(response.attempt.assignment).exclude(pk=response.pk).first(),
        "form": form,
        "has_grid": levels.has_grid(response.item),
    }
    return render(request, "marking/result/response.html", context, status=status)
