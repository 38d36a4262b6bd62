"""One student's sitting, what was answered, and every version of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q

from quizzes.models.final import Final, FinalQuerySet
from quizzes.models.quiz import Assignment, Item

LONGEST_RESPONSE = 20_000
ERASED = "(erased)"  # stands for what a student wrote and the school has erased


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def open(self) -> AttemptQuerySet:
        """Return attempts that are not handed in."""
        return self.filter(submitted_at=None)

    def submitted(self) -> AttemptQuerySet:
        """Return attempts that are handed in, by the student or by the clock."""
        return self.exclude(submitted_at=None)

    def overdue(self, now: datetime) -> AttemptQuerySet:
        """Return open attempts whose time has run out; the time of a paused one stands still."""
        return self.open().filter(ends_at__lte=now, paused_at=None)


class Attempt(models.Model):
    """One sitting. `ends_at` is computed once at the start and changed only by logged acts; None is no limit."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="attempts")
    student = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField(default=1)
    started_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    closed_by_clock = models.BooleanField(default=False)
    # The browser tab that may write. A newer tab takes it over; the older one turns read-only and says so.
    lease = models.CharField(max_length=36, blank=True)
    receipt = models.CharField(max_length=12, blank=True)
    # Since when a teacher holds the clock. `ends_at` moves by as much once it goes on.
    paused_at = models.DateTimeField(null=True, blank=True)
    # A rest break: the end moves by all of it when it starts, and back by what is left when it ends early. So the
    # clock goes on by itself at `break_until`, and nobody need be awake for that.
    # How long the student may rest in this sitting stands here for the replies to saves, which ask for nothing else.
    break_allowed = models.DurationField(default=timedelta(0))
    break_at = models.DateTimeField(null=True, blank=True)
    break_until = models.DateTimeField(null=True, blank=True)
    break_taken = models.DurationField(default=timedelta(0))
    sat_on_paper = models.DateField(
        null=True, blank=True, help_text="The day it was sat on paper; empty for what was sat here."
    )

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-pk"]
        indexes = [models.Index(fields=["submitted_at", "ends_at"])]
        constraints = [
            models.UniqueConstraint(fields=["assignment", "student", "number"], name="one_attempt_a_number"),
            models.UniqueConstraint(
                fields=["assignment", "student"], condition=Q(submitted_at=None), name="one_open_attempt"
            ),
            models.CheckConstraint(
                condition=Q(submitted_at=None) | Q(submitted_at__gte=models.F("started_at")),
                name="handed_in_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.student}: {self.assignment}"

    @property
    def is_open(self) -> bool:
        """Whether it is not handed in yet."""
        return self.submitted_at is None

    def state(self, now: datetime) -> str:
        """Return "handed_in", "paused" (by a teacher), "resting" (on a rest break) or "open"."""
        if not self.is_open:
            return "handed_in"
        if self.paused_at is not None:
            return "paused"
        return "resting" if self.break_until is not None and now < self.break_until else "open"

    @property
    def break_left(self) -> timedelta:
        """How long the student may still rest in this sitting, not counting a break that runs."""
        return max(self.break_allowed - self.break_taken, timedelta(0))

    def left(self, now: datetime) -> timedelta | None:
        """Return the working time that is left, not counting a pause or a rest break; None is no limit."""
        if self.ends_at is None:
            return None
        since = self.paused_at or max(now, self.break_until or now)
        return max(self.ends_at - since, timedelta(0))


class ResponseQuerySet(models.QuerySet["Response"]):
    def handed_in(self) -> ResponseQuerySet:
        """Return the responses of attempts that are handed in: what may be marked, and looked at by others."""
        return self.filter(attempt__submitted_at__isnull=False)

    def not_erased(self) -> ResponseQuerySet:
        """Return those whose text is still there: what may be marked again, and what a class's answers are."""
        return self.filter(erased_at=None)


class Response(models.Model):
    """The text given to one item. `revision` grows by one whenever the text changes; `seq` is the client's."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="responses")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="responses")
    text = models.TextField(blank=True, max_length=LONGEST_RESPONSE)
    seq = models.PositiveBigIntegerField(default=0)
    revision = models.PositiveIntegerField(default=0)
    flagged = models.BooleanField(default=False)
    saved_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="When the school erased the text, on request or after a set time.",
    )

    objects = ResponseQuerySet.as_manager()

    class Meta:
        ordering = ["attempt", "item__position"]
        constraints = [models.UniqueConstraint(fields=["attempt", "item"], name="one_response_an_item")]

    def __str__(self) -> str:
        return self.text[:60]


class ResponseVersionQuerySet(FinalQuerySet):
    def thin(self, ids: Sequence[int]) -> int:
        """Delete these, which the database allows for what `quizzes.pure.thinning` calls superfluous; return how many.

        For `quizzes.services.versions` alone. Raises IntegrityError for any other.
        """
        return models.QuerySet.delete(self.filter(pk__in=ids))[0]


class ResponseVersion(Final):
    """Every text that reached the server, whether it counted or not. Rows are only added; of a long answer's, days
    after the hand-in, those go that the same minute's last one makes needless."""

    class Outcome(models.TextChoices):
        COUNTED = "COUNTED", "Counted"
        STALE = "STALE", "Older than what was already saved"
        OTHER_TAB = "OTHER_TAB", "From a tab that had been taken over"
        LATE = "LATE", "Arrived up to 90 seconds late"
        TOO_LATE = "TOO_LATE", "Arrived after the end"
        AFTER_HAND_IN = "AFTER_HAND_IN", "Arrived after the hand-in"
        PAUSED = "PAUSED", "Arrived while the clock was stopped"
        FROM_FILE = "FROM_FILE", "From a file that the student saved"
        ACCEPTED = "ACCEPTED", "Accepted by the teacher"
        FROM_PAPER = "FROM_PAPER", "Taken from paper"

    # What a teacher may let count after all. A stale text is none: a newer one of the same student stands.
    ASIDE = (
        Outcome.OTHER_TAB, Outcome.LATE, Outcome.TOO_LATE, Outcome.AFTER_HAND_IN, Outcome.PAUSED, Outcome.FROM_FILE,
    )  # fmt: skip

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="versions")
    text = models.TextField(blank=True)
    seq = models.PositiveBigIntegerField()
    outcome = models.CharField(max_length=16, choices=Outcome.choices)
    lease = models.CharField(max_length=36, blank=True)
    received_at = models.DateTimeField()

    objects = ResponseVersionQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["response", "pk"]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}: {self.text[:60]}"
