"""What lists of quizzes say of marks: to a student the sum, once it is shown, and whether it is news; to a teacher how
the class did."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q, Sum

from marking import queries, visibility
from marking.models import MarkChange, Standing
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
    attempts = list(rows.annotate(is_new=Q(seen_result=None) | Exists(changed)))
    return {
        attempt.pk: Outcome(total, out_of, attempt.is_new)  # type: ignore[attr-defined]
        for attempt, total, out_of in queries.totals_of(attempts)
        if total is not None
    }


def means_of(assignment_ids: Sequence[int]) -> dict[int, float]:
    """Return the mean share of the marks, from 0 to 1, of what is marked in each of these quizzes: a query, or none."""
    if not assignment_ids:
        return {}
    rows = Standing.objects.filter(
        response__attempt__assignment__in=assignment_ids,
        response__attempt__submitted_at__isnull=False,
        mark__isnull=False,
    ).exclude(queries.unlevelled(""))
    rows = rows.order_by()
    sums = rows.values_list("response__attempt__assignment").annotate(Sum("mark__mark"), Sum("response__item__marks"))
    return {assignment: float(got / out_of) for assignment, got, out_of in sums if out_of}
