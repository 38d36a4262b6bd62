"""What the list of answers can be narrowed down by."""

from __future__ import annotations

import re
from datetime import MAXYEAR, date, datetime, timedelta
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Page, Paginator
from django.db.models import Exists, F, Max, Min, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property

from marking import queries
from marking.engine import explain
from marking.models import MarkChange, Standing
from quizzes.models import Attempt

# Counting a million rows takes longer than looking at them; nobody leafs further than this.
MOST_COUNTED = 10_000
LAST_MONTH = 12


class ShortPaginator(Paginator[Any]):
    """Finds the numbers of MOST_COUNTED rows at most, in their order, and loads whole only those of the page shown.

    Sorting a million rows with all that is shown of each takes a database many times as long as sorting their numbers.
    """

    @cached_property
    def ids(self) -> list[int]:
        """The numbers of the rows, in the list's order."""
        rows: Any = self.object_list
        rows = rows.select_related(None)
        by = next((path.lstrip("-") for path in rows.query.order_by[:1] if isinstance(path, str)), "")
        if not by.startswith("standing__"):
            return list(rows.values_list("pk", flat=True)[:MOST_COUNTED])
        # What is not marked comes last. Said apart, the others can be read in the order of an index.
        ids = list(rows.filter(**{f"{by}__isnull": False}).values_list("pk", flat=True)[:MOST_COUNTED])
        rest = rows.filter(**{f"{by}__isnull": True}).order_by("-pk").values_list("pk", flat=True)
        return ids + list(rest[: MOST_COUNTED - len(ids)])

    @cached_property
    def count(self) -> int:
        """How many rows there are, MOST_COUNTED at most."""
        return len(self.ids)

    def page(self, number: Any) -> Any:
        """Return the page with its rows in a list. Raises InvalidPage for one that is not there."""
        number = self.validate_number(number)
        ids = self.ids[(number - 1) * self.per_page : number * self.per_page]
        rows: Any = self.object_list
        whole = rows.model._default_manager.filter(pk__in=ids).order_by()
        whole.query.select_related = rows.query.select_related
        by_id = {row.pk: row for row in whole}
        return Page([by_id[pk] for pk in ids if pk in by_id], number, self)


class ShortList(ChangeList):
    """A list whose rows come by the page's numbers where there is one page, too."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        if not self.multi_page:
            self.result_list = self.paginator.page(1).object_list


def _stands(**conditions: Any) -> Exists:
    """Return whether a row's standing is so, asked of each row in the list's order.

    Of what is so of many rows a page is full soon. Joined, SQLite goes by an index through all of them and sorts.
    """
    return Exists(Standing.objects.filter(response=OuterRef("pk"), **conditions))


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
        if self.value() == Standing.State.FAILED:  # few, which an index finds
            return queryset.filter(standing__state=self.value())
        return queryset.filter(_stands(state=self.value())) if self.value() else queryset


class ConfidenceFilter(admin.SimpleListFilter):
    title = "confidence"
    parameter_name = "confidence"
    BANDS: ClassVar[dict[str, tuple[float, float]]] = {"low": (0, 0.7), "middle": (0.7, 0.9), "high": (0.9, 1.01)}

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [("low", "Below 0.70"), ("middle", "0.70 to 0.90, to check"), ("high", "0.90 and more, sure")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in self.BANDS:
            return queryset
        low, high = self.BANDS[str(self.value())]
        return queryset.filter(_stands(confidence__gte=low, confidence__lt=high))


class ReasonFilter(admin.SimpleListFilter):
    """Why the engine asks for a person, among the answers that wait for one."""

    title = "reason to check"
    parameter_name = "why"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return list(explain.LABELS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in explain.LABELS:
            return queryset
        return queryset.filter(_stands(state=Standing.State.TO_CHECK, engine_mark__codes__contains=f",{self.value()},"))


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
        return queryset.filter(pk__in=MarkChange.objects.values("response"))


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
        spans = [("today", "Today"), ("week", "Past 7 days")]
        for year in range(last.year, first.year - 1, -1):
            spans.append((str(year), str(year)))
            if chosen == str(year):
                spans += [(f"{year}-{month:02}", f"– {date(year, month, 1):%B}") for month in range(1, 13)]
        return spans

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        span = self._span(timezone.localtime())
        if span is None:
            return queryset
        sittings = Attempt.objects.filter(submitted_at__gte=span[0], submitted_at__lt=span[1])
        return queryset.filter(attempt__in=sittings.order_by().values("pk"))

    def _span(self, now: datetime) -> tuple[datetime, datetime] | None:
        """Return from when until before when, None for no such choice."""
        today = now.replace(hour=0, minute=0, second=0, microsecond=0)
        if self.value() == "today":
            return today, today + timedelta(days=1)
        if self.value() == "week":
            return today - timedelta(days=6), today + timedelta(days=1)
        if (match := re.fullmatch(r"(\d{4})(?:-(\d\d))?", self.value() or "")) is None:
            return None
        year, month = int(match[1]), int(match[2] or 0)
        if not 1 <= year < MAXYEAR or month > LAST_MONTH:
            return None
        start = today.replace(year=year, month=month or 1, day=1)
        end = start.replace(year=year + 1, month=1) if month in {0, LAST_MONTH} else start.replace(month=month + 1)
        return start, end
