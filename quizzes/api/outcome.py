"""What the page of a sitting is told of a start, and of each save and hand-in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from quizzes.api.serializers import ItemShape
from quizzes.models import Attempt, Item
from quizzes.papers import paper_of, questions_on
from quizzes.pieces import Kept
from quizzes.services import attempts, clock

_shown: Kept[dict[int, dict[str, Any]]] = Kept(most=5000, size=len)


def outcome_of(result: attempts.Saved, lease: str) -> dict[str, Any]:
    """Return what became of a save, as `SavedShape` describes it, to the tab that holds `lease`."""
    attempt = result.attempt
    held = not attempt.lease or not lease or attempt.lease == lease
    now = clock.now()
    state = attempt.state(now)
    if state == "open" and not held:
        state = "read_only"
    left = attempt.left(now)
    return {
        "saved": result.saved,
        "kept_aside": result.kept_aside,
        "newer": {item: {"text": row.text, "seq": row.seq} for item, row in result.newer.items()},
        "unknown": result.unknown,
        "server_now": now,
        "ends_at": attempt.ends_at,
        "seconds_left": None if left is None else left.total_seconds(),
        "break_until": attempt.break_until,
        "break_seconds": attempt.break_left.total_seconds(),
        "state": state,
        "receipt": attempt.receipt,
    }


def begun(attempt: Attempt, now: datetime) -> dict[str, Any]:
    """Return a sitting as `AttemptShape` describes it, the questions rendered once for all of a class."""
    responses = paper_of(attempt)
    items = [] if attempt.state(now) == "resting" else [row.item for row in responses]
    quiz = attempt.assignment.quiz
    shown = _shown.get(questions_on(quiz).key, lambda: _rendered(questions_on(quiz).items))
    return {
        "id": attempt.pk,
        "assignment": attempt.assignment_id,
        "title": quiz.title,
        "number": attempt.number,
        "started_at": attempt.started_at,
        "ends_at": attempt.ends_at,
        "submitted_at": attempt.submitted_at,
        "closed_by_clock": attempt.closed_by_clock,
        "sat_on_paper": attempt.sat_on_paper,
        "receipt": attempt.receipt,
        "items": [{**shown[item.pk], "position": place} for place, item in enumerate(items, start=1)],
        "responses": [
            {
                "item": row.item_id,
                "text": row.text,
                "seq": row.seq,
                "flagged": row.flagged,
                "saved_at": row.saved_at,
            }
            for row in responses
        ],
        "server_now": now,
    }


def _rendered(items: tuple[Item, ...]) -> dict[int, dict[str, Any]]:
    return {item.pk: dict(shape) for item, shape in zip(items, ItemShape(items, many=True).data, strict=True)}
