"""Signs of an answer that has some points and not others: what it says in the place of those that it misses.

Where it says nothing else, or another number where one is wanted, the points are missed; where it has further words,
they may say them in a way that the scheme does not know.
"""

# ruff: noqa: SIM905  (long lists of words read best as text)

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence

from marking.engine.arrangement import FURTHER, Said
from marking.engine.award import PointFound
from marking.engine.coverage import paths_in
from marking.engine.negation import NEGATIVE_WORDS
from marking.engine.numbers import numeric
from marking.engine.opposites import TELLING
from marking.engine.program import CompiledPoint, Program
from marking.engine.tokenise import words_of
from quizzes.english.stop_words import FUNCTION_WORDS
from quizzes.english.words import is_real

_GIVES_UP = frozenset("know idk dunno idea sure clue forgot forget forgotten remember".split())
_SAYS_NOTHING = _GIVES_UP | NEGATIVE_WORDS | frozenset({"rest", "other"})
_ONES = frozenset({"one", "first", "second"})
_MUCH, _TWO = 2.5, 2
NUMBER, _NAME, _WORDS = "number", "name", "words"


class Missed:
    """What the missed points of one scheme want, to see what answers say instead."""

    def __init__(self, compiled: Program) -> None:
        self._kinds = [kind_of(point, compiled) for point in compiled.points]
        self._opposites = [_opposites(point) for point in compiled.points]

    def of(self, words: Sequence[Said], looked: Mapping[int, PointFound], wrong: Collection[int]) -> dict[str, float]:
        """The signs, by their names; 0 for those that an answer has not. For the `wrong` points it says a reject."""
        further = [word for word in words if word.kind == FURTHER and word.text not in _SAYS_NOTHING]
        shares = [one.share for one in looked.values() if one.outcome != "matched"]
        missed = [at for at in range(len(self._kinds)) if at not in looked or looked[at].outcome == "missed"]
        silent = [at for at in missed if at not in wrong]
        said = {word.text for word in words}
        return {
            "part_much": math.log1p(len(further)) / _MUCH,
            "part_share": max(shares, default=0.0),
            "part_unreal": float(any(is_no_word(word.text) for word in further)),
            "part_two": float(len(further) >= _TWO),
            "part_three": float(len(further) > _TWO),
            "part_settled": float(all(self._is_otherwise(at, words, further) for at in silent)),
            "part_opposite": float(any(not self._opposites[at].isdisjoint(said) for at in silent)),
            "part_gives_up": float(not _GIVES_UP.isdisjoint(said)),
        }

    def _is_otherwise(self, at: int, words: Sequence[Said], further: Sequence[Said]) -> bool:
        """Whether another number stands for the one that a point wants, or another name for the name."""
        if self._kinds[at] == NUMBER:
            return any(numeric(word.text) and word.text not in _ONES for word in further)
        return self._kinds[at] == _NAME and any(_is_name(word, words) for word in further)


def kind_of(point: CompiledPoint, compiled: Program) -> str:
    """Whether a point wants a number, a name or other words, in each of its wordings."""
    kinds = set()
    for path in paths_in(point.ways):
        units = [compiled.units[unit] for unit in range(path.must.bit_length()) if path.must >> unit & 1]
        telling = [unit for unit in units if unit.text not in FUNCTION_WORDS]
        number = any(unit.number is not None for unit in telling)
        name = bool(telling) and all(unit.raw[:1].isupper() for unit in telling)
        kinds.add(NUMBER if number else _NAME if name else _WORDS)
    return kinds.pop() if len(kinds) == 1 else _WORDS


def _opposites(point: CompiledPoint) -> frozenset[str]:
    own = {word for path in paths_in(point.ways) for word in words_of(path.text)}
    return frozenset(other for word in own for other in TELLING.get(word, ())) - own


def _is_name(word: Said, words: Sequence[Said]) -> bool:
    """Whether a word is written as a name: in capitals, or one that is in no list and begins with a capital."""
    typed = word.typed[:1].isupper()
    return typed and (word is not words[0] or not is_real(word.text))


def is_no_word(word: str) -> bool:
    """Whether a word of letters is in no list."""
    return word.isalpha() and not is_real(word)
