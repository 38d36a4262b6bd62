"""A question that asks two things, and which of them an answer says each of its own of.

"Who was king before Harold, and who after him?" has two points, and words that tell them apart: "before" and "after".
An answer that says the second point beside the first one's words has them the wrong way round, though both are there.
English only.
"""

# ruff: noqa: SIM905  (long lists of words read best as text)

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from marking.engine.award import PointFound
from marking.engine.places import SHIFT, Place
from marking.engine.program import Program, Unit
from marking.engine.sheet import Sheet
from marking.engine.stems import stems
from marking.engine.tokenise import CLAUSE, words_of
from quizzes.english.stop_words import FUNCTION_WORDS

_WH = frozenset("who whom whose what which when where why how".split())
_BEGINS = frozenset("the one a an its their his her to".split())
# Words of a question that tell nothing of what it asks.
_ASKING = frozenset(
    """name state give explain describe identify call called say said mean means kind type sort many much list
    suggest write outline two both word term thing person each""".split()
)
_PARTS = frozenset("and but while whereas whilst".split())
_TWO = 2
_key = stems("en").key


class Said(NamedTuple):
    """How an answer says the two things.

    `crossed`: a word of one of them, and the number of the point (from 0) that stands beside it though it is the
    other's. `own`: each point that was met stands beside its own words. `turned`: nothing tells which is which, and
    they stand in another order than they are asked in.
    """

    crossed: tuple[str, int] | None = None
    own: bool = False
    turned: bool = False


NEITHER = Said()


@dataclass(slots=True)
class _Clause:
    """The points of which a clause of an answer has something, and the words in it that tell the things apart."""

    points: set[int] = field(default_factory=set)
    told: dict[int, str] = field(default_factory=dict)

    def pair(self) -> tuple[int, int, str] | None:
        """The one point, the half of the question whose word stands beside it, and that word; None where unclear."""
        if len(self.points) != 1 or len(self.told) != 1:
            return None
        ((half, word),) = self.told.items()
        return min(self.points), half, word


class TwoThings:
    """Tells the two things apart that one question asks; of any other question it says nothing."""

    def __init__(self, question: str, compiled: Program, *, english: bool) -> None:
        """`question` may be ""."""
        pair = len(compiled.points) == _TWO and not compiled.groups and compiled.maximum == _TWO
        halves = _halves(words_of(question)) if pair and english else None
        self._told = {} if halves is None else _told(halves, compiled)
        first, second = ("", "") if halves is None else map(_first_wh, halves)
        self._alike = first == second or not second

    def said(self, sheet: Sheet, looked: Mapping[int, PointFound]) -> Said:
        """How a short answer says the two things."""
        places = _places(looked) if self._told else {}
        met = set(places.values())
        if not met:
            return NEITHER
        clauses = list(self._clauses(sheet, places))
        pairs = [pair for one in clauses if (pair := one.pair())]
        crossed = next(((word, point) for point, half, word in pairs if half != point), None)
        if len(met) == _TWO and crossed:
            return Said(crossed)
        own = {point for point, half, _ in pairs if half == point}
        if own >= met and _are_whole(met, clauses):
            return Said(own=True)
        return Said(turned=self._alike and not own and _are_turned(places))

    def _clauses(self, sheet: Sheet, places: Mapping[Place, int]) -> Iterator[_Clause]:
        """The clauses of an answer; a colon or a sign behind a word leads on to what is said of it."""
        clause, tail = _Clause(), 0
        for number, typed in enumerate(sheet.chunks):
            chunk = sheet.chunk(number)
            for index, word in enumerate(chunk.words):
                gap = word.gap if index else max(chunk.lead, tail)
                if gap >= CLAUSE or word.text in _PARTS:
                    yield clause
                    clause = _Clause()
                place = number << SHIFT | index
                if place in places:
                    clause.points.add(places[place])
                half = self._told.get(_key(word.text))
                if half is not None:
                    clause.told[half] = word.text
            tail = 0 if typed[-1] == ":" else max(chunk.tail, tail if not chunk.words else 0)
        yield clause


def _told(halves: Sequence[Sequence[str]], compiled: Program) -> dict[str, int]:
    """The keys of the words that one half of a question has and the other has not, each with the half's point."""
    first, second = ({_key(word) for word in half if _tells(word)} for half in halves)
    told = dict.fromkeys(first - second, 0) | dict.fromkeys(second - first, 1)
    units = [_units(compiled, number) for number in range(_TWO)]
    wanted = [{_key(unit.text) for unit in each} for each in units]
    if _asked_in(told, wanted, turned=True) > _asked_in(told, wanted, turned=False):
        told = {key: 1 - half for key, half in told.items()}
    told = {key: half for key, half in told.items() if key not in wanted[1 - half]}
    # "Why did she move, and when?": the second half has no words of its own, and its answer may say the first's.
    # And a year can't be taken for a name.
    numbers = [any(unit.number is not None for unit in each) for each in units]
    return told if len({*told.values()}) == _TWO and numbers[0] == numbers[1] else {}


def _asked_in(told: Mapping[str, int], wanted: Sequence[set[str]], *, turned: bool) -> int:
    """How many words of the points stand in their own half of the question; `turned`: in the other's."""
    return sum(told.get(key) == abs(number - turned) for number, keys in enumerate(wanted) for key in keys)


def _are_whole(met: Iterable[int], clauses: Sequence[_Clause]) -> bool:
    """Whether each of some points is said in one clause."""
    return all(sum(point in one.points for one in clauses) == 1 for point in met)


def _are_turned(places: Mapping[Place, int]) -> bool:
    """Whether both points are met, and the second begins first."""
    begins = [[place for place, point in places.items() if point == each] for each in range(_TWO)]
    return all(begins) and min(begins[1]) < min(begins[0])


def _units(compiled: Program, number: int) -> list[Unit]:
    """The words that one of a scheme's points wants."""
    units = compiled.points[number].units
    return [unit for unit in compiled.units if units >> unit.id & 1]


def _places(looked: Mapping[int, PointFound]) -> dict[Place, int]:
    """The places of words that met a point, each with the point's number."""
    return {
        spot[0]: number
        for number, one in looked.items()
        if one.outcome == "matched" and one.found is not None
        for piece in one.found.pieces
        for spot in piece.trail
    }


def _halves(words: Sequence[str]) -> tuple[Sequence[str], Sequence[str]] | None:
    """The words of a question before and behind the "and" that joins the two things; None where there is none."""
    best, at = -1, 0
    for place, word in enumerate(words[:-1]):
        if word != "and" or not place:
            continue
        ahead = words[place + 1 : place + 3]
        worth = 2 if not _WH.isdisjoint(ahead) else int(ahead[0] in _BEGINS)
        if worth > best:
            best, at = worth, place
    return (words[:at], words[at + 1 :]) if best >= 0 else None


def _tells(word: str) -> bool:
    return word not in FUNCTION_WORDS and word not in _ASKING


def _first_wh(words: Sequence[str]) -> str:
    return next((word for word in words if word in _WH), "")
