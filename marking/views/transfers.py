"""Bringing questions in from files, and taking them out."""

from __future__ import annotations

import logging

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst, slugify
from django.views.decorators.http import require_GET, require_http_methods

from marking.formats.detect import WRITTEN
from marking.formats.values import FormatError
from marking.forms.transfers import ImportForm
from marking.models import Import
from marking.services import exports
from marking.services import transfers as services
from marking.views.progress import progress_reply
from quizzes.access.web import fetch
from quizzes.models import Bank
from quizzes.pure.sent import numbers_of
from quizzes.pure.wording import count

log = logging.getLogger(__name__)

WITH_BANK = Import.objects.select_related("bank").defer("data")
RUNNING = {Import.State.READING, Import.State.WAITING}
SHOWN = 300  # questions of a plan
HEADINGS = {
    Import.State.READING: "Reading the file",
    Import.State.REFUSED: "It could not be read",
    Import.State.WAITING: "Importing",
    Import.State.DONE: "Imported",
}


@require_http_methods(["GET", "POST"])
def bring(request: HttpRequest, bank_id: int) -> HttpResponse:
    """Take a file of questions and look it through; nothing is brought in yet."""
    bank = fetch(request.user, "quizzes.change_bank", Bank.objects.all(), pk=bank_id)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data, name, options = form.given()
        try:
            row = services.plan(
                bank=bank, data=data, filename=name, options=options, by=request.user, now=timezone.now()
            )
        except FormatError as error:
            form.add_error("file" if form.cleaned_data["file"] else "text", capfirst(str(error)))
        else:
            return redirect("import", row.pk)
    status = 422 if form.errors else 200
    return render(request, "marking/transfer/bring.html", {"form": form, "bank": bank}, status=status)


@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, import_id: int) -> HttpResponse:
    """Show what an import will bring and what not; a post carries it out."""
    row = fetch(request.user, "marking.change_import", WITH_BANK, pk=import_id)
    if request.method == "POST":
        return _accept(request, row)
    lines = list(services.lines_of(row))
    done, whole = services.progress_of(row)
    context = {
        "row": row,
        "heading": HEADINGS.get(Import.State(row.state), "What will be imported"),
        "bank": row.bank,
        "lines": lines[:SHOWN],
        "more": max(len(lines) - SHOWN, 0),
        "counts": {fate: sum(line.fate == fate for line in lines) for fate in ("new", "change", "double")},
        "without": sum(not line.question.scheme for line in lines),
        "dropped": row.plan.get("dropped", ()),
        "sources": (sources := services.sources_of(row)),
        "known_sources": sum(source["is_known"] for source in sources),
        "done": done,
        "whole": whole,
        "so_far": _so_far(row, done, whole),
    }
    return render(request, "marking/transfer/plan.html", context)


def _accept(request: HttpRequest, row: Import) -> HttpResponse:
    left_out = set(numbers_of(request.POST.getlist("leave")))
    if "doubles" not in request.POST:
        left_out |= {line.place for line in services.lines_of(row) if line.is_double}
    try:
        row = services.accept(row=row, left_out=left_out, now=timezone.now())
    except services.AlreadyCarriedOut:
        messages.info(request, "This file has already been imported.")
        return redirect("import", row.pk)
    if services.needs_a_worker(row):
        return redirect("import", row.pk)
    try:
        row = services.carry_out(row=row, now=timezone.now())
    except Exception:
        log.exception("Import %s could not be carried out", row.pk)
        messages.error(request, "Nothing was imported: the import failed. The reason is below.")
        return redirect("import", row.pk)
    messages.success(request, _said(row))
    return redirect("bank", row.bank_id)


def _said(row: Import) -> str:
    said = f"{count(row.added, 'question')} added"
    return f"{said}, {row.changed} changed." if row.changed else f"{said}."


@require_GET
def progress(request: HttpRequest, import_id: int) -> HttpResponse:
    """Say how far an import is, for the page that waits for it."""
    row = fetch(request.user, "marking.change_import", WITH_BANK, pk=import_id)
    done, whole = services.progress_of(row)
    known = None if row.state == Import.State.READING else done
    return progress_reply(_so_far(row, done, whole), known, whole, is_running=row.state in RUNNING)


def _so_far(row: Import, done: int, whole: int) -> str:
    """Return in words how far an import is."""
    if row.state != Import.State.READING:
        return f"{done} of {whole} questions"
    return f"{whole} questions read; comparing them with the bank" if whole else f"About {row.plan['about']} questions"


@require_GET
def take(request: HttpRequest, bank_id: int) -> HttpResponse:
    """Say in which formats a bank can be taken out."""
    bank = fetch(request.user, "quizzes.view_bank", Bank.objects.all(), pk=bank_id)
    return render(request, "marking/transfer/take.html", {"bank": bank, "formats": WRITTEN})


@require_GET
def take_as(request: HttpRequest, bank_id: int, format_name: str) -> HttpResponse:
    """Say what a format cannot carry of this bank; with `?download` send the file."""
    bank = fetch(request.user, "quizzes.view_bank", Bank.objects.all(), pk=bank_id)
    if format_name not in WRITTEN:
        raise Http404
    wanted = WRITTEN[format_name]
    exported = exports.write_out(bank=bank, format_name=format_name)
    if "download" not in request.GET:
        context = {
            "bank": bank,
            "format": wanted,
            "name": format_name,
            "lost": exported.lost,
            "size": len(exported.data),
        }
        return render(request, "marking/transfer/take_as.html", context)
    response = HttpResponse(exported.data, content_type=wanted.content_type)
    name = f"{slugify(bank.title) or 'bank'}.{wanted.ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
