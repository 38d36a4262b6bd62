"""The question editor: wording and mark scheme, with a try-out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from marking.engine import MarkSchemeError
from marking.forms import QuestionForm, TrialForm
from marking.script import script_of_marking
from marking.services import questions as services
from marking.services import schemes
from quizzes.access.web import fetch
from quizzes.models import Bank, Question


@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, question_id: int) -> HttpResponse:
    """Edit a question and its mark scheme. A scheme that cannot be read is refused with line and column."""
    rows = Question.objects.select_related("bank")
    found = fetch(request.user, "quizzes.change_question", rows, pk=question_id)
    return _edit(request, found.bank, found)


@require_http_methods(["GET", "POST"])
def new_question(request: HttpRequest, bank_id: int) -> HttpResponse:
    """Write a new question for a bank."""
    bank = fetch(request.user, "quizzes.change_bank", Bank.objects.all(), pk=bank_id)
    return _edit(request, bank, None)


def _edit(request: HttpRequest, bank: Bank, question: Question | None) -> HttpResponse:
    newest = schemes.newest(question) if question else None
    initial = {"scheme": newest.text if newest else ""}
    form = QuestionForm(request.POST or None, instance=question, initial=initial)
    if request.method == "POST" and form.is_valid():
        fields = dict(form.cleaned_data)
        try:
            saved = services.write(
                question=question and Question.objects.select_related("bank").get(pk=question.pk),
                bank=bank,
                scheme=fields.pop("scheme"),
                by=request.user,
                now=timezone.now(),
                **fields,
            )
        except MarkSchemeError as error:
            form.add_error("scheme", str(error))
        else:
            messages.success(request, f"Saved. It is worth {saved.marks.normalize():f} now.")
            return redirect("question", saved.pk)
    context = {"form": form, "bank": bank, "question": question, "scheme": newest}
    return render(request, "marking/question/edit.html", context, status=422 if form.errors else 200)


@require_POST
def try_out(request: HttpRequest, bank_id: int) -> HttpResponse:
    """Mark one answer with the scheme as it stands in the editor, and show the marked script."""
    bank = fetch(request.user, "quizzes.change_bank", Bank.objects.all(), pk=bank_id)
    form = TrialForm(request.POST)
    if not form.is_valid():
        return render(request, "marking/question/_trial.html", {"problem": form.errors.as_text()}, status=422)
    limit = request.POST.get("word_limit", "")
    try:
        compiled = schemes.compile_text(
            form.cleaned_data["scheme"],
            bank=bank,
            stem=request.POST.get("stem", ""),
            word_limit=int(limit) if limit.isdecimal() else None,
        )
    except MarkSchemeError as error:
        return render(request, "marking/question/_trial.html", {"problem": str(error), "error": error}, status=422)
    answer = form.cleaned_data["answer"]
    context: dict[str, Any] = {"warnings": compiled.warnings, "max": compiled.max}
    if answer.strip():
        context["script"] = script_of_marking(answer, compiled.mark(answer), scheme=form.cleaned_data["scheme"])
    return render(request, "marking/question/_trial.html", context)
