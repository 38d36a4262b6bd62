"""Accepting a wording from now on, or never: what it would change, and then doing it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from marking.forms.fields import key_of, seen_in
from marking.forms.marks import WordingForm
from marking.models import MarkScheme, PhraseVerdict
from marking.pure import grouping
from marking.scripts.queue import MOST_ANSWERS, groups_of
from marking.services import marks, opinions, schemes, wordings
from marking.signals import opinions_outdated
from quizzes.access.table import permitted
from quizzes.access.web import fetch, item_at, taught_assignment
from quizzes.models import Assignment, Item, Question, Response
from quizzes.pure.sent import number_of, numbers_of
from quizzes.pure.wording import count, in_figures
from quizzes.services import banks

WORDS = 8


@require_http_methods(["GET", "POST"])
def wording(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Show what a wording would change in the scheme and in marks everywhere; a post does it."""
    assignment = taught_assignment(request.user, assignment_id)
    asked = request.POST if request.method == "POST" else request.GET
    item = item_at(assignment, asked.get("q", ""))
    question = fetch(
        request.user, "quizzes.change_question", Question.objects.select_related("bank"), pk=item.question_id
    )
    scheme = schemes.newest(question)
    if scheme is None:
        raise Http404
    everything = asked.get("show") == "all"
    groups, rows = groups_of(assignment, item, everything)
    phrase = _phrase(assignment, item, asked)
    group, responses = _group(groups, rows, asked.get("group"))
    back = f"{reverse('check', args=[assignment.pk])}?q={item.position}{'&show=all' if everything else ''}"
    if group is None and phrase is None:
        messages.info(
            request, "This group has changed: somebody has marked it, or new answers came in. Check it again."
        )
        return redirect(back)
    form = _form(asked, scheme, phrase, rows[group.lead.key] if group is not None else None)
    allowed = permitted(request.user, "marking.change_response", Response.objects.all())
    context: dict[str, Any] = {
        "assignment": assignment, "item": item, "scheme": scheme, "group": group, "phrase": phrase, "form": form,
        "back": back,
        "everything": everything, "key": uuid4(), "responses": responses,
    }  # fmt: skip
    status = 200
    if form.is_valid():
        try:
            if request.method == "POST" and asked.get("do") == "yes":
                return _add(request, form, scheme, responses, assignment, phrase, back)
            context |= _outlook(form, scheme, responses, allowed)
        except wordings.BadWording as error:
            form.add_error("wording", str(error))
        except (banks.Overtaken, marks.ManyOvertaken) as error:
            status = 409
            form.add_error(None, f"{error} Check again what it would change, then decide.")
    if form.errors and status == 200 and request.method == "POST":
        status = 422
    return render(request, "marking/check/wording.html", context, status=status)


def _group(
    groups: Sequence[grouping.Group], rows: Mapping[int, Response], key: str | None
) -> tuple[grouping.Group | None, list[Response]]:
    """Return the group asked for, None if it is there no more, and as many of its answers as are decided at once.

    What a group leaves over, and all answers that a phrase is about, the new scheme marks.
    """
    group = next((one for one in groups if one.key == key), None)
    return group, [rows[answer.key] for answer in group.answers[:MOST_ANSWERS]] if group is not None else []


def _form(asked: QueryDict, scheme: MarkScheme, phrase: opinions.Offered | None, lead: Response | None) -> WordingForm:
    """Return the form with what was asked, the rest as it begins."""
    points = wordings.points_of(scheme.text)
    start = _start(asked, points, phrase, lead)
    return WordingForm({**start, **{key: asked[key] for key in start if key in asked}}, points=points)


def _start(
    asked: QueryDict, points: list[wordings.PointLine], phrase: opinions.Offered | None, lead: Response | None
) -> dict[str, Any]:
    """Return what the form begins with: a phrase at its likely point, or the words of a group's first answer."""
    kind = asked.get("kind", "")
    if phrase is not None:
        return {"kind": kind, "line": phrase.line, "wording": phrase.wording}
    if lead is not None:
        return {"kind": kind, "line": _likely(lead, points), "wording": _words(lead.text)}
    return {"kind": kind, "line": points[0].line, "wording": ""}


def _phrase(assignment: Assignment, item: Item, asked: QueryDict) -> opinions.Offered | None:
    """Return the phrase asked for, if the class still offers it."""
    run = asked.get("run", "")
    return next((one for one in opinions.phrases_of(assignment, item) if one.run == run), None) if run else None


