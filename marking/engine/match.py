"""Finding the paths of a scheme in an answer, in time linear in the answer.

A path is followed from node to node with the places where it can have got to; of the ways to one place only the best
is kept, so there is nothing to go back over, however often the words repeat.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from marking.engine import formulas
from marking.engine.direction import FEWEST_PASSIVE, turned_by
from marking.engine.numbers import LOOSE, WEAK
from marking.engine.places import SHIFT, Place
from marking.engine.program import All, AnyWay, Node, Path
from marking.engine.sheet import MOST_BETWEEN, MOST_OTHER, Sheet, Spot

Spots = Mapping[int, Sequence[Spot]]
# How many ways to meet one phrase are weighed; more can't matter to a mark.
_MOST_FOUND = 1_000
_FURTHEST = (1 << 63) - 1
# Further apart no two words of a phrase can be, whatever stands between them.
_FAR = (MOST_BETWEEN + 2) << SHIFT


# How a place was reached: doubtful words, letters wrong, minus the first place, and the spots. Compared from left to
# right, the smallest is the best: of two ways as good, the shorter one. A plain tuple, since there are so many.
Way = tuple[int, int, int, tuple[Spot, ...]]


@dataclass(slots=True)
class Match:
    """A path met from one place to another.

    `weak` of its words count only if the rest speaks for them, `loose` are taken for misspellings so bad that a
    person should look, `strong` are sure.
    """

    path: Path
    first: Place
    last: Place
    edits: int
    weak: int
    loose: int
    strong: int
    trail: tuple[Spot, ...]
    denied: str = ""
    turned: str = ""


@dataclass(slots=True)
class Found:
    """An expression met by these pieces.

    `weak` of its words are doubtful, weak or loose; `shaky`: nothing speaks for a weak one. `denied` is the word that
    denies one of the pieces, "" where none does; `turned` the one that says it the other way round ("was invaded by").
    """

    pieces: tuple[Match, ...]
    edits: int
    weak: int
    strong: int
    denied: str
    shaky: bool
    turned: str = ""

    @property
    def rank(self) -> tuple[bool, bool, int, int, int]:
        """The better the way, the smaller; of equals the one that more of the answer's words speak for."""
        return (bool(self.denied), self.shaky, self.weak, self.edits, -self.strong)


def find(node: Node, sheet: Sheet, spots: Spots, present: int) -> list[Found]:
    """The ways in which an expression is met, none if it isn't. `spots` is what may be looked at."""
    if not node.units & present:
        return []
    if isinstance(node, Path):
        ways = islice(_ways(node, sheet, spots, present), _MOST_FOUND)
        return [_single(met) for way in ways if (met := _as_match(node, sheet, way)) is not None]
    if isinstance(node, AnyWay):
        pieces: list[Found] = []
        for option in node.options:
            pieces.extend(find(option, sheet, spots, present))
        return pieces
    return _all(node, sheet, spots, present)


def _rank(piece: Found) -> tuple[bool, bool, int, int, int]:
    return piece.rank


def find_best(node: Node, sheet: Sheet, spots: Spots, present: int) -> Found | None:
    """The best way in which an expression is met; None if it isn't."""
    if not isinstance(node, Path):
        return min(find(node, sheet, spots, present), key=_rank, default=None)
    ways = _ways(node, sheet, spots, present)
    if len(ways) > 1:
        return min(map(_single, _best(node, sheet, ways)), key=_rank, default=None)
    # Mostly there is one.
    met = _as_match(node, sheet, next(iter(ways))) if ways else None
    return None if met is None else _single(met)


def _all(node: All, sheet: Sheet, spots: Spots, present: int) -> list[Found]:
    parts: list[list[Found]] = []
    for part in node.parts:
        pieces = find(part, sheet, spots, present)
        if not pieces:
            return []
        parts.append(pieces)
    if not node.sentence:
        return [_together([min(part, key=_rank) for part in parts])]
    by_sentence = [_by_sentence(part, sheet) for part in parts]
    common = set(by_sentence[0]).intersection(*by_sentence[1:])
    return [_together([sentences[number] for sentences in by_sentence]) for number in sorted(common)]


def _by_sentence(pieces: list[Found], sheet: Sheet) -> dict[int, Found]:
    """The best way within each sentence; no phrase reaches over the end of one."""
    chosen: dict[int, Found] = {}
    for one in pieces:
        number = sheet.sentence(one.pieces[0].first)
        if number not in chosen or one.rank < chosen[number].rank:
            chosen[number] = one
    return chosen


def _single(match: Match) -> Found:
    shaky = match.weak > 1 or (match.weak == 1 and match.strong == 0) or bool(match.turned)
    weak = match.weak + match.loose + bool(match.turned)
    return Found((match,), match.edits, weak, match.strong, match.denied, shaky, match.turned)


