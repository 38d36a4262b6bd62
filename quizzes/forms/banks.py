"""What the pages of banks and notes accept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings

from quizzes.models import Question
from quizzes.queries import Wanted


class QuestionSearchForm(forms.Form):
    """What to look for among questions. Nothing here is required, and what makes no sense is left out."""

    words = forms.CharField(required=False, max_length=200, label="Words")
    topic = forms.CharField(required=False, max_length=200, widget=forms.TextInput(attrs={"list": "topics"}))
    tag = forms.CharField(required=False, max_length=60, widget=forms.TextInput(attrs={"list": "tags"}))
    state = forms.ChoiceField(
        required=False, choices=[("", "In use"), *((state.value, state.label) for state in Question.State)]
    )
    kind = forms.ChoiceField(required=False, choices=[("", "Both"), *Question.Kind.choices])
    difficulty = forms.ChoiceField(
        required=False,
        choices=[("", "Any"), ("hard", "Hard (under 40 %)"), ("middle", "Middling"), ("easy", "Easy (over 70 %)")],
    )

    def wanted(self) -> Wanted:
        """Return what is looked for."""
        self.is_valid()
        return Wanted(**{name: value.strip() for name, value in self.cleaned_data.items()})


class ShareForm(forms.Form):
    """A colleague to share a bank with."""

    username = forms.CharField(max_length=150, label="Username of a colleague")
    may_edit = forms.BooleanField(required=False, label="They may change it too")


class NotesForm(forms.Form):
    """Notes pasted or uploaded; one of the two."""

    title = forms.CharField(max_length=200, required=False, label="Name of the bank")
    text = forms.CharField(
        required=False,
        strip=False,
        label="Paste your notes",
        widget=forms.Textarea(attrs={"rows": 14, "class": "reading", "spellcheck": "true"}),
    )
    file = forms.FileField(
        required=False,
        label="Or choose a file",
        help_text="Notes in plain text, Markdown, Word, PDF and more, or questions from another program: Moodle, GIFT, "
        "QTI, Excel, Anki and more. Up to 10 MB.",
    )

    def clean(self) -> dict[str, Any]:
        """Ask for notes, and for notes once."""
        data = super().clean() or {}
        text, file = (data.get("text") or "").strip(), data.get("file")
        if not text and not file:
            raise forms.ValidationError("Paste some notes, or choose a file.")
        if text and file:
            raise forms.ValidationError("There are pasted notes and a file. Remove one of them.")
        if file and file.size > settings.NOTES_MAX_BYTES:
            self.add_error("file", "This file is larger than 10 MB. Split it, or paste the part you need.")
        return data
