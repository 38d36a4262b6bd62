"""Practice: a student's questions one at a time, each answered at once; and what a teacher opens to a class."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from marking.access import practised_by
from marking.forms.practice import AnswerForm, OpenForm, VerdictForm
from marking.models import PracticeAnswer, PracticeBank
from marking.models.practice import LONGEST_ANSWER
from marking.pure.spacing import DAYS, NEW_A_DAY
from marking.scripts.marked import script_of_practice
from marking.services import practice as services
from quizzes.access.table import permitted
from quizzes.access.web import fetch, taught_class
from quizzes.models import Bank, Question, SchoolClass

GONE = (
    "This question is not in practice at the moment: your teacher has closed it, or it is in a quiz that is not over."
)


@require_GET
def practice(request: HttpRequest) -> HttpResponse:
    """Say how much there is to practise today, and by which schedule."""
    today = services.today_of(student=request.user, now=timezone.now())
    context = {"today": today, "days": DAYS, "new_a_day": NEW_A_DAY}
    return render(request, "marking/practice/practice.html", context)


@require_GET
def question(request: HttpRequest) -> HttpResponse:
    """Show the next question; the page of practice where there is none for today."""
    now, more = timezone.now(), "more" in request.GET
    row = services.next_question(student=request.user, now=now, more=more)
    if row is None:
        return redirect("practice")
    return _ask(request, row, more=more)


def _ask(request: HttpRequest, row: Question, *, more: bool, form: AnswerForm | None = None) -> HttpResponse:
    today = services.today_of(student=request.user, now=timezone.now(), more=more)
    context = {
        "question": row, "today": today, "more": more, "longest": LONGEST_ANSWER, "form": form,
        "key": form["key"].value() if form else uuid4(), "text": form["text"].value() if form else "",
    }  # fmt: skip
    return render(request, "marking/practice/question.html", context, status=422 if form else 200)


@require_POST
def answer(request: HttpRequest, question_id: int) -> HttpResponse:
    """Mark an answer and show at once what was wanted.

    The page's script asks first, until it has an answer of any kind, and then sends the form itself, which shows it.
    """
    if request.headers.get("X-Requested-With") != "fetch":
        return _answered(request, question_id)
    try:
        said = _answered(request, question_id)
    except Http404:
        return JsonResponse({"next": ""})
    return JsonResponse({"next": said.headers.get("Location", "")})


def _answered(request: HttpRequest, question_id: int) -> HttpResponse:
    now, form, more = timezone.now(), AnswerForm(request.POST), "more" in request.POST
    rows = practised_by(request.user, now).select_related("bank").prefetch_related("sources")
    row = rows.filter(pk=question_id).first()
    if row is None:
        raise Http404(GONE)
    if not form.is_valid():
        return _ask(request, row, more=more, form=form)
    text = "" if "unknown" in request.POST else form.cleaned_data["text"]
    try:
        made = services.answer(question=row, student=request.user, text=text, key=form.cleaned_data["key"], now=now)
    except services.NotOpen as error:
        raise Http404(GONE) from error
    except services.TooFast:
        form.add_error(None, "That is more than twenty answers in a minute. Take a breath, then check this one again.")
        return _ask(request, row, more=more, form=form)
    return redirect(reverse("practice-answer", args=[made.pk]) + ("?more=1" if more else ""))


def _own_answer(request: HttpRequest, answer_id: int) -> PracticeAnswer:
    """Return an answer of one's own to a question that is still in practice: what was wanted is shown with it."""
    rows = PracticeAnswer.objects.select_related("question", "scheme").prefetch_related("question__sources")
    row = fetch(request.user, "marking.view_practiceanswer", rows, pk=answer_id)
    if not practised_by(request.user, timezone.now()).filter(pk=row.question_id).exists():
        raise Http404(GONE)
    return row


