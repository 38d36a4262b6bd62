"""The teacher's desk: question banks, and notes that become drafts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quizzes.access.table import may, permitted
from quizzes.access.web import fetch, teachers_only
from quizzes.forms.banks import NotesForm, QuestionSearchForm, ShareForm
from quizzes.models import Bank, Question, Tag, User
from quizzes.notes import NotesError, read_notes, title_of
from quizzes.pure.similarity import pairs_alike
from quizzes.queries import Wanted, find_questions
from quizzes.services import banks as services
from quizzes.signals import Handed, hand_over, notes_taken

LONGEST_TITLE = 120  # characters of what a page calls itself
MOST_IN_TITLE = 200  # characters of a bank's name
PAGE = 50  # questions
MOST_OFFERED = 200  # topics and tags in a list to choose from
MOST_PAIRS = 200


@require_GET
@teachers_only
def banks(request: HttpRequest) -> HttpResponse:
    """List the teacher's banks, in use or archived."""
    archived = "archived" in request.GET
    ready = Count("questions", filter=Q(questions__state=Question.State.READY))
    rows = permitted(request.user, "quizzes.view_bank", Bank.objects.select_related("owner").annotate(ready=ready))
    context = {
        "banks": rows.filter(archived_at__isnull=not archived),
        "archived": archived,
        "has_archived": archived or rows.exclude(archived_at=None).exists(),
    }
    return render(request, "quizzes/bank/banks.html", context)


@require_http_methods(["GET", "POST"])
@teachers_only
def start_bank(request: HttpRequest) -> HttpResponse:
    """Make a bank from a page of notes or a file of questions, or an empty one."""
    return _take_notes(request, bank=None)


@require_http_methods(["GET", "POST"])
def add_notes(request: HttpRequest, bank_id: int) -> HttpResponse:
    """Add a page of notes, or a file of questions, to a bank."""
    return _take_notes(request, fetch(request.user, "quizzes.change_bank", Bank.objects.all(), pk=bank_id))


def _take_notes(request: HttpRequest, bank: Bank | None) -> HttpResponse:
    form = NotesForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        empty = bank is None and request.POST.get("then") == "empty"
        done = _start_empty(request, form) if empty else _take(request, form, bank)
        if done is not None:
            return done
    status = 422 if form.errors else 200
    return render(request, "quizzes/bank/notes.html", {"form": form, "bank": bank}, status=status)


def _start_empty(request: HttpRequest, form: NotesForm) -> HttpResponse | None:
    """Make a bank without questions, to be written or imported there; None where it has no name."""
    title = str(form["title"].value() or "").strip()
    if not title or len(title) > MOST_IN_TITLE:
        form.errors.clear()  # it has no notes, and needs none
        form.add_error("title", f"Give the bank a name of up to {MOST_IN_TITLE} characters.")
        return None
    made = services.create_bank(title=title, by=request.user, now=timezone.now())
    messages.success(request, "Your bank is ready. Write its first question, import a file or add notes.")
    return redirect("bank", made.pk)


def _take(request: HttpRequest, form: NotesForm, bank: Bank | None) -> HttpResponse | None:
    """Take notes, or a file of questions where one reads those; None where something is wrong, which the form says."""
    if not form.is_valid():
        return None
    file = form.cleaned_data["file"]
    name = file.name if file else ""
    data = file.read() if file else form.cleaned_data["text"].encode()
    title, now = form.cleaned_data["title"], timezone.now()
    stem = name.rpartition(".")[0]
    handed = Handed()
    if file:
        handed = hand_over(
            data=data, filename=name, bank=bank, title=(title or stem or name)[:MOST_IN_TITLE], by=request.user, now=now
        )
    if handed.address:
        return redirect(handed.address)
    try:
        read = read_notes(data, name or "pasted.txt")
    except NotesError as error:
        form.add_error("file" if file else "text", capfirst(handed.why or str(error)))
        return None
    title = title or title_of(read.text) or stem or "Notes"
    page = services.add_notes(
        bank=bank,
        title=title[:LONGEST_TITLE],
        text=read.text,
        filename=name,
        by=request.user,
        now=now,
        remark=read.remark,
    )
    notes_taken.send(sender=None, notes_id=page.pk, length=len(read.text))
    return redirect("drafts", page.pk)


