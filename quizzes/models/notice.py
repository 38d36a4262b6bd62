"""What people are told by e-mail, where a mail server is set: rows that wait until they are sent."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Notice(models.Model):
    """One notice to one person about one row, once. What it says is kept as it was when it was noted.

    Whoever sends it takes it first (SENDING); what is left so was begun by a process that died, and is not sent again:
    better none than two.
    """

    class Kind(models.TextChoices):
        QUIZ_SET = "QUIZ_SET", "A quiz is set for you"
        MARKS_OUT = "MARKS_OUT", "Your marks are released"
        QUESTION = "QUESTION", "A student asks about a mark"
        WAYS_IN = "WAYS_IN", "Who can log in to your account has changed"

    class State(models.TextChoices):
        WAITING = "WAITING", "Waiting"
        SENDING = "SENDING", "Being sent"
        SENT = "SENT", "Sent"
        FAILED = "FAILED", "Could not be sent"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    row = models.PositiveBigIntegerField(
        help_text="The number of the assignment, attempt or enquiry; of ways in the moment."
    )
    subject = models.CharField(max_length=300)
    text = models.TextField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    noted_at = models.DateTimeField()
    due_at = models.DateTimeField()

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["user", "kind", "row"], name="noticed_once")]
        indexes = [models.Index(fields=["state", "due_at"])]

    def __str__(self) -> str:
        return f"{self.subject} to {self.user}"


class UnwantedNotice(models.Model):
    """A kind of notices that somebody does not want; without a row they get it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="unwanted_notices")
    kind = models.CharField(max_length=10, choices=Notice.Kind.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="unwanted_once")]

    def __str__(self) -> str:
        return f"{self.kind} for {self.user}"


class ResetRequest(models.Model):
    """Somebody who knows, or guesses, an address asks for a new password. Kept for a day, so that asking is limited.

    A row is written for every address, so that how long it takes tells nobody whether there is an account.
    """

    email = models.EmailField()
    asked_at = models.DateTimeField()
    is_done = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["email", "asked_at"])]

    def __str__(self) -> str:
        return f"{self.email}, {self.asked_at:%d %b %Y}"


class AddressChange(models.Model):
    """Somebody wants another address: it is theirs once the link that goes there is opened. Kept for a day."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    email = models.EmailField()
    asked_at = models.DateTimeField()
    is_done = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.user}, {self.asked_at:%d %b %Y}"
