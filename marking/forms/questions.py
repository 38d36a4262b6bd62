"""What the pages of a bank accept: the bank, its questions, examples and drafts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet

from marking.forms.schemes import SchemeField
from quizzes.form_fields import RowsField
from quizzes.models import Bank, Question, Source
from quizzes.models.bank import LONGEST_STEM
from quizzes.pure.wording import count
from quizzes.texts import LONGEST_MARKDOWN, has_form, worded

LONGEST_TRIAL = 20_000


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
    as_typed = forms.BooleanField(required=False, label="Plain text: show every character as typed")
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
        "restore": "{} restored.",
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


class TrialForm(forms.Form):
    """A scheme and an answer to try it on."""

    scheme = SchemeField(required=False)
    answer = forms.CharField(max_length=LONGEST_TRIAL, required=False, strip=False)


class KeepForm(forms.Form):
    """A draft as the teacher keeps it."""

    stem = forms.CharField(max_length=LONGEST_STEM, widget=forms.Textarea(attrs={"rows": 2, "class": "reading"}))
    scheme = SchemeField()
