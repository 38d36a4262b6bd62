"""What the page of a sitting is told of each save and hand-in."""

from __future__ import annotations

from typing import Any

from quizzes.services import attempts, clock


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
