"""Checking the drafts that a page of notes suggests: keep, drop, undo."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import pluralize
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from marking.engine import MarkSchemeError
from marking.forms.questions import KeepForm
from marking.services import drafts as services
from marking.services import glossary
from marking.views.progress import progress_reply
from quizzes.access.web import fetch
from quizzes.models import Draft, NotesPage, Typo
from quizzes.services import banks, typos

ROWS = Draft.objects.select_related("notes__bank")


@require_GET
def drafts(request: HttpRequest, notes_id: int) -> HttpResponse:
    """Show a page of notes beside its drafts and the slips found in it."""
    notes = fetch(request.user, "quizzes.view_notespage", NotesPage.objects.select_related("bank"), pk=notes_id)
    every = list(notes.drafts.select_related("question"))
    rows = every if request.GET.get("all") else [row for row in every if not row.spare or row.state != Draft.State.OPEN]
    proposed = [
        (line.removeprefix(banks.UNSURE), not line.startswith(banks.UNSURE)) for line in notes.glossary.splitlines()
    ]
    context = {
        "notes": notes,
        "lines": list(enumerate(notes.lines, start=1)),
        "drafts": rows,
        "open": [row for row in rows if row.state == Draft.State.OPEN],
        "decided": [row for row in rows if row.state != Draft.State.OPEN],
        "spare": len(every) - len(rows),
        "counts": {state: sum(row.state == state for row in rows) for state in Draft.State.values},
        "ready": any(row.state == Draft.State.OPEN and not row.to_check for row in rows),
        "slips": notes.typos.all(),
        "open_slips": notes.typos.filter(state=Typo.State.OPEN).exclude(meant="").count(),
        "glossary": proposed,
    }
    return render(request, "marking/draft/drafts.html", context)


@require_GET
def progress(request: HttpRequest, notes_id: int) -> HttpResponse:
    """Say how far the drafting of long notes is, for the page that waits for it."""
    notes = fetch(request.user, "quizzes.view_notespage", NotesPage.objects.all(), pk=notes_id)
    running = notes.state == NotesPage.State.DRAFTING
    return progress_reply("Reading your notes", notes.progress, 100, is_running=running)


@require_POST
def keep(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Keep a draft, as worded on the page, as a question of the bank."""
    draft = fetch(request.user, "quizzes.change_draft", ROWS, pk=draft_id)
    form = KeepForm(request.POST)
    if form.is_valid():
        try:
            services.keep(draft=draft, **form.cleaned_data, by=request.user, now=timezone.now())
        except MarkSchemeError as error:
            form.add_error("scheme", str(error))
        except banks.DraftDecided:
            messages.info(request, "This draft has already been kept.")
    return _answer(request, draft, form)


@require_POST
def keep_all(request: HttpRequest, notes_id: int) -> HttpResponse:
    """Keep every draft that is neither decided nor marked to check; what cannot be kept stays, with the reason."""
    notes = fetch(request.user, "quizzes.change_notespage", NotesPage.objects.all(), pk=notes_id)
    kept, problems = services.keep_all(notes=notes, by=request.user, now=timezone.now())
    messages.success(request, f"{kept} question{pluralize(kept)} kept. They are in the bank.")
    for draft, problem in problems:
        messages.error(request, f"“{draft.stem}” was not kept: {problem}")
    # What is left to decide is in view, unless there is something to read above it.
    return redirect("drafts", notes.pk) if problems else redirect(f"{reverse('drafts', args=[notes.pk])}#drafts")


@require_POST
def drop(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Drop a draft; it can be taken back."""
    draft = fetch(request.user, "quizzes.change_draft", ROWS, pk=draft_id)
    try:
        banks.decide_draft(draft=draft, question=None)
    except banks.DraftDecided:
        messages.info(request, "This draft is a question of the bank already. Archive it there.")
    return _answer(request, draft, None)


@require_POST
def turn(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Ask a draft's fact the other way round."""
    draft = fetch(request.user, "quizzes.change_draft", ROWS, pk=draft_id)
    try:
        banks.turn_draft(draft=draft)
    except banks.DraftDecided:
        messages.info(request, "This draft has already been kept or dropped.")
    return _answer(request, draft, None)


@require_POST
def undo(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Take a kept or dropped draft back."""
    draft = fetch(request.user, "quizzes.change_draft", ROWS, pk=draft_id)
    try:
        banks.reopen_draft(draft=draft, now=timezone.now())
    except banks.QuestionInUse:
        messages.info(request, "A quiz already contains this question, so it stays. You can edit it in the bank.")
    return _answer(request, draft, None)


@require_POST
def accept_glossary(request: HttpRequest, notes_id: int) -> HttpResponse:
    """Add the ticked lines that the notes suggest to the bank's glossary."""
    notes = fetch(request.user, "quizzes.change_notespage", NotesPage.objects.all(), pk=notes_id)
    added = glossary.accept(notes=notes, lines=request.POST.getlist("lines"))
    messages.success(
        request, f"{added} line{pluralize(added)} added to the glossary. All schemes of the bank use them."
    )
    return redirect("drafts", notes.pk)


@require_POST
def correct_typo(request: HttpRequest, typo_id: int) -> HttpResponse:
    """Put the right word into the notes."""
    return _decide_typo(request, typo_id, typos.correct)


@require_POST
def keep_typo(request: HttpRequest, typo_id: int) -> HttpResponse:
    """Leave the notes as they are; the drafts follow them."""
    return _decide_typo(request, typo_id, typos.keep)


@require_POST
def undo_typo(request: HttpRequest, typo_id: int) -> HttpResponse:
    """Take the decision on a slip back."""
    return _decide_typo(request, typo_id, typos.reopen)


def _decide_typo(request: HttpRequest, typo_id: int, decide: Callable[..., Typo]) -> HttpResponse:
    typo = fetch(request.user, "quizzes.change_typo", Typo.objects.all(), pk=typo_id)
    try:
        decide(typo=typo)
    except typos.TypoDecided:
        messages.info(request, f"Line {typo.line} has changed meanwhile, or this slip has already been decided.")
    response: HttpResponse = redirect("drafts", typo.notes_id)
    response["Location"] += f"#slip-{typo.pk}"
    return response


@require_POST
def correct_all(request: HttpRequest, notes_id: int) -> HttpResponse:
    """Take every correction that is open."""
    notes = fetch(request.user, "quizzes.change_notespage", NotesPage.objects.all(), pk=notes_id)
    done = typos.correct_all(notes=notes)
    messages.success(request, f"{done} slip{pluralize(done)} corrected in the notes.")
    return redirect("drafts", notes.pk)


def _answer(request: HttpRequest, draft: Draft, form: KeepForm | None) -> HttpResponse:
    """Answer a script with the draft's own piece of the page, and a plain form with the page."""
    draft.refresh_from_db()
    failed = form is not None and bool(form.errors)
    if request.headers.get("X-Requested-With") == "fetch":
        context = {"draft": draft, "form": form}
        return render(request, "marking/draft/_draft.html", context, status=422 if failed else 200)
    if failed and form is not None:
        for errors in form.errors.values():
            messages.error(request, " ".join(str(error) for error in errors))
    response: HttpResponse = redirect("drafts", draft.notes_id)
    response["Location"] += f"#draft-{draft.pk}"
    return response
