"""The question editor: wording and mark scheme, with a try-out, saved examples and the history."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from marking import queries
from marking.engine import MarkSchemeError
from marking.forms import ExampleForm, QuestionForm, TrialForm
from marking.marked_script import script_of_marking
from marking.models import Example, MarkScheme
from marking.services import examples, schemes
from marking.services import questions as services
from quizzes.access.table import may
from quizzes.access.web import fetch, number_of
from quizzes.models import Bank, Question
from quizzes.services import banks

WITH_BANK = Question.objects.select_related("bank")


@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, question_id: int) -> HttpResponse:
    """Edit a question and its mark scheme, or read it where its bank is only shared to be looked into."""
    found = fetch(request.user, "quizzes.view_question", WITH_BANK, pk=question_id)
    if may(request.user, "quizzes.change_question", found):
        return _edit(request, found.bank, found)
    if request.method == "POST":
        found = fetch(request.user, "quizzes.change_question", WITH_BANK, pk=question_id)
    context = {"question": found, "bank": found.bank, "scheme": schemes.newest(found)}
    return render(request, "marking/question/read.html", context)


@require_http_methods(["GET", "POST"])
def new_question(request: HttpRequest, bank_id: int) -> HttpResponse:
    """Write a new question for a bank."""
    bank = fetch(request.user, "quizzes.change_bank", Bank.objects.all(), pk=bank_id)
    return _edit(request, bank, None)


def _edit(request: HttpRequest, bank: Bank, question: Question | None) -> HttpResponse:
    newest = schemes.newest(question) if question else None
    form = QuestionForm(request.POST or None, instance=question, initial=_as_it_is(question, newest))
    theirs = None
    if request.method == "POST" and form.is_valid():
        try:
            saved = services.write(
                question=question and WITH_BANK.get(pk=question.pk),
                bank=bank,
                by=request.user,
                now=timezone.now(),
                **form.cleaned_data,
            )
        except MarkSchemeError as error:
            form.add_error("scheme", str(error))
        except banks.Overtaken as error:
            theirs = error.row
            # What is saved next has been seen beside what the colleague wrote.
            form.data = {**form.data.dict(), **_versions(theirs, newest)}  # type: ignore[attr-defined]
        else:
            messages.success(request, _said(saved))
            return redirect("question", saved.pk)
    context = {
        "form": form,
        "bank": bank,
        "question": question,
        "scheme": newest,
        "theirs": theirs,
        "example_form": ExampleForm(auto_id="example-%s"),
        "keeping": queries.quizzes_keeping(question) if question else [],
    }
    status = 422 if form.errors else 409 if theirs else 200
    return render(request, "marking/question/edit.html", context, status=status)


def _as_it_is(question: Question | None, newest: MarkScheme | None) -> dict[str, Any]:
    if question is None:
        return {}
    tags = ", ".join(tag.name for tag in question.tags.all())
    return {"scheme": newest.text if newest else "", "tags": tags, **_versions(question, newest)}


def _versions(question: Question, newest: MarkScheme | None) -> dict[str, Any]:
    return {"seen": question.version, "seen_scheme": newest.version if newest else ""}


def _said(saved: Question) -> str:
    """Return what a save did: what the question is worth, and which quizzes go on with older words."""
    said = f"Saved. It is worth {saved.marks.normalize():f} now."
    older = [row for row in queries.quizzes_keeping(saved) if row.version < saved.version]
    if older:
        one = len(older) == 1
        said += (
            f" {len(older)} quiz{'' if one else 'zes'} keep{'s' if one else ''} the wording that it was published with."
        )
    return said


@require_GET
def history(request: HttpRequest, question_id: int) -> HttpResponse:
    """Show every wording and every mark scheme that a question has had, and which quizzes keep which."""
    found = fetch(request.user, "quizzes.view_question", WITH_BANK, pk=question_id)
    context = {
        "question": found,
        "bank": found.bank,
        "versions": found.versions.select_related("written_by"),
        "schemes": MarkScheme.objects.filter(question=found).select_related("written_by"),
        "keeping": queries.quizzes_keeping(found),
    }
    return render(request, "marking/question/history.html", context)


@require_POST
def try_out(request: HttpRequest, bank_id: int) -> HttpResponse:
    """Mark an answer and the saved examples with the scheme as it stands in the editor, and show what they get."""
    bank = fetch(request.user, "quizzes.change_bank", Bank.objects.all(), pk=bank_id)
    form = TrialForm(request.POST)
    if not form.is_valid():
        return render(request, "marking/question/_trial.html", {"problem": form.errors.as_text()}, status=422)
    try:
        compiled = schemes.compile_text(
            form.cleaned_data["scheme"],
            bank=bank,
            stem=request.POST.get("stem", ""),
            word_limit=number_of(request.POST.get("word_limit", "")),
        )
    except MarkSchemeError as error:
        return render(request, "marking/question/_trial.html", {"problem": str(error), "error": error}, status=422)
    answer = form.cleaned_data["answer"]
    context: dict[str, Any] = {"warnings": compiled.warnings, "max": compiled.max}
    if answer.strip():
        context["script"] = script_of_marking(answer, compiled.mark(answer), scheme=form.cleaned_data["scheme"])
    if (pk := number_of(request.POST.get("question", ""))) is not None:
        found = fetch(request.user, "quizzes.change_question", bank.questions.all(), pk=pk)
        context["tried"] = examples.tried(question=found, scheme=compiled)
    return render(request, "marking/question/_trial.html", context)


@require_POST
def save_example(request: HttpRequest, question_id: int) -> HttpResponse:
    """Keep an answer with the mark that it should get."""
    found = fetch(request.user, "quizzes.change_question", WITH_BANK, pk=question_id)
    form = ExampleForm(request.POST)
    if form.is_valid():
        try:
            examples.save(question=found, by=request.user, now=timezone.now(), **form.cleaned_data)
        except examples.TooManyExamples:
            most = examples.MOST_EXAMPLES
            messages.error(request, f"A question keeps up to {most} examples. Take some out first.")
        else:
            messages.success(request, "Kept as an example. The scheme is tried on it whenever you change it.")
    else:
        for errors in form.errors.values():
            messages.error(request, "Not kept: " + " ".join(str(error) for error in errors))
    return redirect("question", found.pk)


@require_POST
def remove_example(request: HttpRequest, example_id: int) -> HttpResponse:
    """Forget an example."""
    found = fetch(request.user, "marking.change_example", Example.objects.all(), pk=example_id)
    examples.remove(example=found)
    messages.success(request, f"Forgotten: “{found.text[:60]}”, {found.mark.normalize():f}.")
    return redirect("question", found.question_id)
