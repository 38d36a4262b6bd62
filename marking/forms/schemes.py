"""A mark scheme as pages send it: as text, or as the rows of its fields."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django import forms

from marking.engine import MarkSchemeError
from marking.engine.notation.grid_lines import MAX_DESCRIPTOR, MAX_NAME
from marking.schemes.fields import FieldError, Fields, Row, rows_of, write_rows
from marking.schemes.grid_fields import (
    GridFieldError,
    LevelRow,
    ObjectiveRow,
    rows_of_grid,
    rows_of_grid_in,
    write_objectives,
)
from marking.services.schemes import LONGEST_SCHEME
from quizzes.models.bank import LONGEST_STEM
from quizzes.pure.wording import in_figures

MOST_ROWS = 200
MOST_OBJECTIVES = 10
MOST_LEVELS = 20
LISTS = ("others", "reject", "kept")


def problems_of(form: forms.BaseForm) -> list[str]:
    """Return what is wrong with a form, a sentence each."""
    return [str(error) for errors in form.errors.values() for error in errors]


def _lines_as_counted(text: str) -> str:
    """Return a text as a page sends it with its lines ended as the engine counts them."""
    return text.replace("\r\n", "\n")


class SchemeField(forms.CharField):
    """A mark scheme as text; the engine says what is wrong with it, not the form."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"rows": 10, "class": "scheme", "spellcheck": "false", "autocapitalize": "off"}
        super().__init__(
            max_length=LONGEST_SCHEME,
            strip=False,
            label="Mark scheme",
            widget=forms.Textarea(attrs=attrs),
            **kwargs,
        )

    def to_python(self, value: Any) -> str:
        """Return the text with its lines ended as the engine counts them."""
        return _lines_as_counted(super().to_python(value) or "")


class RowShape(forms.Form):
    """One row of the scheme as fields; `others`, `reject` and `kept` hold one entry a line."""

    line = forms.IntegerField(required=False, min_value=0)
    group = forms.IntegerField(required=False, min_value=0, max_value=MOST_ROWS)
    wording = forms.CharField(required=False, max_length=LONGEST_STEM)
    others = forms.CharField(required=False, max_length=LONGEST_STEM)
    reject = forms.CharField(required=False, max_length=LONGEST_STEM)
    kept = forms.CharField(required=False, max_length=LONGEST_STEM)
    feedback = forms.CharField(required=False, max_length=LONGEST_STEM)
    marks = forms.DecimalField(required=False, min_value=-100, max_value=100, max_digits=5, decimal_places=2)

    def as_row(self) -> Row:
        """Return what a valid form holds."""
        data = self.cleaned_data
        lists = {name: tuple(line.strip() for line in data[name].splitlines() if line.strip()) for name in LISTS}
        marks = Decimal(1) if data["marks"] is None else data["marks"]
        return Row(
            line=data["line"] or 0,
            group=data["group"] or 0,
            wording=data["wording"],
            feedback=data["feedback"],
            marks=marks,
            **lists,
        )


class LevelShape(forms.Form):
    """One level of the grid as fields."""

    low = forms.DecimalField(required=False, min_value=0, max_value=1000, max_digits=6, decimal_places=2)
    high = forms.DecimalField(required=False, min_value=0, max_value=1000, max_digits=6, decimal_places=2)
    descriptor = forms.CharField(required=False, max_length=MAX_DESCRIPTOR)


class ObjectiveShape(forms.Form):
    """What an objective is called and about."""

    name = forms.CharField(required=False, max_length=MAX_NAME)
    about = forms.CharField(required=False, max_length=200)


