"""The values the engine works with: what a mark scheme says, and what marking an answer gives.

All are frozen: a compiled scheme is shared between threads and tasks. Marks are `Decimal` in steps of one
half, never float. Offsets are positions in the answer exactly as the student typed it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from marking.engine.grid import Grid

Spelling = Literal["strict", "normal", "lenient"]
Outcome = Literal["matched", "near", "negated", "rejected", "missed"]


# ---- what a mark scheme says ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Term:
    """One word or number of a phrase. `prefix` is `communis*`; `exact` is `=Lenin` or a word in quotes."""

    text: str
    prefix: bool = False
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Quoted:
    """Exactly these words, next to each other, spelt so."""

    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """`{a / b}` inside a phrase: one of these. `(a / b)`: one of these or none (`optional`)."""

    options: tuple[Phrase, ...]
    optional: bool


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in this order. At least one part is not an optional choice."""

    parts: tuple[Term | Quoted | Choice, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """`a / b`: at least one of these."""

    options: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Both:
    """`a + b`: all of these, anywhere in the answer, in any order."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Together:
    """`a ~ b`: all of these within one sentence."""

    parts: tuple[Expression, ...]


Expression = Phrase | Either | Both | Together


@dataclass(frozen=True, slots=True)
class Detail:
    """A line under a point as it was typed: `keyword` in small letters, `text` behind its colon, its line from 1."""

    keyword: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Source:
    """Where a point stands in its scheme's text, and what was typed there.

    `text` is the point without bullet and mark, `mark` is what stands in the brackets ("" where they are left out),
    `margin` the blanks before the line, `last` the last line that belongs to the point. Lines count from 1.
    """

    line: int
    last: int
    margin: str
    text: str
    mark: str
    details: tuple[Detail, ...] = ()


@dataclass(frozen=True, slots=True)
class Point:
    """One marking point: any of `expression` and the `accept` expressions earns its marks.

    `line` says where the point stands, counted from 1. It is no part of what the point says: two schemes that
    differ only in blank lines and comments are equal. (So a cache of compiled schemes must go by their text.)
    """

    line: int = field(compare=False)
    expression: Expression
    marks: Decimal = Decimal(1)
    accept: tuple[Expression, ...] = ()
    reject: tuple[Expression, ...] = ()
    ignore: tuple[Expression, ...] = ()
    feedback: str = ""
    negated_counts: bool = False
    ao: str = ""
    source: Source | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """`any N from:` and the points under it; marks for at most the `count` best."""

    line: int = field(compare=False)
    count: int
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Level:
    """`1-2 -> 2`: from `low` to `high` points earned (None: no upper end) give `mark`.

    Between two levels (2.5 of `1-2` and `3-4`) the lower one holds; below the first the mark is 0.
    """

    low: Decimal
    high: Decimal | None
    mark: Decimal


@dataclass(frozen=True, slots=True)
class Scheme:
    """A mark scheme as read. `cap` is what `max N` says, None where it is left out.

    Each entry of `same` holds two or more phrases of plain words that count as the same. With a `grid` the points
    are what to look for, and a person gives the level and the mark.
    """

    items: tuple[Point | AnyOf, ...]
    cap: Decimal | None = None
    spelling: Spelling = "normal"
    language: str = "en"
    same: tuple[tuple[Phrase, ...], ...] = ()
    levels: tuple[Level, ...] = ()
    grid: Grid | None = None


@dataclass(frozen=True, slots=True)
class SchemeWarning:
    """Something a teacher should know about a scheme that can be used as it is."""

    line: int
    column: int
    message: str


# ---- what marking an answer gives ----------------------------------------------------------------------
# Tuples with names, since so many are made.


class Evidence(NamedTuple):
    """A piece of the answer that met a piece of the scheme; `answer[start:end] == text`."""

    start: int
    end: int
    text: str
    met: str
    similarity: float


class PointMark(NamedTuple):
    """What one point gave: its line in the scheme, the outcome, the marks given and available, and why."""

    line: int
    outcome: Outcome
    marks: Decimal
    of: Decimal
    evidence: tuple[Evidence, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """The same as dictionaries, evidence too."""
        return {**self._asdict(), "evidence": [one._asdict() for one in self.evidence]}


class Reason(NamedTuple):
    """Why a person should look: a code of `explain.LABELS`, the point it is about (from 1), and the words it quotes."""

    code: str
    point: int | None = None
    words: tuple[str, ...] = ()


class Marked(NamedTuple):
    """The marking of one answer. `confidence` runs from 0 to 1; `review` says that a person should look: that it is
    below `confidence.REVIEW_BELOW`. `reasons` say why, `explain.in_words` says them. `features` is what the confidence
    was made of, by the names that `confidence.weights` has.
    """

    mark: Decimal
    max: Decimal
    confidence: float
    review: bool
    reasons: tuple[Reason, ...] = ()
    points: tuple[PointMark, ...] = ()
    features: tuple[tuple[str, float], ...] = ()
