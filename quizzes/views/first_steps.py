"""A teacher's first visit: the few steps from a page of notes to a quiz of a class, and what of them is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from quizzes.access.table import permitted
from quizzes.access.web import teachers_only
from quizzes.models import Bank, NotesPage, Preferences, Question, Quiz
from quizzes.services import preferences


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what to do, what comes of it, where, and whether it is done. `is_next` is the first that is not."""

    title: str
    says: str
    url: str
    is_done: bool
    is_next: bool = False


def steps_of(user: Any) -> list[Step]:
    """Return the first steps of a teacher; none for who has published a quiz, or wants to see them no more."""
    quizzes = Quiz.objects.filter(owner=user)
    if quizzes.filter(state=Quiz.State.PUBLISHED).exists():
        return []
    if Preferences.objects.filter(user=user).exclude(first_steps_ended_at=None).exists():
        return []
    bank = permitted(user, "quizzes.change_bank", Bank.objects.current()).order_by("-pk").first()
    ready = permitted(user, "quizzes.view_question", Question.objects.filter(state=Question.State.READY))
    questions = ready.filter(bank__archived_at=None).order_by("-pk")
    notes = permitted(user, "quizzes.view_notespage", NotesPage.objects.filter(bank__archived_at=None))
    page, newest, quiz = notes.order_by("-pk").first(), questions.first(), quizzes.order_by("-pk").first()
    has_questions = newest is not None
    set_one = reverse("quiz-new") + (f"?bank={newest.bank_id}" if newest is not None else "")
    rows = [
        (
            "Paste a page of notes",
            "You get draft questions, each with a mark scheme.",
            reverse("bank-start"),
            page is not None or has_questions,
        ),
        (
            "Keep the good questions",
            "Every answer comes from your notes. You change what you like.",
            _where_questions_are(page, bank),
            has_questions,
        ),
        (
            "Set a quiz for a class",
            "Choose the questions, the class and the time limit.",
            set_one,
            quiz is not None,
        ),
        (
            "Publish it and give your class its code",
            "Answers are marked as they are handed in. You check the doubtful ones.",
            reverse("quiz", args=[quiz.pk]) if quiz is not None else set_one,
            False,
        ),
    ]
    first = next(number for number, row in enumerate(rows) if not row[-1])
    return [Step(*row, is_next=number == first) for number, row in enumerate(rows)]


def _where_questions_are(page: NotesPage | None, bank: Bank | None) -> str:
    """Return where a teacher keeps questions: the drafts of the newest notes, the bank, or where one begins."""
    if page is not None:
        return reverse("drafts", args=[page.pk])
    return reverse("bank", args=[bank.pk]) if bank is not None else reverse("bank-start")


@require_POST
@teachers_only
def end(request: HttpRequest) -> HttpResponse:
    """Show the first steps no more."""
    preferences.end_first_steps(user=request.user, now=timezone.now())
    return redirect("home")
