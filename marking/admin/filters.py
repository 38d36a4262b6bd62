"""What the list of answers can be narrowed down by."""

from __future__ import annotations

import re
from datetime import MAXYEAR, date, datetime, timedelta
from typing import Any, ClassVar

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import F, Max, Min, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property

from marking import queries
from marking.models import Standing
from quizzes.models import Attempt

# Counting a million rows takes longer than looking at them; nobody leafs further than this.
MOST_COUNTED = 10_000
LAST_MONTH = 12


class ShortPaginator(Paginator[Any]):
    """Counts no further than MOST_COUNTED rows."""

    @cached_property
    def count(self) -> int:
        """How many rows there are, MOST_COUNTED at most."""
        rows: Any = self.object_list
        return int(rows.order_by()[:MOST_COUNTED].count())


class NeedFilter(admin.SimpleListFilter):
    title = "needs attention"
    parameter_name = "needs"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [
            ("unchecked", "To check for more than three days"),
            ("failed", "Marking failed"),
            ("stuck", "Not marked for more than five minutes"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queries.needing(self.value() or "", queryset, timezone.now())


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [*Standing.State.choices, ("WAITING", "Waiting to be marked")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "WAITING":
            return queryset.filter(standing=None)
        return queryset.filter(standing__state=self.value()) if self.value() else queryset


class ConfidenceFilter(admin.SimpleListFilter):
    title = "confidence"
    parameter_name = "confidence"
    BANDS: ClassVar[dict[str, tuple[float, float]]] = {"low": (0, 0.7), "middle": (0.7, 0.97), "high": (0.97, 1.01)}

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [("low", "Below 0.70"), ("middle", "0.70 to 0.97"), ("high", "0.97 and more")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in self.BANDS:
            return queryset
        low, high = self.BANDS[str(self.value())]
        return queryset.filter(standing__confidence__gte=low, standing__confidence__lt=high)


class SetByFilter(admin.SimpleListFilter):
    title = "set by"
    parameter_name = "by"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [("engine", "The engine"), ("person", "A person"), ("differs", "A person, against the engine")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == "engine":
            return queryset.filter(standing__mark__isnull=False, standing__mark__marker=None)
        if self.value() in {"person", "differs"}:
            queryset = queryset.filter(standing__mark__marker__isnull=False)
        if self.value() == "differs":
            queryset = queryset.exclude(standing__engine_mark__mark=F("standing__mark__mark"))
        return queryset


class AfterReleaseFilter(admin.SimpleListFilter):
    title = "changed after release"
    parameter_name = "after_release"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [("yes", "Yes")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() != "yes":
            return queryset
        shown = queryset.filter(attempt__assignment__releases__taken_back_at=None)
        later = shown.filter(standing__mark__made_at__gt=F("attempt__assignment__releases__released_at"))
        return queryset.filter(pk__in=later.values("pk"))


class HandedInFilter(admin.SimpleListFilter):
    """The date hierarchy of the list: years, and of a chosen year its months.

    Django's own asks every answer for its date; this asks the attempts, which are fewer and have an index for it.
    """

    title = "handed in"
    parameter_name = "handed_in"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        ends = Attempt.objects.submitted().aggregate(first=Min("submitted_at"), last=Max("submitted_at"))
        if ends["first"] is None:
            return []
        first, last = timezone.localtime(ends["first"]), timezone.localtime(ends["last"])
        chosen = (self.value() or "")[:4]
        found = [("today", "Today"), ("week", "Past 7 days")]
        for year in range(last.year, first.year - 1, -1):
            found.append((str(year), str(year)))
            if chosen == str(year):
                found += [(f"{year}-{month:02}", f"– {date(year, month, 1):%B}") for month in range(1, 13)]
        return found

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        span = self._span(timezone.localtime())
        if span is None:
            return queryset
        return queryset.filter(attempt__submitted_at__gte=span[0], attempt__submitted_at__lt=span[1])

    def _span(self, now: datetime) -> tuple[datetime, datetime] | None:
        """Return from when until before when, None for no such choice."""
        today = now.replace(hour=0, minute=0, second=0, microsecond=0)
        if self.value() == "today":
            return today, today + timedelta(days=1)
        if self.value() == "week":
            return today - timedelta(days=6), today + timedelta(days=1)
        if (found := re.fullmatch(r"(\d{4})(?:-(\d\d))?", self.value() or "")) is None:
            return None
        year, month = int(found[1]), int(found[2] or 0)
        if not 1 <= year < MAXYEAR or month > LAST_MONTH:
            return None
        start = today.replace(year=year, month=month or 1, day=1)
        end = start.replace(year=year + 1, month=1) if month in {0, LAST_MONTH} else start.replace(month=month + 1)
        return start, end
