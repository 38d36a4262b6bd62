"""The one writer of levels: what a person gives an essay for each objective of its grid, and the mark they make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count

from marking import queries
from marking.engine.grid import Grid, GridLevel, Objective
from marking.engine.notation import MarkSchemeError, parse
from marking.models import Mark, MarkBatch, MarkScheme, ObjectiveLevel
from marking.services import marks, schemes, standings
from quizzes.models import Assignment, Item, Question, Response
from quizzes.pure.wording import in_figures


class NoGrid(marks.BadMark):
    """The question's mark scheme has no levels grid to give a level by."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is given for an objective: a mark, and the level in whose range it lies."""

    objective: Objective
    position: int
    level: GridLevel
    given: Decimal

    @property
    def in_words(self) -> str:
        """What a person reads: “AO1 level 3, 5 of 6”."""
        name = f"{self.objective.name} level" if self.objective.name else "Level"
        return f"{name} {self.level.number}, {in_figures(self.given)} of {in_figures(self.objective.marks)}"


@lru_cache(maxsize=256)
def grid_in(text: str) -> Grid | None:
    """Return the levels grid of a mark scheme's text; None where it has none, or can't be read (any more)."""
    try:
        return parse(text).grid
    except MarkSchemeError:
        return None


def grid_of(question: Question) -> Grid | None:
    """Return the grid of a question's newest mark scheme; None where it has none."""
    scheme = schemes.newest(question)
    return grid_in(scheme.text) if scheme is not None else None


def has_grid(item: Item) -> bool:
    """Whether answers to `item` are levelled by a person."""
    return grid_of(item.question) is not None


@transaction.atomic
def give(
    *,
    response: Response,
    given: Mapping[str, Decimal],
    by: Any,
    now: datetime,
    seen: int | None,
    key: UUID | None = None,
    scheme: MarkScheme | None = None,
) -> marks.Given:
    """Record a person's mark for each objective, by the objective's name; their sum becomes the response's mark.

    The level is the one in whose range a mark lies, so the two can't disagree. One batch, which can be undone; the same
    `key` again does nothing more. `seen` is the mark that stood when the person decided, as in `marks.give_many`.
    `scheme` is the one whose grid was used (None: the newest).

    Raises NoGrid; marks.BadMark for an objective without a mark, or with one that it can't give; marks.ManyOvertaken.
    """
    scheme, chosen = choose(response.item, given, scheme)
    standings.lock([response.pk])
    if (done := marks.done_before(by, key)) is not None:
        return marks.Given(done)
    total = min(sum((one.given for one in chosen), Decimal(0)), response.item.marks)
    made = marks.give_many(
        decisions=[marks.Decision(response, total, seen, scheme=scheme)],
        reason=in_words(chosen),
        by=by,
        now=now,
        kind=MarkBatch.Kind.LEVEL,
        key=key,
    )
    mark = Mark.objects.get(in_batches__batch=made.batch)
    ObjectiveLevel.objects.bulk_create(
        ObjectiveLevel(
            mark=mark,
            objective=one.objective.name,
            position=one.position,
            level=one.level.number,
            given=one.given,
            out_of=one.objective.marks,
        )
        for one in chosen
    )
    return made


def choose(
    item: Item, given: Mapping[str, Decimal], scheme: MarkScheme | None = None
) -> tuple[MarkScheme, tuple[Chosen, ...]]:
    """Return the scheme and what is given for each objective of its grid, by default the newest. Raises as `give`."""
    scheme = scheme or schemes.newest(item.question)
    grid = grid_in(scheme.text) if scheme is not None else None
    if scheme is None or grid is None or scheme.question_id != item.question_id:
        raise NoGrid("The question’s mark scheme has no levels grid: give its mark by hand.")
    return scheme, tuple(_chosen(one, place, given) for place, one in enumerate(grid.objectives))


def _chosen(objective: Objective, position: int, given: Mapping[str, Decimal]) -> Chosen:
    name = objective.name or "the essay"
    mark = given.get(objective.name)
    if mark is None:
        raise marks.BadMark(f"Choose a level and mark for {name}.")
    if mark.is_nan() or not 0 <= mark <= objective.marks or mark % marks.STEP:
        raise marks.BadMark(f"A mark for {name} is from 0 to {in_figures(objective.marks)}, in steps of one half.")
    return Chosen(objective, position, objective.level_of(mark), mark)


def in_words(chosen: Sequence[Chosen]) -> str:
    """Return what was given in a sentence an objective: the reason of the mark, which its student reads."""
    return " ".join(f"{one.in_words}." for one in chosen)


# ---- what has been given -------------------------------------------------------------------------------


def levels_of(mark: Mark | None) -> dict[str, ObjectiveLevel]:
    """Return the levels that make a mark, by objective; none for a mark that was typed."""
    return {row.objective: row for row in mark.levels.all()} if mark is not None and mark.marker_id else {}


def standing_in_words(response: Response) -> str:
    """Return the levels that stand for a script, or its mark where that was typed; "" for none."""
    mark = response.standing.mark
    return ", ".join(str(one) for one in levels_of(mark).values()) or str(mark or "")


def given_in(assignment: Assignment, item: Item, grid: Grid) -> dict[str, dict[int, int]]:
    """Return the levels that stand in a class, by objective: level by response, the last given last.

    A mark that a person typed counts where the grid has one objective: as the level in whose range it lies. Levels that
    were given by an older grid count as far as this one has them.
    """
    rows = Mark.objects.filter(
        pk__in=queries.standing_marks(assignment, item).filter(mark__marker__isnull=False).values("mark")
    )
    given: dict[str, dict[int, int]] = {one.name: {} for one in grid.objectives}
    for mark in rows.prefetch_related("levels").order_by("made_at", "pk"):
        for name, level in _levels_by(mark, grid).items():
            given[name][mark.response_id] = level
    return given


def _levels_by(mark: Mark, grid: Grid) -> dict[str, int]:
    """Return the levels of a person's mark by the objectives of `grid`, those that it has."""
    tops = {one.name: one.top for one in grid.objectives}
    given = {row.objective: row.level for row in mark.levels.all()}
    if not given and len(grid.objectives) == 1:
        only = grid.objectives[0]
        if mark.mark <= only.marks:
            given = {only.name: only.level_of(mark.mark).number}
    return {name: level for name, level in given.items() if level <= tops.get(name, -1)}


def times_levelled(assignment: Assignment, item: Item) -> dict[int, int]:
    """Return how often people have levelled each script, by the response's id; what was undone doesn't count."""
    marks_given = Mark.objects.filter(response__attempt__assignment=assignment, response__item=item)
    counting = queries.marks_that_count(marks_given.filter(pk__in=ObjectiveLevel.objects.values("mark")))
    return dict(counting.order_by().values_list("response_id").annotate(Count("pk")))