@require_POST
def phrase_verdict(request: HttpRequest, assignment_id: int) -> HttpResponseBase:
    """Take a teacher's word that a phrase isn't accepted, or is left aside; or take such a word back."""
    assignment = taught_assignment(request.user, assignment_id)
    item = item_at(assignment, request.POST.get("q", ""))
    question = fetch(request.user, "quizzes.change_question", Question.objects.all(), pk=item.question_id)
    again = number_of(request.POST.get("again", ""))
    if again is not None:
        verdict = question.phrase_verdicts.filter(pk=again).first()
        if verdict is not None:
            opinions.offer_again(verdict=verdict)
    elif (phrase := _phrase(assignment, item, request.POST)) is not None:
        rejects = request.POST.get("verdict") == "reject"
        opinions.judge_phrase(
            question=question, run=phrase.run, wording=phrase.wording, by=request.user, now=timezone.now(),
            verdict=PhraseVerdict.Verdict.REJECTED if rejects else PhraseVerdict.Verdict.IGNORED,
        )  # fmt: skip
    if request.headers.get("X-Requested-With") == "fetch":
        return JsonResponse({})
    return redirect(f"{reverse('check', args=[assignment.pk])}?q={item.position}")


def _likely(response: Response, points: list[wordings.PointLine]) -> int:
    """Return the line of the point that the answer may have meant: one nearly met, else the first not credited."""
    mark = response.standing.engine_mark
    outcomes = [point["outcome"] for point in mark.points] if mark is not None else []
    for wanted in (("near", "negated"), ("missed",), ("rejected",)):
        for point, outcome in zip(points, outcomes, strict=False):
            if outcome in wanted:
                return point.line
    return points[0].line


def _words(text: str) -> str:
    """Return the beginning of an answer as a wording to start from."""
    return " ".join(text.split()[:WORDS]).strip(".,;:!?")


def _outlook(form: WordingForm, scheme: MarkScheme, group: list[Response], allowed: Any) -> dict[str, Any]:
    seen = wordings.look_ahead(scheme=scheme, group=group, responses=allowed, **form.cleaned_data)
    ids = {row.pk for row in group}
    before = scheme.text.splitlines()
    places = []
    for assignment, is_shown, rows in seen.preview.by_assignment():
        others = [row for row in rows if row.response.pk not in ids]
        places.append((assignment, is_shown, others))
    worth = [in_figures(mark) for mark in sorted({mark for _, mark in seen.group})]
    stay = [row for row in seen.preview.human if row.new != row.old]
    return {
        "lines": [(line, line not in before) for line in seen.text.splitlines()],
        "worth": worth,
        "places": places,
        "stay": stay,
        "broken": seen.preview.differing,
        "agreement": seen.preview.agreement,
    }


def _add(
    request: HttpRequest, form: WordingForm, scheme: MarkScheme, responses: list[Response], assignment: Assignment,
    phrase: opinions.Offered | None, back: str,
) -> HttpResponse:  # fmt: skip
    """Write the wording, as the page showed it: the scheme and the marks that were seen go with the post."""
    seen_scheme = request.POST.get("seen_scheme", "")
    if seen_scheme != str(scheme.pk):
        raise banks.Overtaken(scheme)
    decided = seen_in(request.POST.getlist("answers"))
    group = [marks.Decision(row, row.item.marks, decided[row.pk]) for row in responses if row.pk in decided]
    allowed = permitted(request.user, "marking.change_response", Response.objects.all())
    batch = wordings.add(
        scheme=scheme,
        group=group,
        responses=allowed,
        again_in=numbers_of(request.POST.getlist("again")),
        by=request.user,
        now=timezone.now(),
        key=key_of(request.POST.get("key", "")),
        assignment=assignment,
        **form.cleaned_data,
    )
    if phrase is not None:
        verdict = PhraseVerdict.Verdict.ACCEPTED
        opinions.judge_phrase(
            question=scheme.question, run=phrase.run, wording=form.cleaned_data["wording"], verdict=verdict,
            by=request.user, now=timezone.now(),
        )  # fmt: skip
    opinions_outdated.send(sender=None)
    others = batch.rows.values("mark__response").distinct().count() - len(group)
    messages.success(
        request,
        f"{batch.reason} {count(len(group), 'answer')} marked, {count(max(0, others), 'answer')} marked again.",
    )
    return redirect(back)
