"""How much of a point an answer has that does not meet it: its words in any form, in any order, anywhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from rapidfuzz.distance import OSA

from marking.engine.forms import another_form
from marking.engine.opposites import OPPOSITES
from marking.engine.program import AnyWay, Node, Path, Program, Unit
from marking.engine.stems import stems
from quizzes.english.stop_words import FUNCTION_WORDS

_SHORTEST_FORM, _LONG = 4, 8
_key = stems("en").key


class Covered(NamedTuple):
    """The share of a point's words that an answer has, and whether another number or an opposite stands for one."""

    share: float
    other_number: bool
    opposite: bool


# Of one way: the words that are there, all of them, another number, an opposite.
_Count = tuple[int, int, bool, bool]


def paths_in(nodes: Iterable[Node]) -> Iterator[Path]:
    """The phrases of some ways."""
    for node in nodes:
        if isinstance(node, Path):
            yield node
        else:
            yield from paths_in(node.options if isinstance(node, AnyWay) else node.parts)


class Coverage:
    """Measures answers against the points of one scheme."""

    def __init__(self, compiled: Program) -> None:
        self._units = compiled.units
        self._ways = [way for point in compiled.points for way in point.ways]
        self._wanted = {id(path): self._wanted_by(path) for path in paths_in(self._ways)}

    def _wanted_by(self, path: Path) -> list[Unit]:
        """The units that a phrase can't do without; the little words only where it has no others."""
        ids = path.chain or [unit for unit in range(path.must.bit_length()) if path.must >> unit & 1]
        wanted = [self._units[unit] for unit in ids]
        return [unit for unit in wanted if unit.text not in FUNCTION_WORDS] or wanted

    def of(self, words: Sequence[str]) -> Covered:
        """How much of its best point an answer of these folded words has."""
        said = [word for word in words if word not in FUNCTION_WORDS]
        keys = {_key(word) for word in said}
        there = {unit.id for unit in self._units if has_word(unit, said, keys)}
        counts = [self._of_node(way, there, said) for way in self._ways]
        have, every, other_number, opposite = max(counts, key=_share, default=(0, 1, False, False))
        return Covered(have / max(1, every), other_number, opposite)

    def _of_node(self, node: Node, there: set[int], said: Sequence[str]) -> _Count:
        if isinstance(node, Path):
            return self._of_path(node, there, said)
        if isinstance(node, AnyWay):
            return max((self._of_node(option, there, said) for option in node.options), key=_share)
        have, every, numbers, opposites = zip(*(self._of_node(part, there, said) for part in node.parts), strict=True)
        return sum(have), sum(every), any(numbers), any(opposites)

    def _of_path(self, path: Path, there: set[int], said: Sequence[str]) -> _Count:
        wanted = self._wanted[id(path)]
        lacking = [unit for unit in wanted if unit.id not in there]
        number = any(unit.number is not None for unit in lacking) and any(word[0].isdigit() for word in said)
        opposite = any(not OPPOSITES.get(unit.text, set()).isdisjoint(said) for unit in lacking)
        return len(wanted) - len(lacking), len(wanted), number, opposite


def _share(count: _Count) -> float:
    return count[0] / max(1, count[1])


def has_word(unit: Unit, said: Sequence[str], keys: set[str]) -> bool:
    """Whether some words have a unit's word, in any form or with a slip."""
    wanted = unit.text
    if unit.number is not None or not wanted.isalpha():
        return wanted in said
    if _key(wanted) in keys or (unit.prefix and any(word.startswith(wanted) for word in said)):
        return True
    if len(wanted) < _SHORTEST_FORM:
        return False
    slips = 2 if len(wanted) >= _LONG else 1
    return any(
        (word[0] == wanted[0] and OSA.distance(word, wanted, score_cutoff=slips) <= slips)
        or (len(word) >= _SHORTEST_FORM and another_form(word, wanted))
        for word in said
    )
