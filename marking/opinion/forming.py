"""Forming an opinion of the answers to one question, and letting it learn from what people decide."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from marking.opinion import weights as weighing
from marking.opinion.belief import Belief, Claims, believe
from marking.opinion.likeness import vectors
from marking.opinion.seen import Seen, key_words
from marking.opinion.traits import TRAITS, Classwide, Reader, traits_of
from marking.pure.grouping import normalised

# Fewer answers make no class: the engine's word is all there is.
FEWEST = 8
# How much less the most doubtful point says, the more it was found among; docs/marking.md says on what it was chosen.
AMONG = 0.75
Worth = Callable[[Iterable[int]], Decimal]


@dataclass(slots=True)
class Opinion:
    """How likely a person would change each mark, by the keys of the answers.

    `points` are, for each wording, the chances that each single point should be the other way; `tables` the traits of
    each point that say so, a row a wording.
    """

    all_of: Classwide
    place: Mapping[int, int]
    members: list[list[Seen]]
    points: NDArray[np.float64]
    tables: Sequence[NDArray[np.float64]]
    key_of: Callable[[str], str]
    _claims: Claims
    _of: NDArray[np.intp]
    _belief: Belief

    def learn(self, decided: Mapping[int, Decimal]) -> None:
        """Take in what people have decided: all their marks, by the keys of the answers. Nothing is read anew."""
        self.members = [[replace(seen, decided=decided.get(seen.key)) for seen in group] for group in self.members]
        self._belief = _believed(self._claims, self._of, self.members)

    def chance(self, key: int) -> float:
        """Return how likely a person would change the mark of the answer with this key."""
        return float(self.chances[self.place[key]])

    @property
    def chances(self) -> NDArray[np.float64]:
        """The chance for each wording that a person would change its mark."""
        return self._joined(np.ones(len(self._of), dtype=bool))

    @property
    def chances_up(self) -> NDArray[np.float64]:
        """The chance for each wording that a person would raise its mark."""
        return self._joined(self._claims.side > 0)

    @property
    def spread(self) -> NDArray[np.float64]:
        """How unsure the log odds of each wording's chance are, as a variance."""
        shares = np.zeros(len(self.members))
        np.maximum.at(shares, self._of, self._belief.spread)
        return shares

    @property
    def open(self) -> NDArray[np.float64]:
        """How many answers of each wording nobody has decided."""
        return np.array([float(sum(one.decided is None for one in group)) for group in self.members])

    def reach(self) -> NDArray[np.float64]:
        """Return how much a decision about each wording would say about the others: answers times their doubt.

        What two claims have in common, as a share of what they could have, times how open the other one still is.
        """
        chances = self._belief.chance
        open_ = self.open[self._of] * chances * (1 - chances)
        root = np.sqrt(self._claims.spread)
        reaches = np.zeros(len(self.members))
        some = np.flatnonzero(open_ > 0)
        if not len(some):
            return reaches
        common = np.abs(self._claims.shared(some)) / np.outer(root, root[some])
        common[some, np.arange(len(some))] = 0.0
        np.maximum.at(reaches, self._of, common @ open_[some])
        return reaches

    def _joined(self, which: NDArray[np.bool_]) -> NDArray[np.float64]:
        kept = np.ones(len(self.members))
        np.multiply.at(kept, self._of[which], 1 - self._belief.chance[which])
        return 1 - kept


def form(
    answers: Sequence[Seen], *, scheme: str, worth: Worth, question: str = "", language: str = "en",
    weights: Mapping[str, float] | None = None,
) -> Opinion:  # fmt: skip
    """Return the opinion of `answers`, at least one, to one question, marked by the mark scheme `scheme`.

    `worth` says what a set of points, numbered from 1, is worth. What `answers` say of decisions is learnt from.
    The time grows with the words in all answers and the square of the number of different ones.
    """
    members = _wordings(answers)
    reader = Reader(question, language)
    firsts = [group[0] for group in members]
    texts = [normalised(seen.text) for seen in firsts]
    same: Counter[str] = Counter()
    for text, group in zip(texts, members, strict=True):
        same[text] += len(group)
    all_of = Classwide(
        wordings=firsts,
        size=np.array([float(len(group)) for group in members]),
        same=np.array([float(same[text]) for text in texts]),
        rows=vectors([seen.text for seen in firsts], language),
        said=[reader.said(seen) for seen in firsts],
    )
    known = weights or weighing.fitted()
    tables = traits_of(all_of, _keys(scheme, firsts))
    odds = np.array([weighing.log_odds(table, known) for table in tables]).T
    points = weighing.chance(odds)
    claims, of = _claims(all_of, tables, points, worth)
    place = {seen.key: row for row, group in enumerate(members) for seen in group}
    return Opinion(all_of, place, members, points, tables, reader.key, claims, of, _believed(claims, of, members))


