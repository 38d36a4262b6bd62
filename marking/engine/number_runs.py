"""Numbers in an answer: words, signs and chunks that stand side by side, read as one run."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from marking.engine import numbers
from marking.engine.normalise import APOSTROPHES
from marking.engine.numbers import LOOSE, SURE
from marking.engine.places import SHIFT, Place
from marking.engine.tokenise import CLAUSE, SENTENCE, Chunk, Word
from marking.engine.vocabulary import Vocabulary
from quizzes.english.stop_words import FUNCTION_WORDS

_LONGEST_NUMBER = 12
_OPENING = frozenset({"between", "x", "×"})
# In front of a number they make another one of it.
_COMPARING = frozenset(
    """before after until till under over below above than except not almost nearly page line question number figure
    room item p q pp""".split()  # noqa: SIM905
)
# They belong to the number that begins behind them.
_BEFORE = frozenset({"between", "a", "an"})
_MARKER = re.compile(r"\(?\d{1,2}[.):]+")
_DASHES = frozenset("-–—−")
_SIGN_WORDS = {**dict.fromkeys("-–—−‐‑", "-"), "/": "/", "⁄": "/", ",": ","}


class Answer(Protocol):
    """What is asked of an answer's sheet."""

    chunks: Sequence[str]
    vocabulary: Vocabulary
    spots: dict[int, list[tuple[Place, Place, int, int]]]

    @property
    def line_starts(self) -> frozenset[int]:
        """The chunks that begin a line."""

    def chunk(self, number: int) -> Chunk:
        """The words of a chunk."""

    def word(self, place: Place) -> Word:
        """The word at a place."""


class NumberReader:
    """Finds the numbers of one answer and puts them down on its sheet."""

    def __init__(self, sheet: Answer) -> None:
        self._sheet = sheet

    def add(self, chunks: list[int]) -> None:
        """Numbers, of one word or of several, dates and ranges."""
        done = -1
        for number in chunks:
            if number <= done:
                continue
            alone = self._sheet.vocabulary.lone_number(self._sheet.chunks[number])
            if alone is not None and not self._linked(number):
                for index, unit, how in alone:
                    place = number << SHIFT | index
                    self._put(unit, place, place, how)
                continue
            words, places = self._run(number)
            done = places[-1] >> SHIFT if places else number
            for span, units in self._sheet.vocabulary.numbers.said(words):
                first, last = places[span.first], places[span.last]
                for unit, how in units:
                    doubt = self._sheet.vocabulary.sign_doubt(unit, self._sheet.word(first), self._sheet.word(last))
                    self._put(unit, first, last, max(how, doubt))

    def _put(self, unit: int, first: Place, last: Place, how: int) -> None:
        """Puts down a number that meets a unit; where the surer readings have put it down already, once is enough."""
        if how == SURE and self._compared(first):
            how = LOOSE
        spots = self._sheet.spots.setdefault(unit, [])
        if not any(spot[0] <= last and first <= spot[1] and spot[3] <= how for spot in spots[-4:]):
            spots.append((first, last, 0, how))

    def _compared(self, first: Place) -> bool:
        """Whether the answer says "before", "less than" or the like of a number, and the scheme doesn't."""
        number = first >> SHIFT
        for behind in range(number - 1, max(number - 4, -1), -1):
            words = self._sheet.chunk(behind).words
            word = words[-1].text if words else ""
            if word in _COMPARING:
                return not self._sheet.vocabulary.meets(word)
            if word not in FUNCTION_WORDS or self._sheet.chunk(behind).tail:
                return False
        return False

    def _linked(self, number: int) -> bool:
        """Whether what stands beside a number may make it part of a longer one."""
        before = self._sheet.chunks[number - 1] if number else ""
        after = self._sheet.chunks[number + 1] if number + 1 < len(self._sheet.chunks) else ""
        return before.lower() in _OPENING or self._sheet.vocabulary.continues(after) or numbers.lone_digits(before)

    def _run(self, number: int) -> tuple[list[str], list[Place]]:
        """The words of a run of numbers from a chunk on, with dashes as words, and their places."""
        words: list[str] = []
        places: list[Place] = []
        before = self._sheet.chunk(number - 1).words if number else ()
        if before and before[-1].text in _BEFORE:
            words.append(before[-1].text)
            places.append((number - 1) << SHIFT | (len(before) - 1))
        while number < len(self._sheet.chunks):
            chunk = self._sheet.chunk(number)
            raw = self._sheet.chunks[number]
            numeric = any(self._sheet.vocabulary.numeric(word) for word in chunk.words)
            if not numeric and not self._sheet.vocabulary.continues(raw):
                break
            if not (_MARKER.fullmatch(raw) and self._begins(number)):
                self._read_chunk(chunk, raw, number, words, places)
            number += 1
            if chunk.tail == SENTENCE or number in self._sheet.line_starts or len(words) > _LONGEST_NUMBER:
                break
        return words, places

    def _begins(self, number: int) -> bool:
        """Whether a chunk such as "1." numbers a line or a sentence rather than being what the answer says."""
        if number + 1 == len(self._sheet.chunks) or self._sheet.vocabulary.dotted:
            return False
        before = self._sheet.chunk(number - 1).tail if number else SENTENCE
        return before == SENTENCE or number in self._sheet.line_starts

    def _read_chunk(self, chunk: Chunk, raw: str, number: int, words: list[str], places: list[Place]) -> None:
        """Adds the words of a chunk to a run of numbers, with the signs between them as words."""
        if not chunk.words:
            words.append("-" if set(raw) <= _DASHES else "|")
            places.append(places[-1] if places else number << SHIFT)
            return
        start = chunk.words[0].start
        lead = raw[start - 1 : start]
        if chunk.lead >= CLAUSE or lead in APOSTROPHES:
            words.append("'" if lead and lead in APOSTROPHES else "|")
            places.append(number << SHIFT)
        before = self._typed_before(number)
        for index, word in enumerate(chunk.words):
            place = number << SHIFT | index
            if index:  # "1924-29" gives 1924 - 29, "30k" gives 30 _ k
                words.extend(signs := _links(raw, chunk.words[index - 1], word))
                places.extend([place] * len(signs))
            words.append(self._sheet.vocabulary.number_text(word, raw, before))
            places.append(place)
            before = raw[word.start : word.end]
        if chunk.words[-1].after == "%":
            words.append("%")
            places.append(place)
        if chunk.tail:
            words.append("|")
            places.append(number << SHIFT | (len(chunk.words) - 1))

    def _typed_before(self, number: int) -> str:
        """The last word of the chunk before, as typed; "" where a sentence ends or a line begins between."""
        if not number or number in self._sheet.line_starts:
            return ""
        chunk, raw = self._sheet.chunk(number - 1), self._sheet.chunks[number - 1]
        return raw[chunk.words[-1].start : chunk.words[-1].end] if chunk.words and not chunk.tail else ""


def _links(raw: str, before: Word, word: Word) -> list[str]:
    """What stands between two words of a chunk, as `numbers.read` wants it."""
    if word.start < before.end:
        # Both are in one character: ½.
        return ["/"]
    if before.after == "^":
        return ["^", "-"] if word.before == "-" else ["^"]
    sign = raw[before.end : word.start]
    if not sign:
        return ["_"] if before.text[0].isdigit() else []
    return [_SIGN_WORDS.get(sign, "|")]
