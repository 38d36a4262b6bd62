"""What the API takes as a table that is looked through before it is carried out: a file, or its rows as a text."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from quizzes.files.tables import MOST_BYTES

LONGEST_TEXT = 1_000_000


class SentTableShape(serializers.Serializer[Any]):
    """A table with a header, as CSV or Excel."""

    file = serializers.FileField(required=False, help_text="Sent as a form.")
    text = serializers.CharField(max_length=LONGEST_TEXT, required=False, trim_whitespace=False)

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        """Ask for a table, and for it once."""
        if ("file" in given) == ("text" in given):
            raise serializers.ValidationError({"text": ["Send the table as a text, or as a file; one of the two."]})
        if "file" in given and given["file"].size > MOST_BYTES:
            raise serializers.ValidationError({"file": ["The file is larger than 10 MB. Split it."]})
        return given


class PlannedTableShape(SentTableShape):
    """The same table again, and the `digest` of the plan that was looked at."""

    digest = serializers.CharField(max_length=64)


def bytes_of(given: dict[str, Any]) -> tuple[bytes, str, str]:
    """Return what was sent, the name of its file, "" for a text, and of the field that it came in."""
    file = given.get("file")
    return (file.read(), file.name, "file") if file else (given["text"].encode(), "", "text")
