"""What a person says of a token that they make."""

from __future__ import annotations

from django import forms

from quizzes.pure.scopes import KINDS
from quizzes.services.tokens import MOST_DAYS


class TokenForm(forms.Form):
    """Name, reach and end of a new token."""

    name = forms.CharField(max_length=100, help_text="Which program it is for: “Timetable sync”.")
    scopes = forms.MultipleChoiceField(
        label="It may",
        choices=[
            choice
            for kind, words in KINDS.items()
            for choice in ((f"{kind}:read", f"see {words}"), (f"{kind}:write", f"see and change {words}"))
        ],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick at least one thing that the program may do."},
    )
    days = forms.IntegerField(label="Days until it expires", min_value=1, max_value=MOST_DAYS, initial=30)
