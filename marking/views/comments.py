"""Comments in scripts, and a teacher's bank of comments."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from marking.forms.essays import BankedForm, ScriptCommentForm
from marking.forms.schemes import problems_of
from marking.models import BankedComment, ScriptComment
from marking.scripts.marked import script_of
from marking.services import comments
from marking.views.essays import by_script, notes_of, opened, page_of
from quizzes.access.table import permitted
from quizzes.access.web import fetch
from quizzes.models import Assignment, Response
from quizzes.pure.sent import number_of


@require_POST
def write(request: HttpRequest, response_id: int) -> HttpResponseBase:
    """Comment on a passage of a script, or on the whole of it."""
    response = opened(request, response_id)
    form = ScriptCommentForm(request.POST)
    if not form.is_valid():
        return _refused(request, response, " ".join(problems_of(form)), 422)
    data = form.cleaned_data
    said = {"response": response, "text": data["text"], "by": request.user, "now": timezone.now(), "key": data["key"]}
    try:
        if data["overall"]:
            made = comments.write_overall(seen=data["seen"], **said)
        else:
            made = comments.write(passage=comments.Passage(data["exact"], data["start"] or 0), **said)
    except comments.BadComment as error:
        return _refused(request, response, str(error), 422)
    except comments.Overtaken as error:
        return _overtaken(request, response, error)
    return _done(request, response, made, "Comment saved.")


@require_POST
def change(request: HttpRequest, comment_id: int) -> HttpResponseBase:
    """Change a comment in a script, or take it away with an empty text."""
    row = fetch(request.user, "marking.change_scriptcomment", ScriptComment.objects.all(), pk=comment_id)
    response = opened(request, row.response_id)
    form = ScriptCommentForm(request.POST)
    if not form.is_valid():
        return _refused(request, response, " ".join(problems_of(form)), 422)
    text = "" if "remove" in request.POST else form.cleaned_data["text"]
    try:
        made = comments.change(
            comment=row, text=text, by=request.user, now=timezone.now(), key=form.cleaned_data["key"]
        )
    except comments.BadComment as error:
        return _refused(request, response, str(error), 422)
    except comments.Overtaken as error:
        return _overtaken(request, response, error)
    return _done(request, response, made, "Comment changed." if text else "Comment removed.")


@require_POST
def bank(request: HttpRequest) -> HttpResponseBase:
    """Keep a comment in one's own bank: whoever marks in some class."""
    if not permitted(request.user, "marking.mark_assignment", Assignment.objects.all()).exists():
        raise PermissionDenied
    return _banked(request, None)


@require_POST
def banked(request: HttpRequest, banked_id: int) -> HttpResponseBase:
    """Change a comment of one's own bank, or remove it."""
    row = fetch(request.user, "marking.change_bankedcomment", BankedComment.objects.all(), pk=banked_id)
    if "remove" in request.POST:
        comments.unbank(row=row)
        return _bank_now(request, "Removed from your comments; it stays in scripts.")
    return _banked(request, row)


def _banked(request: HttpRequest, row: BankedComment | None) -> HttpResponseBase:
    form, back = BankedForm(request.POST), _script_behind(request)
    if not form.is_valid():
        return _refused(request, back, " ".join(problems_of(form)), 422)
    text, letter = form.cleaned_data["text"], form.cleaned_data["letter"]
    try:
        if row is None:
            comments.bank(owner=request.user, text=text, letter=letter, now=timezone.now())
        else:
            comments.change_banked(row=row, text=text, letter=letter)
    except comments.BadComment as error:
        return _refused(request, back, str(error), 422)
    return _bank_now(request, "Added to your comments.")


def _bank_now(request: HttpRequest, said: str) -> HttpResponseBase:
    if by_script(request):
        shown = render_to_string("marking/essay/_bank.html", {"bank": comments.bank_of(request.user)}, request)
        return JsonResponse({"said": said, "bank": shown})
    messages.success(request, said)
    return redirect(_back(request, _script_behind(request)))


def _script_behind(request: HttpRequest) -> Response | None:
    """Return the script whose page the bank was open on."""
    key = number_of(request.POST.get("script", ""))
    return opened(request, key) if key is not None else None


def _done(request: HttpRequest, response: Response, made: ScriptComment | None, said: str) -> HttpResponseBase:
    """Answer with the script and its comments as they are now."""
    if not by_script(request):
        messages.success(request, said)
        return redirect(_back(request, response))
    placed = comments.standing(response)
    context: dict[str, Any] = {
        "script": script_of(response),
        "notes": notes_of(placed),
        "placed": [one for one in placed if not one.comment.is_overall],
    }
    change_at = reverse("script-comment", args=[made.pk]) if made is not None else ""
    is_gone = made is None or not made.text
    return JsonResponse(
        {
            "said": said,
            "comment": None if is_gone or made is None else made.pk,
            "change": change_at,
            "before": made.replaces.text if made is not None and made.replaces is not None else "",
            "paper": render_to_string("marking/essay/_paper.html", context, request),
        }
    )


def _overtaken(request: HttpRequest, response: Response, error: comments.Overtaken) -> HttpResponseBase:
    theirs = error.standing
    said = (
        f"{theirs.made_by} has changed it to “{theirs.text}” meanwhile."
        if theirs
        else "It has been removed in the meantime."
    )
    seen = theirs.pk if theirs is not None else None
    return _refused(request, response, f"{said} Yours was not saved: check it again.", 409, seen=seen)


def _refused(request: HttpRequest, response: Response | None, why: str, status: int, **more: Any) -> HttpResponseBase:
    if by_script(request):
        return JsonResponse({"why": why, **more}, status=status)
    messages.error(request, why)
    return redirect(_back(request, response))


def _back(request: HttpRequest, response: Response | None) -> str:
    """Return the page that a form stood on."""
    return page_of(request, response) if response is not None else reverse("home")
