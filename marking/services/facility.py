"""How hard questions have shown themselves to be: noted with each, so that banks can be searched by it."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Sum

from marking import queries
from marking.models import Standing
from quizzes.services import banks


def note(*, since: datetime | None = None) -> int:
    """Work out the facility of questions whose marks have changed since then (None: of all); return how many.

    Facility is the mean share of a question's marks that was got, over all responses that were handed in; see
    R. L. Ebel and D. A. Frisbie, Essentials of Educational Measurement, 5th ed. (1991), chapter 13.
    """
    changed = Standing.objects.exclude(mark=None)
    if since is not None:
        changed = changed.filter(updated_at__gte=since)
    wanted = changed.values("response__item__question")
    rows = (
        Standing.objects.filter(response__item__question__in=wanted, mark__isnull=False)
        .exclude(queries.unlevelled(""))
        .values("response__item__question")
        .annotate(got=Sum("mark__mark"), out_of=Sum("mark__out_of"), responses=Count("pk"))
    )
    facilities = {
        row["response__item__question"]: (float(row["got"] / row["out_of"]), row["responses"]) for row in rows
    }
    banks.note_facilities(facilities)
    return len(facilities)
