"""The paper of a quiz before it is published: order, marks and word limits, and what a student will see."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from quizzes.access.web import fetch
from quizzes.forms.quizzes import LineForm
from quizzes.models import Quiz, Response
from quizzes.models.attempt import LONGEST_RESPONSE
from quizzes.papers import by_sources
from quizzes.pure.sent import number_of
from quizzes.services import quizzes as services


@require_http_methods(["GET", "POST"])
def arrange(request: HttpRequest, quiz_id: int) -> HttpResponse:
    """Put the questions of a draft in order, and say what each is worth and how many words it takes."""
    quiz = fetch(request.user, "quizzes.change_quiz", Quiz.objects.filter(state=Quiz.State.DRAFT), pk=quiz_id)
    items = list(quiz.items.select_related("question"))
    if dragged := request.POST.getlist("order"):
        there = {pk: place for place, pk in enumerate(dragged)}
        items.sort(key=lambda item: there.get(str(item.pk), len(there)))
    forms = [LineForm(request.POST if request.method == "POST" else None, item=item) for item in items]
    if request.method == "POST" and not any(form.errors for form in forms):
        lines = [services.Line(form.item, **form.cleaned_data) for form in _as_pressed(forms, request)]
        try:
            services.arrange(quiz=quiz, lines=lines)
        except services.BadLine as error:
            bad = next(form for form in forms if form.item == error.item)
            bad.add_error("marks", str(error))
        else:
            return _saved(request, quiz)
    failed = any(form.errors for form in forms)
    return render(request, "quizzes/quiz/arrange.html", {"quiz": quiz, "forms": forms}, status=422 if failed else 200)


def _saved(request: HttpRequest, quiz: Quiz) -> HttpResponse:
    moved = number_of(next((request.POST[act] for act in ("up", "down", "moved") if request.POST.get(act)), ""))
    if moved is not None or "out" in request.POST:
        address = redirect("quiz-arrange", quiz.pk)
        if moved is not None:
            address["Location"] += f"#item-{moved}"
        return address
    messages.success(request, "Saved.")
    return redirect("quiz", quiz.pk)


def _as_pressed(forms: list[LineForm], request: HttpRequest) -> list[LineForm]:
    """Return the lines with the one moved or taken out whose button was pressed."""
    by_item = {str(form.item.pk): place for place, form in enumerate(forms)}
    rows = list(forms)
    up, down, out = (by_item.get(request.POST.get(act, "")) for act in ("up", "down", "out"))
    if up:
        rows.insert(up - 1, rows.pop(up))
    elif down is not None:
        rows.insert(down + 1, rows.pop(down))
    elif out is not None:
        rows.pop(out)
    return rows


@require_GET
def preview(request: HttpRequest, quiz_id: int) -> HttpResponse:
    """Show the paper as a student meets it, on a phone. Nothing that is typed there goes anywhere."""
    quiz = fetch(request.user, "quizzes.view_quiz", Quiz.objects.all(), pk=quiz_id)
    items = list(quiz.items.all())
    context = {
        "quiz": quiz,
        "groups": by_sources(items),
        "rows": {item.pk: Response(item=item) for item in items},  # as a start would lay them out
        "count": len(items),
        "marks": sum(item.marks for item in items),
        "assignment": quiz.assignments.first(),
        "longest": LONGEST_RESPONSE,
    }
    return render(request, "quizzes/quiz/preview.html", context)
