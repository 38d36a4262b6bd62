"""Where the answers seem to contradict a mark scheme: cured after a look at what that changes, or ignored."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from marking.forms.fields import key_of
from marking.models import MarkScheme
from marking.services import alarms, remarking, schemes
from marking.signals import opinions_outdated
from quizzes.access.table import permitted
from quizzes.access.web import fetch, item_at, taught_assignment
from quizzes.models import Assignment, Item, Question, Response
from quizzes.pure.sent import number_of, numbers_of
from quizzes.pure.wording import count
from quizzes.services import banks


@require_http_methods(["GET", "POST"])
def cure(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Show what curing a scheme of an alarm would change, in the scheme and in marks everywhere; a post does it."""
    assignment = taught_assignment(request.user, assignment_id)
    asked = request.POST if request.method == "POST" else request.GET
    item, question = _asked(request, assignment, asked)
    scheme = schemes.newest(question)
    shown = next((one for one in alarms.of_assignment(assignment, item) if one.alarm.key == asked.get("alarm")), None)
    if scheme is None or shown is None or shown.cure is None:
        messages.info(request, "This has changed: the scheme or its answers no longer say so.")
        return redirect(_back(assignment, item, asked))
    allowed = permitted(request.user, "marking.change_response", Response.objects.all())
    status, problem = 200, ""
    if request.method == "POST" and asked.get("do") == "yes":
        try:
            return _apply(request, assignment, item, scheme, shown, allowed)
        except banks.Overtaken as error:
            status, problem = 409, f"{error} Check again what it would change, then decide."
    preview = remarking.preview(question=question, text=shown.cure.text, responses=allowed)
    before = scheme.text.splitlines()
    after = shown.cure.text.splitlines()
    context: dict[str, Any] = {
        "assignment": assignment, "item": item, "scheme": scheme, "shown": shown, "key": uuid4(), "problem": problem,
        "lines": [(line, line not in before) for line in after],
        "gone": [line for line in before if line not in after],
        "places": preview.by_assignment(),
        "stay": [row for row in preview.human if row.new != row.old],
        "broken": preview.differing, "agreement": preview.agreement,
        "back": _back(assignment, item, asked), "to": asked.get("to", ""),
    }  # fmt: skip
    return render(request, "marking/check/cure.html", context, status=status)


def _apply(
    request: HttpRequest, assignment: Assignment, item: Item, scheme: MarkScheme, shown: alarms.Shown, allowed: Any
) -> HttpResponse:
    """Write the cure as the page showed it: the scheme that was seen goes with the post."""
    if request.POST.get("seen_scheme", "") != str(scheme.pk) or shown.cure is None:
        raise banks.Overtaken(scheme)
    batch = alarms.apply(
        scheme=scheme, made=shown.cure, responses=allowed, again_in=numbers_of(request.POST.getlist("again")),
        by=request.user, now=timezone.now(), key=key_of(request.POST.get("key", "")), assignment=assignment,
    )  # fmt: skip
    opinions_outdated.send(sender=None)
    again = batch.rows.values("mark__response").distinct().count()
    messages.success(request, f"{batch.reason} {count(again, 'answer')} marked again.")
    return redirect(_back(assignment, item, request.POST))


@require_POST
def ignore(request: HttpRequest, assignment_id: int) -> HttpResponseBase:
    """Show an alarm of a question no more, or take that back."""
    assignment = taught_assignment(request.user, assignment_id)
    item, question = _asked(request, assignment, request.POST)
    again = number_of(request.POST.get("again", ""))
    if again is not None:
        if (ignored := question.ignored_alarms.filter(pk=again).first()) is not None:
            alarms.show_again(ignored=ignored)
    else:
        keys = {shown.alarm.key for shown in alarms.of_assignment(assignment, item)}
        if (key := request.POST.get("alarm", "")) in keys:
            alarms.ignore(question=question, key=key, by=request.user, now=timezone.now())
    return redirect(_back(assignment, item, request.POST))


def _asked(request: HttpRequest, assignment: Assignment, asked: QueryDict) -> tuple[Item, Question]:
    """Return the item asked for and its question, which the asker may change."""
    item = item_at(assignment, asked.get("q", ""))
    questions = Question.objects.select_related("bank")
    return item, fetch(request.user, "quizzes.change_question", questions, pk=item.question_id)


def _back(assignment: Assignment, item: Item, asked: QueryDict) -> str:
    """Return the page that somebody came from."""
    if asked.get("to") == "marks":
        return reverse("marks", args=[assignment.pk]) + "#alarms"
    if asked.get("to") == "learn":
        return reverse("learn", args=[item.question_id])
    return f"{reverse('check', args=[assignment.pk])}?q={item.position}"
