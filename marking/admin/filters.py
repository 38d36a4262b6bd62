"""What the list of answers can be narrowed down by."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property

from marking import queries
from marking.models import Standing

# Counting a million rows takes longer than looking at them; nobody leafs further than this.
MOST_COUNTED = 10_000


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
