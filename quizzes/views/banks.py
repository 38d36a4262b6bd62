"""The teacher's desk: question banks, and notes that become drafts."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.views.decorators.http import require_GET, require_http_methods

from quizzes.access.table import permitted
from quizzes.access.web import fetch, teachers_only
from quizzes.forms import BankForm, NotesForm
from quizzes.models import Bank, Question
from quizzes.notes import NotesError, draft, read_notes
from quizzes.services import banks as services


@require_GET
@teachers_only
def banks(request: HttpRequest) -> HttpResponse:
    """List the teacher's banks."""
    ready = Count("questions", filter=Q(questions__state=Question.State.READY))
    rows = permitted(request.user, "quizzes.view_bank", Bank.objects.annotate(ready=ready))
    return render(request, "quizzes/bank/banks.html", {"banks": rows})


@require_http_methods(["GET", "POST"])
@teachers_only
def start_bank(request: HttpRequest) -> HttpResponse:
    """Make a bank from a page of notes."""
    return _take_notes(request, bank=None)


@require_http_methods(["GET", "POST"])
def add_notes(request: HttpRequest, bank_id: int) -> HttpResponse:
    """Add a page of notes to a bank."""
    return _take_notes(request, fetch(request.user, "quizzes.change_bank", Bank.objects.all(), pk=bank_id))


def _take_notes(request: HttpRequest, bank: Bank | None) -> HttpResponse:
    form = NotesForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        name = file.name if file else ""
        data = file.read() if file else form.cleaned_data["text"].encode()
        try:
            read = read_notes(data, name or "pasted.txt")
        except NotesError as error:
            form.add_error("file" if file else "text", capfirst(str(error)))
        else:
            if read.remark:
                messages.warning(request, read.remark)
            page = services.take_notes(
                bank=bank,
                title=form.cleaned_data["title"] or name.rpartition(".")[0] or "Notes",
                text=read.text,
                filename=name,
                drafting=draft(read.text),
                by=request.user,
                now=timezone.now(),
            )
            return redirect("drafts", page.pk)
    status = 422 if form.errors else 200
    return render(request, "quizzes/bank/notes.html", {"form": form, "bank": bank}, status=status)


@require_http_methods(["GET", "POST"])
def edit_bank(request: HttpRequest, bank_id: int) -> HttpResponse:
    """Change a bank's name, description and glossary."""
    bank = fetch(request.user, "quizzes.change_bank", Bank.objects.all(), pk=bank_id)
    form = BankForm(request.POST or None, instance=bank)
    if request.method == "POST" and form.is_valid():
        services.edit_bank(bank=bank, **form.cleaned_data)
        return redirect("bank", bank.pk)
    return render(request, "quizzes/bank/edit.html", {"form": form, "bank": bank}, status=422 if form.errors else 200)


@require_GET
def bank(request: HttpRequest, bank_id: int) -> HttpResponse:
    """Show a bank's questions by topic."""
    found = fetch(request.user, "quizzes.view_bank", Bank.objects.all(), pk=bank_id)
    questions = found.questions.exclude(state=Question.State.ARCHIVED).order_by("topic", "pk")
    waiting = Count("drafts", filter=Q(drafts__state="OPEN"))
    context = {"bank": found, "questions": questions, "pages": found.notes.annotate(waiting=waiting)}
    return render(request, "quizzes/bank/bank.html", context)
