"""The one who thins the history of long answers, days after the hand-in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models.functions import Length

from quizzes.models import Attempt, ResponseVersion
from quizzes.pure.thinning import LONG, Version, superfluous

KEPT = timedelta(days=3)  # after the hand-in every version is there
MISSED = timedelta(days=2)  # for so long a run that was missed is made up for
ATTEMPTS = 50  # looked at in one transaction, which must be short


def thin(*, now: datetime) -> int:
    """Delete the versions of long answers that a dispute no longer needs; return how many."""
    over = Attempt.objects.filter(submitted_at__lt=now - KEPT, submitted_at__gt=now - KEPT - MISSED)
    long = over.alias(letters=Length("responses__text")).filter(letters__gte=LONG)
    ids = list(long.order_by("pk").values_list("pk", flat=True).distinct())
    return sum(_thin(ids[start : start + ATTEMPTS]) for start in range(0, len(ids), ATTEMPTS))


@transaction.atomic
def _thin(attempts: Sequence[int]) -> int:
    rows = ResponseVersion.objects.filter(response__attempt__in=attempts).order_by("response", "pk")
    versions = rows.annotate(letters=Length("text")).values_list("pk", "response", "received_at", "letters", "outcome")
    counted = ResponseVersion.Outcome.COUNTED
    going = superfluous(
        Version(pk, response, received_at, letters, outcome == counted)
        for pk, response, received_at, letters, outcome in versions.iterator()
    )
    return ResponseVersion.objects.thin(going) if going else 0
