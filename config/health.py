"""What monitoring asks: is the process alive, can it serve, does the work get on. No name and no text of anybody."""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily

from config import pulse, queues
from marking import queries
from marking.models import Claim, Standing
from quizzes.models import Attempt
from quizzes.services import clock

SILENT = 180  # seconds without a sign of life of worker or sweeper on this host
SLOW = 300  # seconds that an answer may wait for its mark


@login_not_required
@require_GET
def livez(request: HttpRequest) -> HttpResponse:
    """Say "ok" while this process answers at all."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_GET
def readyz(request: HttpRequest) -> HttpResponse:
    """Say how things stand: 503 where no page can be served, else 200, with what is amiss in `degraded`."""
    facts: dict[str, Any] = {"database": "ok", "broker": "ok", "degraded": []}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        facts["oldest_waiting_seconds"] = round(oldest_waiting())
    except DatabaseError:
        facts["database"] = "away"
        return JsonResponse({**facts, "degraded": ["database"]}, status=503, headers={"Retry-After": "5"})
    if (others := queues.running()) is None:
        facts["broker"] = "away"
        facts["degraded"].append("broker")
    else:
        facts["workers"] = sum(one.kind == "worker" and not one.is_late for one in others)
    for name in ("worker", "sweeper"):
        seen = pulse.age(name)
        facts[f"{name}_seen_seconds_ago"] = None if seen is None else round(seen)  # None: it runs on another host
        if seen is not None and seen > SILENT:
            facts["degraded"].append(name)
    if facts["oldest_waiting_seconds"] > SLOW:
        facts["degraded"].append("marking")
    return JsonResponse(facts)


@login_not_required
@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    """Return figures for Prometheus to whoever has METRICS_TOKEN; nobody has, where there is none."""
    given = request.headers.get("Authorization", "")
    if not settings.METRICS_TOKEN or not hmac.compare_digest(given, f"Bearer {settings.METRICS_TOKEN}"):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    registry = CollectorRegistry()
    registry.register(Figures())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class Figures:
    """The figures, asked of database and queue at each scrape, so that any number of web processes say the same."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield each figure; one that cannot be had is left out."""
        waiting = GaugeMetricFamily("markscheme_queue_messages", "Messages that wait for a worker.", labels=["queue"])
        for queue, count in (queues.lengths() or {}).items():
            waiting.add_metric([queue], count)
        yield waiting
        for name, text, ask in FIGURES:
            value = ask()
            if value is not None:
                yield GaugeMetricFamily(f"markscheme_{name}", text, value=value)


def oldest_waiting() -> float:
    """Return for how many seconds the answer has waited that has waited longest for its mark; 0 where none waits."""
    rows = queries.waiting().select_related(None).order_by("attempt__submitted_at")
    since = rows.values_list("attempt__submitted_at", flat=True).first()
    return max((clock.now() - since).total_seconds(), 0.0) if since else 0.0


def _overdue() -> int:
    return Attempt.objects.overdue(clock.now()).count()


def _failed() -> int:
    return Standing.objects.filter(state=Standing.State.FAILED).count()


def _workers() -> int | None:
    running = queues.running()
    return None if running is None else sum(one.kind == "worker" and not one.is_late for one in running)


FIGURES: list[tuple[str, str, Callable[[], float | None]]] = [
    ("oldest_waiting_seconds", "For how long the oldest answer has waited for its mark.", oldest_waiting),
    ("waiting_responses", "Answers without a mark.", lambda: queries.waiting().count()),
    ("claimed_responses", "Answers in a worker's hand, or left behind by one.", Claim.objects.count),
    ("failed_responses", "Answers that wait for a person, as marking failed.", _failed),
    ("open_attempts", "Sittings that are not handed in.", lambda: Attempt.objects.open().count()),
    ("overdue_attempts", "Open sittings whose time has run out.", _overdue),
    ("workers", "Workers that have been heard of within a minute, on any host.", _workers),
    ("worker_seen_seconds", "Since a worker of this host gave a sign of life.", lambda: pulse.age("worker")),
    ("sweeper_seen_seconds", "Since the sweeper of this host gave a sign of life.", lambda: pulse.age("sweeper")),
    ("server_time_seconds", "The time that sittings go by.", lambda: clock.now().timestamp()),
    ("clock_step_seconds", "How far the system's clock is from it.", lambda: time.time() - clock.now().timestamp()),
]  # fmt: skip
