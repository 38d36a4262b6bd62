"""The one writer of what people decide about the site itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from quizzes.models import Preferences


@transaction.atomic
def end_first_steps(*, user: Any, now: datetime) -> None:
    """Show a teacher the first steps no more."""
    Preferences.objects.update_or_create(user=user, defaults={"first_steps_ended_at": now})