def _together(together: Sequence[Found]) -> Found:
    """Several expressions met together: a doubtful word may be carried by what stands in the other parts."""
    pieces = tuple(piece for one in together for piece in one.pieces)
    weak = sum(piece.weak for piece in pieces)
    strong = sum(piece.strong for piece in pieces)
    shaky = weak > 1 or (weak == 1 and strong < 2 and any(one.shaky for one in together))
    denied = _first_said(one.denied for one in together)
    doubtful = sum(one.weak for one in together)
    turned = _first_said(one.turned for one in together)
    edits = sum(one.edits for one in together)
    return Found(pieces, edits, doubtful, strong, denied, shaky or bool(turned), turned)


def _first_said(words: Iterable[str]) -> str:
    return next(filter(None, words), "")


def _ways(path: Path, sheet: Sheet, spots: Spots, present: int) -> Collection[Way]:
    """How a path is met in the answer: at each place where it can end, the best way there."""
    sides = present & path.side
    if present & path.must != path.must and not sides:
        return ()
    return _follow(path, sheet, spots).values() if sides or path.chain is None else _chained(path.chain, sheet, spots)


def _best(path: Path, sheet: Sheet, ways: Iterable[Way]) -> Iterator[Match]:
    """The ways with what is said around them, the best first; none after the first that nothing is said against."""
    for way in islice(sorted(ways, key=_merit), _MOST_FOUND):
        met = _as_match(path, sheet, way)
        if met is not None:
            yield met
            if not (met.denied or met.turned):
                return


def _as_match(path: Path, sheet: Sheet, way: Way) -> Match | None:
    """A way with what is said of it around; None where a path that is to be denied is not."""
    doubtful, edits, back, trail = way
    denied = sheet.denial(-back, trail[-1][1], trail) if sheet.doubts else ""
    if path.negative:
        if not denied:
            return None
        denied = ""
    weak, loose, strong = _surety(doubtful, path, trail) if doubtful else (0, 0, len(trail))
    turned = turned_by(path, trail, sheet) if path.little or len(trail) >= FEWEST_PASSIVE else ""
    if path.formula and (said := formulas.said(path.formula, sheet.text)) is not None:
        # A formula is said or not, whatever its signs and words by themselves.
        turned = "" if said else sheet.text.strip()
        weak, loose, strong = (0, 0, len(trail)) if said else (weak, loose, strong)
    return Match(path, -back, trail[-1][1], edits, weak, loose, strong, trail, denied, turned)


def _surety(doubtful: int, path: Path, trail: tuple[Spot, ...]) -> tuple[int, int, int]:
    """How many words of a way are weak, loose and strong, from the sum of how surely each is met."""
    weak, rest = divmod(doubtful, WEAK)
    loose, derived = divmod(rest, LOOSE)
    strong = len(trail) - weak - loose
    if derived and len(trail) == 1 and path.alone:
        # Nothing but this one word was asked for, and what is there is another word of its stem.
        loose = 1
    return weak, loose, strong


def _merit(way: Way) -> tuple[bool, int, int, int]:
    doubtful, edits, _, trail = way
    return (doubtful >= WEAK and len(trail) == 1, doubtful, edits, -len(trail))


_START = -1


def _chained(chain: tuple[int, ...], sheet: Sheet, spots: Spots) -> Collection[Way]:
    """Follows a path that has one way only."""
    ways: Collection[Way] = [
        (how, edits, -place, ((place, end, edits, how),)) for place, end, edits, how in spots[chain[0]]
    ]
    for unit in chain[1:]:
        there: dict[Place, Way] = {}
        for way in ways:
            _step(way[3][-1][1], way, spots[unit], sheet, there)
        if not there:
            return ()
        ways = there.values()
    return ways


def _follow(path: Path, sheet: Sheet, spots: Spots) -> dict[Place, Way]:
    """Follows a path over all its nodes; gives the places where it ends."""
    reached: list[dict[Place, Way]] = [{} for _ in path.edges]
    reached[0][_START] = (0, 0, 0, ())
    for node, edges in enumerate(path.edges):
        here = reached[node]
        if not here:
            continue
        for edge in edges:
            there = reached[edge.to]
            if edge.unit < 0:
                for place, way in here.items():
                    _keep(there, place, way)
                continue
            wanted = spots.get(edge.unit)
            if wanted:
                for place, way in here.items():
                    _step(place, way, wanted, sheet, there, tight=edge.tight)
    ends = reached[-1]
    ends.pop(_START, None)
    return ends


def _step(
    last: Place, way: Way, wanted: Sequence[Spot], sheet: Sheet, there: dict[Place, Way], *, tight: bool = False
) -> None:
    """Goes on from one place to each of the next word's places that are near enough."""
    if last == _START:
        for spot in wanted:
            _keep(there, spot[1], (spot[3], spot[2], -spot[0], (spot,)))
        return
    weak, wrong, back, trail = way
    for index in range(bisect_right(wanted, (last, _FURTHEST)), len(wanted)):
        spot = wanted[index]
        place, end, edits, how = spot
        if place - last > _FAR:
            break
        near = sheet.follows(last, place) if tight else 0 <= sheet.gap(last, place) <= MOST_OTHER
        if near:
            _keep(there, end, (weak + how, wrong + edits, back, (*trail, spot)))
        if tight or not near:
            break


def _keep(there: dict[Place, Way], place: Place, way: Way) -> None:
    known = there.get(place)
    if known is None or way < known:
        there[place] = way
