"""Marking again after a change of a mark scheme: the dry run, then the act."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import pluralize
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from marking.forms.fields import key_of
from marking.models import MarkBatch
from marking.services import remarking, schemes
from quizzes.access.table import permitted
from quizzes.access.web import fetch
from quizzes.models import Question, Response
from quizzes.pure.sent import numbers_of

# So many changes are listed; all are counted, and those beyond are marked again with the rest.
LISTED = 200


@require_http_methods(["GET", "POST"])
def remark(request: HttpRequest, question_id: int) -> HttpResponse:
    """Show who would go up, down or stay by the newest mark scheme; a post marks those again that are ticked."""
    rows = Question.objects.select_related("bank")
    question = fetch(request.user, "quizzes.view_question", rows, pk=question_id)
    responses = permitted(request.user, "marking.change_response", Response.objects.handed_in())
    context: dict[str, Any] = {"question": question, "scheme": schemes.newest(question), "key": uuid4()}
    if context["scheme"] is None:
        return render(request, "marking/check/remark.html", context)
    if request.method == "POST":
        _apply(request, question, responses)
        return redirect("remark", question.pk)
    preview = remarking.preview(question=question, responses=responses)
    acts = MarkBatch.objects.filter(question=question, made_by=request.user.pk, undone_at=None)
    waiting = remarking.outdated(
        context["scheme"].text, question=question, responses=responses.filter(item__question=question)
    )
    context |= {
        "preview": preview,
        "listed": preview.changed[:LISTED],
        "unlisted": max(0, len(preview.changed) - LISTED),
        "shown_places": [place for place, is_shown, changed in preview.by_assignment() if is_shown and changed],
        "outdated": waiting.filter(standing__mark__isnull=False).count(),
        "acts": acts.exclude(kind=MarkBatch.Kind.GROUP)[:5],
    }
    return render(request, "marking/check/remark.html", context)


def _apply(request: HttpRequest, question: Question, responses: QuerySet[Response]) -> None:
    """Mark again all but the changes that were listed and not ticked."""
    unticked = set(numbers_of(request.POST.getlist("listed"))) - set(numbers_of(request.POST.getlist("take")))
    batch = remarking.apply(
        question=question,
        responses=responses.exclude(pk__in=unticked),
        by=request.user,
        now=timezone.now(),
        reason=request.POST.get("reason", "")[:300] or "Marked again by the newest mark scheme.",
        shown_too=numbers_of(request.POST.getlist("shown_too")),
        key=key_of(request.POST.get("key", "")),
    )
    count = batch.rows.count()
    messages.success(request, f"{count} answer{pluralize(count)} re-marked. People's marks stay as they are.")
