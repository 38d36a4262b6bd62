"""What the pages of paper sittings accept: one student's answers typed in, or a table of a class's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone

from quizzes.forms.tables import TableForm, pasted_rows
from quizzes.models import Item, Question
from quizzes.models.attempt import LONGEST_RESPONSE
from quizzes.pure.paper_table import Sheet, read_sheet
from quizzes.services.clock import now

MOST_PASTED = 1_000_000  # characters; the longest table that is read fits
NOTHING = "Nothing is typed in yet. If the student handed in an empty paper, tick the box below the answers."


def _day_field() -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label="Sat on", widget=widget, initial=lambda: timezone.localdate(now()))


class PaperForm(forms.Form):
    """The answers of one student, as they stand on the paper."""

    sat_on = _day_field()
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    is_empty = forms.BooleanField(required=False, label="The student handed in an empty paper")

    def __init__(self, *args: Any, items: Sequence[Item], **kwargs: Any) -> None:
        """`items` are the questions, in the order of the printed paper."""
        super().__init__(*args, **kwargs)
        self.items = items
        for item in items:
            rows = 10 if item.kind == Question.Kind.ESSAY else 2
            box = forms.Textarea(attrs={"rows": rows, "dir": "auto", "spellcheck": "false", "autocorrect": "off"})
            field = forms.CharField(required=False, strip=False, max_length=LONGEST_RESPONSE, widget=box)
            box = field.widget
            box.attrs.pop("maxlength")  # a browser would cut off what is pasted, without a word
            field.label = f"Question {item.position}"
            field.error_messages["max_length"] = (
                "It has %(show_value)s characters. At most %(limit_value)s are kept: shorten it."
            )
            self.fields[self.name_of(item.position)] = field

    @staticmethod
    def name_of(position: int) -> str:
        """Return the name of the field for the answer at a position."""
        return f"answer_{position}"

    def clean(self) -> dict[str, Any]:
        """Ask back where nothing at all was typed."""
        data = super().clean() or {}
        if not self.errors and not data["is_empty"] and not any(text.strip() for text in self.texts.values()):
            self.add_error(None, NOTHING)
        return data

    @property
    def texts(self) -> dict[int, str]:
        """The answers by position, with line ends as they are stored."""
        texts = {item.position: self.cleaned_data.get(self.name_of(item.position), "") for item in self.items}
        return {position: text.replace("\r\n", "\n").replace("\0", "").rstrip() for position, text in texts.items()}


class PaperTableForm(TableForm):
    """A table of answers, and the day of the rows that name none."""

    sat_on = _day_field()
    file = forms.FileField(required=False, label="CSV or Excel file")
    text = pasted_rows(most=MOST_PASTED, rows=5)
    called = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)

    def __init__(self, *args: Any, stems: Sequence[str], **kwargs: Any) -> None:
        """`stems` are the questions in plain words, in the order of the printed paper."""
        super().__init__(*args, **kwargs)
        self.stems = stems

    def read(self, raw: bytes, name: str) -> Sheet:
        """Return the answers. Raises TableError."""
        self.cleaned_data["called"] = (name or self.cleaned_data.get("called") or "")[:100]
        return read_sheet(raw, name, stems=self.stems, longest=LONGEST_RESPONSE)

    @property
    def sheet(self) -> Sheet:
        """What was read."""
        sheet: Sheet = self.cleaned_data["sheet"]
        return sheet
