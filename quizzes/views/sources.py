"""The sources of a bank: extracts, cartoons, tables that its questions are about."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quizzes.access.table import may
from quizzes.access.web import fetch
from quizzes.forms.sources import SourceForm
from quizzes.models import Bank, Source
from quizzes.services import archives, banks, pictures
from quizzes.services import sources as services

WITH_BANK = Source.objects.select_related("bank")


@require_GET
def sources(request: HttpRequest, bank_id: int) -> HttpResponse:
    """List the sources of a bank."""
    bank = fetch(request.user, "quizzes.view_bank", Bank.objects.all(), pk=bank_id)
    rows = bank.sources.annotate(asked=Count("questions")).order_by("archived_at", "label", "title", "pk")
    context = {"bank": bank, "sources": rows, "edits": may(request.user, "quizzes.change_bank", bank)}
    return render(request, "quizzes/source/sources.html", context)


@require_http_methods(["GET", "POST"])
def new_source(request: HttpRequest, bank_id: int) -> HttpResponse:
    """Write a new source for a bank."""
    bank = fetch(request.user, "quizzes.change_bank", Bank.objects.all(), pk=bank_id)
    return _edit(request, bank, None)


@require_http_methods(["GET", "POST"])
def source(request: HttpRequest, source_id: int) -> HttpResponse:
    """Show a source with its questions and versions, to be edited by those who may edit its bank."""
    row = fetch(request.user, "quizzes.view_source", WITH_BANK, pk=source_id)
    if request.method == "POST":
        row = fetch(request.user, "quizzes.change_source", WITH_BANK, pk=source_id)
    return _edit(request, row.bank, row)


def _edit(request: HttpRequest, bank: Bank, row: Source | None) -> HttpResponse:
    form = SourceForm(request.POST if request.method == "POST" else None, instance=row)
    theirs = None
    if request.method == "POST" and form.is_valid():
        before = row and WITH_BANK.get(pk=row.pk)
        try:
            saved = services.write(source=before, bank=bank, by=request.user, now=timezone.now(), **form.cleaned_data)
        except pictures.UnknownPicture as error:
            form.add_error("text", str(error))
        except banks.Overtaken as error:
            theirs = error.row
            form.data = {**form.data.dict(), "seen": theirs.version}  # type: ignore[attr-defined]
        else:
            messages.success(request, "Saved. Quizzes already published keep it as it was.")
            return redirect("source", saved.pk)
    context = {
        "bank": bank,
        "source": row,
        "form": form,
        "theirs": theirs,
        "edits": may(request.user, "quizzes.change_bank", bank),
        "versions": row.versions.select_related("written_by") if row else [],
        "questions": row.questions.all() if row else [],
    }
    status = 422 if form.errors else 409 if theirs else 200
    return render(request, "quizzes/source/source.html", context, status=status)


@require_POST
def archive_source(request: HttpRequest, source_id: int) -> HttpResponse:
    """Put a source away, or take it back."""
    row = fetch(request.user, "quizzes.change_source", WITH_BANK, pk=source_id)
    if row.archived_at is None:
        archives.archive(row=row, now=timezone.now())
        messages.success(request, "Archived: it is not offered for new questions.")
    else:
        archives.restore(row=row)
        messages.success(request, "Restored.")
    return redirect("sources", row.bank_id)
