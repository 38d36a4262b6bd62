"""Quizzes: set one, look it over, publish it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quizzes.access.table import permitted
from quizzes.access.web import fetch, teachers_only
from quizzes.forms import QuizForm
from quizzes.models import Question, Quiz, SchoolClass
from quizzes.queries import clocks_of
from quizzes.services import quizzes as services


@require_GET
@teachers_only
def quizzes(request: HttpRequest) -> HttpResponse:
    """List the teacher's quizzes."""
    rows = permitted(request.user, "quizzes.view_quiz", Quiz.objects.all())
    return render(
        request,
        "quizzes/quiz/quizzes.html",
        {"quizzes": rows.prefetch_related("items", "assignments__school_class")},
    )


@require_http_methods(["GET", "POST"])
@teachers_only
def new_quiz(request: HttpRequest) -> HttpResponse:
    """Set a quiz from the READY questions of one bank, or of all."""
    return _set_quiz(request, quiz=None)


@require_http_methods(["GET", "POST"])
def edit_quiz(request: HttpRequest, quiz_id: int) -> HttpResponse:
    """Change a quiz that is not published yet."""
    quiz = fetch(request.user, "quizzes.change_quiz", Quiz.objects.filter(state=Quiz.State.DRAFT), pk=quiz_id)
    return _set_quiz(request, quiz)


def _set_quiz(request: HttpRequest, quiz: Quiz | None) -> HttpResponse:
    now = timezone.now()
    form = _form(request, quiz, now)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = services.set_quiz(
            quiz=quiz,
            title=data["title"],
            instructions=data["instructions"],
            questions=_in_order(data["questions"]),
            settings=[
                services.Setting(row, data["opens_at"], data["closes_at"], data["time_limit_minutes"])
                for row in data["classes"]
            ],
            by=request.user,
            now=now,
        )
        return redirect("quiz", made.pk)
    context = {"form": form, "quiz": quiz, "questions": form.fields["questions"].queryset}  # type: ignore[attr-defined]
    return render(request, "quizzes/quiz/edit.html", context, status=422 if form.errors else 200)


def _in_order(questions: Any) -> list[Question]:
    return sorted(questions, key=lambda question: (question.topic, question.pk))


def _form(request: HttpRequest, quiz: Quiz | None, now: datetime) -> QuizForm:
    questions = permitted(request.user, "quizzes.view_question", Question.objects.filter(state=Question.State.READY))
    bank = request.GET.get("bank", "")
    if bank.isdecimal():
        questions = questions.filter(bank=int(bank))
    initial: dict[str, Any] = {}
    if quiz is not None:
        first = quiz.assignments.first()
        initial = {
            "title": quiz.title,
            "instructions": quiz.instructions,
            "questions": list(quiz.items.values_list("question", flat=True)),
            "classes": list(quiz.assignments.values_list("school_class", flat=True)),
        }
        if first is not None:
            initial |= {
                "opens_at": timezone.localtime(first.opens_at),
                "closes_at": timezone.localtime(first.closes_at),
                "time_limit_minutes": first.time_limit_minutes,
            }
    return QuizForm(
        request.POST or None,
        questions=questions.select_related("bank").order_by("bank__title", "topic", "pk"),
        classes=permitted(request.user, "quizzes.view_schoolclass", SchoolClass.objects.all()),
        now=now,
        initial=initial,
    )


@require_GET
def quiz(request: HttpRequest, quiz_id: int) -> HttpResponse:
    """Look a quiz over before and after publishing: the paper, the classes, who gets how long."""
    found = fetch(request.user, "quizzes.view_quiz", Quiz.objects.all(), pk=quiz_id)
    now = timezone.now()
    context = {
        "quiz": found,
        "items": found.items.all(),
        "marks": sum(item.marks for item in found.items.all()),
        "clocks": clocks_of(found, now),
        "problems": services.problems(quiz=found, now=now) if found.state == Quiz.State.DRAFT else [],
    }
    return render(request, "quizzes/quiz/quiz.html", context)


@require_POST
def publish(request: HttpRequest, quiz_id: int) -> HttpResponse:
    """Publish a quiz, or say what is missing."""
    found = fetch(request.user, "quizzes.change_quiz", Quiz.objects.all(), pk=quiz_id)
    try:
        services.publish(quiz=found, now=timezone.now())
    except services.CannotPublish as error:
        for problem in error.problems:
            messages.error(request, problem)
    else:
        messages.success(request, f"Published. Your students see “{found.title}” now.")
    return redirect("quiz", found.pk)


@require_POST
def unpublish(request: HttpRequest, quiz_id: int) -> HttpResponse:
    """Take a quiz back that nobody has started."""
    found = fetch(request.user, "quizzes.change_quiz", Quiz.objects.all(), pk=quiz_id)
    try:
        services.unpublish(quiz=found)
    except services.QuizBegun:
        messages.error(
            request,
            "A student has started this quiz, so it stays published and its questions stay as they are.",
        )
    else:
        messages.success(request, "Taken back. Students no longer see it.")
    return redirect("quiz", found.pk)
