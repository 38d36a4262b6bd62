"""What the pages of `marking` accept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, ClassVar, Self
from uuid import UUID

from django import forms
from django.db.models import QuerySet

from marking.formats.detect import READ, Options
from marking.formats.values import MOST_WITH_FILES
from marking.models.enquiry import LONGEST_ENQUIRY
from marking.scheme_forms import SchemeField
from marking.services.wordings import PointLine
from quizzes.access.web import number_of, numbers_of
from quizzes.form_fields import RowsField
from quizzes.models import Bank, Item, Question, Response, Source
from quizzes.models.bank import LONGEST_STEM
from quizzes.pure.wording import count, in_figures
from quizzes.texts import LONGEST_MARKDOWN, has_form, worded

LONGEST_TRIAL = 20_000


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


class BankForm(forms.ModelForm[Bank]):
    """What is said about a bank. `seen` is the version that the page showed."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Bank
        fields = ("title", "description", "glossary")
        widgets = {
            "description": forms.Textarea(attrs={"rows": 2}),
            "glossary": forms.Textarea(attrs={"rows": 4}),
        }


class QuestionForm(forms.ModelForm[Question]):
    """A question with its mark scheme, as the editor shows them.

    `seen` and `seen_scheme` are the versions that the page showed, so that nobody's work is written over unseen.
    """

    stem = forms.CharField(
        label="Question",
        max_length=LONGEST_MARKDOWN,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "reading", "data-form": ""}),
    )
    as_typed = forms.BooleanField(required=False, label="Plain text: show every sign as it is typed")
    scheme = SchemeField()
    sources = forms.ModelMultipleChoiceField(
        Source.objects.none(), required=False, widget=forms.CheckboxSelectMultiple, label="Sources"
    )
    tags = forms.CharField(required=False, max_length=300, help_text="Separated by commas.")
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    seen_scheme = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Question
        fields = ("topic", "kind", "word_limit", "model_answer")
        widgets = {
            "model_answer": forms.Textarea(attrs={"rows": 3, "class": "reading"}),
        }

    def __init__(self, data: Any, *, bank: Bank, instance: Question | None, initial: dict[str, Any]) -> None:
        usable = bank.sources.filter(archived_at=None)
        if instance is not None:
            is_plain = not instance.markdown and has_form(instance.stem)
            own = instance.sources.all()
            usable = (usable | own).distinct()
            initial = {"stem": instance.markdown or instance.stem, "as_typed": is_plain, "sources": own, **initial}
        super().__init__(data, instance=instance, initial=initial)
        self.fields["sources"].queryset = usable  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Part the stem into its words and its form."""
        data = super().clean() or {}
        made = worded(data.get("stem", ""), as_typed=data.pop("as_typed", False))
        if len(made.plain) > LONGEST_STEM:
            self.add_error("stem", f"Its text is longer than {LONGEST_STEM:,} letters: it has {len(made.plain):,}.")
        elif not made.plain.strip():
            self.add_error("stem", "Write the question first.")
        data["stem"], data["markdown"] = made
        return data


class BulkForm(forms.Form):
    """One thing to do to many questions."""

    SAID: ClassVar[dict[str, str]] = {
        "move": "{} moved to {}.",
        "tag": "{} tagged.",
        "untag": "Tags taken off {}.",
        "topic": "{} filed.",
        "archive": "{} archived. To restore them, filter by “Archived”.",
        "restore": "{} brought back.",
    }
    questions = RowsField(
        queryset=Question.objects.none(),
        error_messages={"required": "Tick some questions first.", "invalid_choice": "One of these is not yours."},
    )
    act = forms.ChoiceField(choices=[(name, name) for name in SAID])
    bank = forms.ModelChoiceField(queryset=Bank.objects.none(), required=False)
    tags = forms.CharField(required=False, max_length=300)
    topic = forms.CharField(required=False, max_length=200)

    def __init__(self, data: Any, *, questions: QuerySet[Question], banks: QuerySet[Bank]) -> None:
        super().__init__(data)
        self.fields["questions"].queryset = questions  # type: ignore[attr-defined]
        self.fields["bank"].queryset = banks  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for what the act needs."""
        data = super().clean() or {}
        if data.get("act") == "move" and data.get("bank") is None:
            self.add_error("bank", "Choose a bank to move them to.")
        if data.get("act") in {"tag", "untag"} and not data.get("tags", "").strip(", "):
            self.add_error("tags", "Type a tag first.")
        return data

    def said(self, done: int) -> str:
        """Return what was done to so many questions."""
        return self.SAID[self.cleaned_data["act"]].format(count(done, "question"), self.cleaned_data["bank"])


class ExampleForm(forms.Form):
    """An answer and the mark that it should get."""

    text = forms.CharField(max_length=LONGEST_TRIAL, strip=False, widget=forms.Textarea(attrs={"rows": 2}))
    mark = forms.DecimalField(min_value=Decimal(0), max_value=Decimal(100), max_digits=5, decimal_places=1)
    note = forms.CharField(required=False, max_length=300)

    def clean_text(self) -> str:
        """Refuse an answer without a word."""
        text: str = self.cleaned_data["text"].replace("\r\n", "\n")
        if not text.strip():
            raise forms.ValidationError("Type an answer first.")
        return text

    def clean_mark(self) -> Decimal:
        """Refuse a mark off the half step."""
        mark: Decimal = self.cleaned_data["mark"]
        if mark % Decimal("0.5"):
            raise forms.ValidationError("A mark goes in steps of one half.")
        return mark


