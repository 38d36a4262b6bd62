"""Fields that several forms have: answers, marks and numbers, as pages post them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms

from quizzes.pure.sent import number_of, numbers_of


def key_of(text: str) -> UUID | None:
    """Return the key of an act that a page posted, None for what is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def seen_in(pairs: Iterable[str]) -> dict[int, int | None]:
    """Return, from `id:mark` pairs that a page posted, the id of the mark that was seen by the id of the response.

    None is for a response without a mark. What is no such pair is left out.
    """
    marks: dict[int, int | None] = {}
    for pair in pairs:
        pk, _, seen = pair.partition(":")
        numbers = number_of(pk), number_of(seen)
        if numbers[0] is not None and (numbers[1] is not None or not seen):
            marks[numbers[0]] = numbers[1]
    return marks


class AnswersField(forms.MultipleChoiceField):
    """Answers as `id:mark` each, where mark is the id of the one that stood on the page, or nothing."""

    def validate(self, value: list[str]) -> None:
        """Accept any pair of numbers; whose they are is asked of the rows."""
        if self.required and not value:
            raise forms.ValidationError("Tick at least one answer.")

    def clean(self, value: Any) -> dict[int, int | None]:
        """Return the id of the mark that was seen by the id of the response."""
        pairs = set(super().clean(value))
        seen = seen_in(pairs)
        if len(seen) < len(pairs):
            raise forms.ValidationError("The page is out of date. Open it again.")
        return seen


class MarkField(forms.DecimalField):
    """A mark as people type it; which marks an answer can get is for the services to say."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.NumberInput(attrs={"step": "0.5", "inputmode": "decimal"})
        super().__init__(min_value=Decimal(0), max_digits=5, decimal_places=1, widget=widget, **kwargs)


class NumbersField(forms.MultipleChoiceField):
    """Whole numbers, any of them."""

    def clean(self, value: Any) -> list[int]:
        """Return the numbers."""
        return numbers_of(map(str, value or []))
