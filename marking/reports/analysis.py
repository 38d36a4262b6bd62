"""What a class's marks say: which question went badly, who needs help, which scheme is too strict."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Sum

from marking.engine.tokenise import words_of
from marking.models import Standing
from marking.queries import UNLEVELLED, Row, mark_of, table, unlevelled
from marking.statistics import (
    ENOUGH_FOR_DISCRIMINATION,
    ENOUGH_FOR_FACILITY,
    ENOUGH_FOR_RELIABILITY,
    Bar,
    Spread,
    cronbach_alpha,
    distribution,
    facility,
    item_rest_correlation,
    quartiles,
    standard_error,
)
from quizzes.models import Assignment, Item, Response, User

# Of the wrong answers so many are shown a question, and each must have been given so often.
COMMONEST, AT_LEAST = 3, 2
# Students below this share of the marks are named as those who need help.
NEEDS_HELP = Decimal("0.4")
LONGEST_SHOWN = 120
QUIZZES_BACK = 8


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """How a question went. Figures are None where the marks are too few to say or say nothing.

    `facility` and `discrimination` are those of `marking.statistics`. `stricter` is how much more, in marks, people
    gave than the engine on the `compared` answers that both marked. `hardest_point` is the number of the marking point,
    as on the marked script, that the fewest answers met, with the share that did; of a scheme with several points only.
    """

    item: Item
    count: int
    mean: float | None
    facility: float | None
    discrimination: float | None
    compared: int
    stricter: float | None
    wrong: tuple[tuple[str, int], ...]
    hardest_point: tuple[int, float] | None
    full: int
    none: int


@dataclass(frozen=True, slots=True)
class Analysis:
    """A class's marks for a quiz, in figures. `counted` are the students who handed in and are wholly marked,
    `on_paper` those of them who sat it on paper."""

    counted: int
    on_paper: int
    bars: tuple[Bar, ...]
    spread: Spread | None
    items: tuple[ItemFigures, ...]
    alpha: float | None
    error: float | None
    struggling: tuple[Row, ...]
    out_of: Decimal

    @property
    def hardest(self) -> ItemFigures | None:
        """The question with the lowest facility, None where there are too few answers."""
        known = [one for one in self.items if one.facility is not None]
        return min(known, key=lambda one: (one.facility or 0, one.item.position), default=None)

    @property
    def strictest(self) -> ItemFigures | None:
        """The question whose scheme people overruled upwards the most, None where they did not."""
        known = [one for one in self.items if one.stricter is not None and one.stricter > 0]
        return max(known, key=lambda one: one.stricter or 0, default=None)


def analyse(assignment: Assignment) -> Analysis:
    """Return the figures of a class's marks, in six queries whatever the size of the class."""
    whole = table(assignment)
    rows = [row for row in whole.rows if row.total is not None]
    totals = [row.total for row in rows if row.total is not None]
    compared = _compared(assignment)
    columns = {item.pk: _column(rows, place) for place, item in enumerate(whole.items)}
    alpha = None
    if len(rows) >= ENOUGH_FOR_RELIABILITY and len(whole.items) > 1:
        alpha = cronbach_alpha([[column[place] for column in columns.values()] for place in range(len(rows))])
    return Analysis(
        counted=len(rows),
        on_paper=_on_paper(rows),
        bars=distribution(totals, whole.out_of),
        spread=quartiles(totals),
        items=tuple(_figures(item, columns[item.pk], totals, compared.get(item.pk, [])) for item in whole.items),
        alpha=alpha,
        error=standard_error(totals, alpha) if alpha is not None else None,
        struggling=tuple(row for row in rows if row.total is not None and row.total < NEEDS_HELP * whole.out_of),
        out_of=whole.out_of,
    )


def _on_paper(rows: Sequence[Row]) -> int:
    return sum(row.attempt is not None and row.attempt.sat_on_paper is not None for row in rows)


def _column(rows: Sequence[Row], place: int) -> list[Decimal]:
    """Return the marks of one question, in the order of the students; a question left out is worth 0."""
    cells = (row.cells[place] for row in rows)
    return [(mark_of(cell) if cell is not None else None) or Decimal(0) for cell in cells]


@dataclass(frozen=True, slots=True)
class _Seen:
    """An answer with what stands and what the engine gave."""

    text: str
    mark: Decimal
    engine: Decimal | None
    by_person: bool
    met: tuple[bool, ...]


def _compared(assignment: Assignment) -> dict[int, list[_Seen]]:
    rows = Response.objects.handed_in().filter(attempt__assignment=assignment, standing__mark__isnull=False)
    rows = rows.exclude(unlevelled())
    seen: dict[int, list[_Seen]] = defaultdict(list)
    for item, text, mark, engine, marker, points, codes in rows.values_list(
        "item", "text", "standing__mark__mark", "standing__engine_mark__mark", "standing__mark__marker",
        "standing__engine_mark__points", "standing__engine_mark__codes",
    ):  # fmt: skip
        # To a scheme with a grid the engine gives nothing that could be compared with a person's mark.
        compared = None if UNLEVELLED in (codes or "") else engine
        met = tuple(point["outcome"] == "matched" for point in points or ())
        seen[item].append(_Seen(text, mark, compared, marker is not None, met))
    return seen


