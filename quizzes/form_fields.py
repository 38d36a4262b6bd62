"""Fields that the forms of both applications share."""

from __future__ import annotations

from typing import Any

from django import forms

from quizzes.pure.sent import number_of


class RowsField(forms.ModelMultipleChoiceField[Any]):
    """Rows that a page ticked. What cannot be a row's number is one that does not exist, whatever its length."""

    def clean(self, value: Any) -> Any:
        """Return the rows. Raises ValidationError, as for a row that one may not choose."""
        for text in value or ():
            if number_of(str(text)) is None:
                raise forms.ValidationError(
                    self.error_messages["invalid_choice"], code="invalid_choice", params={"value": str(text)[:20]}
                )
        return super().clean(value)
