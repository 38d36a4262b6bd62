"""What the pages of `quizzes` accept: shape and size. What depends on other rows is for the services to refuse."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from quizzes.files.tables import MOST_BYTES
from quizzes.form_fields import RowsField
from quizzes.models import Assignment, Attempt, Item, Question, SchoolClass
from quizzes.pure.wording import in_figures
from quizzes.queries import Wanted
from quizzes.rosters.detect import READ
from quizzes.services.acts import NAMES as ACTS
from quizzes.services.quizzes import CLOSES_TOO_SOON, LAST_YEAR, NO_QUESTION, TOO_FAR_OFF

ANSWER_FILE_BYTES = 5_000_000
MOST_WORDS = 10_000
MINUTE_INPUT = "%Y-%m-%dT%H:%M"


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
        help_text="Plain text, Markdown, Word, PDF and more, up to 10 MB.",
    )

    def clean(self) -> dict[str, Any]:
        """Ask for notes, and for notes once."""
        data = super().clean() or {}
        text, file = (data.get("text") or "").strip(), data.get("file")
        if not text and not file:
            raise forms.ValidationError("Paste some notes, or choose a file.")
        if text and file:
            raise forms.ValidationError("There are pasted notes and a file. Take one of them out.")
        if file and file.size > settings.NOTES_MAX_BYTES:
            self.add_error("file", "This file is larger than 10 MB. Split it, or paste the part you need.")
        return data


class AnswerFileForm(forms.Form):
    """A file of answers that a student's page saved."""

    file = forms.FileField(label="The student’s file", help_text="Its name begins with “answers-”; up to 5 MB.")

    def clean_file(self) -> Any:
        """Refuse what is too large to be one."""
        file = self.cleaned_data["file"]
        if file.size > ANSWER_FILE_BYTES:
            raise forms.ValidationError("This file is larger than 5 MB, so it is no file of answers.")
        return file


class SeveralFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """One file or several at once; the value is a list."""

    widget = SeveralFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(SeveralFilesField, self).clean(one, initial) for one in given]


class ListForm(forms.Form):
    """A class list as a file, or pasted; one of the two."""

    file = SeveralFilesField(required=False, label="File", help_text="CSV or Excel, up to 10 MB.")
    text = forms.CharField(
        required=False,
        strip=False,
        max_length=500_000,
        label="Or paste it",
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        help_text="One student a line: “Aisha Khan”, or columns from a spreadsheet with their headings.",
    )

    def __init__(self, *args: Any, several: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not several:
            self.fields["file"].widget = forms.ClearableFileInput()
        else:
            self.fields["file"].label = "Files"
            self.fields["file"].help_text = f"{READ}. Up to 10 MB each."
            self.fields["text"].help_text = "Columns from a spreadsheet with their headings, one of them “class”."

    def clean(self) -> dict[str, Any]:
        """Ask for a list, and for it once."""
        data = super().clean() or {}
        text, files = (data.get("text") or "").strip(), data.get("file")
        if not text and not files and "file" not in self.errors:
            raise forms.ValidationError("Choose a file, or paste the list.")
        if text and files:
            raise forms.ValidationError("There is a file and a pasted list. Take one of them out.")
        sizes = [file.size for file in files or ()]
        if sizes and max(sizes) > MOST_BYTES:
            self.add_error("file", "A file is larger than 10 MB. Split it.")
        elif sum(sizes) > 3 * MOST_BYTES:
            self.add_error("file", "Together the files are larger than 30 MB. Leave out those that are not needed.")
        return data

    def given(self) -> list[tuple[str, bytes]]:
        """Return the name and the content of each file, or of what was pasted."""
        if files := self.cleaned_data["file"]:
            return [(file.name, file.read()) for file in files]
        return [("pasted.csv", self.cleaned_data["text"].encode())]


class StudentForm(forms.Form):
    """The name of a student whose account a teacher makes or looks after."""

    first_name = forms.CharField(max_length=150)
    last_name = forms.CharField(max_length=150)


class KnownStudentForm(forms.Form):
    """A student of another class."""

    username = forms.CharField(max_length=150, label="Log-in name")


class PinForm(forms.Form):
    """What stands on a student's slip. `request` is what Django's log-in page gives its form."""

    code = forms.CharField(
        max_length=20,
        label="Class code",
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}),
    )
    name = forms.CharField(
        max_length=310,
        label="Name",
        help_text="As it stands on your slip.",
        widget=forms.TextInput(
            attrs={"autocapitalize": "none", "autocomplete": "username", "autocorrect": "off", "spellcheck": "false"}
        ),
    )
    pin = forms.CharField(
        max_length=20,
        label="PIN",
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "current-password"}),
    )

    def __init__(self, request: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class JoinForm(forms.Form):
    code = forms.CharField(max_length=20, label="Class code", help_text="Eight letters and digits, from your teacher.")


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
    shuffle = forms.BooleanField(required=False, label="Shuffle the questions: each attempt has an order of its own")
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


class ActForm(forms.Form):
    """What a teacher does to the sittings of the whole class, or of those ticked."""

    act = forms.ChoiceField(choices=list(ACTS.items()))
    whole_class = forms.BooleanField(required=False)
    minutes = forms.IntegerField(
        min_value=1,
        max_value=600,
        initial=5,
        error_messages={"required": "Say how many minutes, from 1 to 600."},
    )
    reason = forms.CharField(max_length=200, required=False)
    key = forms.UUIDField()
    attempts = RowsField(Attempt.objects.none(), required=False)

    def __init__(self, *args: Any, rows: QuerySet[Attempt], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["attempts"].queryset = rows  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not data.get("whole_class") and not data.get("attempts") and "attempts" not in self.errors:
            self.add_error("attempts", "Tick the students first: nobody is ticked.")
        return data


class LateForm(forms.Form):
    """Whether a text that came late becomes the answer."""

    version = forms.IntegerField()
    accept = forms.TypedChoiceField(choices=(("yes", "Accept"), ("no", "Refuse")), coerce=lambda value: value == "yes")
    reason = forms.CharField(max_length=200, required=False)
