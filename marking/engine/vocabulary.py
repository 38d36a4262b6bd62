"""Which words of the answers can stand for which words of the scheme: compared once for a whole batch.

Every distinct word is looked up once: as it is, by its number, its stem, its beginning; then all that found
nothing are compared with the scheme's words in one pass (RapidFuzz's `process.cdist` with its optimal string
alignment distance), which is many times faster than asking word by word. What a word meets depends on the word and
the scheme alone, never on the batch.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from marking.engine import negation, numbers
from marking.engine.program import Program, Unit
from marking.engine.stems import stems
from marking.engine.tokenise import NONE, Chunk, Word, chunk_of, roman_value
from marking.engine.types import Spelling
from quizzes.english.stop_words import FUNCTION_WORDS
from quizzes.english.words import common_words, is_real

# How a word of an answer meets a unit: surely; probably, so that it counts but a person should look; or only where
# the rest speaks for it. As numbers they add up, so that many LOOSE never make one WEAK.
SURE, LOOSE, WEAK = 0, 1, 1 << 16
Meets = tuple[tuple[int, int, int], ...]  # (unit, edits, SURE, LOOSE or WEAK)
_MOST_WORDS = 200_000
_BLOCK = 4_000
# Of the real words, only those a slip of one letter away may have been meant for another; long ones, of two.
_SLIP_LONG = 9
_SHORTEST_SLIP = 4
_LONGEST_WORD = 64
_SHORTEST_SPLIT = 6
# The letters of an ending that a misspelt word may have besides.
_ENDING = 3
_SHORTEST_LOOSE = 5
_LONGEST_RIGID = 6


def tolerance(length: int, spelling: Spelling) -> int:
    """How many letters may be wrong in a word of this length (the specification's table)."""
    if spelling == "strict":
        return 0
    allowed = (length > 3) + (length > 6) + (length > 11)
    return allowed + 1 if spelling == "lenient" and length >= 5 else allowed


@dataclass(frozen=True, slots=True)
class Hits:
    """What a chunk of text may be to a scheme. `spots`: (first word, last word, unit, edits, SURE, LOOSE or WEAK).

    `special`: it is more than its spots.
    """

    spots: tuple[tuple[int, int, int, int, int], ...]
    negator: bool
    hedge: bool
    numeric: bool
    opens: bool
    special: bool


# What the sign between two answers of a batch is.
BETWEEN = Hits((), negator=False, hedge=False, numeric=False, opens=False, special=False)


class Vocabulary:
    """The words and chunks seen so far, and what they are to one scheme. Bounded: it forgets all when full."""

    def __init__(self, compiled: Program, extra_words: Iterable[str] = ()) -> None:
        """`extra_words` are real words besides the scheme's own: the bank's terms."""
        scheme = compiled.scheme
        self.english = scheme.language == "en"
        self.hits: dict[str, Hits | None] = {}
        self.breaks: dict[str, Chunk | None] = {}
        self.foreign: set[str] = set()
        self.stops: set[str] = set()
        self._spelling = scheme.spelling
        self._stems = stems(scheme.language)
        self._meets: dict[str, Meets] = {}
        self._long: list[str] = []
        self._pairs: dict[str, bool] = {}
        self._lone: dict[str, list[tuple[int, int]] | None] = {}
        self._links: dict[str, bool] = {}
        self._units = compiled.units
        self._index(compiled.units)
        own = {unit.text for unit in compiled.units if unit.number is None and not unit.prefix}
        self._terms = own | set(extra_words)

    def _index(self, units: tuple[Unit, ...]) -> None:
        self._by_text: dict[str, list[Unit]] = {}
        self._by_key: dict[str, list[Unit]] = {}
        self._prefixes: dict[str, list[Unit]] = {}
        self._numbers = [unit for unit in units if unit.number is not None]
        self._years = any(unit.number and unit.number.high >= numbers.FIRST_YEAR for unit in self._numbers)
        self._fuzzy: list[Unit] = []
        self.openings: set[str] = set()
        self._wholes: dict[str, list[int]] = {}
        self._beginnings: set[str] = set()
        for unit in units:
            if unit.number is not None:
                # A number is never misspelt; in letters it may have been meant ("onne"), which a person decides.
                if unit.text.isalpha() and self.english and self._spelling != "strict":
                    self._fuzzy.append(unit)
            elif unit.prefix:
                self._prefixes.setdefault(unit.text, []).append(unit)
            else:
                self._by_text.setdefault(unit.text, []).append(unit)
                if not unit.exact:
                    self._index_forms(unit)
        self._longest_prefix = max(map(len, self._prefixes), default=0)
        texts = [unit.text for unit in self._fuzzy]
        self._texts = texts
        self._keys = [self._stems.key(text) for text in texts]
        self._units_rigid = [_rigid(unit.raw) for unit in self._fuzzy]
        self._limits = np.array(
            [0 if unit.number else tolerance(len(unit.text), self._spelling) for unit in self._fuzzy], dtype=np.int64
        )

    def _index_forms(self, unit: Unit) -> None:
        """The forms that a word may be met in: inflected, misspelt, written apart."""
        if _rigid(unit.raw):
            self._by_text.setdefault(unit.text + "s", []).append(unit)
        key = self._stems.key(unit.text)
        self._by_key.setdefault(key, []).append(unit)
        self._beginnings |= {unit.text[:2], key[:2]}
        if unit.joined or not unit.text.isalpha():
            return
        if tolerance(len(unit.text), self._spelling) and len(unit.text) <= _LONGEST_WORD:
            self._fuzzy.append(unit)
        if len(unit.text) >= _SHORTEST_SPLIT:
            for form in dict.fromkeys((unit.text, unit.text + "s", unit.text.removesuffix("s"))):
                self._wholes.setdefault(form, []).append(unit.id)
            self.openings.update(unit.text[:end] for end in range(2, len(unit.text) - 1))

    def learn(self, chunks: Iterable[str]) -> None:
        """Looks up the chunks that have not been seen before."""
        # Very long chunks aren't kept beyond their batch: they hardly come again.
        for text in self._long:
            self.hits.pop(text, None)
            self.breaks.pop(text, None)
        if len(self.hits) > _MOST_WORDS:
            self.hits.clear()
            self.breaks.clear()
            self.foreign.clear()
            self.stops.clear()
        fresh = {text: chunk_of(text) for text in chunks if text not in self.hits}
        self._long = [text for text in fresh if len(text) > _LONGEST_WORD]
        words = {word.text for chunk in fresh.values() for word in chunk.words}
        words.update(text for chunk in fresh.values() for _, _, text in chunk.joins)
        self._compare(words)
        for text, chunk in fresh.items():
            self.hits[text] = self._hits(text, chunk)
            self.breaks[text] = chunk if chunk.breaks else None
            if chunk.tail != NONE or text in negation.STOPS:
                self.stops.add(text)
            if self.english and any(not self.known(word.text) for word in chunk.words):
                self.foreign.add(text)

    def meets(self, word: str) -> Meets:
        """What a word is to the scheme's units."""
        if word not in self._meets:
            self._compare({word})
        return self._meets[word]

    def known(self, word: str) -> bool:
        """Whether a word is one of the language's, a number, or one that the scheme knows."""
        return is_real(word) or word[0].isdigit() or bool(self._meets.get(word))

    def number_units(self, number: numbers.Number) -> list[int]:
        """The units that a number in an answer meets."""
        return [unit.id for unit in self._numbers if unit.number is not None and numbers.meets(unit.number, number)]

    def _hits(self, text: str, chunk: Chunk) -> Hits | None:
        spots: list[tuple[int, int, int, int, int]] = []
        numeric = opens = False
        for index, word in enumerate(chunk.words):
            spots.extend((index, index, *meet) for meet in self._word_meets(word, text))
            numeric = numeric or (bool(self._numbers) and self.numeric(word, text) and self._tells(word))
            opens = opens or (word.text in self.openings and word.text not in FUNCTION_WORDS)
        for first, last, joined in chunk.joins:
            spots.extend((first, last, *meet) for meet in self.meets(joined) if meet[2] == SURE)
        negator = self.english and any(word.text in negation.TRIGGERS for word in chunk.words)
        hedge = self.english and any(word.text in negation.HEDGES for word in chunk.words)
        special = negator or hedge or numeric or opens
        return Hits(tuple(spots), negator, hedge, numeric, opens, special) if spots or special else None

    def split_units(self, text: str) -> list[int]:
        """The units that words written apart are when put together, in the singular or the plural."""
        return self._wholes.get(text, [])

    def may_join(self, chunk: str, following: str) -> bool:
        """Whether the last word of a chunk and the first of the next, as typed, may be parts of one of the scheme's."""
        key = f"{chunk} {following}"
        known = self._pairs.get(key)
        if known is None:
            words = [word.text for text in (chunk, following) for word in chunk_of(text).words]
            known = any(self._begins(first + second) for first, second in pairwise(words))
            if len(self._pairs) > _MOST_WORDS:
                self._pairs.clear()
            self._pairs[key] = known
        return known

    def _begins(self, text: str) -> bool:
        return text in self.openings or text in self._wholes

    def lone_number(self, chunk: str) -> list[tuple[int, int]] | None:
        """What a chunk with one number says by itself: (word, unit); None where it has to be read with care."""
        if chunk not in self._lone:
            words = chunk_of(chunk).words
            careful = len(words) != 1 or words[0].text in numbers.SCALES or not chunk[-1].isalnum()
            found = [] if careful else numbers.read([self.number_text(words[0], chunk)])
            units = [(0, unit) for span in found for unit in self.number_units(span.number)]
            if len(self._lone) > _MOST_WORDS:
                self._lone.clear()
            self._lone[chunk] = None if careful else units
        return self._lone[chunk]

    def continues(self, chunk: str) -> bool:
        """Whether a chunk may go on with a number: a number itself, a dash, "to", "and"."""
        known = self._links.get(chunk)
        if known is None:
            words = chunk_of(chunk).words
            numeric = any(self.numeric(word, chunk) for word in words)
            known = bool(chunk) and (numeric or all(word.text in numbers.LINKS for word in words))
            if len(self._links) > _MOST_WORDS:
                self._links.clear()
            self._links[chunk] = known
        return known

    def numeric(self, word: Word, raw: str) -> bool:
        """Whether a word may be a number; `raw` is its chunk as typed."""
        if not self.english:
            return word.text[0].isdigit()
        return numbers.numeric(word.text) or roman_value(word, raw) is not None

    def _tells(self, word: Word) -> bool:
        """Whether a number may be one that the scheme wants, or the end of a range that holds one."""
        spans = numbers.read([word.text]) if word.text[0].isdigit() else []
        if not spans:
            return True
        said = spans[0].number
        return (self._years and said.low >= numbers.FIRST_YEAR) or bool(self.number_units(said))

    def number_text(self, word: Word, raw: str) -> str:
        """A word as the reader of numbers wants it: Roman numerals in digits."""
        value = roman_value(word, raw) if self.english else None
        return word.text if value is None else str(value)

    def _word_meets(self, word: Word, text: str) -> Meets:
        """What a word as typed is: an acronym in small letters that is a common word too is only perhaps meant."""
        return tuple(
            (unit, edits, WEAK if self._units[unit].loud and not word.capitals else how)
            for unit, edits, how in self.meets(word.text)
        )

    def _compare(self, words: set[str]) -> None:
        """Finds what each of the words meets, and remembers it."""
        if len(self._meets) > _MOST_WORDS:
            self._meets.clear()
        left: list[str] = []
        for word in words:
            if word in self._meets:
                continue
            found = self._direct(word)
            self._meets[word] = tuple((unit, 0, SURE) for unit in found)
            if not found and self._may_be_misspelt(word):
                left.append(word)
        for first in range(0, len(left), _BLOCK):
            self._misspelt(left[first : first + _BLOCK])

    def _direct(self, word: str) -> dict[int, None]:
        """The units a word is without any misspelling, in a fixed order."""
        found = dict.fromkeys(unit.id for unit in self._by_text.get(word, ()))
        if word[:2] in self._beginnings or self._stems.irregular(word):
            found |= dict.fromkeys(unit.id for unit in self._by_key.get(self._stems.key(word), ()))
        for end in range(1, min(len(word), self._longest_prefix) + 1):
            if word[:end] in self._prefixes:
                found |= dict.fromkeys(unit.id for unit in self._prefixes[word[:end]])
        return found

    def _may_be_misspelt(self, word: str) -> bool:
        if len(word) < _SHORTEST_SLIP - 1 or len(word) > _LONGEST_WORD or not word.isalpha():
            return False
        if self.english and numbers.numeric(word):
            return False
        return word not in self._terms and not (self.english and (word in FUNCTION_WORDS or word in negation.TRIGGERS))

    def _misspelt(self, words: list[str]) -> None:
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
                self._meets[word] = (*self._meets[word], (self._fuzzy[column].id, edits, how))

    def _how(self, word: str, column: int, edits: int, letters: int) -> int | None:
        """Whether a word so many letters away is taken for the unit surely, perhaps or not at all."""
        wanted = self._texts[column]
        limit = int(self._limits[column])
        if self.english and is_real(word):
            slip = 2 if len(wanted) >= _SLIP_LONG else 1
            return WEAK if len(word) >= _SHORTEST_SLIP and letters <= min(slip, limit) else None
        if self._units_rigid[column]:
            return WEAK if edits <= limit else None
        if edits > limit:
            if word[0] != wanted[0] or len(wanted) < _SHORTEST_SLIP - 1:
                return None
            sure = self.english and limit and len(wanted) >= _SHORTEST_LOOSE and not self._nearer(word, edits, wanted)
            return LOOSE if sure else WEAK
        if self.english and edits > 1 and self._nearer(word, edits, wanted):
            return WEAK
        return SURE

    def _nearer(self, word: str, edits: int, wanted: str) -> bool:
        """Whether a common word with the same first letter stands nearer to what was written than the word wanted.

        Asked for few words only (two letters wrong or more), since it looks at many words of the list.
        """
        common = common_words(word[0])
        distances = cdist([word], common, scorer=OSA.distance, score_cutoff=edits - 1, dtype=np.uint8)[0]
        nearer = (common[place] for place in np.nonzero(distances <= edits - 1)[0].tolist())
        return any(self._stems.key(other) != self._stems.key(wanted) for other in nearer)


def _rigid(raw: str) -> bool:
    """Whether a word as the scheme has it is a short name with capitals inside (mRNA, DNA), spelt so or not at all."""
    return len(raw) <= _LONGEST_RIGID and raw[1:] != raw[1:].lower()