@require_GET
def answered(request: HttpRequest, answer_id: int) -> HttpResponse:
    """Show what an answer earned, what was wanted, and when the question comes again."""
    row, more = _own_answer(request, answer_id), "more" in request.GET
    now = timezone.now()
    context = {
        "answer": row, "question": row.question, "script": script_of_practice(row), "more": more,
        "again": services.again_on(given=row, now=now),
        "today": services.today_of(student=request.user, now=now, more=more),
    }  # fmt: skip
    return render(request, "marking/practice/answer.html", context)


@require_POST
def judge(request: HttpRequest, answer_id: int) -> HttpResponse:
    """Take down what a student says of an answer that the machine is not sure of."""
    row, form = _own_answer(request, answer_id), VerdictForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
    elif services.judge(given=row, verdict=form.cleaned_data["verdict"]):
        messages.success(request, "Noted. The question will come again accordingly.")
    else:
        messages.error(request, "You have answered this question again since, so this answer stays as it is.")
    return redirect(reverse("practice-answer", args=[row.pk]) + ("?more=1" if "more" in request.POST else ""))


# ---- the teacher's side ----


@require_http_methods(["GET", "POST"])
def of_class(request: HttpRequest, class_id: int) -> HttpResponse:
    """Show what a class may practise and how it does, and open more of it."""
    school_class = taught_class(request.user, class_id)
    classes = SchoolClass.objects.filter(pk=school_class.pk)
    banks = permitted(request.user, "quizzes.view_bank", Bank.objects.current())
    form = OpenForm(request.POST or None, banks=banks.prefetch_related("questions"), classes=classes)
    if request.method == "POST" and form.is_valid():
        return _opened(request, form, "practice-class", school_class.pk)
    rows = PracticeBank.objects.filter(school_class=school_class).select_related("bank", "opened_by")
    opened = [row for row in rows if row.closed_at is None]
    context = {
        "school_class": school_class, "form": form, "opened": opened,
        "closed": [row for row in rows if row.closed_at is not None],
        "summary": services.summary_of(
            school_class=school_class, bank_ids={row.bank_id for row in rows}, by=request.user
        ),
    }  # fmt: skip
    return render(request, "marking/practice/class.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def of_bank(request: HttpRequest, bank_id: int) -> HttpResponse:
    """Show which of one's classes may practise a bank, and open it to another."""
    banks = permitted(request.user, "quizzes.view_bank", Bank.objects.all())
    bank = fetch(request.user, "quizzes.view_bank", banks, pk=bank_id)
    classes = permitted(request.user, "quizzes.view_schoolclass", SchoolClass.objects.current())
    form = OpenForm(request.POST or None, banks=banks.filter(pk=bank.pk, archived_at=None), classes=classes)
    if request.method == "POST" and form.is_valid():
        return _opened(request, form, "practice-bank", bank.pk)
    rows = permitted(request.user, "marking.change_practicebank", PracticeBank.objects.filter(bank=bank))
    rows = rows.filter(closed_at=None).select_related("bank", "school_class", "opened_by")
    context = {"bank": bank, "form": form, "opened": rows.order_by("school_class__name", "topic"), "classes": classes}
    return render(request, "marking/practice/bank.html", context, status=422 if form.errors else 200)


def _opened(request: HttpRequest, form: OpenForm, page: str, pk: int) -> HttpResponse:
    bank_id, topic = form.chosen()
    bank = fetch(request.user, "quizzes.view_bank", Bank.objects.all(), pk=bank_id)
    row = services.open_bank(
        school_class=form.cleaned_data["school_class"], bank=bank, topic=topic, by=request.user, now=timezone.now()
    )
    messages.success(request, f"{row.school_class} can practise “{row}” now. You can close it at any time.")
    return redirect(page, pk)


@require_POST
def close(request: HttpRequest, practice_id: int) -> HttpResponse:
    """Close what is open to a class."""
    rows = PracticeBank.objects.select_related("bank", "school_class")
    row = fetch(request.user, "marking.change_practicebank", rows, pk=practice_id)
    services.close_bank(row=row, now=timezone.now())
    messages.success(request, f"“{row}” is closed to {row.school_class}. You can open it again.")
    return redirect("practice-class", row.school_class_id)
