"""What the engine gave, as the rows of marks that are written down. Writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from msgspec import Raw

from marking.engine import VERSION, Marked, PointMark, Reason, explain
from marking.models import MarkScheme
from quizzes import bulk
from quizzes.models import Item, Response
from quizzes.pure.wording import in_figures

COLUMNS = (
    "response_id", "revision", "text", "scheme_id", "engine_version", "mark", "out_of", "confidence", "review",
    "reasons", "codes", "points", "reason", "made_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Result:
    """What the engine gives a response under a scheme."""

    scheme: MarkScheme
    response: Response
    marked: Marked

    @property
    def key(self) -> tuple[int, int, int]:
        """Response, revision and scheme: with the engine's version, what there is one mark for."""
        return self.response.pk, self.response.revision, self.scheme.pk


def of(results: Sequence[Result], now: datetime) -> list[tuple[Any, ...]]:
    """Return the rows of `results`, in the order of COLUMNS.

    The engine gives equal answers one and the same result, and all that miss a point one and the same outcome: each is
    made into JSON once.
    """
    points: dict[int, Raw] = {}
    given: dict[tuple[int, int], tuple[Any, ...]] = {}
    rows = []
    for one in results:
        key = id(one.marked), one.response.item_id
        if key not in given:
            given[key] = _given(one.marked, one.response.item, points)
        response = one.response
        rows.append((response.pk, response.revision, response.text, one.scheme.pk, VERSION, *given[key], "", now))
    return rows


def _given(result: Marked, item: Item, points: dict[int, Raw]) -> tuple[Any, ...]:
    """Return the columns from `mark` to `points`."""
    reasons, agrees = list(result.reasons), item.agrees_with(result.max)
    if not agrees:
        reasons.append(Reason("worth", None, (in_figures(result.max), in_figures(item.marks))))
    elif result.mark > item.marks:
        reasons.append(Reason("most", None, (in_figures(item.marks),)))
    shown = bulk.as_json([_point(point, points) for point in result.points])
    return (
        fitted(result, item), item.marks, result.confidence, result.review or not agrees,
        bulk.as_json(explain.stored(reasons)), explain.as_codes(reasons), shown,
    )  # fmt: skip


def _point(point: PointMark, known: dict[int, Raw]) -> Raw:
    if id(point) not in known:
        known[id(point)] = bulk.as_json(as_json(point.as_data()))
    return known[id(point)]


def fitted(result: Marked, item: Item) -> Decimal:
    """Return the mark as the paper can hold it, whose marks were fixed when it was published."""
    return min(result.mark, item.marks)


def as_json(value: Any) -> Any:
    """Return `value` as JSON can hold it; marks become text, so that no half is ever rounded."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, dict):
        return {key: as_json(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(inner) for inner in value]
    return value
