"""What a teacher types of a source."""

from __future__ import annotations

from typing import Any

from django import forms

from quizzes.models import Source
from quizzes.texts import LONGEST_MARKDOWN, has_form, worded


class SourceForm(forms.ModelForm[Source]):
    """A source as its page shows it. `seen` is the version that the page showed."""

    text = forms.CharField(
        label="The source",
        max_length=LONGEST_MARKDOWN,
        strip=False,
        help_text="An extract, a table, a picture: what students read beside the questions.",
        widget=forms.Textarea(attrs={"rows": 8, "class": "reading", "data-form": ""}),
    )
    as_typed = forms.BooleanField(required=False, label="Plain text: show every character as typed")
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Source
        fields = ("label", "title", "credit")
        labels = {"title": "What it is"}
        help_texts = {
            "label": "What your questions call it, like “Source A”. Without one, each quiz gives it a letter.",
            "title": "Shown above it, like “A cartoon in a British newspaper, May 1936”.",
            "credit": "Where it comes from and who allowed it; shown small below it.",
        }

    field_order = ("label", "title", "text", "as_typed", "credit")

    def __init__(self, data: Any, *, instance: Source | None) -> None:
        initial: dict[str, Any] = {}
        if instance is not None:
            is_plain = not instance.markdown and has_form(instance.text)
            initial = {
                "text": instance.markdown or instance.text,
                "as_typed": is_plain,
                "seen": instance.version,
            }
        super().__init__(data, instance=instance, initial=initial)

    def clean(self) -> dict[str, Any]:
        """Part the text into its words and its form."""
        data = super().clean() or {}
        made = worded(data.get("text", ""), as_typed=data.pop("as_typed", False))
        if not made.plain.strip():
            self.add_error("text", "Write the source, or insert a picture.")
        data["text"], data["markdown"] = made
        return data
