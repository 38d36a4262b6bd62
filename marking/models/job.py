"""Answers sent to be marked by a scheme, without quiz or class: what is asked, what came of it, and who was told."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from quizzes.models.work import Work


class Job(Work):
    """A mark scheme with answers to be marked by it. It goes with all that hangs on it some days after it was made.

    `answers` are in its parts; `done` of `count` are marked or failed. `secret` signs what is sent to `webhook_url`,
    and is wiped once that is over.
    """

    class State(models.TextChoices):
        WAITING = "WAITING", "Being marked"
        DONE = "DONE", "Done"

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="jobs")
    name = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    scheme = models.TextField()
    question = models.TextField(blank=True)
    glossary = models.JSONField(default=list)
    word_limit = models.PositiveIntegerField(null=True, blank=True)
    count = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    webhook_url = models.CharField(max_length=500, blank=True)
    secret = models.CharField(max_length=200, blank=True)
    call_at = models.DateTimeField(null=True, blank=True, help_text="When the webhook is called next; none: no more.")

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "begun_at"]), models.Index(fields=["call_at"])]

    def __str__(self) -> str:
        return self.name or f"Job {self.pk}"


class JobPart(models.Model):
    """Answers of a job that are marked in one go, as pairs of the sender's id and a text; gone once they are."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="parts")
    first = models.PositiveIntegerField(help_text="The place in the job of its first answer, from 1.")
    answers = models.JSONField()

    class Meta:
        ordering = ["first"]
        constraints = [models.UniqueConstraint(fields=["job", "first"], name="one_part_a_place")]

    def __str__(self) -> str:
        return f"{self.job} from {self.first}"


class JobResult(models.Model):
    """What the engine gives one answer of a job. `mark` is none where it could not be marked; `error` says why."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="results")
    place = models.PositiveIntegerField()
    answer = models.CharField(max_length=200, help_text="The sender's id.")
    mark = models.DecimalField(max_digits=6, decimal_places=1, null=True, blank=True)
    review = models.BooleanField(default=False)
    said = models.JSONField(default=dict)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["job", "place"], name="one_result_a_place")]
        indexes = [models.Index(fields=["job", "review"])]

    def __str__(self) -> str:
        return f"{self.answer}: {self.mark}"


class WebhookCall(models.Model):
    """One try to tell a program that its job is done: the status that it answered with, or what failed."""

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="calls")
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    said = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.at:%d %b %Y %H:%M}: {self.status or self.said}"
