"""What the pages of practice accept: what is opened to which class, and an answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from marking.models import PracticeAnswer
from marking.models.practice import LONGEST_ANSWER
from quizzes.models import Bank, Question, SchoolClass
from quizzes.pure.wording import count

MOST_TOPICS = 300


class OpenForm(forms.Form):
    """A bank, or one topic of it, and the class that may practise it."""

    school_class = forms.ModelChoiceField(SchoolClass.objects.none(), label="Class")
    what = forms.ChoiceField(label="Questions")

    def __init__(self, data: Any, *, banks: QuerySet[Bank], classes: QuerySet[SchoolClass]) -> None:
        super().__init__(data)
        choices = [(str(bank), _topics_of(bank)) for bank in banks]
        self.fields["what"].choices = [(name, topics) for name, topics in choices if topics]  # type: ignore[attr-defined]
        field = self.fields["school_class"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 -- for the type checker
        field.queryset = classes
        self.is_empty = not self.fields["what"].choices  # type: ignore[attr-defined]
        if len(classes) == 1:
            field.initial, field.widget = classes[0], forms.HiddenInput()

    def chosen(self) -> tuple[int, str]:
        """Return the number of the bank and the topic, "" for all of it."""
        bank, _, topic = self.cleaned_data["what"].partition(":")
        return int(bank), topic


def _topics_of(bank: Bank) -> list[tuple[str, str]]:
    """Return all of a bank and each of its topics, with how many short questions they have ready."""
    rows = bank.questions.filter(state=Question.State.READY, kind=Question.Kind.SHORT).values_list("topic", flat=True)
    by_topic: dict[str, int] = {}
    for topic in rows:
        by_topic[topic] = by_topic.get(topic, 0) + 1
    if not by_topic:
        return []
    named = sorted((topic, number) for topic, number in by_topic.items() if topic)[:MOST_TOPICS]
    whole = (str(bank.pk), f"All of {bank} ({count(sum(by_topic.values()), 'question')})")
    return [whole, *((f"{bank.pk}:{topic}", f"{topic} ({count(number, 'question')})") for topic, number in named)]


class AnswerForm(forms.Form):
    """An answer in practice; none at all is “I don't know”."""

    text = forms.CharField(max_length=LONGEST_ANSWER, required=False, strip=False)
    key = forms.UUIDField()


class VerdictForm(forms.Form):
    """What a student says of an answer that the machine is not sure of."""

    verdict = forms.ChoiceField(
        choices=[choice for choice in PracticeAnswer.Verdict.choices if choice[0]],
        error_messages={"required": "Say whether you were right.", "invalid_choice": "Say whether you were right."},
    )
