"""What the page of essays accepts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms

from marking.engine.grid import Grid, GridLevel, Objective
from marking.forms.fields import MarkField


@dataclass(frozen=True, slots=True)
class LevelShown:
    """A level of the grid as the page shows it, with the marks in its range; `middle` is the one to begin with."""

    level: GridLevel
    marks: tuple[Decimal, ...]
    middle: Decimal


@dataclass(frozen=True, slots=True)
class ObjectiveShown:
    """An objective with its levels, and the mark that stands for it (None: none yet)."""

    position: int
    objective: Objective
    levels: tuple[LevelShown, ...]
    given: Decimal | None


def objectives_shown(grid: Grid, given: Mapping[str, Decimal]) -> list[ObjectiveShown]:
    """Return the objectives of a grid as a page shows them, with the marks that are `given`, by their names."""
    return [
        ObjectiveShown(place, one, _levels_shown(one, given.get(one.name)), given.get(one.name))
        for place, one in enumerate(grid.objectives)
    ]


def _levels_shown(objective: Objective, given: Decimal | None) -> tuple[LevelShown, ...]:
    """Return the levels from the lowest up, 0 last, each with its whole marks and a half one that is given."""
    rows = [one for one in objective.levels if one.number] + [objective.level(0)]
    levels = []
    for one in rows:
        whole = [Decimal(mark) for mark in range(int(one.low), int(one.high) + 1)]
        if given is not None and given % 1 and given <= objective.marks and objective.level_of(given) == one:
            whole = sorted([*whole, given])
        levels.append(LevelShown(one, tuple(whole), whole[(len(whole) - 1) // 2]))
    return tuple(levels)


class LevelsForm(forms.Form):
    """A person's mark for each objective of a grid, as fields `mark-0` and so on in its order."""

    seen = forms.IntegerField(required=False)
    key = forms.UUIDField(required=False)

    def __init__(self, data: Any, *, objectives: Sequence[Objective]) -> None:
        super().__init__(data)
        self._objectives = objectives
        for place, one in enumerate(objectives):
            self.fields[f"mark-{place}"] = MarkField(required=False, label=one.name or "Mark")

    @property
    def given(self) -> dict[str, Decimal]:
        """The marks by the names of the objectives, those that were chosen."""
        marks = ((one.name, self.cleaned_data[f"mark-{place}"]) for place, one in enumerate(self._objectives))
        return {name: mark for name, mark in marks if mark is not None}


class SecondLevelsForm(LevelsForm):
    """Levels given without sight of the first ones."""

    comment = forms.CharField(required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 2}))


class ScriptCommentForm(forms.Form):
    """A comment on a passage of a script, or with `overall` on the whole of it; `seen` is the one that stood."""

    text = forms.CharField(required=False, max_length=20_000)
    exact = forms.CharField(required=False, strip=False)
    start = forms.IntegerField(required=False, min_value=0)
    overall = forms.BooleanField(required=False)
    seen = forms.IntegerField(required=False)
    key = forms.UUIDField(required=False)


class BankedForm(forms.Form):
    """A comment for a teacher's own bank, and its letter."""

    text = forms.CharField(required=False, max_length=20_000)
    letter = forms.CharField(required=False, max_length=10)