@require_GET
def bank(request: HttpRequest, bank_id: int) -> HttpResponse:
    """Show a bank: its questions, to be searched, and the notes they come from."""
    rows = Bank.objects.select_related("owner")
    bank = fetch(request.user, "quizzes.view_bank", rows, pk=bank_id)
    edits = may(request.user, "quizzes.change_bank", bank)
    waiting = Count("drafts", filter=Q(drafts__state="OPEN"))
    context = {
        "bank": bank,
        "edits": edits,
        "owns": may(request.user, "quizzes.share_bank", bank),
        "has_questions": bank.questions.exists(),
        "pages": bank.notes.annotate(waiting=waiting) if edits else None,
        **_question_list(request, bank.questions.all()),
    }
    return render(request, "quizzes/bank/bank.html", context)


@require_GET
@teachers_only
def questions(request: HttpRequest) -> HttpResponse:
    """Search the questions of every bank that the teacher may look into."""
    questions = Question.objects.filter(bank__archived_at=None).select_related("bank")
    rows = permitted(request.user, "quizzes.view_question", questions)
    return render(request, "quizzes/bank/questions.html", _question_list(request, rows))


def _question_list(request: HttpRequest, rows: QuerySet[Question]) -> dict[str, Any]:
    """Return what the list of questions shows: a page of them, the search, and what can be done with those ticked."""
    form = QuestionSearchForm(request.GET or None)
    questions = find_questions(rows, form.wanted()) if form.is_bound else find_questions(rows, Wanted())
    in_use = rows.exclude(state=Question.State.ARCHIVED)
    query = request.GET.copy()
    query.pop("page", None)
    return {
        "form": form,
        "searching": any(request.GET.get(name) for name in form.fields),
        "page": Paginator(questions.prefetch_related("tags"), PAGE).get_page(request.GET.get("page")),
        "query": query.urlencode(),
        "topics": in_use.exclude(topic="").order_by("topic").values_list("topic", flat=True).distinct()[:MOST_OFFERED],
        "tags": Tag.objects.filter(questions__in=in_use).distinct()[:MOST_OFFERED],
        "targets": permitted(request.user, "quizzes.change_bank", Bank.objects.all()),
    }


@require_http_methods(["GET", "POST"])
def sharing(request: HttpRequest, bank_id: int) -> HttpResponse:
    """Say which colleagues may look into a bank or work in it."""
    bank = fetch(request.user, "quizzes.share_bank", Bank.objects.all(), pk=bank_id)
    form = ShareForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        colleague = User.objects.filter(username__iexact=form.cleaned_data["username"], is_active=True).first()
        try:
            if colleague is None or not colleague.is_teacher:
                form.add_error("username", "No teacher here has this username. Ask them how they log in.")
            else:
                edits = form.cleaned_data["may_edit"]
                services.share(bank=bank, user=colleague, may_edit=edits, now=timezone.now())
                what = "can now edit this bank" if edits else "can now view this bank"
                messages.success(request, f"{colleague} {what}.")
                return redirect("bank-sharing", bank.pk)
        except services.NotAColleague as error:
            form.add_error("username", str(error))
    context = {"bank": bank, "form": form, "shares": bank.shares.select_related("user")}
    return render(request, "quizzes/bank/sharing.html", context, status=422 if form.errors else 200)


@require_POST
def unshare(request: HttpRequest, bank_id: int, user_id: int) -> HttpResponse:
    """Take a bank back from a colleague."""
    bank = fetch(request.user, "quizzes.share_bank", Bank.objects.all(), pk=bank_id)
    share = bank.shares.filter(user=user_id).select_related("user").first()
    if share is not None:
        services.unshare(share=share)
        messages.success(request, f"{share.user} can no longer see this bank.")
    return redirect("bank-sharing", bank.pk)


@require_GET
def duplicates(request: HttpRequest, bank_id: int) -> HttpResponse:
    """Show questions of a bank that ask the same in nearly the same words."""
    bank = fetch(request.user, "quizzes.change_bank", Bank.objects.all(), pk=bank_id)
    rows = list(bank.questions.exclude(state=Question.State.ARCHIVED).order_by("pk"))
    alike = pairs_alike([row.stem for row in rows])[:MOST_PAIRS]
    pairs = [(rows[pair.first], rows[pair.second], round(pair.alike)) for pair in alike]
    return render(request, "quizzes/bank/duplicates.html", {"bank": bank, "pairs": pairs, "count": len(rows)})
