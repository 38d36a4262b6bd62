"""What the live page accepts: what is done to attempts, and files of answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from quizzes.form_fields import RowsField
from quizzes.models import Attempt
from quizzes.services.acts import NAMES as ACTS

ANSWER_FILE_BYTES = 5_000_000


class AnswerFileForm(forms.Form):
    """A file of answers that a student's page saved."""

    file = forms.FileField(label="The student’s file", help_text="Its name begins with “answers-”; up to 5 MB.")

    def clean_file(self) -> Any:
        """Refuse what is too large to be one."""
        file = self.cleaned_data["file"]
        if file.size > ANSWER_FILE_BYTES:
            raise forms.ValidationError("This file is larger than 5 MB, so it is not a file of answers.")
        return file


class ActForm(forms.Form):
    """What a teacher does to the sittings of the whole class, or of those ticked."""

    act = forms.ChoiceField(choices=list(ACTS.items()))
    whole_class = forms.BooleanField(required=False)
    minutes = forms.IntegerField(
        min_value=1,
        max_value=600,
        initial=5,
        error_messages={"required": "Say how many minutes, from 1 to 600."},
    )
    reason = forms.CharField(max_length=200, required=False)
    key = forms.UUIDField()
    attempts = RowsField(Attempt.objects.none(), required=False)

    def __init__(self, *args: Any, rows: QuerySet[Attempt], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["attempts"].queryset = rows  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not data.get("whole_class") and not data.get("attempts") and "attempts" not in self.errors:
            self.add_error("attempts", "Tick the students first: nobody is ticked.")
        return data


class LateForm(forms.Form):
    """Whether a text that came late becomes the answer."""

    version = forms.IntegerField()
    accept = forms.TypedChoiceField(choices=(("yes", "Accept"), ("no", "Refuse")), coerce=lambda value: value == "yes")
    reason = forms.CharField(max_length=200, required=False)
