"""Which words may be misspelt words of the scheme: compared in one pass, with guards for words that are others.

The distance is RapidFuzz's optimal string alignment, by `process.cdist`, which is many times faster than asking word by
word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from marking.engine.affixes import differ_in_affix
from marking.engine.numbers import LOOSE, SURE, WEAK
from marking.engine.phonetics import SHORTEST_HEARD, skeleton, sound
from marking.engine.program import Unit
from marking.engine.shapes import code
from marking.engine.stems import Stems
from marking.engine.types import Spelling
from quizzes.english.stop_words import FUNCTION_WORDS
from quizzes.english.words import SHORTEST_RARE, common_words, frequency, is_rare, is_real

# Of the real words, only those a slip of one letter away may have been meant for another; long ones, of two.
_SLIP_LONG = 9
SHORTEST_SLIP = 4
# The letters of an ending that a misspelt word may have besides.
_ENDING = 3
_SHORTEST_LOOSE = 5
# With two letters wrong or more, the share of a word's letters from which on a person should look.
_MOST_WRONG = 0.2
_LONGEST_RIGID = 6
# A wildcard needs more sounds than a word, since it says only how one begins.
_FEWEST_HEARD = 3
_LONGEST_SHORT_NAME = 5
# Words so short are nearly met by what is no word and has the same consonants: red by redd, photo by foto.
_SHORT, _SHORT_HEARD, _MOST_LONGER, _RARER = range(3, 6), range(2, 7), 2, 50


def tolerance(length: int, spelling: Spelling) -> int:
    """How many letters may be wrong in a word of this length (the specification's table)."""
    if spelling == "strict":
        return 0
    allowed = (length > 3) + (length > 6) + (length > 11)
    return allowed + 1 if spelling == "lenient" and length >= 5 else allowed


def is_rigid(raw: str) -> bool:
    """Whether a word as the scheme has it is a short name with capitals inside (mRNA, DNA), spelt so or not at all."""
    return len(raw) <= _LONGEST_RIGID and raw[1:] != raw[1:].lower()


def _is_short_name(raw: str) -> bool:
    """Whether a word may be a short proper name, which with another letter is another's: Hess, Hoess."""
    return raw[:1].isupper() and raw[1:].islower() and len(raw) <= _LONGEST_SHORT_NAME


def _is_usual_slip(word: str, wanted: str) -> bool:
    """Whether a word has a letter left out, doubled or two changed about, as happens to those who know it."""
    if len(word) == len(wanted):
        return sorted(word) == sorted(wanted)
    doubled = (word[:at] + word[at + 1 :] for at, (one, other) in enumerate(pairwise(word)) if one == other)
    return len(word) < len(wanted) or wanted in doubled


def _short_words(units: Iterable[Unit]) -> Iterator[tuple[str, Unit]]:
    """The short words of a scheme that may be written as they sound, each behind its sound."""
    for unit in units:
        plain = unit.text.isalpha() and not (unit.prefix or unit.exact or unit.number or is_rigid(unit.raw))
        if plain and len(unit.text) in _SHORT and unit.text not in FUNCTION_WORDS:
            yield skeleton(unit.text), unit


def _is_meant(word: str, wanted: str) -> bool:
    """Whether who writes a short word means another, which is about as long: the word is none, or far rarer."""
    rare = not is_real(word) or frequency(word) * _RARER < frequency(wanted)
    return rare and abs(len(word) - len(wanted)) <= _MOST_LONGER


def is_known_word(word: str) -> bool:
    """Whether an English word is known for one: of the usual list, or a technical one of the large list."""
    return is_real(word) or (len(word) >= SHORTEST_RARE and is_rare(word))


class Slips:
    """The words of one scheme that may be misspelt, ready to be compared."""

    def __init__(self, fuzzy: Sequence[Unit], units: Sequence[Unit], stems: Stems, spelling: Spelling) -> None:
        """`fuzzy` are the units whose words may be misspelt; of `units` the wildcards are taken."""
        self._fuzzy = fuzzy
        self._open = [unit for unit in units if unit.prefix and unit.text.isalpha()]
        self._stems = stems
        self._spelling = spelling
        self._sounds = [(sound(unit.text), unit.id) for unit in fuzzy if len(unit.text) >= SHORTEST_HEARD]
        self._begun = [(heard, unit.id) for unit in self._open if len(heard := sound(unit.text)) > _FEWEST_HEARD]
        self._short = list(_short_words(units))
        self._texts = [unit.text for unit in fuzzy]
        self._keys = [stems.key(text) for text in self._texts]
        self._units_rigid = [is_rigid(unit.raw) for unit in fuzzy]
        self._short_names = [_is_short_name(unit.raw) for unit in fuzzy]
        self._limits = np.array(
            [0 if unit.number else tolerance(len(unit.text), spelling) for unit in fuzzy], dtype=np.int64
        )

    def heard(self, word: str) -> Iterator[int]:
        """The units that a word which is none may be, written as it sounds."""
        if not self._stems.english or self._spelling == "strict":
            return
        if self._short and len(word) in _SHORT_HEARD:
            plain = skeleton(word)
            yield from (unit.id for sounds, unit in self._short if sounds == plain and _is_meant(word, unit.text))
        if is_known_word(word):
            return
        said = sound(word) if len(word) >= SHORTEST_HEARD else ""
        if said:
            yield from (unit for sounds, unit in self._sounds if sounds == said)
            yield from (unit for sounds, unit in self._begun if said.startswith(sounds))

    def find(self, words: list[str]) -> Iterator[tuple[str, int, int, int]]:
        """The words that may be misspelt ones of the scheme: each with the unit, the letters wrong, and how surely."""
        yield from self._whole(words)
        yield from self._beginnings(words)

    def _whole(self, words: list[str]) -> Iterator[tuple[str, int, int, int]]:
        if not self._fuzzy:
            return
        furthest = int(self._limits.max()) + 1
        distances = cdist(words, self._texts, scorer=OSA.distance, score_cutoff=furthest + _ENDING, dtype=np.uint8)
        # Only where an ending may be all that keeps them apart are stems worth finding.
        rows = np.nonzero((distances <= self._limits + 1 + _ENDING).any(axis=1))[0]
        if not len(rows):
            return
        stemmed = [self._stems.key(words[row]) for row in rows.tolist()]
        by_stem = cdist(stemmed, self._keys, scorer=OSA.distance, score_cutoff=furthest, dtype=np.uint8)
        nearest = np.minimum(distances[rows], by_stem)
        places, columns = np.nonzero(nearest <= self._limits + 1)
        for place, column in zip(places.tolist(), columns.tolist(), strict=True):
            row = int(rows[place])
            word, edits, letters = words[row], int(nearest[place, column]), int(distances[row, column])
            how = self._how(word, column, edits, letters) if letters - edits <= _ENDING else None
            if how is not None:
                yield word, self._fuzzy[column].id, edits, how

    def _beginnings(self, words: list[str]) -> Iterator[tuple[str, int, int, int]]:
        """The wildcards whose beginning the words have with a letter or two wrong ("facism" for fascis*).

        The word's first letters, one more and one less than the wildcard has, are compared with it.
        """
        for unit in self._open:
            limit = tolerance(len(unit.text), self._spelling)
            near = [word for word in words if word[0] == unit.text[0] and len(word) >= len(unit.text) - 1]
            for word in near if limit else ():
                cut = range(len(unit.text) - 1, len(unit.text) + 2)
                edits = min(OSA.distance(unit.text, word[:end], score_cutoff=limit) for end in cut)
                how = self._how_begun(word, unit.text, edits) if edits <= limit else None
                if how is not None:
                    yield word, unit.id, edits, how

    def _how_begun(self, word: str, wanted: str, edits: int) -> int | None:
        """How surely a word begins like a wildcard. Real words hardly do: "community" is no slip for communis*."""
        if not self._stems.english:
            return LOOSE
        if is_known_word(word):
            slip = edits == 1 and len(wanted) >= _SHORTEST_LOOSE and word[: len(wanted) - 1] != wanted[:-1]
            return WEAK if slip and word[len(wanted) - 2 : len(wanted)] == wanted[-2:] else None
        return LOOSE if edits > 1 or len(wanted) < _SHORTEST_LOOSE else SURE

    def _how(self, word: str, column: int, edits: int, letters: int) -> int | None:
        """Whether a word so many letters away is taken for the unit surely, perhaps or not at all.

        `edits` is the smaller of the distances of the words and of their stems, `letters` that of the words:
        | wanted | written | |
        | --- | --- | --- |
        | parliament | parlament | SURE: a slip, and no word |
        | causal | casual | WEAK: a slip that is a word |
        | mitosis | meiosis | None: a word, and too far |
        | exocytosis | endocytosis | WEAK: another beginning that makes another word |
        | mRNA | mrnb | WEAK: short names are spelt so or not at all |
        | enemy | ememey | LOOSE: far, but nothing else is nearer |
        | Silures | suliurs | LOOSE: a quarter of its letters are wrong |
        """
        wanted = self._texts[column]
        limit = int(self._limits[column])
        if self._stems.english and is_known_word(word):
            slip = 2 if len(wanted) >= _SLIP_LONG else 1
            return WEAK if len(word) >= SHORTEST_SLIP and letters <= min(slip, limit) else None
        if self._units_rigid[column]:
            return WEAK if edits <= limit else None
        if edits > limit:
            return self._how_far(word, column, edits, wanted)
        return self._how_near(word, column, edits, wanted)

    def _how_far(self, word: str, column: int, edits: int, wanted: str) -> int | None:
        """How surely a word stands for one that is a letter further away than a slip may be."""
        if word[0] != wanted[0] or len(wanted) < SHORTEST_SLIP - 1:
            return None
        may_be_sure = self._stems.english and self._limits[column] and len(wanted) >= _SHORTEST_LOOSE
        return LOOSE if may_be_sure and not self._nearer(word, edits, wanted) else WEAK

    def _how_near(self, word: str, column: int, edits: int, wanted: str) -> int:
        """How surely a word that is none stands for one no further away than a slip may be."""
        if not (self._stems.english and wanted.isascii()):
            return LOOSE
        if differ_in_affix(word, wanted) or (edits > 1 and self._nearer(word, edits, wanted)):
            return WEAK
        far = edits > 1 and edits > _MOST_WRONG * len(wanted)
        return LOOSE if far or (self._short_names[column] and not _is_usual_slip(word, wanted)) else SURE

    def _nearer(self, word: str, edits: int, wanted: str) -> bool:
        """Whether a common word with the same first letter stands nearer to what was written than the word wanted.

        Asked for few words only (two letters wrong or more), since it looks at many words of the list.
        """
        common = common_words(word[0])
        distances = cdist([word], common, scorer=OSA.distance, score_cutoff=edits - 1, dtype=np.uint8)[0]
        nearer = (common[place] for place in np.nonzero(distances <= edits - 1)[0].tolist())
        return any(self._stems.key(other) != self._stems.key(wanted) for other in nearer)


def units_by_code(units: Iterable[Unit]) -> dict[str, list[Unit]]:
    """The words and numbers that a figure typed for a letter may have been meant for."""
    by_code: dict[str, list[Unit]] = {}
    for unit in units:
        if len(unit.text) > 1 and not unit.prefix and not unit.exact:
            by_code.setdefault(code(unit.text), []).append(unit)
    return by_code
