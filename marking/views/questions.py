"""The question editor: wording and mark scheme, with a try-out, saved examples and the history."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from marking import queries
from marking.engine import MarkSchemeError
from marking.forms.questions import ExampleForm, QuestionForm, TrialForm
from marking.forms.schemes import fields_of_text, grid_as_json, problems_of, text_of_fields
from marking.levels.generic import generic_grids
from marking.models import Example, MarkScheme
from marking.schemes import read_as_printed
from marking.schemes.fields import FieldError
from marking.schemes.grid_fields import objectives_of
from marking.scripts import trial
from marking.services import examples, schemes
from marking.services import questions as services
from quizzes.access.table import may
from quizzes.access.web import fetch
from quizzes.models import Bank, Question
from quizzes.pure.sent import number_of
from quizzes.pure.wording import in_figures
from quizzes.services import banks, pictures
from quizzes.texts import LONGEST_MARKDOWN, worded

AS_UNDERSTOOD = "This was written as exam boards print it. Below is how it was understood: check it, then save."
TWO_WAYS = "Something here can be read in two ways. Choose beside the scheme, or write it out:"
PRINTED = "This is written as exam boards print it. Press “Use it as understood” first, then it can be shown as fields."
WITH_BANK = Question.objects.select_related("bank")


@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, question_id: int) -> HttpResponse:
    """Edit a question and its mark scheme, or read it where its bank is only shared to be looked into."""
    question = fetch(request.user, "quizzes.view_question", WITH_BANK, pk=question_id)
    if may(request.user, "quizzes.change_question", question):
        return _edit(request, question.bank, question)
    if request.method == "POST":
        question = fetch(request.user, "quizzes.change_question", WITH_BANK, pk=question_id)
    context = {"question": question, "bank": question.bank, "scheme": schemes.newest(question)}
    return render(request, "marking/question/read.html", context)


@require_http_methods(["GET", "POST"])
def new_question(request: HttpRequest, bank_id: int) -> HttpResponse:
    """Write a new question for a bank."""
    bank = fetch(request.user, "quizzes.change_bank", Bank.objects.all(), pk=bank_id)
    return _edit(request, bank, None)


def _edit(request: HttpRequest, bank: Bank, question: Question | None) -> HttpResponse:
    newest = schemes.newest(question) if question else None
    posted, wrong = _posted(request)
    form = QuestionForm(posted, bank=bank, instance=question, initial=_as_it_is(question, newest))
    theirs = None
    if wrong is not None:
        form.errors.pop("scheme", None)
        form.add_error("scheme", f"{wrong} {wrong.hint}".strip())
    elif request.method == "POST" and form.is_valid() and _is_notation(form):
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
        except pictures.UnknownPicture as error:
            form.add_error("stem", str(error))
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
        "fields": request.POST.get("fields", ""),
        "base": request.POST.get("base", ""),
        "example_form": ExampleForm(auto_id="example-%s"),
        "keeping": queries.quizzes_keeping(question) if question else [],
        "grids": [
            {"title": one.title, "text": one.text, "grid": grid_as_json(objectives_of(one.grid))}
            for one in generic_grids()
        ],
    }
    status = 422 if form.errors else 409 if theirs else 200
    return render(request, "marking/question/edit.html", context, status=status)


def _posted(request: HttpRequest) -> tuple[QueryDict | None, FieldError | None]:
    """Return what the page sent, the scheme's text made from its fields where it showed those, or why it can't be."""
    if request.method != "POST":
        return None, None
    data = request.POST.copy()
    if data.get("fields"):
        try:
            data["scheme"] = text_of_fields(request.POST.get("base", ""), request.POST["fields"])
        except FieldError as error:
            return data, error
    return data, None


def _is_notation(form: QuestionForm) -> bool:
    """Return whether the scheme can be stored as it is; else say in the form what was read instead."""
    read = read_as_printed(form.cleaned_data["scheme"])
    if not read.changed and not read.questions:
        return True
    if read.ready:
        form.data["scheme"] = read.notation  # type: ignore[index]
        form.add_error("scheme", AS_UNDERSTOOD)
    else:
        lines = [f"line {one.line}: {one.message}" for one in read.questions]
        form.add_error("scheme", " ".join([TWO_WAYS, *lines]))
    return False


def _as_it_is(question: Question | None, newest: MarkScheme | None) -> dict[str, Any]:
    if question is None:
        return {}
    tags = ", ".join(tag.name for tag in question.tags.all())
    return {"scheme": newest.text if newest else "", "tags": tags, **_versions(question, newest)}


def _versions(question: Question, newest: MarkScheme | None) -> dict[str, Any]:
    return {"seen": question.version, "seen_scheme": newest.version if newest else ""}


def _said(saved: Question) -> str:
    """Return what a save did: what the question is worth, and which quizzes go on with older words."""
    said = f"Saved. It is worth {in_figures(saved.marks)} now."
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
    question = fetch(request.user, "quizzes.view_question", WITH_BANK, pk=question_id)
    context = {
        "question": question,
        "bank": question.bank,
        "versions": question.versions.select_related("written_by"),
        "schemes": MarkScheme.objects.filter(question=question).select_related("written_by"),
        "keeping": queries.quizzes_keeping(question),
    }
    return render(request, "marking/question/history.html", context)


@require_POST
def try_out(request: HttpRequest, bank_id: int) -> HttpResponse:
    """Show how the scheme in the editor is understood, and what it gives an answer, itself and the saved examples."""
    bank = fetch(request.user, "quizzes.change_bank", Bank.objects.all(), pk=bank_id)
    form = TrialForm(request.POST)
    if not form.is_valid():
        return _trial(request, {"problem": " ".join(problems_of(form))}, status=422)
    text = form.cleaned_data["scheme"]
    if request.POST.get("fields"):
        try:
            text = text_of_fields(request.POST.get("base", ""), request.POST["fields"])
        except FieldError as error:
            refused = {"problem": str(error), "error": error, "row": error.row, "place": getattr(error, "place", "")}
            return _trial(request, refused, status=422)
    context: dict[str, Any] = {"text": text}
    if not text.strip():
        return _trial(request, context)
    stem = worded(request.POST.get("stem", "")[:LONGEST_MARKDOWN], as_typed="as_typed" in request.POST).plain
    limit = number_of(request.POST.get("word_limit", ""))
    question = None
    if (pk := number_of(request.POST.get("question", ""))) is not None:
        question = fetch(request.user, "quizzes.change_question", bank.questions.all(), pk=pk)
    answer = form.cleaned_data["answer"]
    try:
        tried = trial.try_out(
            text, bank=bank, stem=stem, word_limit=limit, choices=_choices(request), question=question,
            answers=[answer] if answer.strip() else [], model_answer=request.POST.get("model_answer", ""),
        )  # fmt: skip
    except MarkSchemeError as error:  # a line of the bank's glossary
        return _trial(request, {"problem": f"In the bank’s glossary: {error}", "error": error}, status=422)
    read = tried.understood
    context |= {"read": read.printed, "described": read.described, "error": read.error}
    if read.error is not None:
        return _trial(request, context | {"problem": str(read.error)}, status=422)
    context |= {"script": next(iter(tried.scripts), None), "tried": tried.tried, "trials": tried.trials}
    return _trial(request, context)


def _trial(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, "marking/question/_trial.html", context, status=status)


def _choices(request: HttpRequest) -> dict[str, str]:
    """Return the choices made where the scheme can be read two ways: `id=key` pairs that the page posts."""
    pairs = (pair.rpartition("=") for pair in request.POST.getlist("choice"))
    return {place: key for place, _, key in pairs}


@require_POST
def scheme_fields(request: HttpRequest, bank_id: int) -> JsonResponse:
    """Send the scheme in the editor as fields, or why it can't be shown so."""
    fetch(request.user, "quizzes.change_bank", Bank.objects.all(), pk=bank_id)
    form = TrialForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"problem": " ".join(problems_of(form))}, status=422)
    text = form.cleaned_data["scheme"]
    if read_as_printed(text).changed:
        return JsonResponse({"problem": PRINTED}, status=422)
    try:
        return JsonResponse(fields_of_text(text))
    except MarkSchemeError as error:
        return JsonResponse({"problem": f"{error} {error.hint and 'Try: ' + error.hint}".strip()}, status=422)


@require_POST
def save_example(request: HttpRequest, question_id: int) -> HttpResponse:
    """Keep an answer with the mark that it should get."""
    question = fetch(request.user, "quizzes.change_question", WITH_BANK, pk=question_id)
    form = ExampleForm(request.POST)
    if form.is_valid():
        try:
            examples.save(question=question, by=request.user, now=timezone.now(), **form.cleaned_data)
        except examples.TooManyExamples:
            most = examples.MOST_EXAMPLES
            messages.error(request, f"A question keeps up to {most} examples. Remove some first.")
        else:
            messages.success(request, "Kept as an example. The scheme is tried on it whenever you change it.")
    else:
        for errors in form.errors.values():
            messages.error(request, "Not kept: " + " ".join(str(error) for error in errors))
    return redirect("question", question.pk)


@require_POST
def remove_example(request: HttpRequest, example_id: int) -> HttpResponse:
    """Forget an example."""
    example = fetch(request.user, "marking.change_example", Example.objects.all(), pk=example_id)
    examples.remove(example=example)
    messages.success(request, f"Removed: “{example.text[:60]}”, {in_figures(example.mark)}.")
    return redirect("question", example.question_id)
