"""A student asks about a mark; a teacher answers."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from marking.forms.marks import AnswerForm, AskForm
from marking.forms.schemes import problems_of
from marking.models import Enquiry
from marking.queries import WITH_MARKS
from marking.scripts.marked import script_of
from marking.services import enquiries as services
from marking.services.marks import BadMark
from quizzes.access.table import permitted
from quizzes.access.web import fetch, teachers_only
from quizzes.models import Response


@require_POST
def ask(request: HttpRequest, response_id: int) -> HttpResponse:
    """Ask about one's own mark, once a question."""
    response = fetch(request.user, "marking.ask_about_mark", Response.objects.all(), pk=response_id)
    form = AskForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Not sent: write what you would like to know, in up to 1,000 characters.")
    else:
        try:
            services.ask(response=response, text=form.cleaned_data["text"], now=timezone.now())
            messages.success(request, "Your question has been sent to your teacher. The answer will appear here.")
        except services.AskedBefore:
            messages.info(request, "You have already asked about this mark.")
    return redirect("result", response.attempt_id)


@require_GET
@teachers_only
def inbox(request: HttpRequest) -> HttpResponse:
    """List the questions about marks that wait for the teacher, and the last answered ones."""
    mine = permitted(request.user, "marking.change_enquiry", Enquiry.objects.all())
    rows = mine.select_related(
        "response__attempt__student", "response__attempt__assignment__quiz",
        "response__attempt__assignment__school_class", "response__item", "answered_by", "mark", "new",
        *(f"response__{name}" for name in WITH_MARKS),
    )  # fmt: skip
    waiting = [(row, script_of(row.response)) for row in rows.filter(outcome="")[:100]]
    context = {"waiting": waiting, "answered": rows.exclude(outcome="").order_by("-answered_at")[:20]}
    return render(request, "marking/enquiry/inbox.html", context)


@require_POST
def answer(request: HttpRequest, enquiry_id: int) -> HttpResponse:
    """Keep the mark or change it, with words for the student."""
    enquiry = fetch(request.user, "marking.change_enquiry", Enquiry.objects.all(), pk=enquiry_id)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, f"Not sent: {' '.join(problems_of(form))}")
        return redirect("enquiries")
    try:
        services.answer(
            enquiry=enquiry, mark=form.wanted(), reason=form.cleaned_data["reason"], by=request.user, now=timezone.now()
        )
        messages.success(request, "Answered. The student sees it with the result.")
    except services.AnsweredBefore:
        messages.info(request, "A colleague has answered this in the meantime.")
    except (BadMark, services.NoReason) as error:
        messages.error(request, f"Not sent: {error}")
    return redirect("enquiries")
