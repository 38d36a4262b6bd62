"""What the pages of marks accept: decisions, overrides, questions about marks, moderators."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Self

from django import forms

from marking.forms.fields import AnswersField, MarkField, NumbersField
from marking.models.enquiry import LONGEST_ENQUIRY
from marking.services.wordings import PointLine
from quizzes.models import Item, Response
from quizzes.pure.wording import in_figures


class DecisionForm(forms.Form):
    """What a teacher decides for a group of answers."""

    item = forms.IntegerField()
    answers = AnswersField()
    decide = forms.ChoiceField(choices=[(act, act) for act in ("accept", "right", "half", "wrong", "points", "mark")])
    point = NumbersField(required=False)
    mark = MarkField(required=False)
    comment = forms.CharField(required=False, max_length=2_000)
    key = forms.UUIDField(required=False)


class WordingForm(forms.Form):
    """A wording, the point that it is for, and whether it is accepted or never."""

    kind = forms.ChoiceField(choices=[("accept", "Accept from now on"), ("reject", "Never accept")])
    line = forms.TypedChoiceField(label="Marking point", coerce=int, widget=forms.RadioSelect)
    wording = forms.CharField(label="Words", max_length=300)

    def __init__(self, data: Any, *, points: Sequence[PointLine]) -> None:
        super().__init__(data)
        line = self.fields["line"]
        assert isinstance(line, forms.TypedChoiceField)  # noqa: S101 -- for the type checker
        line.choices = [(point.line, f"Point {point.number}: {point.text}") for point in points]


class SampleForm(forms.Form):
    """A mark given without sight of the first one."""

    mark = MarkField()
    comment = forms.CharField(required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, data: Any, *, item: Item) -> None:
        super().__init__(data)
        self.fields["mark"].label = f"Mark out of {in_figures(item.marks)}"
        self.fields["mark"].widget.attrs |= {"max": in_figures(item.marks), "autofocus": True}


class OverrideForm(forms.Form):
    """A person's mark. `seen` is the mark that stood when the page was made."""

    mark = MarkField()
    reason = forms.CharField(
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Kept with the mark. The student may read it.",
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    @classmethod
    def of(cls, response: Response, data: Any = None) -> Self:
        """Return the form for `response`, filled with the mark that stands, or with `data` that was posted."""
        standing = getattr(response, "standing", None)
        mark = standing.mark if standing is not None else None
        return cls(data, initial={"seen": mark.pk, "mark": mark.mark} if mark is not None else {})


class AdminOverrideForm(OverrideForm):
    """A person's mark that may also be given to all answers of the very same words."""

    alike_too = forms.BooleanField(required=False)


class BulkOverrideForm(forms.Form):
    """One mark and reason for many answers."""

    mark = MarkField()
    reason = forms.CharField(max_length=2_000, widget=forms.Textarea(attrs={"rows": 2}))
    key = forms.UUIDField(widget=forms.HiddenInput)


class AskForm(forms.Form):
    """A student's question about a mark."""

    text = forms.CharField(max_length=LONGEST_ENQUIRY)


class AnswerForm(forms.Form):
    """A teacher's answer to it."""

    do = forms.ChoiceField(choices=[("keep", "Keep the mark"), ("change", "Change it")])
    mark = MarkField(required=False)
    reason = forms.CharField(
        max_length=2_000, error_messages={"required": "Write a sentence for the student, who will read it."}
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the new mark where the mark is to change."""
        data = super().clean() or {}
        if data.get("do") == "change" and data.get("mark") is None:
            self.add_error("mark", "Type the new mark.")
        return data

    def wanted(self) -> Decimal | None:
        """Return the new mark, None to keep the old one."""
        mark: Decimal | None = self.cleaned_data["mark"] if self.cleaned_data["do"] == "change" else None
        return mark


class HoldForm(forms.Form):
    """Whose marks to hold back."""

    student = forms.IntegerField(min_value=1)
    reason = forms.CharField(required=False, max_length=300)


class ModeratorForm(forms.Form):
    username = forms.CharField(max_length=150, label="Username of a colleague")