def text_of_fields(base: str, fields: str) -> str:
    """Return the scheme's text that the fields of the editor say, `fields` being JSON and `base` the text they showed.

    Raises FieldError, with the row, for what can't be a scheme; GridFieldError for what can't be its grid.
    """
    base = _lines_as_counted(base)
    try:
        given = _read_fields(fields)
    except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError) as error:
        raise FieldError(0, "The fields could not be read. Reload the page; what you typed is kept.") from error
    for number, form in enumerate(given.rows, start=1):
        if not form.is_valid():
            raise FieldError(number, " ".join(problems_of(form)))
    limit = given.limit
    try:
        objectives = rows_of_grid_in(base) if given.grid is None else _objectives(given.grid)
        if objectives != rows_of_grid_in(base):
            limit = None if objectives else limit  # a grid says itself what the question is worth
        text = write_rows(base, [form.as_row() for form in given.rows], given.counts, limit)
    except MarkSchemeError as error:
        raise FieldError(0, f"The mark scheme has changed meanwhile: {error}") from error
    return write_objectives(text, objectives)


_Objectives = list[tuple[dict[str, Any], list[dict[str, Any]]]]


class _Given(NamedTuple):
    """What the page sent: its rows, how many of each group count, the cap, and the grid (None where it has none)."""

    rows: list[RowShape]
    counts: dict[int, int]
    limit: Decimal | None
    grid: _Objectives | None


def _read_fields(fields: str) -> _Given:
    given = json.loads(fields)
    cap = given.get("cap")
    grid = [(dict(one), [dict(level) for level in one["levels"]]) for one in given.get("grid") or []]
    return _Given(
        rows=[RowShape(dict(row)) for row in given["rows"][:MOST_ROWS]],
        counts={int(number): int(count) for number, count in (given.get("counts") or {}).items()},
        limit=None if cap in (None, "") else Decimal(str(cap)),
        grid=grid if "grid" in given else None,
    )


def _objectives(grid: _Objectives) -> tuple[ObjectiveRow, ...]:
    """Return the objectives that a page sent. Raises GridFieldError for what is no number, or too long."""
    objectives = []
    for number, (one, levels) in enumerate(grid[:MOST_OBJECTIVES], start=1):
        form = ObjectiveShape(one)
        if not form.is_valid():
            raise GridFieldError(number, 0, " ".join(problems_of(form)))
        rows = tuple(_level(number, place, level) for place, level in enumerate(levels[:MOST_LEVELS], start=1))
        objectives.append(ObjectiveRow(form.cleaned_data["name"], form.cleaned_data["about"], rows))
    return tuple(objectives)


def _level(objective: int, place: int, level: dict[str, Any]) -> LevelRow:
    form = LevelShape(level)
    if not form.is_valid():
        raise GridFieldError(objective, place, " ".join(problems_of(form)))
    return LevelRow(**form.cleaned_data)


def fields_of_text(text: str) -> dict[str, Any]:
    """Return a scheme's text as the fields that `text_of_fields` makes a text of. Raises MarkSchemeError."""
    return {"base": text, **_as_json(rows_of(text)), "grid": grid_as_json(rows_of_grid(text))}


def _as_json(fields: Fields) -> dict[str, Any]:
    rows = [
        {
            "line": row.line,
            "group": row.group,
            "wording": row.wording,
            "others": "\n".join(row.others),
            "reject": "\n".join(row.reject),
            "kept": "\n".join(row.kept),
            "feedback": row.feedback,
            "marks": in_figures(row.marks),
        }
        for row in fields.rows
    ]
    cap = in_figures(fields.cap) if fields.cap is not None else ""
    return {"rows": rows, "counts": fields.counts, "cap": cap, "kept": list(fields.kept)}


def grid_as_json(rows: Sequence[ObjectiveRow]) -> list[dict[str, Any]]:
    """Return the objectives of a grid as fields."""

    def figure(mark: Decimal | None) -> str:
        return in_figures(mark) if mark is not None else ""

    return [
        {
            "name": row.name,
            "about": row.about,
            "levels": [
                {"low": figure(one.low), "high": figure(one.high), "descriptor": one.descriptor} for one in row.levels
            ],
        }
        for row in rows
    ]
