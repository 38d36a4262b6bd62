"""What the page of essays accepts."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from marking.engine.grid import Objective
from marking.forms import MarkField


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
