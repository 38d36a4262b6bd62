"""What the pages of access arrangements accept."""

from __future__ import annotations

from typing import Any

from django import forms

from quizzes.forms.tables import TableForm, pasted_rows
from quizzes.models import AccessArrangement
from quizzes.pure.arrangement_table import LONGEST_REASON, Sheet, read_sheet
from quizzes.pure.terms import MOST_FACTOR, MOST_MINUTES, NO_FACTOR, Terms

MOST_PASTED = 500_000  # characters; the longest table that is read fits


class ReasonForm(forms.Form):
    """Why an arrangement is changed, and which change the page had seen last."""

    reason = forms.CharField(
        required=False,
        max_length=LONGEST_REASON,
        help_text="For your colleagues; the student does not see it. Leave out what they need not know.",
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class ArrangementForm(ReasonForm):
    """What a student is entitled to."""

    time_factor = forms.DecimalField(
        label="Time factor",
        initial=NO_FACTOR,
        max_digits=6,
        help_text="1.25 is a quarter more time, 1 the usual time.",
        widget=forms.NumberInput(attrs={"min": NO_FACTOR, "max": MOST_FACTOR, "step": "0.01"}),
    )
    extra_minutes = forms.IntegerField(
        label="Extra minutes",
        initial=0,
        help_text="In each quiz, on top of the factor.",
        widget=forms.NumberInput(attrs={"min": 0, "max": MOST_MINUTES}),
    )
    unlimited = forms.BooleanField(label="No time limit: only the closing time ends a quiz", required=False)
    rest_minutes = forms.IntegerField(
        label="Minutes of rest breaks",
        initial=0,
        help_text="In each quiz, all together. The clock is stopped and the questions are hidden.",
        widget=forms.NumberInput(attrs={"min": 0, "max": MOST_MINUTES}),
    )
    valid_from = forms.DateField(
        label="From", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    valid_until = forms.DateField(
        label="Until and with",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    field_order = ["time_factor", "extra_minutes", "unlimited", "rest_minutes", "valid_from", "valid_until", "reason"]

    def clean(self) -> dict[str, Any]:
        """Ask the terms themselves what is wrong with them."""
        data = super().clean() or {}
        if self.errors:
            return data
        terms = self.terms
        for name, problem in terms.problems().items():
            self.add_error(name, problem)
        if not terms.grants and not self.errors:
            self.add_error(None, "This grants nothing. Give more time or rest breaks, or remove the arrangement.")
        return data

    @property
    def terms(self) -> Terms:
        """What was asked for."""
        return Terms(**{name: self.cleaned_data[name] for name in Terms.__dataclass_fields__})

    @staticmethod
    def initial_of(row: AccessArrangement | None) -> dict[str, Any]:
        """Return what the fields hold for a student who has `row`, or nothing yet."""
        if row is None:
            return {}
        return {**{name: getattr(row, name) for name in Terms.__dataclass_fields__}, "reason": row.reason}


class SheetForm(TableForm):
    """A table of arrangements."""

    file = forms.FileField(
        required=False,
        label="CSV or Excel file",
        help_text="The download of the class has a line for every student, ready to fill in.",
    )
    text = pasted_rows(most=MOST_PASTED, rows=8)

    def read(self, raw: bytes, name: str) -> Sheet:
        """Return the rows. Raises TableError."""
        return read_sheet(raw, name)

    @property
    def sheet(self) -> Sheet:
        """What was read."""
        sheet: Sheet = self.cleaned_data["sheet"]
        return sheet
