"""What a mark scheme becomes to be matched: units (the words wanted) and paths of them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from marking.engine.numbers import Number
from marking.engine.types import Point, Scheme


@dataclass(frozen=True, slots=True)
class Unit:
    """One word or number that a scheme wants; `raw` is how the scheme has it.

    `loud`: it is looked for in capitals, since in small letters it is a common word (US, SALT, the A of vitamin A).
    `joined`: words of a phrase written as one. `signs`: what stands glued before and behind it and has to agree
    ("-" of -5, "+" of Na+). `perhaps`: it is never more than nearly met (FDR for Franklin Delano Roosevelt).
    """

    id: int
    text: str
    prefix: bool = False
    exact: bool = False
    number: Number | None = None
    loud: bool = False
    joined: bool = False
    raw: str = ""
    signs: tuple[str, str] = ("", "")
    perhaps: bool = False


@dataclass(frozen=True, slots=True)
class Edge:
    """A step of a path, from one node to a later one: over a unit, or over nothing (`unit` is -1).

    `tight`: the unit must stand right after what was met before. `side`: the step is another wording or words
    written as one, beside the phrase's own words.
    """

    to: int
    unit: int
    tight: bool = False
    side: bool = False


@dataclass(frozen=True, slots=True)
class Path:
    """A phrase: `edges[node]` are the steps on from a node; 0 is the start, the last node the end.

    `chain` are the units of a phrase that has no choices, other wordings aside. The other sets of units are bits:
    `units` are all that stand on it, `side` those of other wordings, `must` those that no way avoids but by a side.
    `negative`: the phrase claims that something is not so. `size` is how many letters its words have. `alone`: it is
    a whole way to earn a point, no part of a larger one. `little` are the little words of the phrase that have an
    opposite, each with the unit that stands behind it ("into" before "cell"); `by` says whether it has that word.
    `formula` is what `formulas.formula` makes of it.
    """

    text: str
    edges: tuple[tuple[Edge, ...], ...]
    chain: tuple[int, ...] | None
    units: int
    must: int
    side: int
    negative: bool
    size: int
    alone: bool = True
    little: tuple[tuple[int, str], ...] = ()
    by: bool = False
    formula: str = ""


@dataclass(frozen=True, slots=True)
class AnyWay:
    """At least one of these."""

    options: tuple[Node, ...]
    units: int


@dataclass(frozen=True, slots=True)
class All:
    """All of these; `sentence`: within one sentence."""

    parts: tuple[Node, ...]
    sentence: bool
    units: int


Node = Path | AnyWay | All


@dataclass(frozen=True, slots=True)
class CompiledPoint:
    """A marking point: the ways to earn it, what cancels it, what is not looked at."""

    point: Point
    ways: tuple[Node, ...]
    rejects: tuple[Node, ...]
    ignores: tuple[Node, ...]
    units: int
    reject_units: int


@dataclass(frozen=True, slots=True)
class Program:
    """A scheme ready to mark: its units, its points in order, and which of them share an "any N from"."""

    scheme: Scheme
    units: tuple[Unit, ...]
    points: tuple[CompiledPoint, ...]
    groups: tuple[tuple[int, tuple[int, ...]], ...]
    maximum: Decimal
