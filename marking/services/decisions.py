"""What a teacher decides for a group of answers, as the mark that each of them gets. Writes nothing by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from marking.models import MarkScheme
from marking.services import marks, opinions, schemes, wordings
from marking.signals import opinions_outdated
from quizzes.models import Assignment, Item, Response
from quizzes.pure.wording import in_figures

ACTS = ("accept", "right", "half", "wrong", "points", "mark")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is decided: one of ACTS, with the numbers of the `points` ticked or the `mark` where it asks for them."""

    act: str
    points: Sequence[int] = ()
    mark: Decimal | None = None


def with_marks(rows: QuerySet[Response]) -> list[Response]:
    """Return responses loaded with what a decision asks of them."""
    return list(rows.select_related("item__question__bank", "attempt", "standing__mark", "standing__engine_mark"))


def choices(item: Item) -> list[tuple[str, str, Decimal]]:
    """Return what a whole answer can be called, with the mark that it gets."""
    half = item.marks / 2
    return [
        ("right", "Right", item.marks),
        *([("half", "Half", half)] if half % marks.STEP == 0 else []),
        ("wrong", "Wrong", Decimal(0)),
    ]


def decided(
    *,
    wanted: Wanted,
    item: Item,
    responses: Sequence[Response],
    seen: Mapping[int, int | None],
    scheme: MarkScheme | None,
) -> tuple[list[marks.Decision], str]:
    """Return each response with its mark, and what was decided in words.

    `seen` is the id of the mark that was seen by the id of the response, `scheme` the one whose points were ticked.
    Raises marks.BadMark.
    """
    if not responses:
        raise marks.BadMark("Tick at least one answer.")
    scheme = scheme if wanted.act == "points" else None
    if wanted.act == "accept":
        pairs = _proposals(responses)
        worth = " and ".join(in_figures(mark) for mark in sorted({mark for _, mark in pairs}))
        said = f"Accepted as proposed, {worth} of {in_figures(item.marks)}"
    else:
        mark, said = _one_mark(wanted, item, scheme)
        pairs = [(row, mark) for row in responses]
    if scheme is not None:
        points = wordings.points_of(scheme.text)
        return [
            marks.Decision(row, mark, seen[row.pk], _ticked(scheme, points, wanted.points, row), scheme)
            for row, mark in pairs
        ], said
    return [marks.Decision(row, mark, seen[row.pk]) for row, mark in pairs], said


def _proposals(responses: Sequence[Response]) -> list[tuple[Response, Decimal]]:
    """Return each response with the mark that it has. Raises BadMark where one has none."""
    pairs = [(row, row.standing.mark.mark) for row in responses if row.standing.mark is not None]
    if len(pairs) < len(responses):
        raise marks.BadMark("There is no proposal to accept: marking failed. Choose a mark.")
    if any(row.standing.waits_for_level for row in responses):
        raise marks.BadMark("There is no proposal to accept: an essay has no mark until you give it a level.")
    return pairs


def _ticked(
    scheme: MarkScheme, points: Sequence[wordings.PointLine], ticked: Sequence[int], response: Response
) -> tuple[dict[str, Any], ...]:
    """Return the points as evidence: those ticked are credited, with the words that the engine credited, if it did."""
    engine = response.standing.engine_mark
    credited = {point["line"]: point for point in engine.points} if engine and engine.scheme_id == scheme.pk else {}
    return tuple(
        {
            "line": point.line,
            "outcome": "matched" if point.number in ticked else "missed",
            "marks": f"{point.marks if point.number in ticked else Decimal(0):f}",
            "of": f"{point.marks:f}",
            "evidence": met["evidence"]
            if point.number in ticked and (met := credited.get(point.line)) and met["outcome"] == "matched"
            else [],
        }
        for point in points
    )


def _one_mark(wanted: Wanted, item: Item, scheme: MarkScheme | None) -> tuple[Decimal, str]:
    """Return one mark for all, and what was decided in words; `scheme` is the one whose points were ticked."""
    if wanted.act == "mark":
        if wanted.mark is None:
            raise marks.BadMark(f"Type a mark from 0 to {in_figures(item.marks)}.")
        return wanted.mark, f"{in_figures(wanted.mark)} of {in_figures(item.marks)}"
    if wanted.act == "points":
        if scheme is None:
            raise marks.BadMark("The question has no mark scheme, so there are no points to tick.")
        ticked = sorted(set(wanted.points))
        worth = schemes.compiled(scheme).worth(ticked)
        named = " and ".join(f"point {number}" for number in ticked) or "no point"
        return min(worth, item.marks), named.capitalize()
    choice = next((row for row in choices(item) if row[0] == wanted.act), None)
    if choice is None:
        raise marks.BadMark("Half a mark cannot be halved: choose right or wrong.")
    return choice[2], choice[1]


def learn(*, assignment: Assignment, item: Item, now: datetime) -> None:
    """Let the class's opinion learn from a decision: at once, or in a worker where the class is too large."""
    if opinions.is_quick(assignment, item):
        opinions.form_opinion(assignment=assignment, item=item, now=now)
    else:
        opinions_outdated.send(sender=None)
