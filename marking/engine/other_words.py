"""Whether an answer may say a point that it misses in everyday words: "it gets smaller" for "decreases"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from marking.engine.coverage import has_word, paths_in
from marking.engine.everyday import mates_of, opposites_of
from marking.engine.forms import any_form
from marking.engine.negation import NEGATIVE_WORDS
from marking.engine.program import AnyWay, Node, Path, Program, Unit
from marking.engine.stems import stems
from marking.engine.tokenise import words_of
from quizzes.english.stop_words import FUNCTION_WORDS

_key = stems("en").key
_PARTICLES = frozenset({"up", "down", "out", "off", "back", "over", "away", "again"})
# How much of a missed point an answer has that says it in other words; less where it has nothing else.
_WHOLE, _HALF = 1.0, 0.5
# Of one way: the words that are there in any form, those that only others stand for, all of them.
_Count = tuple[int, int, int]


class _Said(NamedTuple):
    """The folded words of an answer, their keys, and by the numbers of units the keys that may stand for them."""

    words: Sequence[str]
    keys: set[str]
    others: Mapping[int, frozenset[str]]


class OtherWords:
    """Looks in answers to one scheme for what everyday words may say of its points."""

    def __init__(self, question: str, compiled: Program) -> None:
        """`question` may be "": its words stand for none of the scheme's."""
        self._asked = {_key(word) for word in words_of(question)}
        self._points = [point.ways for point in compiled.points]
        self._wanted = _wanted(compiled)
        self._texts = [{unit.text for unit in _units(point.units, compiled) if unit.raw} for point in compiled.points]
        words = {unit.id: unit for units in self._wanted.values() for unit in units if _is_open(unit)}.values()
        self._mates = {unit.id: mates_of(unit.text, begins=unit.prefix) for unit in words}
        self._denied = {one.id: self._mates[one.id] | _opposites(one, self._mates[one.id]) for one in words}
        self._every = frozenset[str]().union(*self._denied.values())
        # Where the question has some of a point's words, the others may say it alone.
        own = {_key(unit.text) for unit in words}
        self._rest = own if own & self._asked else frozenset[str]()

    def may_say(self, words: Sequence[str], others: Iterable[str], missed: Sequence[int], *, earned: bool) -> bool:
        """Whether an answer may say a missed point in everyday words or in another form of its words.

        `words` are its folded words, `others` those that tell something and meet nothing, `missed` the numbers of the
        points from 0. An answer that has `earned` nothing else is asked about for less.
        """
        if self.of(words, missed) >= (_WHOLE if earned else _HALF):
            return True
        wanted = set().union(*(self._texts[at] for at in missed))
        return bool(wanted) and any_form(list(others), wanted)

    def of(self, words: Sequence[str], missed: Iterable[int]) -> float:
        """The largest share of a missed point's words that an answer has, at least one of them in another word.

        `words` are the folded words of the answer, `missed` the numbers of the points from 0. With a negation
        the opposite of a word may stand for it, too.
        """
        keys = {_key(word) for word in words if word not in FUNCTION_WORDS} - self._asked
        if self._every.isdisjoint(keys) and self._rest.isdisjoint(keys):
            return 0.0
        others = self._mates if NEGATIVE_WORDS.isdisjoint(words) else self._denied
        counts = [self._of_node(way, _Said(words, keys, others)) for number in missed for way in self._points[number]]
        return max(((there + other) / every for there, other, every in counts if other), default=0.0)

    def _of_node(self, node: Node, said: _Said) -> _Count:
        if isinstance(node, Path):
            return self._of_path(node, said)
        if isinstance(node, AnyWay):
            return max((self._of_node(option, said) for option in node.options), key=_worth)
        there, other, every = zip(*(self._of_node(part, said) for part in node.parts), strict=True)
        return sum(there), sum(other), sum(every)

    def _of_path(self, path: Path, said: _Said) -> _Count:
        wanted = self._wanted[id(path)]
        there = other = left_out = 0
        for unit in wanted:
            if has_word(unit, said.words, said.keys):
                there += 1
            elif not said.others.get(unit.id, frozenset()).isdisjoint(said.keys):
                other += 1
            elif _key(unit.text) in self._asked:
                left_out += 1
        # What the question says an answer may leave out: "C" where a vitamin is asked for.
        return there, other + (left_out if there else 0), max(1, len(wanted))


def _wanted(compiled: Program) -> dict[int, list[Unit]]:
    """The words that each phrase of the points can't do without, by the phrase's identity."""
    paths = paths_in(way for point in compiled.points for way in point.ways)
    return {id(path): _telling(path, compiled) for path in paths}


def _units(bits: int, compiled: Program) -> list[Unit]:
    return [unit for unit in compiled.units if bits >> unit.id & 1]


def _telling(path: Path, compiled: Program) -> list[Unit]:
    """The words that a phrase can't do without; the little ones only where it has no others."""
    units = _units(path.must, compiled)
    return [unit for unit in units if unit.text not in FUNCTION_WORDS] or units


def _is_open(unit: Unit) -> bool:
    """Whether another word may stand for a word: not for a number, what is wanted exactly, or the out of give out."""
    return unit.number is None and not unit.exact and unit.text not in _PARTICLES


def _opposites(unit: Unit, mates: Iterable[str]) -> frozenset[str]:
    """The keys of the words that say the opposite of a word, or of those that may stand for it."""
    return opposites_of(unit.text, begins=unit.prefix).union(*map(opposites_of, mates))


def _worth(count: _Count) -> float:
    there, other, every = count
    return (there + other) / every
