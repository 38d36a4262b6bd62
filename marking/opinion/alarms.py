"""What is wrong with a scheme rather than with an answer: said once for a class, with what would cure it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from marking.engine.notation import format_expression
from marking.engine.types import Either, Expression, Point
from marking.opinion.seen import Seen
from marking.pure.grouping import normalised

# Fewer answers say nothing of a scheme.
FEWEST = 12
# Of those that touch a point, the share denied from which a denial is likely the answer.
DENIED = 0.20
# So many answers that met an alternative must have a person's mark, and this share of them no more than a zero there.
FEWEST_JUDGED, GENEROUS = 4, 0.8
# This share of what a wildcard met must be another word than it begins.
_SPARSE = 0.95
MOST_KEY = 300


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something about a scheme that a teacher should look at.

    `code` is "nobody", "everybody", "zero", "denied", "generous" or "slips"; `point` the number of the point, counted
    from 1, 0 for all; `line` its line in the scheme; `words` are what it is about (of "zero": what most answers say);
    `count` of `of` answers.
    """

    code: str
    point: int
    line: int
    count: int
    of: int
    words: str = ""

    @property
    def key(self) -> str:
        """What names the alarm of a question, whatever the count and wherever the point stands by now."""
        return f"{self.code}:{'' if self.code == 'zero' else self.words}"[:MOST_KEY]

    def as_data(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return {name: getattr(self, name) for name in ("code", "point", "line", "count", "of", "words")}


def alarms(answers: Sequence[Seen], points: Sequence[Point]) -> list[Alarm]:
    """Return what the class's answers say about a scheme of these points, the gravest first.

    `answers` are marked by it. Empty answers are left out.
    """
    written = [seen for seen in answers if seen.text.strip() and len(seen.points) == len(points)]
    if len(written) < FEWEST:
        return []
    if all(not seen.mark for seen in written):
        return [Alarm("zero", 0, points[0].line if points else 0, len(written), len(written), _commonest(written))]
    alarms: list[Alarm] = []
    for place, point in enumerate(points):
        alarms += _of_point(written, place, point)
    return sorted(alarms, key=lambda one: _GRAVITY.index(one.code))


def _commonest(written: Sequence[Seen]) -> str:
    """Return what most of them wrote, "" where no two wrote the same."""
    counts = Counter(normalised(seen.text) for seen in written)
    text, count = max(counts.items(), key=lambda pair: (pair[1], pair[0]))
    first = next(seen.text for seen in written if normalised(seen.text) == text)
    return " ".join(first.split()) if count > 1 else ""


_GRAVITY = ("zero", "denied", "nobody", "generous", "slips", "everybody")


def _of_point(written: Sequence[Seen], place: int, point: Point) -> list[Alarm]:
    number, of = place + 1, len(written)
    outcomes = [seen.points[place].outcome for seen in written]
    met, denied = outcomes.count("matched"), outcomes.count("negated")
    alarms = []
    if denied >= DENIED * of and not point.negated_counts:
        said = format_expression(point.expression)
        alarms.append(Alarm("denied", number, point.line, denied, of, said))
    elif not met:
        alarms.append(Alarm("nobody", number, point.line, 0, of, format_expression(point.expression)))
    elif met == of:
        alarms.append(Alarm("everybody", number, point.line, met, of, format_expression(point.expression)))
    alarms += _generous(written, place, point)
    alarms += _slips(written, place, point)
    return alarms


def options(expression: Expression) -> Sequence[Expression]:
    """Return the alternatives of an expression, itself where there are none."""
    return expression.options if isinstance(expression, Either) else [expression]


def alternatives(point: Point) -> Iterator[Expression]:
    """Yield the alternatives of a point, those of its lines `accept:` too."""
    for expression in (point.expression, *point.accept):
        yield from options(expression)


def _met_by(seen: Seen, place: int) -> str:
    return seen.points[place].met_by


def _generous(written: Sequence[Seen], place: int, point: Point) -> list[Alarm]:
    """Return the alternatives that nearly always come with a person's lower mark."""
    alarms = []
    for option in alternatives(point):
        said = format_expression(option)
        judged = [
            seen
            for seen in written
            if seen.decided is not None and seen.points[place].met and _met_by(seen, place) == said
        ]
        lower = sum(seen.decided is not None and seen.decided < seen.mark for seen in judged)
        if len(judged) >= FEWEST_JUDGED and lower >= GENEROUS * len(judged):
            alarms.append(Alarm("generous", place + 1, point.line, lower, len(judged), said))
    return alarms


def _slips(written: Sequence[Seen], place: int, point: Point) -> list[Alarm]:
    """Return the wildcards that only misspellings met."""
    alarms = []
    for option in alternatives(point):
        said = format_expression(option)
        if not said.endswith("*") or " " in said:
            continue
        met = [seen for seen in written if seen.points[place].met and _met_by(seen, place) == said]
        slips = sum(seen.points[place].similarity < 1 for seen in met)
        if len(met) >= FEWEST_JUDGED and slips >= _SPARSE * len(met):
            alarms.append(Alarm("slips", place + 1, point.line, slips, len(met), said))
    return alarms
