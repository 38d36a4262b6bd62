"""The units of a scheme, each made once however often its word comes, and the wordings that count as the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from marking.engine import numbers
from marking.engine.pieces import Piece, key_words, number_of
from marking.engine.program import Unit
from marking.engine.tokenise import Word
from marking.engine.types import Phrase
from quizzes.english.words import is_real

LONGEST_ACRONYM = 6


class Units:
    """Collects the units of a scheme while its expressions become paths."""

    def __init__(self, same: Sequence[tuple[Phrase, ...]], *, english: bool) -> None:
        self.units: list[Unit] = []
        self._ids: dict[tuple[object, ...], int] = {}
        self.english = english
        self._same: dict[str, list[tuple[tuple[str, ...], list[Phrase]]]] = {}
        for group in same:
            for phrase in group:
                key = tuple(key_words(phrase, english))
                if key:
                    others = [other for other in group if other is not phrase]
                    self._same.setdefault(key[0], []).append((key, others))

    def synonyms(self, words: Sequence[str]) -> Iterator[tuple[int, list[Phrase]]]:
        """The other wordings of what the words begin with: how many of them it is, and what it may be instead."""
        for key, others in self._same.get(words[0], ()):
            if tuple(words[: len(key)]) == key:
                yield len(key), others

    def unit(self, piece: Piece, *, shouts: bool = False) -> int:
        """The number of the unit for a word, made when first met; `shouts`: its phrase is all in capitals."""
        word, raw, term = piece.word, piece.raw, piece.term
        number = None
        if not term.prefix and not term.exact:
            number = number_of(word, raw, english=self.english)
        signs = (word.before, word.after)
        if number is not None:
            return self.number_unit(number, word.text, signs)
        typed = raw[word.start : word.end]
        loud = self.english and not term.prefix and not shouts and (piece.letter or is_loud(word))
        unit = Unit(len(self.units), word.text, term.prefix, term.exact, None, loud, raw=typed, signs=signs)
        return self._unit(unit)

    def joined(self, text: str, *, prefix: bool = False) -> int:
        """The unit for words written as one; `prefix`: the last of them is open at its end."""
        return self._unit(Unit(len(self.units), text, prefix, joined=True))

    def plain(self, text: str) -> int:
        """The unit for a folded word that the scheme itself may not have."""
        return self._unit(Unit(len(self.units), text, raw=text))

    def perhaps(self, text: str) -> int:
        """The unit for a folded word that is never more than nearly what was asked for."""
        return self._unit(Unit(len(self.units), text, exact=True, raw=text, perhaps=True))

    def initials(self, text: str) -> int:
        """The unit for the first letters of a name's words, which only nearly say the name."""
        return self._unit(Unit(len(self.units), text, exact=True, loud=True, raw=text.upper(), perhaps=True))

    def number_unit(self, number: numbers.Number, text: str, signs: tuple[str, str] = ("", "")) -> int:
        """The unit for a number, however many words it takes."""
        return self._unit(Unit(len(self.units), text, number=number, signs=signs))

    def _unit(self, unit: Unit) -> int:
        text = unit.text if unit.number is None else ""
        key = (text, unit.prefix, unit.exact, unit.loud, unit.joined, unit.number, unit.signs, unit.perhaps)
        if key not in self._ids:
            self._ids[key] = unit.id
            self.units.append(unit)
        return self._ids[key]


def is_loud(word: Word) -> bool:
    """Whether a word is an acronym in capitals that in small letters would be a word of the language: US, SALT."""
    return word.capitals and len(word.text) <= LONGEST_ACRONYM and is_real(word.text)
