"""Grade boundaries of a quiz: set, changed and taken away."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from marking.models import GradeBoundaries
from marking.pure import grades
from quizzes.models import Quiz
from quizzes.pure.wording import in_figures


@transaction.atomic
def set_boundaries(*, quiz: Quiz, text: str, by: Any, now: datetime) -> tuple[grades.Boundary, ...]:
    """Set the boundaries of a quiz, one grade a line; an empty text takes them away. Raises BadBoundariesError."""
    boundaries = grades.read(text)
    if not boundaries:
        GradeBoundaries.objects.filter(quiz=quiz).delete()
        return ()
    said = "\n".join(f"{one.grade} {in_figures(one.least)}{'%' if one.share else ''}" for one in boundaries)
    GradeBoundaries.objects.update_or_create(quiz=quiz, defaults={"text": said, "set_by": by, "set_at": now})
    return boundaries
