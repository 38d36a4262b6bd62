"""Essays: one script at a time, levelled beside its grid; two side by side; one at a border between two others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from marking import queries
from marking.access import marked_assignment, scheme_to_check_by
from marking.forms.essays import LevelsForm, ObjectiveShown, objectives_shown
from marking.forms.schemes import problems_of
from marking.levels.copies import Passage
from marking.levels.proposing import FEWEST
from marking.models import Comparison, MarkBatch
from marking.scripts.marked import Note, script_of
from marking.scripts.pile import ORDERS, ClassPile, open_pile
from marking.services import comments, comparisons, levels, marks, moderation
from quizzes.access.web import fetch
from quizzes.models import Assignment, Item, Response
from quizzes.pure.sent import number_of
from quizzes.pure.wording import count

# How often two examiners give a script the same level, as measured on essays that two had read.
EXAMINERS = "Two examiners agree on 58 to 78 % of scripts."
MOST_LISTED = 400
_READING = "how-essays-are-read"


@require_GET
def essays(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Show the scripts to one question with a grid, one at a time."""
    assignment = marked_assignment(request.user, assignment_id)
    items = [item for item in queries.check_counts(assignment) if levels.has_grid(item)]
    item = next((row for row in items if str(row.position) == request.GET.get("q")), next(iter(items), None))
    pile = pile_for(request.user, assignment, item) if item is not None else None
    if item is None or pile is None:
        messages.info(request, "No question of this quiz has a levels grid: its answers are checked here.")
        return redirect("check", assignment.pk)
    asked = _asked(request)
    left = pile.left(asked["order"])
    wanted = number_of(request.GET.get("script", "")) or 0
    key = wanted if wanted in pile.rows else _first(request, pile, left)
    context = {
        "assignment": assignment,
        "items": items,
        "item": item,
        "pile": pile,
        "left": left,
        "asked": asked,
        "settings": urlencode({name: value for name, value in asked.items() if value}),
        "orders": ORDERS.items(),
        "tally": _tally(pile, left),
        "listed": _listed(pile),
        "guarded": [(pile.number(key), key, guards) for key, guards in pile.guards.items() if key in pile.rows],
        "look_again": pile.look_again(),
        "bank": comments.bank_of(request.user),
        "acts": _last_acts(request, assignment, item),
    }
    if key is not None:
        context |= _script_context(pile, key, asked)
    return render(request, "marking/essay/essays.html", context)


def _first(request: HttpRequest, pile: ClassPile, left: Sequence[int]) -> int | None:
    """Return the script to begin with: the first that no colleague has open."""
    theirs = moderation.others(assignment=pile.assignment, item=pile.item, by=request.user, now=timezone.now())
    free = (key for key in left if f"script-{key}" not in theirs)
    return next(free, next(iter(left), None))


def pile_for(user: Any, assignment: Assignment, item: Item) -> ClassPile | None:
    """Return a class's scripts with the grid that `user` may level them by; None where there is none."""
    return open_pile(assignment, item, scheme_to_check_by(user, assignment, item))


def _asked(request: HttpRequest) -> dict[str, str]:
    """Return how somebody reads: as the address says, else as they chose last, so that who is blind stays so."""
    if not request.GET.keys() & {"order", "blind", "names"}:
        return settings_of(request.session.get(_READING, {}))
    asked = settings_of(request.GET)
    if asked != request.session.get(_READING):
        request.session[_READING] = asked
    return asked


def settings_of(data: Mapping[str, Any]) -> dict[str, str]:
    """Return how somebody reads: in which order, blind to what is expected, with names. Only what there is."""
    order = data.get("order", "")
    return {
        "order": order if order in ORDERS else "telling",
        "blind": "1" if data.get("blind") else "",
        "names": "1" if data.get("names") else "",
    }


def _tally(pile: ClassPile, left: Sequence[int]) -> str:
    done = len(pile.rows) - len(left)
    return f"{done} of {count(len(pile.rows), 'script')} levelled"


def _listed(pile: ClassPile) -> list[tuple[int, int, str, bool]]:
    """Return each script's key and number, what stands, and whether something is to be known of it."""
    waits = set(pile.left("class"))
    return [
        (key, number, "" if key in waits else levels.standing_in_words(row), key in pile.guards)
        for number, (key, row) in enumerate(list(pile.rows.items())[:MOST_LISTED], start=1)
    ]


def _last_acts(request: HttpRequest, assignment: Assignment, item: Item) -> Any:
    rows = MarkBatch.objects.filter(kind=MarkBatch.Kind.LEVEL, made_by=request.user.pk, assignment=assignment)
    return rows.filter(question=item.question_id, undone_at=None)[:5]


@require_GET
def script(request: HttpRequest, response_id: int) -> JsonResponse:
    """Return one script as the open page shows it."""
    pile, key = _opened(request, response_id)
    return JsonResponse({"script": key, "html": _shown(request, pile, key, settings_of(request.GET))})


