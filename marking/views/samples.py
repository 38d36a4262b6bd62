"""Samples: marking answers without sight of the first mark, and how far the two agree."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from marking.access import marked_assignment, scheme_to_check_by
from marking.engine.grid import Grid
from marking.forms.essays import SecondLevelsForm, objectives_shown
from marking.forms.marks import SampleForm
from marking.models import Sample, SampledResponse
from marking.services import levels, marks, moderation
from quizzes.models import Assignment

PAGES = {Sample.Kind.BLIND: "sample", Sample.Kind.SECOND: "second-marking"}


@require_http_methods(["GET", "POST"])
def blind(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Draw from what the engine is sure of, mark it without sight of its marks, and see how far they agree."""
    return _sample(request, assignment_id, Sample.Kind.BLIND)


@require_http_methods(["GET", "POST"])
def second(request: HttpRequest, assignment_id: int) -> HttpResponse:
    """Draw from what colleagues marked, mark it without sight of their marks, and see where they differ."""
    return _sample(request, assignment_id, Sample.Kind.SECOND)


def _sample(request: HttpRequest, assignment_id: int, kind: str) -> HttpResponse:
    assignment = marked_assignment(request.user, assignment_id)
    if request.method == "POST" and "draw" in request.POST:
        try:
            moderation.draw(assignment=assignment, kind=kind, by=request.user, now=timezone.now())
        except moderation.NothingToSample:
            messages.info(request, _nothing(kind))
        return redirect(PAGES[Sample.Kind(kind)], assignment.pk)
    sample = moderation.current(assignment=assignment, kind=kind, by=request.user)
    row = _next(sample)
    grid = _grid(request.user, row)
    form = _form(request, row, grid)
    status = 200
    if request.method == "POST":
        status = 422
        if row is None or form is None or request.POST.get("row") != str(row.pk):
            return redirect(PAGES[Sample.Kind(kind)], assignment.pk)  # sent twice: it is recorded once
        if form.is_valid():
            try:
                _mark(request, row, form)
            except marks.BadMark as error:
                form.add_error(None if isinstance(form, SecondLevelsForm) else "mark", str(error))
            else:
                return redirect(PAGES[Sample.Kind(kind)], assignment.pk)
    context = _context(request, assignment, kind, sample, row, form)
    return render(request, "marking/check/sample.html", context, status=status)


def _grid(user: Any, row: SampledResponse | None) -> Grid | None:
    """Return the grid by which the answer is levelled, None where it gets a mark."""
    if row is None:
        return None
    scheme = scheme_to_check_by(user, row.sample.assignment, row.response.item)
    return levels.grid_in(scheme.text) if scheme is not None else None


def _form(request: HttpRequest, row: SampledResponse | None, grid: Grid | None) -> SampleForm | SecondLevelsForm | None:
    if row is None:
        return None
    if grid is not None:
        return SecondLevelsForm(request.POST or None, objectives=grid.objectives)
    return SampleForm(request.POST or None, item=row.response.item)


def _mark(request: HttpRequest, row: SampledResponse, form: SampleForm | SecondLevelsForm) -> None:
    """Record what was given. Raises marks.BadMark."""
    who: dict[str, Any] = {"row": row, "by": request.user, "now": timezone.now()}
    if isinstance(form, SecondLevelsForm):
        scheme = scheme_to_check_by(request.user, row.sample.assignment, row.response.item)
        moderation.mark_by_levels(given=form.given, scheme=scheme, comment=form.cleaned_data["comment"], **who)
    else:
        moderation.mark(**who, **form.cleaned_data)


def _next(sample: Sample | None) -> SampledResponse | None:
    """Return the next answer to mark. The first mark is left in the database: what is not sent cannot be seen."""
    if sample is None:
        return None
    return sample.rows.filter(second=None).select_related("response__item__question", "sample__assignment").first()


def _context(
    request: HttpRequest,
    assignment: Assignment,
    kind: str,
    sample: Sample | None,
    row: SampledResponse | None,
    form: SampleForm | SecondLevelsForm | None,
) -> dict[str, Any]:
    context: dict[str, Any] = {"assignment": assignment, "is_second": kind == Sample.Kind.SECOND, "form": form}
    if sample is not None and row is not None:
        marked = sample.rows.exclude(second=None).count()
        return context | {
            "row": row,
            "number": marked + 1,
            "of": sample.rows.count(),
            "scheme": scheme_to_check_by(request.user, assignment, row.response.item),
            "objectives": objectives_shown(grid, {}) if (grid := _grid(request.user, row)) is not None else [],
        }
    pairs = list(moderation.pairs(assignment, kind))
    return context | {
        "agreement": moderation.sample_agreement(assignment, kind),
        "levels": moderation.level_agreement(assignment, kind),
        "differ": [pair for pair in pairs if pair.first.mark != pair.second],
    }


def _nothing(kind: str) -> str:
    if kind == Sample.Kind.SECOND:
        return "There is nothing to mark a second time: colleagues have marked no answers here that were not drawn yet."
    return "There is nothing left to sample: the engine is sure of no answer here that was not drawn yet."
