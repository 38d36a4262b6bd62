"""Whether an answer may say a point that it misses in everyday words: "it gets smaller" for "decreases"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from marking.engine.coverage import has_word, paths_in
from marking.engine.everyday import mates_of, opposites_of
from marking.engine.negation import NEGATIVE_WORDS
from marking.engine.program import AnyWay, Node, Path, Program, Unit
from marking.engine.stems import stems
from marking.engine.tokenise import words_of
from quizzes.english.stop_words import FUNCTION_WORDS

_key = stems("en").key
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
        paths = list(paths_in(way for ways in self._points for way in ways))
        self._wanted = {id(path): _telling(path, compiled) for path in paths}
        words = {unit.id: unit for units in self._wanted.values() for unit in units if _is_open(unit)}.values()
        self._mates = {unit.id: mates_of(unit.text, begins=unit.prefix) for unit in words}
        self._denied = {one.id: self._mates[one.id] | opposites_of(one.text, begins=one.prefix) for one in words}
        self._every = frozenset[str]().union(*self._denied.values())
        # Where the question has some of a point's words, the others may say it alone.
        own = {_key(unit.text) for units in self._wanted.values() for unit in units}
        self._rest = own if own & self._asked else frozenset[str]()

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


def _telling(path: Path, compiled: Program) -> list[Unit]:
    """The words that a phrase can't do without; the little ones only where it has no others."""
    units = [compiled.units[unit] for unit in range(path.must.bit_length()) if path.must >> unit & 1]
    return [unit for unit in units if unit.text not in FUNCTION_WORDS] or units


def _is_open(unit: Unit) -> bool:
    """Whether another word may stand for a word: not for a number, nor for what is wanted exactly."""
    return unit.number is None and not unit.exact


def _worth(count: _Count) -> float:
    there, other, every = count
    return (there + other) / every