def opened(request: HttpRequest, response_id: int) -> Response:
    """Return a script of a class that the visitor marks. Raises Http404 as `fetch` does."""
    rows = Response.objects.handed_in().select_related(
        "item__question__bank", "attempt__assignment__quiz", "attempt__assignment__school_class", "standing__mark"
    )
    return fetch(request.user, "marking.change_response", rows, pk=response_id)


def _opened(request: HttpRequest, response_id: int) -> tuple[ClassPile, int]:
    response = opened(request, response_id)
    pile = pile_for(request.user, response.attempt.assignment, response.item)
    if pile is None or response.pk not in pile.rows:
        raise Http404
    return pile, response.pk


def _shown(request: HttpRequest, pile: ClassPile, key: int, asked: Mapping[str, str]) -> str:
    return render_to_string("marking/essay/_script.html", _script_context(pile, key, asked), request)


def _script_context(pile: ClassPile, key: int, asked: Mapping[str, str]) -> dict[str, Any]:
    response = pile.rows[key]
    shown = script_of(response)
    placed = comments.standing(response)
    met = [point for point in shown.points if point.outcome == "matched"]
    is_levelled = key in set(pile.levelled)
    return {
        "assignment": pile.assignment,
        "item": pile.item,
        "pile": pile,
        "response": response,
        "number": pile.number(key),
        "of": len(pile.rows),
        "script": shown,
        "notes": notes_of(placed),
        "placed": [one for one in placed if not one.comment.is_overall],
        "overall": next((one.comment for one in placed if one.comment.is_overall), None),
        "objectives": _objectives(pile, response),
        "is_levelled": is_levelled,
        "said": levels.standing_in_words(response) if is_levelled else "",
        "guards": pile.guards.get(key, ()),
        "copies": [(pile.number(_other(one, key)), _other(one, key), one.words) for one in pile.copies_of(key)],
        "points_met": met,
        "words": len(response.text.split()),
        "fewest": FEWEST,
        "examiners": EXAMINERS,
        "expected": [] if asked["blind"] else pile.expected(key),
        "barred": pile.barred(key),
        "border": None if asked["blind"] else pile.border(key),
        "compared": comparisons.of_class(pile.assignment, pile.item).get(key, [])[:1],
        "asked": asked,
        "key": uuid4(),
        "capped": pile.grid.marks > pile.item.marks,
    }


def notes_of(placed: Sequence[comments.Placed]) -> list[Note]:
    """Return the comments at passages as notes in the text."""
    return [Note(one.number, one.start, one.end) for one in placed if one.start is not None and one.end is not None]


def _other(copied: Any, key: int) -> int:
    return int(copied.other if copied.key == key else copied.key)


def _objectives(pile: ClassPile, response: Response) -> list[ObjectiveShown]:
    given = {name: row.given for name, row in levels.levels_of(response.standing.mark).items()}
    mark = response.standing.mark
    if len(pile.grid.objectives) == 1 and not given and mark is not None and mark.marker_id is not None:
        given = {pile.grid.objectives[0].name: mark.mark}
    return objectives_shown(pile.grid, given)


@require_POST
def give_levels(request: HttpRequest, response_id: int) -> HttpResponseBase:
    """Give a script its level and mark for each objective. It may be sent twice."""
    response = opened(request, response_id)
    scheme = scheme_to_check_by(request.user, response.attempt.assignment, response.item)
    grid = levels.grid_in(scheme.text) if scheme is not None else None
    form = LevelsForm(request.POST, objectives=grid.objectives if grid is not None else ())
    if not form.is_valid():
        return _refused(request, response, " ".join(problems_of(form)), 422)
    try:
        made = levels.give(
            response=response,
            given=form.given,
            by=request.user,
            now=timezone.now(),
            seen=form.cleaned_data["seen"],
            key=form.cleaned_data["key"],
            scheme=scheme,
        )
    except marks.BadMark as error:
        return _refused(request, response, str(error), 422)
    except marks.ManyOvertaken as error:
        theirs = error.standings[0].mark
        by_person = theirs is not None and theirs.marker is not None
        who = f"{theirs.marker} has given “{theirs.reason}”" if theirs and by_person else "It was marked again"
        return _refused(request, response, f"{who} in the meantime. Check again: yours was not given.", 409)
    return _given(request, response, made.batch)


def _given(request: HttpRequest, response: Response, batch: MarkBatch) -> HttpResponseBase:
    """Answer with what comes next."""
    assignment, item = response.attempt.assignment, response.item
    if not by_script(request):
        messages.success(request, batch.reason)
        return redirect(_page(assignment, item, settings_of(request.POST)))
    pile = pile_for(request.user, assignment, item)
    left = pile.left(settings_of(request.POST)["order"]) if pile is not None else []
    undo_at = reverse("batch-undo", args=[batch.pk])
    return JsonResponse(
        {"undo": undo_at, "said": batch.reason, "order": left, "tally": _tally(pile, left) if pile else ""}
    )


def _refused(request: HttpRequest, response: Response, why: str, status: int) -> HttpResponseBase:
    if by_script(request):
        return JsonResponse({"why": why}, status=status)
    messages.error(request, why)
    return redirect(page_of(request, response))


