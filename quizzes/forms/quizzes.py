"""What the pages accept of a quiz: its questions, classes, times, and each question's marks and words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from quizzes.form_fields import RowsField
from quizzes.models import Assignment, Item, Question, SchoolClass
from quizzes.pure.wording import in_figures
from quizzes.services.quizzes import CLOSES_TOO_SOON, LAST_YEAR, NO_QUESTION, TOO_FAR_OFF

MOST_WORDS = 10_000
MINUTE_INPUT = "%Y-%m-%dT%H:%M"


class MinuteField(forms.DateTimeField):
    """A date and time to the minute, as browsers' own pickers write it."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MINUTE_INPUT)
    input_formats = [MINUTE_INPUT, "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M"]

    def to_python(self, value: Any) -> datetime | None:
        if isinstance(value, str) and (moment := parse_datetime(value)) is not None and timezone.is_aware(moment):
            return moment
        result: datetime | None = super().to_python(value)
        return result


class TimesForm(forms.Form):
    """When a quiz is open for a class, how long a sitting takes, and how often it may be sat."""

    opens_at = MinuteField(label="Opens")
    closes_at = MinuteField(label="Closes")
    time_limit_minutes = forms.IntegerField(
        label="Time limit in minutes",
        required=False,
        min_value=1,
        max_value=600,
        help_text="Empty: no limit while it is open. Extra time comes on top, and moves the closing time with it.",
    )
    attempts_allowed = forms.IntegerField(label="Attempts", min_value=1, max_value=20, initial=1)
    release_rule = forms.ChoiceField(
        label="Students see their marks",
        choices=Assignment.ReleaseRule.choices,
        required=False,
        initial=Assignment.ReleaseRule.AFTER_REVIEW,
    )
    shows_points = forms.BooleanField(required=False, initial=True, label="with the points that they missed")
    shows_feedback = forms.BooleanField(required=False, initial=True, label="with the feedback of the mark scheme")
    shows_wanted = forms.BooleanField(
        required=False, initial=True, label="with what was wanted, where there is no feedback"
    )
    shows_model_answer = forms.BooleanField(required=False, label="with the model answer")

    def clean_release_rule(self) -> str:
        """Return the rule, the careful one where none is chosen."""
        return self.cleaned_data["release_rule"] or Assignment.ReleaseRule.AFTER_REVIEW

    def clean(self) -> dict[str, Any]:
        """Refuse a closing time that does not follow the opening."""
        data = super().clean() or {}
        opens, closes = data.get("opens_at"), data.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", CLOSES_TOO_SOON)
        if closes and closes.year > LAST_YEAR:
            self.add_error("closes_at", TOO_FAR_OFF)
        return data


# The fields of each draw: how many questions, and from what.
DRAWS = tuple((f"draw_count{end}", f"draw_from{end}") for end in ("", "_2", "_3", "_4", "_5"))


class QuizForm(TimesForm):
    """How a quiz is set: its questions, the classes, when, and how long."""

    title = forms.CharField(max_length=200)
    instructions = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 2}))
    questions = RowsField(
        queryset=Question.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    classes = RowsField(
        queryset=SchoolClass.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one class."},
    )
    new_class = forms.CharField(
        required=False,
        max_length=100,
        label="Name of your first class",
        help_text="Like “10B History”. Students join it with a code, also after the quiz is published.",
    )
    shuffle = forms.BooleanField(required=False, label="Shuffle the questions: each attempt has its own order")
    spell_check = forms.BooleanField(required=False, label="Let the browser underline misspelt words")

    def __init__(
        self,
        data: Any,
        *,
        questions: Any,
        classes: Any,
        pools: Sequence[tuple[str, str]],
        now: datetime,
        initial: dict[str, Any],
    ) -> None:
        start = timezone.localtime(now).replace(second=0, microsecond=0)
        usual = {
            "opens_at": start,
            "closes_at": (start + timedelta(days=7)).replace(hour=16, minute=0),
            "time_limit_minutes": 20,
        }
        super().__init__(data, initial={**usual, **initial})
        self.fields["questions"].queryset = questions  # type: ignore[attr-defined]
        self.fields["classes"].queryset = classes  # type: ignore[attr-defined]
        if classes.exists():
            del self.fields["new_class"]
        else:
            self.fields["classes"].required, self.fields["new_class"].required = False, True
        for count, source in DRAWS:
            self.fields[count] = forms.IntegerField(label="How many", required=False, min_value=1, max_value=100)
            self.fields[source] = forms.ChoiceField(label="From", required=False, choices=[("", "–"), *pools])

    def clean(self) -> dict[str, Any]:
        """Ask for a question, chosen or drawn, and where from."""
        data = super().clean()
        for count, source in DRAWS:
            if data.get(count) and not data.get(source) and source not in self.errors:
                self.add_error(source, forms.ValidationError("Say where from.", code="required"))
        counts = {count for count, _ in DRAWS}
        wants = any(data.get(name) for name in ("questions", *counts))
        if not wants and not {"questions", *counts} & {*self.errors}:
            self.add_error("questions", forms.ValidationError(NO_QUESTION, code="required"))
        return data

    def draws(self) -> list[tuple[str, int, str]]:
        """Return what is to be drawn, as far as it is valid: the field of the number, the number, and from where."""
        asked = [(count, self.cleaned_data.get(count), self.cleaned_data.get(source)) for count, source in DRAWS]
        return [(name, count, source) for name, count, source in asked if count and source]

    def draws_more(self) -> bool:
        """Whether more than the first draw is filled in, for the template."""
        return any(self[name].value() for pair in DRAWS[1:] for name in pair)

    def rows_of_draws(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Return the fields of each draw, for the template."""
        return [(self[count], self[source]) for count, source in DRAWS]

    def forgive_what_is_missing(self) -> None:
        """Leave only errors of what is filled in, for who is not done yet."""
        for name, errors in self.errors.as_data().items():
            wrong = [error for error in errors if error.code != "required"]
            if wrong:
                self.errors[name] = self.error_class(wrong)
            else:
                del self.errors[name]


class LineForm(forms.Form):
    """One question of a quiz: what it is worth there, and how many words it takes."""

    marks = forms.DecimalField(min_value=Decimal("0.5"), max_digits=5, decimal_places=1)
    word_limit = forms.IntegerField(required=False, min_value=1, max_value=MOST_WORDS)

    def __init__(self, data: Any, *, item: Item) -> None:
        super().__init__(
            data, prefix=f"item-{item.pk}", initial={"marks": in_figures(item.marks), "word_limit": item.word_limit}
        )
        self.item = item
        self.fields["marks"].widget.attrs |= {"step": "0.5", "max": in_figures(item.question.marks)}
