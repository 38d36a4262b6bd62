"""One answer as the matcher sees it: where the scheme's words stand in it, and what stands between them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import compress

from marking.engine import negation, numbers
from marking.engine.negation import Near
from marking.engine.tokenise import CLAUSE, LONGEST_CACHED, SENTENCE, Chunk, Word, chunk_of
from marking.engine.vocabulary import SURE, Hits, Vocabulary
from quizzes.english.stop_words import FUNCTION_WORDS

# A place in an answer is the number of its chunk, shifted, plus the number of the word within the chunk.
SHIFT = 20
_WITHIN = (1 << SHIFT) - 1
# Words that may stand between two words of a phrase: other words, and words at all.
MOST_OTHER = 2
_MOST_BETWEEN = 8
_LONGEST_NUMBER = 12
_NEWLINE = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_MARKER = re.compile(r"\(?\d{1,2}[.):]+")

Place = int


# A word of the answer (or several, read as one) that meets a unit: its place, the place of its last word, how many
# letters are wrong, and whether it counts for sure. A plain tuple, since there are so many.
Spot = tuple[Place, Place, int, int]


class Sheet:
    """An answer's chunks and what they may be to the scheme. Built for answers in which there is something."""

    __slots__ = (
        "_breaks",
        "_evenly",
        "_lines",
        "_long",
        "_starts",
        "chunks",
        "hedges",
        "negators",
        "present",
        "spots",
        "text",
        "vocabulary",
    )

    def __init__(
        self, text: str, chunks: Sequence[str], events: Iterable[tuple[int, Hits]], vocabulary: Vocabulary
    ) -> None:
        """`events` are the numbers of the chunks that are something to the scheme, with what they are."""
        self.text = text
        self.chunks = chunks
        self.vocabulary = vocabulary
        self.spots: dict[int, list[Spot]] = {}
        self.negators: list[int] = []
        self.hedges: list[int] = []
        self._breaks: list[int] | None = None
        self._lines: frozenset[int] | None = None
        self._starts: list[int] | None = None
        self._evenly: bool | None = None
        self._long: dict[int, Chunk] = {}
        self._fill(events)
        present = 0
        for unit in self.spots:
            present |= 1 << unit
        self.present = present

    def _fill(self, events: Iterable[tuple[int, Hits]]) -> None:
        """Puts down where the scheme's words, and what may deny them, stand."""
        spots = self.spots
        numeric: list[int] = []
        opens: list[int] = []
        for chunk, hits in events:
            base = chunk << SHIFT
            for first, last, unit, edits, how in hits.spots:
                spot = (base | first, base | last, edits, how)
                known = spots.get(unit)
                if known is None:
                    spots[unit] = [spot]
                else:
                    known.append(spot)
            if hits.special:
                self._note(chunk, hits, opens, numeric)
        if opens:
            self._add_splits(opens)
        if numeric:
            self._add_numbers(numeric)
        if opens or numeric:
            for found in spots.values():
                found.sort()

    def _note(self, chunk: int, hits: Hits, opens: list[int], numeric: list[int]) -> None:
        """Notes what a chunk is besides the words it may stand for."""
        if hits.negator:
            self.negators.append(chunk)
        if hits.hedge:
            self.hedges.append(chunk)
        if hits.numeric:
            numeric.append(chunk)
        if hits.opens:
            opens.append(chunk)

    # ---- words and places ------------------------------------------------------------------------------

    def chunk(self, number: int) -> Chunk:
        """The words of a chunk."""
        text = self.chunks[number]
        if len(text) <= LONGEST_CACHED:
            return chunk_of(text)
        if number not in self._long:
            self._long[number] = chunk_of(text)
        return self._long[number]

    def word(self, place: Place) -> Word:
        """The word at a place."""
        return self.chunk(place >> SHIFT).words[place & _WITHIN]

    def offsets(self, first: Place, last: Place) -> tuple[int, int]:
        """Where the text from one word to another begins and ends in the answer as typed."""
        here, there = first >> SHIFT, last >> SHIFT
        begin = self._start(here)
        start = begin + self.word(first).start
        if there == here:
            return start, begin + self.word(last).end
        if self._evenly:
            return start, begin + len(" ".join(self.chunks[here:there])) + 1 + self.word(last).end
        return start, self._start(there) + self.word(last).end

    def _start(self, chunk: int) -> int:
        """Where a chunk begins."""
        if self._evenly is None:
            # The only space that is printable is the plain one.
            self._evenly = self.text.isprintable() and self.text.count(" ") == len(self.chunks) - 1
        if self._evenly:
            return len(" ".join(self.chunks[:chunk])) + (chunk > 0)
        if self._starts is None:
            self._starts = []
            at = 0
            for piece in self.chunks:
                at = self.text.index(piece, at)
                self._starts.append(at)
                at += len(piece)
        return self._starts[chunk]

    def denial(self, first: Place, last: Place, trail: Iterable[Spot]) -> str:
        """The word that denies the text from one word to another, "" where none does."""
        here, there = first >> SHIFT, last >> SHIFT
        low = bisect_left(self.negators, here - negation.BEFORE)
        high = bisect_right(self.negators, there + negation.AFTER)
        if low == high:
            return ""
        stops = self.vocabulary.stops
        # At first sight: no comma or full stop may stand between them.
        reaching = [
            number
            for number in self.negators[low:high]
            if stops.isdisjoint(self.chunks[number:here] if number < here else self.chunks[there:number])
        ]
        if not reaching:
            return ""
        # A word more on each side shows what company the first and the last negation keep.
        begin, until = min(reaching[0] - 1, here), max(reaching[-1] + 3, there + 1)
        left: list[Near] = []
        inner: list[Near] = []
        right: list[Near] = []
        gap = SENTENCE
        lines = self.line_starts
        for number in range(max(begin, 0), min(until, len(self.chunks))):
            chunk = self.chunk(number)
            gap = max(gap, chunk.lead, SENTENCE if number in lines else 0)
            base = number << SHIFT
            words = chunk.words
            # Of a chunk of very many words only those in reach are looked at.
            low = max(first - base, 0) - negation.BEFORE if number == here else len(words) - negation.BEFORE
            high = last - base + negation.AFTER + 1 if number == there else len(words)
            for index in range(max(low, 0), min(high, len(words))):
                place = base | index
                near = Near(words[index].text, place, max(gap, words[index].gap))
                (left if place < first else right if place > last else inner).append(near)
                gap = 0
            gap = max(gap, chunk.tail)
        met = frozenset(place for spot in trail for place in range(spot[0], spot[1] + 1))
        return negation.denial(left, inner, right, met)

    # ---- breaks ----------------------------------------------------------------------------------------

    @property
    def line_starts(self) -> frozenset[int]:
        """The chunks that begin a line which is a sentence of its own: one that doesn't go on in a small letter."""
        if self._lines is None:
            # A text of printable characters has no line ends.
            lines = [] if self.text.isprintable() else _NEWLINE.split(self.text)
            starts: list[int] = []
            count = 0
            for line in lines:
                pieces = line.split()
                if pieces and count and not pieces[0][0].islower():
                    starts.append(count)
                count += len(pieces)
            self._lines = frozenset(starts)
        return self._lines

    def sentence(self, place: Place) -> int:
        """The number of the sentence a place is in."""
        if self._breaks is None:
            breaks = [number << SHIFT for number in self.line_starts]
            known = list(map(self.vocabulary.breaks.get, self.chunks))
            for number in compress(range(len(known)), known):
                chunk = self.chunk(number)
                breaks.extend(number << SHIFT | i for i, word in enumerate(chunk.words) if word.gap == SENTENCE)
                if chunk.tail == SENTENCE:
                    breaks.append((number + 1) << SHIFT)
            breaks.sort()
            self._breaks = breaks
        return bisect_right(self._breaks, place)

    def gap(self, end: Place, place: Place) -> int:
        """How many words other than function words stand between two places, the first before the second.

        -1 where a sentence ends between them; more than `MOST_OTHER` where there are too many.
        """
        here, there = end >> SHIFT, place >> SHIFT
        if there == here + 1 and not place & _WITHIN:
            known = self.chunk(here)
            if (end & _WITHIN) == len(known.words) - 1:
                return -1 if known.tail == SENTENCE or self._begins_sentence(there) else 0
        if there - here > _MOST_BETWEEN + 1:
            return MOST_OTHER + 1
        others = between = 0
        for number in range(here, there + 1):
            chunk = self.chunk(number)
            low = (end & _WITHIN) + 1 if number == here else 0
            high = place & _WITHIN if number == there else len(chunk.words)
            if number > here and self._begins_sentence(number):
                return -1
            words = chunk.words[low : high + 1 if number == there else high]
            between += high - low
            if between > _MOST_BETWEEN + 1:
                return MOST_OTHER + 1
            if any(word.gap == SENTENCE for word in words) or (number < there and chunk.tail == SENTENCE):
                return -1
            others += sum(word.text not in FUNCTION_WORDS for word in words)
        return others - (self.word(place).text not in FUNCTION_WORDS)

    def _begins_sentence(self, number: int) -> bool:
        return self.chunk(number).lead == SENTENCE or number in self.line_starts

    def follows(self, end: Place, place: Place) -> bool:
        """Whether one word stands right after another, no sentence ending between them."""
        if place >> SHIFT == end >> SHIFT:
            return place == end + 1 and self.word(place).gap != SENTENCE
        chunk = self.chunk(end >> SHIFT)
        beside = place == ((end >> SHIFT) + 1) << SHIFT and (end & _WITHIN) == len(chunk.words) - 1
        return beside and self.gap(end, place) == 0

    # ---- words split in two, and numbers of several words ------------------------------------------------

    def _next(self, place: Place) -> Place | None:
        """The place of the next word, within this chunk or the next."""
        if (place & _WITHIN) + 1 < len(self.chunk(place >> SHIFT).words):
            return place + 1
        number = (place >> SHIFT) + 1
        if number < len(self.chunks) and self.chunk(number).words:
            return number << SHIFT
        return None

    def _add_splits(self, chunks: list[int]) -> None:
        """Words of the scheme that the answer writes apart ("black shirts")."""
        vocabulary = self.vocabulary
        for number in chunks:
            following = self.chunks[number + 1] if number + 1 < len(self.chunks) else ""
            if not vocabulary.may_join(self.chunks[number], following):
                continue
            for index, word in enumerate(self.chunk(number).words):
                self._add_split(number << SHIFT | index, word.text)

    def _add_split(self, first: Place, text: str) -> None:
        """What the word at a place is together with the words after it."""
        last = first
        while text in self.vocabulary.openings:
            following = self._next(last)
            if following is None or self.gap(last, following) < 0:
                return
            last = following
            text += self.word(last).text
            for unit in self.vocabulary.split_units(text):
                self.spots.setdefault(unit, []).append((first, last, 0, SURE))

    def _add_numbers(self, chunks: list[int]) -> None:
        """Numbers, of one word or of several, and ranges."""
        done = -1
        for number in chunks:
            if number <= done:
                continue
            alone = self.vocabulary.lone_number(self.chunks[number])
            if alone is not None and not self._linked(number):
                for index, unit in alone:
                    place = number << SHIFT | index
                    self.spots.setdefault(unit, []).append((place, place, 0, SURE))
                continue
            words, places = self._number_run(number)
            done = places[-1] >> SHIFT if places else number
            for span in numbers.read(words):
                for unit in self.vocabulary.number_units(span.number):
                    spot = (places[span.first], places[span.last], 0, SURE)
                    self.spots.setdefault(unit, []).append(spot)

    def _linked(self, number: int) -> bool:
        """Whether what stands beside a number may make it part of a longer one."""
        before = self.chunks[number - 1] if number else ""
        after = self.chunks[number + 1] if number + 1 < len(self.chunks) else ""
        return before.lower() == "between" or self.vocabulary.continues(after)

    def _number_run(self, number: int) -> tuple[list[str], list[Place]]:
        """The words of a run of numbers from a chunk on, with dashes as words, and their places."""
        words: list[str] = []
        places: list[Place] = []
        before = self.chunk(number - 1).words if number else ()
        if before and before[-1].text == "between":
            words.append("between")
            places.append((number - 1) << SHIFT | (len(before) - 1))
        while number < len(self.chunks):
            chunk = self.chunk(number)
            raw = self.chunks[number]
            numeric = any(self.vocabulary.numeric(word, raw) for word in chunk.words)
            if not numeric and not self.vocabulary.continues(raw):
                break
            if not (_MARKER.fullmatch(raw) and self._begins(number)):
                _read_chunk(self.vocabulary, chunk, raw, number, words, places)
            number += 1
            if chunk.tail == SENTENCE or number in self.line_starts or len(words) > _LONGEST_NUMBER:
                break
        return words, places

    def _begins(self, number: int) -> bool:
        """Whether a chunk such as "1." numbers a line or a sentence rather than being what the answer says."""
        if number + 1 == len(self.chunks):
            return False
        before = self.chunk(number - 1).tail if number else SENTENCE
        return before == SENTENCE or number in self.line_starts


def _read_chunk(
    vocabulary: Vocabulary, chunk: Chunk, raw: str, number: int, words: list[str], places: list[Place]
) -> None:
    """Adds the words of a chunk to a run of numbers."""
    if not chunk.words:
        words.append("-" if set(raw) <= {"-", "–", "—", "−"} else "|")
        places.append(places[-1] if places else number << SHIFT)
        return
    if chunk.lead >= CLAUSE:
        words.append("|")
        places.append(number << SHIFT)
    for index, word in enumerate(chunk.words):
        place = number << SHIFT | index
        sign = raw[chunk.words[index - 1].end : word.start] if index else ""
        if sign:
            words.append("-" if sign in {"-", "–", "—", "−", "‐", "‑", "/"} else "|")
            places.append(place)
        words.append(vocabulary.number_text(word, raw))
        places.append(place)
    if chunk.tail:
        words.append("|")
        places.append(number << SHIFT | (len(chunk.words) - 1))
