"""The review queue: groups of answers that want a person, decided one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import pluralize
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from marking import queries
from marking.access import marked_assignment, scheme_to_check_by
from marking.engine import explain
from marking.forms.marks import DecisionForm
from marking.forms.schemes import problems_of
from marking.models import MarkBatch, MarkScheme, Standing
from marking.scripts.queue import MOST_GROUPS, by_reason, groups_of, left_of, more_of, shown_of
from marking.services import alarms, decisions, levels, marks, moderation, opinions, schemes, standings, wordings
from marking.signals import opinions_outdated
from quizzes.access.table import may, permitted
from quizzes.access.web import fetch
from quizzes.models import Assignment, Item, Question, Response
from quizzes.pure.sent import number_of

# So many wordings that the scheme doesn't know are offered at once.
MOST_PHRASES = 6


@require_GET
def check(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Show the groups of answers to one question that a person should look at, the most doubtful first."""
    assignment = marked_assignment(request.user, assignment_id)
    items = list(queries.check_counts(assignment))
    item = _chosen(items, request.GET.get("q", ""))
    manages = may(request.user, "quizzes.manage_assignment", assignment)
    context: dict[str, Any] = {"assignment": assignment, "items": items, "item": item, "manages": manages}
    if item is not None:
        context["essays"] = levels.has_grid(item)
        context |= {"scheme": schemes.newest(item.question)} if context["essays"] else _queue(request, assignment, item)
        context["next"] = next((row for row in items if getattr(row, "to_check", 0) and row.pk != item.pk), None)
    return render(request, "marking/check/check.html", context)


def _queue(request: HttpRequest, assignment: Assignment, item: Item) -> dict[str, Any]:
    """Return what the page shows of one question: its groups, and what is known of all of its answers."""
    everything = request.GET.get("show") == "all"
    groups, responses = groups_of(assignment, item, everything)
    why = request.GET.get("why", "")
    groups, whys = by_reason(groups, responses, why)
    holders = moderation.others(assignment=assignment, item=item, by=request.user, now=timezone.now())
    others = opinions.reasons_of([group.lead.key for group in groups[:MOST_GROUPS]])
    scheme = scheme_to_check_by(request.user, assignment, item)
    may_edit = permitted(request.user, "quizzes.change_question", Question.objects.all())
    return {
        "groups": [shown_of(group, responses, holders.get(group.key), others) for group in groups[:MOST_GROUPS]],
        "left": left_of(assignment, item, groups),
        "phrases": opinions.phrases_of(assignment, item)[:MOST_PHRASES],
        "set_aside": opinions.verdicts_of(item.question),
        "alarms": alarms.of_assignment(assignment, item),
        "ignored": alarms.ignored_of(item.question),
        "more": more_of(groups),
        "checked": queries.checked_counts(assignment, item),
        "answers": len(responses),
        "scheme": scheme,
        "point_lines": _point_lines(scheme),
        "choices": decisions.choices(item),
        "everything": everything,
        "why": why if why in dict(whys) else "",
        "whys": [(code, explain.LABELS[code], count) for code, count in whys],
        "names": "names" in request.GET,
        "outdated": queries.marked_by_older(assignment, item),
        "may_edit": may_edit.filter(pk=item.question_id).exists(),
        "failed": sum(row.standing.state == Standing.State.FAILED for row in responses.values()),
        "acts": MarkBatch.objects.filter(made_by=request.user.pk, assignment=assignment, undone_at=None)[:5],
    }


def _chosen(items: Sequence[Item], position: str) -> Item | None:
    """Return the item asked for, else the first that has something to check, else the first."""
    wanted = next((row for row in items if str(row.position) == position), None)
    return wanted or next((row for row in items if getattr(row, "to_check", 0)), None) or next(iter(items), None)


def _point_lines(scheme: MarkScheme | None) -> list[wordings.PointLine]:
    """Return the points that can be ticked: none where there is one alone, which Right and Wrong decide."""
    points = wordings.points_of(scheme.text) if scheme is not None else []
    return points if len(points) > 1 else []


