"""What becomes of answers that arrive: which of them count, and which are kept aside, and why. No query is made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from quizzes.models import Attempt, Response, ResponseVersion
from quizzes.models.attempt import LONGEST_RESPONSE
from quizzes.pure.timing import GRACE, TRANSIT

Outcome = ResponseVersion.Outcome
CHANGED = ("text", "seq", "revision", "flagged", "saved_at")  # of an answer, by a save that counts


@dataclass(frozen=True, slots=True)
class Answer:
    """What a client sends for one item: the text, and its own sequence number, which only grows."""

    item: int
    text: str
    seq: int
    flagged: bool | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a save: for each item the number now on record, and what was kept without counting."""

    attempt: Attempt
    saved: dict[int, int] = field(default_factory=dict)
    kept_aside: dict[int, str] = field(default_factory=dict)
    newer: dict[int, Response] = field(default_factory=dict)
    unknown: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """What is to be written of a save: answers with what they say now, and what arrived."""

    saved: Saved
    changed: list[Response]
    versions: list[ResponseVersion]


def judge(
    attempt: Attempt,
    rows: Iterable[Response],
    answers: Sequence[Answer],
    *,
    refusal: str,
    lease: str,
    received_at: datetime,
) -> Judged:
    """Say of each answer whether it counts or is kept aside, and put what counts into its row of `rows`.

    `refusal` is why none of them counts, "" where it depends on each.
    """
    own = {row.item_id: row for row in rows}
    unknown = tuple(sorted({answer.item for answer in answers} - own.keys()))
    result = Saved(attempt, unknown=unknown)
    changed: dict[int, Response] = {}
    versions: list[ResponseVersion] = []
    for answer in answers:
        row = own.get(answer.item)
        if row is None:
            continue
        text = answer.text[:LONGEST_RESPONSE]
        outcome = refusal or (Outcome.STALE if _is_stale(row, answer.seq, text) else Outcome.COUNTED)
        if text != row.text:
            versions.append(ResponseVersion(
                response=row, text=text, seq=answer.seq, outcome=outcome, lease=lease, received_at=received_at
            ))  # fmt: skip
        if outcome != Outcome.COUNTED:
            result.kept_aside[row.item_id] = outcome
            if outcome == Outcome.STALE:
                result.newer[row.item_id] = row
            continue
        if answer.seq > row.seq:  # the same number again is the same answer again
            _apply(row, answer, text, received_at)
            changed[row.pk] = row
        result.saved[row.item_id] = row.seq
    return Judged(result, list(changed.values()), versions)


def _is_stale(row: Response, seq: int, text: str) -> bool:
    """A delayed request must not overwrite what came after it; the same one again is no harm."""
    return seq < row.seq or (seq == row.seq and text != row.text)


def _apply(row: Response, answer: Answer, text: str, received_at: datetime) -> None:
    row.revision += text != row.text
    row.text, row.seq, row.saved_at = text, answer.seq, received_at
    if answer.flagged is not None:
        row.flagged = answer.flagged


def refusal_of(attempt: Attempt, lease: str, received_at: datetime) -> str:
    """Return why answers of this save do not count, or "" where they do."""
    if not attempt.is_open and not attempt.closed_by_clock:
        return Outcome.AFTER_HAND_IN
    stands_since = attempt.paused_at or (attempt.break_at if attempt.state(received_at) == "resting" else None)
    if attempt.is_open and stands_since is not None:
        # What was typed before may still be under way; what comes later was typed while the others wait.
        if received_at > stands_since + GRACE:
            return Outcome.PAUSED
    elif attempt.ends_at is not None and received_at > attempt.ends_at + TRANSIT:
        return Outcome.LATE if received_at <= attempt.ends_at + GRACE else Outcome.TOO_LATE
    if attempt.lease and lease and lease != attempt.lease:
        return Outcome.OTHER_TAB
    return ""