def _figures(item: Item, marks: Sequence[Decimal], totals: Sequence[Decimal], seen: Sequence[_Seen]) -> ItemFigures:
    enough = len(marks) >= ENOUGH_FOR_DISCRIMINATION
    both = [row for row in seen if row.by_person and row.engine is not None]
    apart = [float(row.mark - row.engine) for row in both if row.engine is not None]
    return ItemFigures(
        item=item,
        count=len(marks),
        mean=float(sum(marks, Decimal(0))) / len(marks) if marks else None,
        facility=facility(marks, item.marks) if len(marks) >= ENOUGH_FOR_FACILITY else None,
        discrimination=item_rest_correlation(marks, totals) if enough else None,
        compared=len(both),
        stricter=sum(apart) / len(apart) if apart else None,
        wrong=_commonest_wrong(seen),
        hardest_point=_hardest_point(seen),
        full=sum(mark == item.marks for mark in marks),
        none=sum(mark == 0 for mark in marks),
    )


def _hardest_point(seen: Sequence[_Seen]) -> tuple[int, float] | None:
    """Return the point that the fewest answers met, among answers marked by a scheme of the usual number of points."""
    usual = Counter(len(row.met) for row in seen).most_common(1)
    if not usual or usual[0][0] < 2 or usual[0][1] < ENOUGH_FOR_FACILITY:
        return None
    rows = [row.met for row in seen if len(row.met) == usual[0][0]]
    shares = [sum(column) / len(rows) for column in zip(*rows, strict=True)]
    place = min(range(len(shares)), key=lambda at: (shares[at], at))
    return place + 1, shares[place]


def _commonest_wrong(seen: Sequence[_Seen]) -> tuple[tuple[str, int], ...]:
    """Return the answers that earned nothing and were given most often, as first written, with how often."""
    counts: Counter[str] = Counter()
    written: dict[str, str] = {}
    for row in seen:
        key = " ".join(words_of(row.text))
        if row.mark == 0 and key:
            counts[key] += 1
            written.setdefault(key, " ".join(row.text.split())[:LONGEST_SHOWN])
    common = [(written[key], count) for key, count in counts.most_common(COMMONEST) if count >= AT_LEAST]
    return tuple(common)


# ---- over several quizzes ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Progress:
    """A class over its last quizzes, the oldest first: each student's shares, and the class's mean a quiz."""

    assignments: tuple[Assignment, ...]
    rows: tuple[tuple[User, tuple[float | None, ...]], ...]
    means: tuple[float | None, ...]


def over_time(students: Sequence[User], assignments: Sequence[Assignment]) -> Progress:
    """Return how `students` did in these quizzes, in two queries. Of several attempts the last counts."""
    worth = dict(
        Item.objects.filter(quiz__assignments__in=[row.pk for row in assignments])
        .values_list("quiz__assignments")
        .annotate(Sum("marks"))
    )
    got: dict[tuple[int, int], tuple[int, Decimal | None]] = {}
    rows: Any = (
        Response.objects.handed_in()
        .filter(attempt__assignment__in=[row.pk for row in assignments])
        .values("attempt__assignment", "attempt__student", "attempt__number")
        .annotate(
            got=Sum("standing__mark__mark"), marked=Count("standing__mark", filter=~unlevelled()), all=Count("pk")
        )
    )
    for row in rows:
        key = (row["attempt__assignment"], row["attempt__student"])
        total = row["got"] if row["marked"] == row["all"] else None
        if key not in got or got[key][0] < row["attempt__number"]:
            got[key] = (row["attempt__number"], total)
    lines = []
    for student in students:
        shares = tuple(_share(got.get((one.pk, student.pk)), worth.get(one.pk)) for one in assignments)
        lines.append((student, shares))
    means = tuple(_mean([shares[place] for _, shares in lines]) for place in range(len(assignments)))
    return Progress(tuple(assignments), tuple(lines), means)


def last_quizzes(school_class_id: int) -> list[Assignment]:
    """Return the last quizzes of a class that somebody has handed in, the oldest first."""
    rows = Assignment.objects.filter(
        school_class=school_class_id, attempts__responses__standing__state__in=Standing.State.values
    )
    newest = rows.select_related("quiz").distinct().order_by("-opens_at", "-pk")[:QUIZZES_BACK]
    return list(reversed(newest))


def _share(known: tuple[int, Decimal | None] | None, worth: Decimal | None) -> float | None:
    return float(known[1] / worth) if known is not None and known[1] is not None and worth else None


def _mean(shares: Sequence[float | None]) -> float | None:
    known = [share for share in shares if share is not None]
    return sum(known) / len(known) if known else None
