"""From what was found in an answer to the marks: points, rejects, groups, penalties, levels and the cap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from marking.engine import formulas
from marking.engine.contrast import FEW_WORDS, another_word, contradicted, reversed_roles
from marking.engine.match import Found, Match, Spots, find, find_best
from marking.engine.numbers import LOOSE
from marking.engine.places import Place
from marking.engine.program import AnyWay, CompiledPoint, Node, Path, Program
from marking.engine.sheet import Sheet, Spot
from marking.engine.types import Evidence, Outcome, PointMark

NOTHING = Decimal(0)
# An answer this short is one thought: words scattered over it are near to a phrase.
_ONE_THOUGHT = 30
_MOST_CHANCES = 1_000


@dataclass(slots=True)
class PointFound:
    """What became of one point: the outcome, the way it was met (or nearly), and the reject that cancelled it."""

    outcome: Outcome
    found: Found | None = None
    reject: Found | None = None
    share: float = 0.0


MISSED = PointFound("missed")


@dataclass(frozen=True, slots=True)
class Chance:
    """What can become of a point where certain units of it are there, and no others.

    `ways` are those that lack no word, `missed` is what to say where none is met: the share of a phrase's words.
    """

    ways: tuple[Node, ...]
    missed: PointFound


class Chances(dict[int, Chance]):
    """The chances of one point, worked out once for each set of its units that comes up.

    In a class the same few words come together again and again, and in most answers a point has none of its ways
    whole: then there is nothing more to look at. The keys are the units of the point that are there, as bits.
    """

    def __init__(self, point: CompiledPoint) -> None:
        super().__init__()
        self.point = point

    def __missing__(self, there: int) -> Chance:
        if len(self) >= _MOST_CHANCES:
            self.clear()
        ways = tuple(way for way in self.point.ways if _complete(way, there))
        share = max((_share(way, there) for way in self.point.ways if way.units & there), default=0.0)
        chance = self[there] = Chance(ways, PointFound("missed", share=share))
        return chance


def _complete(node: Node, present: int) -> bool:
    """Whether no word is wanting that an expression can't do without."""
    if isinstance(node, Path):
        return present & node.must == node.must or present & node.side != 0
    if isinstance(node, AnyWay):
        return any(_complete(option, present) for option in node.options)
    return all(_complete(part, present) for part in node.parts)


def look(chances: Chances, sheet: Sheet) -> PointFound:
    """What an answer that has some of a point's words gives to it."""
    point = chances.point
    spots: Spots = sheet.spots
    present = sheet.present
    if point.ignores:
        spots, present = _without(point, sheet)
    chance = chances[present & point.units]
    if not chance.ways:
        return _missed(point, chance, sheet, present)
    best = _met(chance.ways, sheet, spots, present)
    if best is None:
        return _nearly(point, chance, sheet, spots, present)
    if best.weak and another_word(best, sheet):
        return MISSED
    if point.rejects and point.reject_units & present and (reject := rejected(point, sheet, spots, present)):
        return PointFound("rejected", best, reject)
    if best.denied and not point.point.negated_counts:
        return PointFound("negated", best)
    return PointFound("near" if best.shaky else "matched", best)


def rejected(point: CompiledPoint, sheet: Sheet, spots: Spots, present: int) -> Found | None:
    """What cancels a point: a reject that is met for sure, and not denied."""
    ways = [way for way in point.rejects if _complete(way, present)]
    reject = _met(ways, sheet, spots, present)
    return None if reject is None or reject.denied or reject.shaky else reject


def _met(ways: Sequence[Node], sheet: Sheet, spots: Spots, present: int) -> Found | None:
    """The best of the ways; stops at the first that leaves nothing to wish for."""
    chosen: Found | None = None
    for way in ways:
        best = find_best(way, sheet, spots, present)
        if best is not None and (chosen is None or best.rank < chosen.rank):
            chosen = best
            if not (best.denied or best.weak or best.edits):
                break
    return chosen


def _without(point: CompiledPoint, sheet: Sheet) -> tuple[Spots, int]:
    """What is left to see when the text to be ignored is taken out of sight."""
    # Of two stretches that begin at one place the shorter is what was meant.
    hidden: dict[Place, Place] = {}
    for ignore in point.ignores:
        for ignored in find(ignore, sheet, sheet.spots, sheet.present):
            for piece in ignored.pieces:
                hidden[piece.first] = min(piece.last, hidden.get(piece.first, piece.last))
    if not hidden:
        return sheet.spots, sheet.present
    spots = {
        unit: kept
        for unit, known in sheet.spots.items()
        if (kept := [spot for spot in known if not any(a <= spot[0] and spot[1] <= b for a, b in hidden.items())])
    }
    present = 0
    for unit in spots:
        present |= 1 << unit
    return spots, present


