"""Which words of the answers can stand for which words of the scheme: compared once for a whole batch.

Every distinct word is looked up once: as it is, by its number, its stem, its beginning; then all that found
nothing are compared with the scheme's words in one pass (RapidFuzz's `process.cdist` with its optimal string
alignment distance), which is many times faster than asking word by word. What a word meets depends on the word and
the scheme alone, never on the batch.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from marking.engine import negation, numbers, shorthand
from marking.engine.affixes import PREFIXES, inflects, is_ism, longer_form_of, opposites_of
from marking.engine.as_typed import said_otherwise
from marking.engine.cues import OPPOSABLE as HAS_OPPOSITES
from marking.engine.cues import cues_of
from marking.engine.dates import says_month
from marking.engine.hits import BREAKS, CUED, FOREIGN, HEDGE, NEGATOR, OPPOSABLE, SOFT, WANTED, Hits
from marking.engine.misspelt import SHORTEST_SLIP, Slips, is_rigid, tolerance, units_by_code
from marking.engine.normalise import HYPHENS, fold
from marking.engine.numbers import DERIVED, LOOSE, SURE, WEAK
from marking.engine.other_numbers import VALUES, without_article
from marking.engine.program import Program, Unit
from marking.engine.shapes import UNSPACED, british, code, signs_differ
from marking.engine.soft import BEHIND, IN_FRONT, NEGATORS, soft_places
from marking.engine.stems import stems
from marking.engine.tokenise import NONE, SENTENCE, Chunk, Word, chunk_of
from marking.engine.wanted_numbers import WantedNumbers
from quizzes.english.forms import BASE_OF
from quizzes.english.spellings import one_spelling
from quizzes.english.stop_words import FUNCTION_WORDS
from quizzes.english.words import is_real

Meets = tuple[tuple[int, int, int], ...]  # (unit, edits, how surely)
_MOST_WORDS = 200_000
_BLOCK = 4_000
_LONGEST_WORD = 64
_SHORTEST_SPLIT = 6


class Vocabulary:
    """The words and chunks seen so far, and what they are to one scheme. Bounded: it forgets all when full."""

    def __init__(self, compiled: Program, extra_words: Iterable[str] = ()) -> None:
        """`extra_words` are real words besides the scheme's own: the bank's terms."""
        scheme = compiled.scheme
        self.english = scheme.language == "en"
        # Of what kind each chunk is, as bits of `hits`; and what those are that are of any.
        self.kinds: dict[str, int] = {}
        self.hits: dict[str, Hits] = {}
        self._language = scheme.language
        # Whether a point behind a number makes an ordinal of it: "19. Jahrhundert".
        self.dotted = scheme.language in {"de", "da", "no", "fi"}
        self._number_words = VALUES.get(scheme.language, {})
        self._negators = NEGATORS.get(scheme.language, frozenset())
        self.stops: set[str] = set()
        self._spelling = scheme.spelling
        self._stems = stems(scheme.language)
        self._meets: dict[str, Meets] = {}
        self._long: list[str] = []
        self._pairs: dict[str, bool] = {}
        self._lone: dict[str, list[tuple[int, int, int]] | None] = {}
        self._links: dict[str, bool] = {}
        self.units = compiled.units
        self._index(compiled.units)
        own = {unit.text for unit in compiled.units if unit.number is None and not unit.prefix}
        self._terms = own | set(extra_words)
        self.signed = {unit.id: unit.signs for unit in compiled.units if any(unit.signs)}

    def _index(self, units: tuple[Unit, ...]) -> None:
        self._by_text: dict[str, list[Unit]] = {}
        self._by_key: dict[str, list[Unit]] = {}
        self._prefixes: dict[str, list[Unit]] = {}
        self.numbers = WantedNumbers(units, english=self.english)
        fuzzy: list[Unit] = []
        self.openings: set[str] = set()
        self._wholes: dict[str, list[int]] = {}
        self._beginnings: set[str] = set()
        for unit in units:
            if unit.number is not None:
                # A number is never misspelt; in letters it may have been meant ("onne"), which a person decides.
                if unit.text.isalpha() and self.english and self._spelling != "strict":
                    fuzzy.append(unit)
            elif unit.prefix:
                self._index_beginning(unit)
            else:
                self._by_text.setdefault(unit.text, []).append(unit)
                if not unit.exact:
                    self._index_forms(unit)
                    if self._may_be_missed(unit):
                        fuzzy.append(unit)
        self._codes = units_by_code(units)
        self._names = [unit for unit in units if unit.raw[:1].isupper() and len(unit.text) >= shorthand.SHORTEST_NAME]
        self._unspaced = [unit for unit in units if UNSPACED.match(unit.text)]
        self._longest_prefix = max(map(len, self._prefixes), default=0)
        self._slips = Slips(fuzzy, units, self._stems, self._spelling)

    def _index_beginning(self, unit: Unit) -> None:
        """A wildcard, in both spellings; it may be written apart too ("honey combs")."""
        for form in dict.fromkeys((unit.text, british(unit.text), BASE_OF.get(unit.text, unit.text))):
            self._prefixes.setdefault(form, []).append(unit)
        if len(unit.text) >= _SHORTEST_SPLIT and not unit.joined:
            self.openings.update(unit.text[:end] for end in range(2, len(unit.text)))

    def _index_forms(self, unit: Unit) -> None:
        """The forms that a word may be met in: inflected, misspelt, written apart."""
        if is_rigid(unit.raw):
            self._by_text.setdefault(unit.text + "s", []).append(unit)
        key = self._stems.key(unit.text)
        self._by_key.setdefault(key, []).append(unit)
        self._beginnings |= {unit.text[:2], key[:2]}
        if unit.joined or not unit.text.isalpha():
            return
        if len(unit.text) >= _SHORTEST_SPLIT:
            for form in dict.fromkeys((unit.text, unit.text + "s", unit.text.removesuffix("s"))):
                self._wholes.setdefault(form, []).append(unit.id)
            self.openings.update(unit.text[:end] for end in range(2, len(unit.text) - 1))

    def _may_be_missed(self, unit: Unit) -> bool:
        """Whether a word of the scheme may be met misspelt."""
        plain = unit.text.isalpha() and not unit.joined and len(unit.text) <= _LONGEST_WORD
        return plain and tolerance(len(unit.text), self._spelling) > 0

    def learn(self, chunks: Iterable[str]) -> None:
        """Looks up the chunks that have not been seen before."""
        self._forget()
        fresh = {text: chunk_of(text) for text in chunks if text not in self.kinds}
        self._long = [text for text in fresh if len(text) > _LONGEST_WORD]
        words = {word.text for chunk in fresh.values() for word in chunk.words}
        words.update(text for chunk in fresh.values() for _, _, text in chunk.joins)
        self._compare(words)
        for text, chunk in fresh.items():
            self._keep(text, chunk)
            if chunk.tail != NONE or text in negation.STOPS:
                self.stops.add(text)

    def _forget(self) -> None:
        """Drops very long chunks after their batch, since they hardly come again, and all of them past a bound."""
        for text in self._long:
            self.kinds.pop(text, None)
            self.hits.pop(text, None)
            self.stops.discard(text)
        if len(self.kinds) > _MOST_WORDS:
            self.kinds.clear()
            self.hits.clear()
            self.stops.clear()

    def meets(self, word: str) -> Meets:
        """What a word is to the scheme's units."""
        if word not in self._meets:
            self._compare({word})
        return self._meets[word]

    def known(self, word: str) -> bool:
        """Whether a word is one of the language's, a number, or one that the scheme knows."""
        return is_real(word) or word[0].isdigit() or bool(self._meets.get(word))

    def _keep(self, text: str, chunk: Chunk) -> None:
        """Puts down what a chunk is to the scheme."""
        spots: list[tuple[int, int, int, int, int]] = []
        for index in range(len(chunk.words)):
            spots.extend((index, index, *meet) for meet in self._meets_at(chunk.words, index, text))
        for first, last, joined in chunk.joins:
            spots.extend((first, last, *meet) for meet in self.meets(joined) if meet[2] == SURE)
        numeric = bool(self.numbers) and any(self.numeric(word) and self._tells(word) for word in chunk.words)
        opens = any(word.text in self.openings and word.text not in FUNCTION_WORDS for word in chunk.words)
        places, cues = self._soft(chunk, text), self._cues(chunk)
        kind = (bool(spots) or numeric or opens) * WANTED | bool(places) * SOFT | self._denies(chunk)
        kind |= bool(cues & ~HAS_OPPOSITES) * CUED | bool(cues & HAS_OPPOSITES) * OPPOSABLE
        kind |= (chunk.breaks or chunk.lead == SENTENCE) * BREAKS | self._is_foreign(chunk) * FOREIGN
        self.kinds[text] = kind
        if kind:
            self.hits[text] = Hits(tuple(spots), places, cues, numeric, opens)

    def _is_foreign(self, chunk: Chunk) -> bool:
        """Whether a chunk of an English answer has a word that nobody knows."""
        return self.english and not all(map(self.known, chunk.texts))

    def _cues(self, chunk: Chunk) -> int:
        """What a chunk has of what may say of something else what was met."""
        return cues_of(chunk.texts) if self.english else 0

    def _meets_at(self, words: Sequence[Word], index: int, text: str) -> Iterator[tuple[int, int, int]]:
        """What a word of a chunk is, with a hyphenated beginning before it: unit, edits and how surely."""
        word, before = words[index], words[index - 1] if index else None
        turned = before is not None and self._turns(before.text, text[before.end : word.start])
        for unit, edits, how in self._word_meets(word, text):
            yield unit, edits, max(how, LOOSE) if turned else how
        if self._unspaced:
            yield from self._within(word.text)

    def _within(self, text: str) -> Iterator[tuple[int, int, int]]:
        """The units of scripts without spaces that stand in a run of such a script, then those it may begin with."""
        within = [unit for unit in self._unspaced if unit.text in text]
        yield from ((unit.id, 0, LOOSE) for unit in within)
        yield from ((unit.id, 0, WEAK) for unit in self._unspaced if unit.text[0] == text[0] and unit not in within)

    def _denies(self, chunk: Chunk) -> int:
        """Whether a chunk may deny what stands beside it, or leave it open, as bits."""
        if not self.english:
            return 0
        denies = not negation.TRIGGERS.isdisjoint(chunk.texts)
        return denies * NEGATOR | (not negation.HEDGES.isdisjoint(chunk.texts)) * HEDGE

    def _soft(self, chunk: Chunk, text: str) -> int:
        """Where a chunk may take back what stands beside it."""
        if not self.english:
            return IN_FRONT | BEHIND if any(word.text in self._negators for word in chunk.words) else 0
        places = BEHIND if text.endswith("?") else 0
        for word in chunk.words:
            places |= soft_places(word.text, text[word.start : word.end])
        return places

    def _turns(self, prefix: str, sign: str) -> bool:
        """Whether a hyphened beginning makes another word of what follows: non-metal, half-life, anti-Stalin."""
        return self.english and prefix in PREFIXES and sign in HYPHENS and prefix not in self._terms

    def split_units(self, text: str) -> list[int]:
        """The units that words written apart are when put together, in the singular or the plural."""
        return [
            *self._wholes.get(text, ()),
            *(unit.id for unit in self._begun(text) if unit.text[:-1] in self.openings),
        ]

    def _begun(self, word: str) -> Iterator[Unit]:
        """The wildcards that a word begins with."""
        for end in range(1, min(len(word), self._longest_prefix) + 1):
            yield from self._prefixes.get(word[:end], ())

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
        return text in self.openings or bool(self.split_units(text))

    def lone_number(self, chunk: str) -> list[tuple[int, int, int]] | None:
        """What a chunk with one number says by itself: (word, unit, how); None where it has to be read with care."""
        if chunk not in self._lone:
            words = chunk_of(chunk).words
            careful = len(words) != 1 or words[0].text in numbers.UNFINISHED or not (chunk[0] + chunk[-1]).isalnum()
            careful = careful or len(words[0].text) == 1 or "." in chunk or says_month(words[0].text)
            spans = [] if careful else self.numbers.said([self.number_text(words[0], chunk)])
            units = [(0, unit, max(how, self.sign_doubt(unit, words[0]))) for _, met in spans for unit, how in met]
            if len(self._lone) > _MOST_WORDS:
                self._lone.clear()
            self._lone[chunk] = None if careful else units
        return self._lone[chunk]

    def sign_doubt(self, unit: int, first: Word, last: Word | None = None) -> int:
        """LOOSE where the signs before the first and behind the last word are others than the scheme's."""
        return LOOSE if signs_differ(self.units[unit].signs, first.before, (last or first).after) else SURE

    def continues(self, chunk: str) -> bool:
        """Whether a chunk may go on with a number: a number itself, a dash, "to", "and"."""
        known = self._links.get(chunk)
        if known is None:
            words = chunk_of(chunk).words
            numeric = any(self.numeric(word) for word in words)
            known = bool(chunk) and (numeric or all(word.text in numbers.LINKS for word in words))
            known = known or (self.numbers.dates and all(word.text in {"of", "the"} for word in words))
            if len(self._links) > _MOST_WORDS:
                self._links.clear()
            self._links[chunk] = known
        return known

    def numeric(self, word: Word) -> bool:
        """Whether a word may be a number."""
        if not self.english:
            return word.text[0].isdigit() or word.text in self._number_words
        if self.numbers.dates and says_month(word.text):
            return True
        return numbers.numeric(word.text) or numbers.roman(word.text.upper()) is not None

    def _tells(self, word: Word) -> bool:
        """Whether a number may be one that the scheme wants, the end of a range that holds one, or a part of one."""
        if not word.text[0].isdigit():
            numeral = numbers.roman(word.text.upper()) if len(word.text) == 1 else None
            return numeral is None or bool(self.numbers.met_by(numbers.Number(numeral, numeral)))
        return self.numbers.may_hold(word.text)

    def number_text(self, word: Word, raw: str, before: str = "") -> str:
        """A word as the reader of numbers wants it: Roman numerals in digits; `before` is the word before it, as typed.

        A numeral of one letter counts only behind a name ("Charles I") or a word like "war" or "part".
        """
        value = numbers.roman(word.text.upper()) if self.english else None
        if value is not None and len(word.text) == 1:
            typed = raw[word.start : word.end]
            value = value if numbers.takes_numeral(before if typed.isupper() else before.lower()) else None
        if value is None:
            value = self._number_words.get(word.text)
        return numbers.plain(word.text, english=self.english) if value is None else str(value)

    def _word_meets(self, word: Word, text: str) -> Meets:
        """What a word is, as it is typed in a chunk."""
        typed = text[word.start : word.end]
        bare = typed if self.english else without_article(typed, self._language)
        plain = word.text if bare is typed else fold(bare)[0]
        return tuple(
            (unit, edits, max(how, said_otherwise(self.units[unit], plain, word, bare, english=self.english)))
            for unit, edits, how in self.meets(plain)
        )

    def _may_be_misspelt(self, word: str) -> bool:
        if len(word) < SHORTEST_SLIP - 1 or len(word) > _LONGEST_WORD or not word.isalpha():
            return False
        if self.english and numbers.numeric(word):
            return False
        return word not in self._terms and not (self.english and (word in FUNCTION_WORDS or word in negation.TRIGGERS))

    def _compare(self, words: set[str]) -> None:
        """Finds what each of the words meets, and remembers it."""
        if len(self._meets) > _MOST_WORDS:
            self._meets.clear()
        left: list[str] = []
        for word in words:
            if word in self._meets:
                continue
            direct = self._direct(word)
            self._meets[word] = tuple((unit, 0, how) for unit, how in direct.items())
            if not direct and self._may_be_misspelt(word):
                left.append(word)
        for first in range(0, len(left), _BLOCK):
            for word, unit, edits, how in self._slips.find(left[first : first + _BLOCK]):
                self._meets[word] = (*self._meets[word], (unit, edits, how))
        for word in left:
            if not self._meets[word]:
                self._meets[word] = tuple((unit, 0, WEAK) for unit in self._slips.heard(word))

    def _direct(self, word: str) -> dict[int, int]:
        """The units a word is without any misspelling, in a fixed order, and how surely."""
        units = dict.fromkeys((unit.id for unit in self._by_text.get(word, ())), SURE)
        if word[:2] in self._beginnings or self._stems.irregular(word):
            for unit in self._by_key.get(self._stems.key(word), ()):
                units.setdefault(unit.id, self._form(unit.text, word))
        for form in self._forms(word):
            for unit in self._begun(form):
                units.setdefault(unit.id, SURE)
        if self.english:
            self._in_other_forms(word, units)
        if not units:
            units.update((unit.id, WEAK) for unit in self._mistyped(word))
        return units

    def _mistyped(self, word: str) -> Sequence[Unit]:
        """The units that a word with figures among or for its letters may be meant for: H20, 02, l928."""
        plain = word.isalpha() or (word.isdigit() and word[0] != "0")
        return () if plain else self._codes.get(code(word), ())

    def _in_other_forms(self, word: str, units: dict[int, int]) -> None:
        """Adds the units that a word is a short form of, or only sounds like."""
        if not units:
            others = (*longer_form_of(word), *opposites_of(word))
            units.update((unit.id, WEAK) for other in others for unit in self._by_text.get(other, ()))
        for other, how in shorthand.also(word):
            for unit in (*self._by_text.get(other, ()), *self._by_text.get(f"{other}s", ())):
                if not (unit.exact or unit.loud):
                    units.setdefault(unit.id, how)
        if not units and self._names and shorthand.may_be_letters(word) and not is_real(word):
            units.update((unit.id, WEAK) for unit in self._names if shorthand.shortens(word, unit.text))

    def _forms(self, word: str) -> Iterator[str]:
        """A word in the shapes in which it may begin like a wildcard: grew like grow*, organized like organis*."""
        yield word
        if self.english and self._prefixes:
            yield BASE_OF.get(word, word)
            yield british(word)

    def _form(self, wanted: str, word: str) -> int:
        """How surely a word of one stem is the one wanted: an inflection is, a generator is no generation."""
        if not self.english or inflects(wanted, word) or inflects(one_spelling(wanted), one_spelling(word)):
            return SURE
        return LOOSE if is_ism(wanted) != is_ism(word) else DERIVED
