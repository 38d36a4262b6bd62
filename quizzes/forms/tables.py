"""A table that a teacher hands in, as a file or pasted: one of the two."""

from __future__ import annotations

from typing import Any

from django import forms

from quizzes.files.tables import MOST_BYTES, TableError


def pasted_rows(*, most: int, rows: int) -> forms.CharField:
    """Return the field for a table that is pasted: at most so many characters, in a box of so many rows."""
    return forms.CharField(
        required=False,
        max_length=most,
        strip=False,
        label="Or paste the rows",
        widget=forms.Textarea(attrs={"rows": rows, "class": "scheme", "spellcheck": "false"}),
    )


class TableForm(forms.Form):
    """What is wrong with the fields `file` and `text` together; who inherits has them, and reads the table (`read`)."""

    def read(self, raw: bytes, name: str) -> Any:
        """Return what a table says; `name` is the file's, empty where it was pasted. Raises TableError."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        """Read the table, and say in whole what is wrong with it."""
        data = super().clean() or {}
        file, text = data.get("file"), (data.get("text") or "").strip()
        if self.errors:
            return data
        if bool(file) == bool(text):
            raise forms.ValidationError("Choose a file or paste the rows, one of the two.")
        if file and file.size > MOST_BYTES:
            raise forms.ValidationError("The file is larger than 10 MB. Split it.")
        raw, name = (file.read(), file.name) if file else (text.encode(errors="replace"), "")
        try:
            data["sheet"] = self.read(raw, name)
        except TableError as error:
            self.add_error("file" if file else "text", str(error))
        return data
