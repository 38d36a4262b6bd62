"""What the page of imports accepts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from marking.formats.detect import READ, Options
from marking.formats.values import MOST_WITH_FILES, TOO_LARGE


class ImportForm(forms.Form):
    """A file of questions, or questions pasted; one of the two."""

    file = forms.FileField(
        required=False, label="File", help_text=f"{READ}. Up to 10 MB, with pictures {MOST_WITH_FILES >> 20}."
    )
    text = forms.CharField(
        required=False,
        strip=False,
        max_length=1_000_000,
        label="Or paste",
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text="GIFT, lines like “Q: …” and “A: …”, or two columns from a spreadsheet.",
    )
    marks = forms.DecimalField(
        initial=1,
        min_value=Decimal("0.5"),
        max_value=Decimal(100),
        max_digits=5,
        decimal_places=1,
        label="Marks a question",
        help_text="Where the file does not say it, as in GIFT.",
    )
    choices_too = forms.BooleanField(
        required=False, label="Ask a multiple choice with one right answer as a short answer"
    )

    def clean(self) -> dict[str, Any]:
        """Ask for questions, and for them once."""
        data = super().clean() or {}
        text, file = (data.get("text") or "").strip(), data.get("file")
        if not text and not file:
            raise forms.ValidationError("Choose a file, or paste some questions.")
        if text and file:
            raise forms.ValidationError("There is a file and pasted text. Remove one of them.")
        if file and file.size > MOST_WITH_FILES:
            self.add_error("file", TOO_LARGE)
        return data

    def given(self) -> tuple[bytes, str, Options]:
        """Return the bytes, a name that tells what they are, and the options."""
        options = Options(self.cleaned_data["marks"], self.cleaned_data["choices_too"])
        if file := self.cleaned_data["file"]:
            return file.read(), file.name, options
        text = self.cleaned_data["text"]
        has_tabs = "\t" in text.strip().split("\n")[0] and "{" not in text
        return text.encode(), "pasted.csv" if has_tabs else "pasted.txt", options