def page_of(request: HttpRequest, response: Response) -> str:
    """Return the address of the page at a script, in the way of reading that was posted."""
    return _page(response.attempt.assignment, response.item, settings_of(request.POST), response.pk)


def _page(assignment: Assignment, item: Item, asked: Mapping[str, str], script: int | None = None) -> str:
    """Return the address of the page for one question, in somebody's way of reading."""
    query = {"q": item.position, **{name: value for name, value in asked.items() if value}}
    if script is not None:
        query["script"] = script
    return f"{reverse('essays', args=[assignment.pk])}?{urlencode(query)}"


def by_script(request: HttpRequest) -> bool:
    """Whether an open page asks, rather than a form."""
    return request.headers.get("X-Requested-With") == "fetch"


# ---- side by side ---------------------------------------------------------------------------------------


@require_GET
def beside(request: HttpRequest, response_id: int) -> HttpResponse:
    """Show a script beside another of the class, or beside the question, with the passages that both share."""
    pile, key = _opened(request, response_id)
    asked = settings_of(request.GET)
    other = number_of(request.GET.get("other", "")) or 0
    context = {
        "assignment": pile.assignment,
        "item": pile.item,
        "pile": pile,
        "asked": asked,
        "number": pile.number(key),
        "listed": [row for row in _listed(pile) if row[0] != key],
        "other": other,
        "back": _page(pile.assignment, pile.item, asked, key),
    }
    if other in pile.rows and other != key:
        context["columns"] = _pair(pile, key, other)
    else:
        context["columns"] = [_column(pile, key, _own_passages(pile, key))]
        context["question"] = True
    return render(request, "marking/essay/beside.html", context)


def _pair(pile: ClassPile, key: int, other: int) -> list[dict[str, Any]]:
    """Return two scripts with the passages that they share, numbered alike."""
    shared = next((one for one in pile.copies_of(key) if _other(one, key) == other), None)
    passages = shared.passages if shared is not None else ()
    first = [(part.start, part.end) for part in passages]
    second = [(part.other_start, part.other_end) for part in passages]
    mine, theirs = (first, second) if shared is None or shared.key == key else (second, first)
    return [_column(pile, key, mine), _column(pile, other, theirs)]


def _own_passages(pile: ClassPile, key: int) -> list[tuple[int, int]]:
    """Return the passages of a script that a guard speaks of: copied from the question, or said twice."""
    passages: list[Passage] = [part for guard in pile.guards.get(key, ()) for part in guard.passages]
    return sorted((part.start, part.end) for part in passages)


def _column(pile: ClassPile, key: int, passages: Sequence[tuple[int, int]]) -> dict[str, Any]:
    response = pile.rows[key]
    return {
        "response": response,
        "number": pile.number(key),
        "script": script_of(response),
        "notes": [Note(number, *span, kind="shared") for number, span in enumerate(passages, start=1)],
        "said": levels.standing_in_words(response) if key in set(pile.levelled) else "no level yet",
        "guards": pile.guards.get(key, ()),
    }


@require_http_methods(["GET", "POST"])
def compare(request: HttpRequest, response_id: int) -> HttpResponse:
    """Ask whether a script at a border is more like one of the level below or one of that above; a post says it."""
    pile, key = _opened(request, response_id)
    asked = settings_of(request.POST or request.GET)
    pair, status = pile.border(key), 200
    if request.method == "POST":
        try:
            said = _compare(request, pile, key)
        except comparisons.NotComparable as error:
            messages.error(request, str(error))
            status = 422
        else:
            messages.success(request, f"{said.get_nearer_display()}. This is kept; you decide the level.")
            return redirect(_page(pile.assignment, pile.item, asked, key))
    if pair is None:
        messages.info(request, "This script is not on a borderline with a script of the class at each level.")
        return redirect(_page(pile.assignment, pile.item, asked, key))
    context = {
        "assignment": pile.assignment,
        "item": pile.item,
        "asked": asked,
        "objective": pile.lead,
        "number": pile.number(key),
        "middle": _column(pile, key, []),
        "low": _column(pile, pair[0].pk, []),
        "high": _column(pile, pair[1].pk, []),
        "low_level": pile.given[pile.lead.name][pair[0].pk],
        "high_level": pile.given[pile.lead.name][pair[1].pk],
        "key": uuid4(),
        "back": _page(pile.assignment, pile.item, asked, key),
    }
    return render(request, "marking/essay/compare.html", context, status=status)


def _compare(request: HttpRequest, pile: ClassPile, key: int) -> Comparison:
    """Record what was posted. Raises NotComparable, where the two scripts are not of the class too."""
    ends = [pile.rows.get(number_of(request.POST.get(name, "")) or 0) for name in ("low", "high")]
    low, high = (row.standing.mark if row is not None else None for row in ends)
    if low is None or high is None:
        raise comparisons.NotComparable(comparisons.OF_THE_CLASS)
    return comparisons.record(
        response=pile.rows[key],
        low=low,
        high=high,
        objective=pile.lead.name,
        nearer=request.POST.get("nearer", ""),
        by=request.user,
        now=timezone.now(),
    )
