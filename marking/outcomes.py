"""What a student's own list says of their marks: of each quiz the sum, once it is shown, and whether it is news."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Exists, F, OuterRef

from marking import queries, visibility
from marking.models import MarkChange
from quizzes.models import Attempt
from quizzes.signals import Outcome


def outcomes_of(attempt_ids: Sequence[int]) -> dict[int, Outcome]:
    """Return an Outcome for each of these attempts whose marks its student sees now, by id. Two queries, or none.

    New is what the student has not looked at, or what has changed since they did.
    """
    if not attempt_ids:
        return {}
    changed = MarkChange.objects.filter(
        response__attempt=OuterRef("pk"), changed_at__gt=OuterRef("seen_result__seen_at")
    )
    rows = Attempt.objects.submitted().filter(visibility.is_shown(), pk__in=attempt_ids)
    attempts = list(rows.annotate(seen_at=F("seen_result__seen_at"), changed=Exists(changed)))
    return {
        attempt.pk: Outcome(total, out_of, attempt.seen_at is None or attempt.changed)
        for attempt, total, out_of in queries.totals_of(attempts)
        if total is not None
    }