def _missed(point: CompiledPoint, chance: Chance, sheet: Sheet, present: int) -> PointFound:
    """A point that is missed; what stands in place of a word in a short answer leaves nothing of its phrase."""
    if not chance.missed.share or len(sheet.chunks) > FEW_WORDS:
        return chance.missed
    share = max((_share(way, present, sheet) for way in point.ways if way.units & present), default=0.0)
    return MISSED if not share else chance.missed


def without_what_counted(chances: Chances, sheet: Sheet, used: Sequence[Found]) -> PointFound:
    """A missed point without the words that earned others: "a guilty mind" is not half of "a guilty act" too."""
    trails = [(spot[0], spot[1]) for finding in used for piece in finding.pieces for spot in piece.trail]
    present = 0
    for unit, spots in sheet.spots.items():
        if any(not any(first <= spot[0] and spot[1] <= last for first, last in trails) for spot in spots):
            present |= 1 << unit
    chance = chances[present & chances.point.units]
    return MISSED if chance.ways else _missed(chances.point, chance, sheet, present)


def _nearly(point: CompiledPoint, chance: Chance, sheet: Sheet, spots: Spots, present: int) -> PointFound:
    """A point that is not met: near if all the words of a phrase are there in another order or further apart."""
    for way in chance.ways:
        if isinstance(way, Path) and way.chain and len(way.chain) > 1 and way.must & present == way.must:
            trail = _scattered(way.chain, sheet, spots)
            if way.formula and formulas.said(way.formula, sheet.text):
                trail = tuple(sorted({spots[unit][0] for unit in way.chain}))
                match = Match(way, trail[0][0], trail[-1][1], 0, 0, 0, len(trail), trail)
                return PointFound("matched", Found((match,), 0, 0, len(trail), "", shaky=False))
            if trail and reversed_roles(way, trail, sheet):
                return MISSED
            if trail:
                match = Match(way, trail[0][0], trail[-1][1], 0, 0, 0, len(trail), trail)
                return PointFound("near", Found((match,), 0, 0, len(trail), "", shaky=True), share=1.0)
    return _missed(point, chance, sheet, present)


def _scattered(chain: tuple[int, ...], sheet: Sheet, spots: Spots) -> tuple[Spot, ...]:
    """The words of a phrase within one sentence of an answer, or anywhere in a short one, in any order; else ()."""
    chosen: dict[int, dict[int, Spot]] = {}
    short = len(sheet.chunks) <= _ONE_THOUGHT
    for unit in dict.fromkeys(chain):
        for spot in spots[unit]:
            if spot[3] < LOOSE:
                chosen.setdefault(0 if short else sheet.sentence(spot[0]), {}).setdefault(unit, spot)
    for piece in chosen.values():
        if len(piece) == len(set(chain)):
            return tuple(sorted(piece.values()))
    return ()


def _share(node: Node, present: int, sheet: Sheet | None = None) -> float:
    """How much of an expression's words is there; with a sheet, nothing where others stand in place of the rest."""
    if isinstance(node, Path):
        there = node.must & present
        if not there or (sheet is not None and contradicted(node, sheet)):
            return 0.0
        return there.bit_count() / node.must.bit_count()
    if isinstance(node, AnyWay):
        return max(_share(option, present, sheet) for option in node.options)
    return sum(_share(part, present, sheet) for part in node.parts) / len(node.parts)


def total(compiled: Program, marks: Sequence[Decimal]) -> Decimal:
    """The answer's mark from what its points earned: the best N of each group, levels, cap, never below 0.

    With a grid it is 0 whatever was met: a person gives the level, and until then there is no mark.
    """
    if compiled.scheme.grid is not None:
        return NOTHING
    earned = sum(marks, NOTHING)
    for count, members in compiled.groups:
        # What is beyond the N best of a group does not count.
        earned -= sum(sorted((marks[member] for member in members), reverse=True)[count:], NOTHING)
    earned = max(earned, NOTHING)
    if compiled.scheme.levels:
        earned = max((level.mark for level in compiled.scheme.levels if level.low <= earned), default=NOTHING)
    return min(earned, compiled.maximum)


def point_mark(point: CompiledPoint, looked: PointFound, sheet: Sheet | None) -> PointMark:
    """What a point gave, with the evidence."""
    shown = looked.found if looked.reject is None else looked.reject
    evidence = () if shown is None or sheet is None else tuple([_evidence(piece, sheet) for piece in shown.pieces])
    marks = point.point.marks if looked.outcome == "matched" else NOTHING
    return tuple.__new__(PointMark, (point.point.line, looked.outcome, marks, point.point.marks, evidence))


def _evidence(match: Match, sheet: Sheet) -> Evidence:
    start, end = sheet.offsets(match.first, match.last)
    similarity = round(max(0.0, 1 - match.edits / match.path.size), 2) if match.edits else 1.0
    return tuple.__new__(Evidence, (start, end, sheet.text[start:end], match.path.text, similarity))