@require_POST
def decide(request: HttpRequest, assignment_id: int) -> HttpResponseBase:
    """Give a group of answers their mark: one post a decision. It may be sent twice."""
    assignment = marked_assignment(request.user, assignment_id)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _refused(request, assignment, " ".join(problems_of(form)))
    item = Item.objects.filter(quiz=assignment.quiz_id, pk=form.cleaned_data["item"]).first()
    if item is None:
        raise Http404
    seen: dict[int, int | None] = form.cleaned_data["answers"]
    rows = permitted(request.user, "marking.change_response", Response.objects.handed_in())
    rows = rows.filter(attempt__assignment=assignment, item=item, pk__in=seen)
    data = form.cleaned_data
    try:
        scheme = scheme_to_check_by(request.user, assignment, item)
        decided, said = decisions.decided(
            wanted=decisions.Wanted(data["decide"], data["point"], data["mark"]),
            item=item,
            responses=decisions.with_marks(rows),
            seen=seen,
            scheme=scheme,
        )
        given = marks.give_many(
            decisions=decided,
            reason=data["comment"].strip() or f"{said}.",
            by=request.user,
            now=timezone.now(),
            key=data["key"],
        )
    except marks.BadMark as error:
        return _refused(request, assignment, str(error))
    except marks.ManyOvertaken as error:
        return _conflict(request, assignment, error, decided)
    text = f"{said}, {len(decided)} answer{pluralize(len(decided))}."
    decisions.learn(assignment=assignment, item=item, now=timezone.now())
    if _by_script(request):
        undo_at = reverse("batch-undo", args=[given.batch.pk])
        return JsonResponse({"said": text, "undo": undo_at, **_next_order(request, assignment, item)})
    messages.success(request, text)
    return redirect(_back(request, assignment))


def _next_order(request: HttpRequest, assignment: Assignment, item: Item) -> dict[str, Any]:
    """Return the keys of the groups as they now stand in the queue, and what is left, for the open page."""
    groups, _ = groups_of(assignment, item, request.POST.get("show") == "all")
    left = render_to_string("marking/check/_left.html", {"left": left_of(assignment, item, groups)})
    return {"order": [group.key for group in groups], "left": left}


def _conflict(
    request: HttpRequest, assignment: Assignment, error: marks.ManyOvertaken, decided: Sequence[marks.Decision]
) -> HttpResponse:
    """Show both marks, and let the teacher choose: nothing is written over in silence."""
    mine = {decision.response.pk: decision.mark for decision in decided}
    now_seen = {row.response.pk: row.seen for row in decided} | {
        standing.pk: standing.mark_id for standing in error.standings
    }
    context = {
        "assignment": assignment,
        "rows": [(standing, mine[standing.pk]) for standing in error.standings],
        "answers": [f"{pk}:{seen or ''}" for pk, seen in now_seen.items()],
        "post": request.POST,
        "points": request.POST.getlist("point"),
        "mark": decided[0].mark,
        "key": uuid4(),
        "back": _back(request, assignment),
    }
    template = "_conflict" if _by_script(request) else "conflict"
    return render(request, f"marking/check/{template}.html", context, status=409)


def _refused(request: HttpRequest, assignment: Assignment, why: str) -> HttpResponseBase:
    if _by_script(request):
        return JsonResponse({"why": why}, status=422)
    messages.error(request, why)
    return redirect(_back(request, assignment))


def _by_script(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "fetch"


def _back(request: HttpRequest, assignment: Assignment) -> str:
    """Return the queue as it was: the question, what is shown of it, and names or none."""
    query = "&".join(
        f"{name}={request.POST[name]}" for name in ("q", "show", "names") if _plain(request.POST.get(name))
    )
    return reverse("check", args=[assignment.pk]) + (f"?{query}" if query else "")


def _plain(value: str | None) -> bool:
    return bool(value) and str(value).isalnum()


@require_POST
def undo(request: HttpRequest, batch_id: int) -> HttpResponseBase:
    """Undo one act, whoever's marks it gave: what stood before stands again."""
    batch = fetch(request.user, "marking.change_markbatch", MarkBatch.objects.all(), pk=batch_id)
    said = "Undone."
    try:
        wordings.undo(batch=batch, by=request.user, now=timezone.now())
        opinions_outdated.send(sender=None)
    except marks.AlreadyUndone:
        said = "That has already been undone."
    if _by_script(request):
        return JsonResponse({"said": said})
    messages.success(request, said)
    if batch.assignment is not None:
        return redirect(_back(request, batch.assignment))
    return redirect("remark", batch.question_id) if batch.question_id else redirect("home")


@require_POST
def lease(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Note which group a teacher has before them, and say who has which others."""
    assignment = marked_assignment(request.user, assignment_id)
    item = Item.objects.filter(quiz=assignment.quiz_id, pk=number_of(request.POST.get("item", "")) or 0).first()
    if item is None:
        raise Http404
    now = timezone.now()
    group = request.POST.get("group", "")[:16]
    moderation.take(assignment=assignment, item=item, group=group, by=request.user, now=now)
    here = moderation.others(assignment=assignment, item=item, by=request.user, now=now)
    return JsonResponse({"here": {key: str(holder) for key, holder in here.items()}})


@require_POST
def again(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Let what could not be marked be tried again."""
    assignment = marked_assignment(request.user, assignment_id)
    failed = queries.failed(assignment)
    count = failed.count()
    standings.try_again(responses=failed, now=timezone.now())
    messages.success(request, f"{count} answer{pluralize(count)} will be tried again within seconds.")
    return redirect("marks", assignment.pk)