class ImportForm(forms.Form):
    """A file of questions, or questions pasted; one of the two."""

    file = forms.FileField(required=False, label="File", help_text=f"{READ}. Up to 10 MB, with pictures 50.")
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
            raise forms.ValidationError("There is a file and pasted text. Take one of them out.")
        if file and file.size > MOST_WITH_FILES:
            self.add_error("file", "This file is larger than 50 MB. Split it.")
        return data

    def given(self) -> tuple[bytes, str, Options]:
        """Return the bytes, a name that tells what they are, and the options."""
        options = Options(self.cleaned_data["marks"], self.cleaned_data["choices_too"])
        if file := self.cleaned_data["file"]:
            return file.read(), file.name, options
        text = self.cleaned_data["text"]
        has_tabs = "\t" in text.strip().split("\n")[0] and "{" not in text
        return text.encode(), "pasted.csv" if has_tabs else "pasted.txt", options


class TrialForm(forms.Form):
    """A scheme and an answer to try it on."""

    scheme = SchemeField(required=False)
    answer = forms.CharField(max_length=LONGEST_TRIAL, required=False, strip=False)


class KeepForm(forms.Form):
    """A draft as the teacher keeps it."""

    stem = forms.CharField(max_length=LONGEST_STEM, widget=forms.Textarea(attrs={"rows": 2, "class": "reading"}))
    scheme = SchemeField()


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


class DecisionForm(forms.Form):
    """What a teacher decides for a group of answers."""

    item = forms.IntegerField()
    answers = AnswersField()
    decide = forms.ChoiceField(choices=[(act, act) for act in ("accept", "right", "half", "wrong", "points", "mark")])
    point = NumbersField(required=False)
    mark = MarkField(required=False)
    comment = forms.CharField(required=False, max_length=2_000)
    key = forms.UUIDField(required=False)


class WordingForm(forms.Form):
    """A wording, the point that it is for, and whether it is accepted or never."""

    kind = forms.ChoiceField(choices=[("accept", "Accept from now on"), ("reject", "Never accept")])
    line = forms.TypedChoiceField(label="Marking point", coerce=int, widget=forms.RadioSelect)
    wording = forms.CharField(label="Words", max_length=300)

    def __init__(self, data: Any, *, points: Sequence[PointLine]) -> None:
        super().__init__(data)
        line = self.fields["line"]
        assert isinstance(line, forms.TypedChoiceField)  # noqa: S101 -- for the type checker
        line.choices = [(point.line, f"Point {point.number}: {point.text}") for point in points]


class SampleForm(forms.Form):
    """A mark given without sight of the first one."""

    mark = MarkField()
    comment = forms.CharField(required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, data: Any, *, item: Item) -> None:
        super().__init__(data)
        self.fields["mark"].label = f"Mark out of {in_figures(item.marks)}"
        self.fields["mark"].widget.attrs |= {"max": in_figures(item.marks), "autofocus": True}


class OverrideForm(forms.Form):
    """A person's mark. `seen` is the mark that stood when the page was made."""

    mark = MarkField()
    reason = forms.CharField(
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Kept with the mark. The student may read it.",
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    @classmethod
    def of(cls, response: Response, data: Any = None) -> Self:
        """Return the form for `response`, filled with the mark that stands, or with `data` that was posted."""
        standing = getattr(response, "standing", None)
        mark = standing.mark if standing is not None else None
        return cls(data, initial={"seen": mark.pk, "mark": mark.mark} if mark is not None else {})


class AdminOverrideForm(OverrideForm):
    """A person's mark that may also be given to all answers of the very same words."""

    alike_too = forms.BooleanField(required=False)


class BulkOverrideForm(forms.Form):
    """One mark and reason for many answers."""

    mark = MarkField()
    reason = forms.CharField(max_length=2_000, widget=forms.Textarea(attrs={"rows": 2}))
    key = forms.UUIDField(widget=forms.HiddenInput)


class AskForm(forms.Form):
    """A student's question about a mark."""

    text = forms.CharField(max_length=LONGEST_ENQUIRY)


class AnswerForm(forms.Form):
    """A teacher's answer to it."""

    do = forms.ChoiceField(choices=[("keep", "Keep the mark"), ("change", "Change it")])
    mark = MarkField(required=False)
    reason = forms.CharField(
        max_length=2_000, error_messages={"required": "Write a sentence for the student: they will read it."}
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the new mark where the mark is to change."""
        data = super().clean() or {}
        if data.get("do") == "change" and data.get("mark") is None:
            self.add_error("mark", "Type the new mark.")
        return data

    def wanted(self) -> Decimal | None:
        """Return the new mark, None to keep the old one."""
        mark: Decimal | None = self.cleaned_data["mark"] if self.cleaned_data["do"] == "change" else None
        return mark


class HoldForm(forms.Form):
    """Whose marks to hold back."""

    student = forms.IntegerField(min_value=1)
    reason = forms.CharField(required=False, max_length=300)


class ModeratorForm(forms.Form):
    username = forms.CharField(max_length=150, label="Username of a colleague")
