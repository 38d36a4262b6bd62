"""What the class says beside the engine: an opinion of each mark, and of each question's scheme. It changes no mark."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from marking.models.mark import Mark
from quizzes.models import Assignment, Item, Question, Response
from quizzes.models.work import Work

NEVER = uuid.UUID(int=0)


class Opinion(models.Model):
    """How likely a person would change the engine's mark of a response, from what all of the class wrote.

    It is of `mark` alone: where another mark of the engine stands by now, it says nothing.
    """

    response = models.OneToOneField(Response, primary_key=True, on_delete=models.CASCADE, related_name="opinion")
    mark = models.ForeignKey(Mark, on_delete=models.CASCADE, related_name="+", help_text="The engine's.")
    chance = models.FloatField(help_text="0 to 1: that a person would change it.")
    reach = models.FloatField(default=0.0, help_text="How much a decision would say about other answers.")
    asks = models.BooleanField(help_text="A person is asked to look.")
    reasons = models.JSONField(default=list, blank=True)

    def __str__(self) -> str:
        return f"{self.chance:.0%} of {self.mark}"


class ClassOpinion(Work):
    """What a class's answers to one question say of its scheme, and whether the opinion is up to date.

    `stamp` changes with each mark that is given or undone, `formed` is the stamp that the opinion knows of: where the
    two differ, a worker forms it anew. The table is the queue.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="opinions")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="opinions")
    stamp = models.UUIDField(default=uuid.uuid4)
    formed = models.UUIDField(default=NEVER)
    formed_at = models.DateTimeField(null=True, blank=True)
    phrases = models.JSONField(default=list, blank=True)
    alarms = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assignment", "item"], name="one_opinion_a_class_and_question")]

    def __str__(self) -> str:
        return f"{self.assignment}, question {self.item.position}"


class PhraseVerdict(models.Model):
    """A teacher's word on a wording that the scheme doesn't know: it isn't offered again for the question."""

    class Verdict(models.TextChoices):
        ACCEPTED = "ACCEPTED", "Accepted"
        REJECTED = "REJECTED", "Not accepted"
        IGNORED = "IGNORED", "Ignored"

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="phrase_verdicts")
    run = models.CharField(max_length=300, help_text="The stems of its words.")
    wording = models.CharField(max_length=300)
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["question", "run"], name="one_verdict_a_wording")]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()}: {self.wording}"


class IgnoredAlarm(models.Model):
    """What speaks against a question's mark scheme, and a teacher has chosen to ignore: it is shown no more."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="ignored_alarms")
    key = models.CharField(max_length=300, help_text="The alarm's kind and what it is about.")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["question", "key"], name="one_word_an_alarm")]

    def __str__(self) -> str:
        return self.key

    @property
    def said(self) -> str:
        """What is ignored, in words."""
        code, _, words = self.key.partition(":")
        return _KINDS.get(code, code) + (f": “{words}”" if words else "")


_KINDS = {
    "zero": "No answer earned a mark",
    "nobody": "A point that nobody met",
    "everybody": "A point that everybody met",
    "denied": "A point that many deny",
    "generous": "An alternative that people gave less for",
    "slips": "A wildcard that misspellings met",
}
