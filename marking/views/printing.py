"""A quiz on paper, and its mark scheme beside it: pages made to be printed."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from marking.models import MarkScheme
from quizzes.access.table import permitted
from quizzes.access.web import fetch
from quizzes.models import Item, Question, Quiz

# Of handwriting: words to a line, lines to a mark, and the bounds of what is ruled.
WORDS_A_LINE = 8
LINES_A_MARK = 2
FEWEST, MOST = 2, 60


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on paper: its number, and how many lines there are to write on."""

    item: Item
    lines: range


@require_GET
def paper(request: HttpRequest, quiz_id: int) -> HttpResponse:
    """Show a quiz as it is handed out on paper, with lines to write on."""
    quiz = fetch(request.user, "quizzes.view_quiz", Quiz.objects.all(), pk=quiz_id)
    items = list(quiz.items.order_by("position"))
    asked = [Asked(item, range(_lines(item))) for item in items]
    context = {"quiz": quiz, "asked": asked, "marks": sum(item.marks for item in items)}
    return render(request, "marking/print/paper.html", context)


def _lines(item: Item) -> int:
    if item.word_limit:
        return min(max(ceil(item.word_limit / WORDS_A_LINE), FEWEST), MOST)
    lines = ceil(item.marks * LINES_A_MARK) * (2 if item.kind == Question.Kind.ESSAY else 1)
    return min(max(lines, FEWEST), MOST)


@require_GET
def mark_scheme(request: HttpRequest, quiz_id: int) -> HttpResponse:
    """Show the mark schemes of a quiz for whoever marks it on paper, as far as this person may read them."""
    quiz = fetch(request.user, "quizzes.view_quiz", Quiz.objects.all(), pk=quiz_id)
    newest = Prefetch(
        "question__mark_schemes",
        permitted(request.user, "marking.view_markscheme", MarkScheme.objects.order_by("-version")),
        to_attr="readable",
    )
    items = list(quiz.items.order_by("position").select_related("question").prefetch_related(newest))
    rows = [(item, item.question.readable[0] if item.question.readable else None) for item in items]  # type: ignore[attr-defined]
    context = {"quiz": quiz, "rows": rows, "marks": sum(item.marks for item in items)}
    return render(request, "marking/print/mark_scheme.html", context)
