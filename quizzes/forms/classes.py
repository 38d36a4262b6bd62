"""What the pages of a class and its teachers accept: a name, a colleague, an account, what a new year takes along."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib.auth.forms import BaseUserCreationForm
from django.db.models import QuerySet

from quizzes.models import Quiz, SchoolClass, User


class ClassForm(forms.ModelForm[SchoolClass]):
    class Meta:
        model = SchoolClass
        fields = ("name",)


class InviteForm(forms.Form):
    username = forms.CharField(max_length=150, label="Username of a colleague")


class TeacherForm(BaseUserCreationForm[User]):
    """The account that somebody makes with a teacher's invitation."""

    class Meta:
        model = User
        fields = ("first_name", "last_name", "username", "email")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first_name", "last_name"):
            self.fields[name].required = True


class NewYearForm(forms.Form):
    """The class of the new year, and which quizzes of the old one it gets as drafts."""

    name = forms.CharField(max_length=100, label="Name of the new class")
    quizzes = forms.ModelMultipleChoiceField(
        queryset=Quiz.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Quizzes to copy",
        help_text="They come as drafts, with questions, time limits and rules. Set the times and publish each.",
    )
    put_away = forms.BooleanField(required=False, label="Archive the old class; its work and marks are kept")

    def __init__(self, *args: Any, quizzes: QuerySet[Quiz], old: SchoolClass, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["quizzes"]
        field.queryset = quizzes
        first = {"name": next_year(old.name), "quizzes": quizzes, "put_away": old.archived_at is None}
        self.initial.update(first)


def next_year(name: str) -> str:
    """Return what a class of this name is probably called a year later: 7A becomes 8A, 2025/26 becomes 2026/27."""
    years = re.search(r"\b(20\d\d)([/–-])(\d\d)\b", name)
    if years is not None:
        return name.replace(years[0], f"{int(years[1]) + 1}{years[2]}{(int(years[3]) + 1) % 100:02d}", 1)
    return re.sub(r"\d+", lambda number: str(int(number[0]) + 1), name, count=1)
