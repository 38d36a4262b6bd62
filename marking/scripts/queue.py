"""The queue of a question's answers that want a person: in groups, each as the page shows it, and what is left."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from marking import queries
from marking.engine import explain
from marking.models import Mark
from marking.opinion import order
from marking.pure import grouping
from marking.scripts.marked import Script, script_of
from marking.services import opinions
from quizzes.models import Assignment, Item, Response
from quizzes.pure.wording import count, in_figures

# So many groups stand on one page; the next ones follow as these are decided.
MOST_GROUPS = 30
# So many answers are decided with one post, well within the fields that a form may send; the rest follow.
MOST_ANSWERS = 500


@dataclass(frozen=True, slots=True)
class Shown:
    """A group as the page shows it; `others` is what the rest of the class says of it."""

    group: grouping.Group
    script: Script
    responses: tuple[Response, ...]
    key: UUID
    holder: Any
    others: tuple[str, ...] = ()

    @property
    def proposed(self) -> str:
        """What the script proposes, for the name of the group."""
        mark, out_of = self.script.mark, self.script.out_of
        return "not marked" if mark is None else f"proposed {in_figures(mark)} of {in_figures(out_of)}"

    @property
    def lead(self) -> Response:
        """The response that the script shows."""
        return next(row for row in self.responses if row.pk == self.group.lead.key)


def groups_of(assignment: Assignment, item: Item, everything: bool) -> tuple[list[grouping.Group], dict[int, Response]]:
    """Return the groups of what is to be checked (or of all that no person has marked), and the responses by id."""
    rows = {row.pk: row for row in queries.unchecked(assignment, item, everything=everything)}
    answers = [
        grouping.Answer(
            row.pk,
            row.text,
            mark.mark if (mark := row.standing.mark) is not None else None,
            _points(row.standing.engine_mark),
            row.standing.confidence,
        )
        for row in rows.values()
    ]
    return order.queue(answers, opinions.views_of(assignment, item), salt=f"{assignment.pk}-{item.pk}"), rows


def codes_of(row: Response) -> tuple[str, ...]:
    """The codes of the engine's reasons for an answer."""
    mark = row.standing.engine_mark
    return explain.codes_in(mark.codes) if mark is not None else ()


def by_reason(
    groups: list[grouping.Group], responses: Mapping[int, Response], why: str
) -> tuple[list[grouping.Group], list[tuple[str, int]]]:
    """Return the groups with an answer that the engine doubts for the reason `why`, and how often each reason is given.

    All groups, where no answer has that reason.
    """
    whys = Counter(code for row in responses.values() for code in codes_of(row))
    if why in whys:
        groups = [group for group in groups if any(why in codes_of(responses[one.key]) for one in group.answers)]
    return groups, whys.most_common()


def _points(mark: Mark | None) -> tuple[Any, ...]:
    return tuple((point["line"], point["outcome"]) for point in mark.points) if mark is not None else ()


def shown_of(
    group: grouping.Group, responses: dict[int, Response], holder: Any, others: Mapping[int, Sequence[str]]
) -> Shown:
    rows = tuple(responses[answer.key] for answer in _within(group))
    lead = group.lead.key
    return Shown(group, script_of(responses[lead]), rows, uuid4(), holder, tuple(others.get(lead, ())))


@dataclass(frozen=True, slots=True)
class Left:
    """What is gained and left: decisions made, and the estimate for what nobody looked at, in percent."""

    decisions: int
    open: int
    low: int
    high: int
    next: int
    enough: bool

    @property
    def in_words(self) -> str:
        """How many marks nobody looked at would change, and whether looking on is worth it."""
        if not self.open:
            return "A person has checked every answer."
        share = f"{self.low}–{self.high}" if self.high else "0"
        said = (
            f"Of the {count(self.open, 'answer')} that nobody looked at, an estimated {share} % would be marked "
            "differently (95 % interval)."
        )
        if self.enough:
            return f"{said} You can stop here: the next 10 groups would hardly change a mark."
        return f"{said} The next 10 groups would change about {count(self.next, 'mark')}."


def left_of(assignment: Assignment, item: Item, groups: Sequence[grouping.Group]) -> Left | None:
    """Return what is left to be changed in one question; None where the class is too small to say."""
    known = opinions.views_of(assignment, item)
    upcoming = [order.changes(known[answer.key] for answer in group.answers if answer.key in known) for group in groups]
    outlook = opinions.outlook_of(assignment, item, upcoming)
    if outlook is None:
        return None
    return Left(
        queries.decisions(assignment, item), outlook.open, int(100 * outlook.low), math.ceil(100 * outlook.high),
        round(outlook.next_changes), outlook.enough,
    )  # fmt: skip


def _within(group: grouping.Group) -> list[grouping.Answer]:
    """Return as many answers of a group as are decided at once, the one that the page shows first."""
    lead = group.lead
    return [lead, *(answer for answer in group.answers if answer is not lead)][:MOST_ANSWERS]


def more_of(groups: Sequence[grouping.Group]) -> int:
    """Return how many groups follow once the page's are decided: those after it, and what large ones leave over."""
    left_over = sum((len(group.answers) - 1) // MOST_ANSWERS for group in groups[:MOST_GROUPS])
    return max(0, len(groups) - MOST_GROUPS) + left_over