def _wordings(answers: Sequence[Seen]) -> list[list[Seen]]:
    """Return the answers of one wording and one marking together."""
    groups: dict[object, list[Seen]] = {}
    for seen in answers:
        outcomes = tuple(point.outcome for point in seen.points)
        groups.setdefault((normalised(seen.text), seen.mark, outcomes), []).append(seen)
    return list(groups.values())


def _keys(scheme: str, firsts: Sequence[Seen]) -> list[frozenset]:  # type: ignore[type-arg]
    """Return the key words of each point that the answers were marked by."""
    keys = key_words(scheme)
    return keys[: len(firsts[0].points)]


def _claims(
    all_of: Classwide, tables: Sequence[NDArray[np.float64]], points: NDArray[np.float64], worth: Worth
) -> tuple[Claims, NDArray[np.intp]]:
    """Return a claim a wording and direction in which its mark can go, and which wording each is about.

    That a mark should be higher is as likely as that the most doubtful point should be met whose turning alone would
    raise it; the more points there are to find one among, the less it says, so that its odds are divided by their
    number to the power of AMONG. (That they were wrong independently of each other would doubt every long answer.) An
    empty answer makes no claim.
    """
    turning = _Turning(worth)
    rows, sides, odds, traits, grounds = [], [], [], [], []
    for row, seen in enumerate(all_of.wordings):
        if not seen.text.strip():
            continue  # anybody marks nothing alike
        for side in (1, -1):
            if turned := turning.of(seen, side):
                each = [float(points[row, place]) for place in turned]
                rows.append(row)
                sides.append(side)
                odds.append(_log_odds(max(each)) - AMONG * math.log(len(turned)))
                traits.append(tables[turned[int(np.argmax(each))]][row])
                grounds.append([_ground(seen, place) for place in turned])
    of = np.array(rows, dtype=np.intp)
    table = np.array(traits).reshape(len(of), len(TRAITS))
    return Claims(
        all_of.rows[of], _centred(table), np.array(sides, dtype=float), np.array(odds), _marked(grounds)
    ), of  # fmt: skip


def _log_odds(chance: float) -> float:
    held = min(max(chance, 1e-4), 1 - 1e-4)
    return math.log(held / (1 - held))


class _Turning:
    """Which points of an answer would raise or lower its mark, if they alone were the other way."""

    def __init__(self, worth: Worth) -> None:
        self._worth = worth
        self._known: dict[frozenset[int], Decimal] = {}

    def of(self, seen: Seen, side: int) -> list[int]:
        """Return their places, counted from 0: `side` 1 raises, -1 lowers."""
        met = frozenset(place for place, point in enumerate(seen.points, start=1) if point.met)
        now = self._value(met)
        return [
            place - 1
            for place in range(1, len(seen.points) + 1)
            if (self._value(met ^ {place}) - now) * side > 0 and ((place in met) == (side < 0))
        ]

    def _value(self, met: frozenset[int]) -> Decimal:
        if met not in self._known:
            self._known[met] = self._worth(met)
        return self._known[met]


def _ground(seen: Seen, place: int) -> tuple[int, str] | None:
    """Return on what a claim about a point rests: the scheme's wording that was met, or what took the point."""
    point = seen.points[place]
    if point.met:
        return place, point.met_by
    return None if point.outcome == "missed" else (place, point.outcome)


def _marked(grounds: Sequence[Sequence[tuple[int, str] | None]]) -> NDArray[np.float64]:
    """Return a row of length 1 for each claim, a column for each ground; of length 0 where there is none."""
    column = {one: place for place, one in enumerate(sorted({one for row in grounds for one in row if one}))}
    table = np.zeros((len(grounds), max(len(column), 1)))
    for row, names in enumerate(grounds):
        for one in names:
            if one is not None:
                table[row, column[one]] = 1.0
    length = np.sqrt((table**2).sum(axis=1, keepdims=True))
    return np.asarray(table / np.maximum(length, 1.0))


def _centred(table: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return traits around their means, so that what all answers share tells nothing."""
    if not len(table):
        return table
    around = (table - table.mean(axis=0)) / (table.std(axis=0) + 0.2)
    return np.asarray(around / np.sqrt(table.shape[1]))


def _believed(claims: Claims, of: NDArray[np.intp], members: Sequence[Sequence[Seen]]) -> Belief:
    decided, true, count = [], [], []
    for claim, row in enumerate(of):
        marks = [one.decided - one.mark for one in members[row] if one.decided is not None]
        if marks:
            decided.append(claim)
            true.append(sum(float(apart) * claims.side[claim] > 0 for apart in marks) / len(marks))
            count.append(float(len(marks)))
    return believe(claims, np.array(decided, dtype=np.intp), np.array(true), np.array(count))
