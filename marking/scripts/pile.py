"""A class's scripts to a question with a levels grid: in which order to level them, and what is known of each.

What a machine says of a script is worked out here when somebody looks, and stored nowhere: it is no mark, and no page
for students asks for it.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from threading import Lock
from typing import Any

from marking import queries
from marking.engine.grid import Grid, Objective
from marking.engine.notation.editing import points_of
from marking.levels import guards
from marking.levels.copies import Copied
from marking.levels.guards import Guard
from marking.levels.ordering import next_to_level, second_look
from marking.levels.proposing import Pile, Proposal, Proposals, propose
from marking.levels.traits import Script, telling_words
from marking.models import MarkScheme, Standing
from marking.services import levels, schemes
from quizzes.models import Assignment, Item, Response

# How near to a border between two levels a script has to be to be compared with one of each.
_AT_BORDER = 0.2
# Piles that were counted lately: what does not change while they are levelled.
_KEPT = 4
_kept: OrderedDict[tuple[Any, ...], _Counted] = OrderedDict()
_lock = Lock()
ORDERS = {
    "telling": "those first that tell most about the rest",
    "rank": "like with like, by length and coverage",
    "class": "as they were handed in",
}


@dataclass(frozen=True, slots=True)
class _Counted:
    pile: Pile
    guards: Mapping[int, tuple[Guard, ...]]


@dataclass(frozen=True, slots=True)
class Expected:
    """What the machine expects of one objective: one of two neighbouring levels, and how often it was right so far."""

    objective: Objective
    proposal: Proposal
    right: int
    within: int
    of: int

    @property
    def in_words(self) -> str:
        """“Level 2 or 3, more likely 2”."""
        named = f"{self.objective.name} level" if self.objective.name else "Level"
        one = self.proposal
        return f"{named} {one.low} or {one.high}, more likely {one.likely}"

    @property
    def record(self) -> str:
        """How often it would have been right on the scripts that are levelled."""
        return f"right in {self.right} of your {self.of}, one of the two in {self.within}"


@dataclass(frozen=True, slots=True)
class LookAgain:
    """A levelled script that is at odds with the rest of the pile: what was given, and what would be expected."""

    response: Response
    number: int
    objective: Objective
    given: int
    value: float

    @property
    def in_words(self) -> str:
        """What speaks for another look."""
        named = f"{self.objective.name} level" if self.objective.name else "level"
        side = "higher" if self.value > self.given else "lower"
        given = f"{named} {self.given}; scripts of similar length and coverage were levelled {side}"
        return f"{given}, nearer to {round(self.value)}"


@dataclass
class ClassPile:
    """The scripts of a class to one question, and what people have given them. `rows` are in the order of hand-in."""

    assignment: Assignment
    item: Item
    scheme: MarkScheme
    grid: Grid
    rows: dict[int, Response]
    given: dict[str, dict[int, int]]
    counted: _Counted
    _proposals: dict[str, Proposals | None] = field(default_factory=dict)

    @property
    def lead(self) -> Objective:
        """The objective worth most, by which the order goes."""
        return max(self.grid.objectives, key=lambda one: one.marks)

    @property
    def guards(self) -> Mapping[int, tuple[Guard, ...]]:
        """What to know of scripts before any level, by key."""
        return self.counted.guards

    @property
    def levelled(self) -> list[int]:
        """The keys of what a person has marked, whose mark stands."""
        return [key for key, row in self.rows.items() if _by_person(row)]

    def left(self, order: str = "telling") -> list[int]:
        """Return the keys of what waits for its level, in one of `ORDERS`; scripts with a guard come last."""
        waits = {key for key, row in self.rows.items() if not _by_person(row)}
        if order == "class":
            return [key for key in self.rows if key in waits]
        pile, lead = self.counted.pile, self.lead
        ranked = pile.by_rank if order == "rank" else next_to_level(pile, self._taught(lead), lead.top)
        plain = [key for key in ranked if key in waits]
        return [*plain, *(key for key in self.rows if key in waits - set(plain))]

    def number(self, key: int) -> int:
        """Return what a script is called in the class, from 1: its name is left out."""
        return self._numbers[key]

    @cached_property
    def _numbers(self) -> dict[int, int]:
        return {key: number for number, key in enumerate(self.rows, start=1)}

    def expected(self, key: int) -> list[Expected]:
        """Return what is expected of a script, for each objective of which anything can be said."""
        expected = []
        for one in self.grid.objectives:
            known = self.proposals(one)
            if known is not None and key in known.by_key:
                expected.append(Expected(one, known.by_key[key], known.right, known.within, known.of))
        return expected

    def proposals(self, objective: Objective) -> Proposals | None:
        """Return what is expected of the pile for an objective; None while too few are levelled."""
        if objective.name not in self._proposals:
            self._proposals[objective.name] = propose(self.counted.pile, self._taught(objective), objective.top)
        return self._proposals[objective.name]

    def _taught(self, objective: Objective) -> dict[int, int]:
        """The levels of an objective that teach: those of scripts that nothing speaks against."""
        keys = set(self.counted.pile.keys)
        return {key: level for key, level in self.given[objective.name].items() if key in keys}

    @property
    def taught(self) -> int:
        """How many scripts are levelled that what is expected is learnt from."""
        return len(self._taught(self.lead))

    def barred(self, key: int) -> bool:
        """Whether nothing is expected of a script for what is known of it."""
        return guards.bars(self.guards.get(key, ()))

    def look_again(self) -> list[LookAgain]:
        """Return the tenth of the pile most at odds with the rest, once all is levelled, without what was looked at.

        Whoever gives a script its level once more has looked at it.
        """
        if self.left("class"):
            return []
        looks = [
            (one, look)
            for one in self.grid.objectives
            for look in second_look(self.counted.pile, self._taught(one), one.top)
        ]
        looks.sort(key=lambda pair: -abs(pair[1].given - pair[1].value) / max(pair[0].top, 1))
        worst: dict[int, LookAgain] = {}
        for one, look in looks:
            row = self.rows[look.key]
            worst.setdefault(look.key, LookAgain(row, self.number(look.key), one, look.given, look.value))
        tenth = math.ceil(len(self.levelled) / 10)
        seen = {key for key, times in levels.times_levelled(self.assignment, self.item).items() if times > 1}
        return [look for key, look in list(worst.items())[:tenth] if key not in seen]

    def border(self, key: int) -> tuple[Response, Response] | None:
        """Return a levelled script of the level below and one of that above for a script at the border of two levels.

        They are the most typical of their levels. None for a script that is at no border, or has no such neighbours.
        """
        known = self.proposals(self.lead)
        proposal = known.by_key.get(key) if known is not None else None
        if known is None or proposal is None or abs(proposal.value % 1 - 0.5) > _AT_BORDER:
            return None
        pair = [self._typical(known, level, key) for level in (proposal.low, proposal.high)]
        return (pair[0], pair[1]) if pair[0] is not None and pair[1] is not None else None

    def _typical(self, known: Proposals, level: int, besides: int) -> Response | None:
        taught = self._taught(self.lead)
        own = [
            key
            for key, given in taught.items()
            if given == level and key != besides and levels.levels_of(self.rows[key].standing.mark)
        ]
        nearest = min(own, key=lambda key: abs(known.by_key[key].value - level), default=None)
        return self.rows[nearest] if nearest is not None else None

    def copies_of(self, key: int) -> list[Copied]:
        """Return what a script shares with others."""
        return [one for guard in self.guards.get(key, ()) for one in guard.others]


def open_pile(assignment: Assignment, item: Item, scheme: MarkScheme | None) -> ClassPile | None:
    """Return the marked scripts of a class to `item`, to be levelled by `scheme`; None where that has no grid."""
    grid = levels.grid_in(scheme.text) if scheme is not None else None
    if scheme is None or grid is None:
        return None
    rows = {row.pk: row for row in _rows(assignment, item)}
    return ClassPile(
        assignment, item, scheme, grid, rows, levels.given_in(assignment, item, grid), _counted(scheme, item, rows)
    )


def _rows(assignment: Assignment, item: Item) -> Sequence[Response]:
    rows = Response.objects.handed_in().not_erased()
    rows = rows.filter(attempt__assignment=assignment, item=item, standing__isnull=False)
    rows = rows.select_related("item__question__bank", "attempt__student", "attempt__assignment", *queries.WITH_MARKS)
    return list(rows.prefetch_related("standing__mark__levels").order_by("attempt__submitted_at", "pk"))


def _by_person(row: Response) -> bool:
    mark = row.standing.mark
    return mark is not None and mark.marker_id is not None and row.standing.state != Standing.State.TO_CHECK


def _counted(scheme: MarkScheme, item: Item, rows: Mapping[int, Response]) -> _Counted:
    """Return a pile counted, from a short while ago where no text has changed since."""
    key = (
        scheme.pk,
        _read_by_students(item),
        tuple((pk, row.revision, len(row.text), row.standing.engine_mark_id) for pk, row in rows.items()),
    )
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    scripts = [_script(row) for row in rows.values()]
    english = schemes.compiled(scheme).scheme.language == "en"
    source = _read_by_students(item)
    asked = telling_words(f"{source}\n{scheme.text}")
    points = len(points_of(scheme.text))
    known = guards.guards_of(scripts, source=source, asked=asked, points=points, english=english)
    plain = [one for one in scripts if not guards.bars(known.get(one.key, ()))]
    counted = _Counted(Pile.of(plain, asked), known)
    with _lock:
        _kept[key] = counted
        while len(_kept) > _KEPT:
            _kept.popitem(last=False)
    return counted


def _read_by_students(item: Item) -> str:
    """The question with the sources beside it, in plain words."""
    return "\n".join([item.stem, *(str(source.get("text", "")) for source in item.sources)])


def _script(row: Response) -> Script:
    mark = row.standing.engine_mark
    met = [one for one in (mark.points if mark is not None and mark.text == row.text else ()) if _met(one)]
    return Script(row.pk, row.text, float(sum(Decimal(one["marks"]) for one in met)), len(met))


def _met(point: Any) -> bool:
    return isinstance(point, dict) and point.get("outcome") == "matched"
