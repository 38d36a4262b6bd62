"""What is done to a bank and needs the mark schemes: its glossary, and many of its questions at once."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from marking.forms.questions import BankForm, BulkForm
from marking.services import glossary, questions, sample
from quizzes.access.table import permitted
from quizzes.access.web import fetch, teachers_only
from quizzes.models import Bank, Question
from quizzes.services import banks


@require_http_methods(["GET", "POST"])
def edit_bank(request: HttpRequest, bank_id: int) -> HttpResponse:
    """Change a bank's name, description and glossary."""
    bank = fetch(request.user, "quizzes.change_bank", Bank.objects.all(), pk=bank_id)
    form = BankForm(request.POST or None, instance=bank, initial={"seen": bank.version})
    status = 200
    theirs = None
    if request.method == "POST" and form.is_valid():
        try:
            glossary.edit_bank(bank=bank, **form.cleaned_data)
        except glossary.BadGlossary as error:
            form.add_error("glossary", str(error))
        except banks.Overtaken as error:
            theirs, status = error.row, 409
            form.data = {**form.data.dict(), "seen": str(theirs.version)}  # type: ignore[attr-defined]
        else:
            return redirect("bank", bank.pk)
    context = {"form": form, "bank": bank, "theirs": theirs}
    return render(request, "marking/bank/edit.html", context, status=422 if form.errors else status)


@require_POST
@teachers_only
def make_sample(request: HttpRequest) -> HttpResponse:
    """Make a copy of the sample bank, the teacher's own."""
    bank = sample.make_bank(by=request.user, now=timezone.now())
    messages.success(request, "This bank is yours to try everything on. Open a question to see how answers are marked.")
    return redirect("bank", bank.pk)


@require_POST
@teachers_only
def bulk(request: HttpRequest) -> HttpResponse:
    """Do one thing to many questions: move, tag, file, archive, bring back."""
    rows = permitted(request.user, "quizzes.change_question", Question.objects.all())
    targets = permitted(request.user, "quizzes.change_bank", Bank.objects.all())
    form = BulkForm(request.POST, questions=rows, banks=targets)
    if form.is_valid():
        count = questions.do_to_many(now=timezone.now(), **form.cleaned_data)
        messages.success(request, form.said(count))
    else:
        for errors in form.errors.values():
            messages.error(request, " ".join(str(error) for error in errors))
    back = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return redirect(back)
    return redirect("questions")
