"""The one writer of what people decide about the site itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from quizzes.models import Preferences, UnwantedNotice


@transaction.atomic
def end_first_steps(*, user: Any, now: datetime) -> None:
    """Show a teacher the first steps no more."""
    Preferences.objects.update_or_create(user=user, defaults={"first_steps_ended_at": now})


@transaction.atomic
def choose_notices(*, user: Any, offered: Iterable[str], wanted: Iterable[str]) -> None:
    """Have somebody get of the `offered` kinds of notices only those `wanted`; other kinds stay as they are."""
    offered, wanted = set(offered), set(wanted)
    UnwantedNotice.objects.filter(user=user, kind__in=offered & wanted).delete()
    rows = [UnwantedNotice(user=user, kind=kind) for kind in offered - wanted]
    UnwantedNotice.objects.bulk_create(rows, ignore_conflicts=True)
