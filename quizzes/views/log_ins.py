"""Where one is logged in, and how to end it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from quizzes.access.web import fetch
from quizzes.models import LogIn
from quizzes.services import log_ins


@require_GET
def own(request: HttpRequest) -> HttpResponse:
    """Show the browsers that one is logged in with."""
    rows = log_ins.of(request.user, timezone.now())
    context = {"rows": rows, "here": request.session.session_key}
    return render(request, "quizzes/account/log_ins.html", context)


@require_POST
def end(request: HttpRequest, login_id: int) -> HttpResponse:
    """End one of one's log-ins."""
    row = fetch(request.user, "quizzes.end_login", LogIn.objects.all(), pk=login_id)
    log_ins.end(rows=[row])
    messages.success(request, f"{row.browser} is logged out.")
    return redirect("log-ins")


@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """End every log-in but this one."""
    log_ins.end_all(user=request.user, but=request.session.session_key or "")
    messages.success(request, "You are logged out everywhere else.")
    return redirect("log-ins")
