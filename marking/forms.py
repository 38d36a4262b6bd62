"""What the pages of `marking` accept."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from marking.services.schemes import LONGEST_SCHEME
from quizzes.models import Question, Response
from quizzes.models.bank import LONGEST_STEM

LONGEST_TRIAL = 20_000


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
        return (super().to_python(value) or "").replace("\r\n", "\n")


class QuestionForm(forms.ModelForm[Question]):
    """A question with its mark scheme, as the editor shows them."""

    scheme = SchemeField()

    class Meta:
        model = Question
        fields = ("stem", "topic", "kind", "word_limit", "model_answer")
        widgets = {
            "stem": forms.Textarea(attrs={"rows": 3, "class": "reading"}),
            "model_answer": forms.Textarea(attrs={"rows": 3, "class": "reading"}),
        }


class TrialForm(forms.Form):
    """A scheme and an answer to try it on."""

    scheme = SchemeField()
    answer = forms.CharField(max_length=LONGEST_TRIAL, required=False, strip=False)


class KeepForm(forms.Form):
    """A draft as the teacher keeps it."""

    stem = forms.CharField(max_length=LONGEST_STEM, widget=forms.Textarea(attrs={"rows": 2, "class": "reading"}))
    scheme = SchemeField()


class OverrideForm(forms.Form):
    """A person's mark. `seen` is the mark that stood when the page was made."""

    mark = forms.DecimalField(
        min_value=Decimal(0),
        max_digits=5,
        decimal_places=1,
        widget=forms.NumberInput(attrs={"step": "0.5", "inputmode": "decimal"}),
    )
    reason = forms.CharField(
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Kept with the mark. The student may read it.",
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    @classmethod
    def of(cls, response: Response, data: Any = None) -> OverrideForm:
        """Return the form for `response`, filled with the mark that stands, or with `data` that was posted."""
        standing = getattr(response, "standing", None)
        mark = standing.mark if standing is not None else None
        return cls(data, initial={"seen": mark.pk, "mark": mark.mark} if mark is not None else {})
