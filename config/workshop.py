"""The admin's page of queues and workers: what waits, who works, what was set aside, and another try for it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from config import queues
from marking import queries
from marking.models import Claim, Import
from marking.services import standings
from quizzes.models import Attempt, NotesPage, Response
from quizzes.services import clock

SHOWN = 50


def page(request: HttpRequest) -> HttpResponse:
    """Show the page; a post lets what was set aside be tried again."""
    if not request.user.is_superuser:
        raise PermissionDenied
    if request.method == "POST":
        return _try_again(request)
    now = timezone.now()
    aside = _set_aside(now).order_by("-standing__updated_at").select_related("standing", "item")
    failed = Import.objects.filter(state__in=(Import.State.FAILED, Import.State.REFUSED)).exclude(error="")
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "title": "Queues and workers",
        "queues": queues.lengths(),
        "running": queues.running(),
        "waits": _waits(),
        "aside": aside[:SHOWN],
        "aside_count": aside.count(),
        "imports": failed.select_related("bank", "read_by").defer("plan", "data")[:SHOWN],
        "notes": NotesPage.objects.filter(state=NotesPage.State.FAILED).select_related("bank", "added_by")[:SHOWN],
    }
    return render(request, "admin/queues.html", context)


def _set_aside(now: Any) -> Any:
    return queries.needing("failed", Response.objects.handed_in(), now)


def _waits() -> list[tuple[str, int, Any]]:
    """Return what waits, how much of it, and since when the oldest."""
    answers = queries.waiting().order_by("attempt__submitted_at")
    reading = Import.objects.filter(state=Import.State.READING).order_by("read_at")
    accepted = Import.objects.filter(state=Import.State.WAITING).order_by("accepted_at")
    notes = NotesPage.objects.filter(state=NotesPage.State.DRAFTING).order_by("added_at")
    overdue = Attempt.objects.overdue(clock.now()).order_by("ends_at")
    kinds = [
        ("answers to be marked", answers, "attempt__submitted_at"),
        ("files to be looked through", reading, "read_at"),
        ("imports to be carried out", accepted, "accepted_at"),
        ("pages of notes to be drafted", notes, "added_at"),
        ("sittings over and not closed yet", overdue, "ends_at"),
    ]
    waits = [(name, rows.count(), rows.values_list(since, flat=True).first()) for name, rows, since in kinds]
    return [*waits, ("answers in a worker's hand", Claim.objects.count(), None)]


def _try_again(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    wanted = request.POST.get("response", "")
    rows = _set_aside(now)
    if wanted != "all":
        rows = rows.filter(pk=int(wanted)) if wanted.isdecimal() and len(wanted) < 16 else rows.none()
    answers = list(rows.order_by().only("pk"))
    standings.try_again(responses=answers, now=now)
    what = f"{len(answers)} answer{'' if len(answers) == 1 else 's'}"
    messages.success(request, f"{what} will be tried again within seconds." if answers else "Nothing waits for that.")
    return redirect("queues")
