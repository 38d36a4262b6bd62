"""One answer as the matcher sees it: where the scheme's words stand in it, and what stands between them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate, compress
from operator import itemgetter

from marking.engine import negation, soft
from marking.engine.cues import OPPOSED
from marking.engine.hits import BREAKS, CUED, DOUBTS, HEDGE, NEGATOR, OPPOSABLE, SOFT, WANTED, having
from marking.engine.lines import line_starts
from marking.engine.negation import Near
from marking.engine.number_runs import NumberReader
from marking.engine.numbers import LOOSE, SURE
from marking.engine.places import SHIFT, WITHIN, Place
from marking.engine.signs_apart import has_signs
from marking.engine.tokenise import LONGEST_CACHED, NONE, SENTENCE, Chunk, Word, chunk_of, known_chunk
from marking.engine.vocabulary import Vocabulary
from quizzes.english.stop_words import FUNCTION_WORDS

# Words that may stand between two words of a phrase: other words, and words at all.
MOST_OTHER = 2
MOST_BETWEEN = 8
# In longer answers counting all letters once takes less than looking for each word that was met.
_MANY = 150
_PLACE = itemgetter(Near._fields.index("place"))
# The places of the chunks of all but very long answers; counting them anew for each answer would take longer.
_NUMBERS = tuple(range(1_000))

# A word of the answer (or several, read as one) that meets a unit: its place, the place of its last word, how many
# letters are wrong, and whether it counts for sure. A plain tuple, since there are so many.
Spot = tuple[Place, Place, int, int]


class Sheet:
    """An answer's chunks and what they may be to the scheme. Built for answers in which there is something."""

    __slots__ = (
        "_breaks",
        "_cues",
        "_letters",
        "_lines",
        "_long",
        "_starts",
        "chunks",
        "doubts",
        "kinds",
        "present",
        "spots",
        "text",
        "vocabulary",
    )

    def __init__(self, text: str, chunks: Sequence[str], kinds: bytes, vocabulary: Vocabulary) -> None:
        """`kinds` says what each chunk may be to the scheme; `doubts`: whether any may take something back."""
        self.text = text
        self.chunks = chunks
        self.kinds = kinds
        self.vocabulary = vocabulary
        self.spots: dict[int, list[Spot]] = {}
        self.doubts = 1 in kinds.translate(having(DOUBTS))
        self._breaks: list[int] | None = None
        self._cues: int | None = None
        self._lines: frozenset[int] | None = None
        self._starts: list[int] | None = None
        self._letters: list[int] | None = None
        self._long: dict[int, Chunk] = {}
        self._fill()
        present = 0
        for unit in self.spots:
            present |= 1 << unit
        self.present = present

    def _fill(self) -> None:
        """Puts down where the scheme's words stand."""
        spots, chunks, known = self.spots, self.chunks, self.vocabulary.hits
        joining: list[int] = []
        for chunk in self._where(WANTED):
            base, hits = chunk << SHIFT, known[chunks[chunk]]
            for first, last, unit, edits, how in hits.spots:
                spot = (base | first, base | last, edits, how)
                if unit in spots:
                    spots[unit].append(spot)
                else:
                    spots[unit] = [spot]
            if hits.numeric or hits.opens:
                joining.append(chunk)
        if joining:
            self._join(joining)
        signed = self.vocabulary.signed
        for unit in signed.keys() & spots.keys() if signed else ():
            spots[unit] = [self._with_sign(spot, *signed[unit]) for spot in spots[unit]]

    def _with_sign(self, spot: Spot, before: str, after: str) -> Spot:
        """The spot of a word that wants signs, sure where it has them."""
        first, last, edits, how = spot
        agrees = how == LOOSE and has_signs(self, first, last, before, after)
        return (first, last, edits, SURE) if agrees else spot

    def _where(self, kinds: int) -> list[int]:
        """The chunks that are of one of some kinds, in order."""
        marks = self.kinds.translate(having(kinds))
        if 1 not in marks:
            return []
        return [*compress(_NUMBERS if len(marks) <= len(_NUMBERS) else range(len(marks)), marks)]

    def _near(self, kinds: int, first: int, last: int) -> list[int]:
        """The chunks from one to another that are of one of some kinds."""
        first = max(first, 0)
        marks = self.kinds[first : last + 1].translate(having(kinds))
        return [*compress(range(first, last + 1), marks)] if 1 in marks else []

    def _join(self, chunks: list[int]) -> None:
        """Puts down the words and the numbers that several chunks are together."""
        hits = self.vocabulary.hits
        if opens := [chunk for chunk in chunks if hits[self.chunks[chunk]].opens]:
            self._add_splits(opens)
        if numeric := [chunk for chunk in chunks if hits[self.chunks[chunk]].numeric]:
            NumberReader(self).add(numeric)
        for places in self.spots.values():
            places.sort()

    # ---- words and places ------------------------------------------------------------------------------

    def chunk(self, number: int) -> Chunk:
        """The words of a chunk."""
        text = self.chunks[number]
        known = known_chunk(text)
        if known is not None:
            return known
        if len(text) <= LONGEST_CACHED:
            return chunk_of(text)
        if number not in self._long:
            self._long[number] = chunk_of(text)
        return self._long[number]

    def word(self, place: Place) -> Word:
        """The word at a place."""
        number = place >> SHIFT
        return (known_chunk(self.chunks[number]) or self.chunk(number)).words[place & WITHIN]

    def offsets(self, first: Place, last: Place) -> tuple[int, int]:
        """Where the text from one word to another begins and ends in the answer as typed."""
        here, there = first >> SHIFT, last >> SHIFT
        begin = self._start(here)
        chunk = known_chunk(self.chunks[here]) or self.chunk(here)
        start = begin + chunk.words[first & WITHIN].start
        if there == here:
            return start, begin + chunk.words[last & WITHIN].end
        return start, self._start(there) + self.word(last).end

    def _start(self, chunk: int) -> int:
        """Where a chunk begins."""
        if self._letters is None:
            typed = self.chunks[chunk]
            at = self.text.find(typed) if len(self.chunks) < _MANY else -1
            if at >= 0 and self.text.find(typed, at + 1) < 0:
                # What is typed once needs no counting of letters.
                return at
            self._letters = [0, *accumulate(map(len, self.chunks))]
            if len(self.text) != self._letters[-1] + len(self.chunks) - 1:
                self._starts = []
                at = 0
                for piece in self.chunks:
                    at = self.text.index(piece, at)
                    self._starts.append(at)
                    at += len(piece)
        # Mostly there is one space, of whatever kind, between each two.
        return self._letters[chunk] + chunk if self._starts is None else self._starts[chunk]

    def denial(self, first: Place, last: Place, trail: Iterable[Spot]) -> str:
        """The word that denies the text from one word to another, "" where none does."""
        here, there = first >> SHIFT, last >> SHIFT
        near = self._near(NEGATOR, here - negation.BEFORE, there + negation.AFTER)
        if not near:
            return ""
        stops = self.vocabulary.stops
        # At first sight: no comma or full stop may stand between them.
        reaching = [
            number
            for number in near
            if stops.isdisjoint(
                negation.reach(self.chunks, number, here) if number < here else self.chunks[there:number]
            )
        ]
        if not reaching:
            return ""
        # A word more on each side shows what company the first and the last negation keep.
        begin, until = min(reaching[0] - 1, here), max(reaching[-1] + 3, there + 1)
        left, inner, right = self.around(first, last, begin, until)
        met = frozenset(place for spot in trail for place in range(spot[0], spot[1] + 1))
        return negation.denial(left, inner, right, met)

    def softening(self, first: Place, last: Place) -> list[int]:
        """The chunks near two places that may take back what stands there, no clause ending between."""
        here, there = first >> SHIFT, last >> SHIFT
        near = self._near(SOFT, here - soft.REACH, there + soft.REACH_AFTER)
        if not near:
            return []
        hits, stops = self.vocabulary.hits, self.vocabulary.stops
        return [
            number
            for number in near
            if hits[self.chunks[number]].places
            & (soft.IN_FRONT if number < here else soft.BEHIND if number > there else soft.BESIDE)
            and (number >= here or soft.reaches(self.chunks[number:here], stops))
        ]

    def hedges(self) -> list[int]:
        """The chunks that leave open what stands beside them."""
        return self._where(HEDGE)

    def negates(self) -> bool:
        """Whether anything in the answer denies something."""
        return 1 in self.kinds.translate(having(NEGATOR))

    def around(self, first: Place, last: Place, begin: int, until: int) -> tuple[list[Near], list[Near], list[Near]]:
        """The words of the chunks from `begin` to before `until`: left of two places, between, and right of them."""
        here, there = first >> SHIFT, last >> SHIFT
        near: list[Near] = []
        gap = SENTENCE
        lines = self.line_starts
        begin = max(begin, 0)
        new = tuple.__new__
        for number, typed in enumerate(self.chunks[begin:until], begin):
            chunk = known_chunk(typed) or self.chunk(number)
            if chunk.lead > gap or (lines and number in lines):
                gap = SENTENCE if number in lines else chunk.lead
            words = chunk.words
            place = number << SHIFT
            if len(words) == 1:
                near.append(new(Near, (words[0].text, place, gap)))
                gap = chunk.tail
                continue
            # Of a chunk of very many words only those in reach are looked at.
            low = (max(first - place, 0) if number == here else len(words)) - negation.BEFORE
            high = last - place + negation.AFTER + 1 if number == there else len(words)
            for at, word in enumerate(words[max(low, 0) : high], max(low, 0)):
                near.append(new(Near, (word.text, place + at, max(gap, word.gap))))
                gap = NONE
            gap = max(gap, chunk.tail)
        begins = bisect_left(near, first, key=_PLACE)
        ends = bisect_right(near, last, begins, key=_PLACE)
        return near[:begins], near[begins:ends], near[ends:]

    @property
    def cues(self) -> int:
        """What the answer has of what may say of something else what was met (`cues`), as bits."""
        if self._cues is None:
            opposed = self.kinds.translate(having(OPPOSABLE)).count(1) > 1
            self._cues = self._cues_of(self._where(CUED)) | opposed * OPPOSED
        return self._cues

    def cues_near(self, first: int, last: int) -> int:
        """The cues of the chunks from one to another, each by itself."""
        return self._cues_of(self._near(CUED, first, last))

    def _cues_of(self, numbers: list[int]) -> int:
        hits, chunks, bits = self.vocabulary.hits, self.chunks, 0
        for number in numbers:
            bits |= hits[chunks[number]].cues
        return bits

    # ---- breaks ----------------------------------------------------------------------------------------

    @property
    def line_starts(self) -> frozenset[int]:
        """The chunks that begin a line which is a sentence of its own: one that doesn't go on in a small letter."""
        if self._lines is None:
            self._lines = line_starts(self.text)
        return self._lines

    def sentence(self, place: Place) -> int:
        """The number of the sentence a place is in."""
        if self._breaks is None:
            breaks = [number << SHIFT for number in self.line_starts]
            for number in self._where(BREAKS):
                chunk = self.chunk(number)
                breaks.extend(number << SHIFT | i for i, word in enumerate(chunk.words) if word.gap == SENTENCE)
                if chunk.tail == SENTENCE:
                    breaks.append((number + 1) << SHIFT)
            breaks.sort()
            self._breaks = breaks
        return bisect_right(self._breaks, place)

    def gap(self, end: Place, place: Place) -> int:
        """How many words other than function words stand between two places, the first before the second.

        From "deal" to "Germany" 0 in "a deal with Germany", 1 in "a deal, made with Germany". -1 where a sentence ends
        between them ("a deal. Germany left"); more than `MOST_OTHER` where there are too many.
        """
        here, there = end >> SHIFT, place >> SHIFT
        if there - here > MOST_BETWEEN + 1:
            return MOST_OTHER + 1
        if there == here + 1 and not place & WITHIN:
            known = known_chunk(self.chunks[here]) or self.chunk(here)
            if (end & WITHIN) == len(known.words) - 1:
                if not (self.kinds[here] | self.kinds[there]) & BREAKS and there not in self.line_starts:
                    return 0
                return -1 if self._ends_sentence(known) or self._begins_sentence(there, self.chunk(there)) else 0
        return self._gap_over(end, place)

    def _gap_over(self, end: Place, place: Place) -> int:
        """`gap` over several words.

        In "deal, made with Germany" the words behind "deal" in its chunk are looked at first (there are none), then
        those of "made" and "with", then those of "Germany" up to the place itself, for the break before it.
        """
        here, there = end >> SHIFT, place >> SHIFT
        others = between = -1
        ahead, tail = (end & WITHIN) + 1, NONE
        for number in range(here, there + 1):
            chunk = self.chunk(number)
            if number > here and (tail == SENTENCE or self._begins_sentence(number, chunk)):
                return -1
            tail = SENTENCE if self._ends_sentence(chunk) else NONE
            words = chunk.words[ahead : (place & WITHIN) + 1] if number == there else chunk.words[ahead:]
            ahead = 0
            between += len(words)
            for word in words:
                if word.gap == SENTENCE:
                    return -1
                others += word.text not in FUNCTION_WORDS
            if others > MOST_OTHER or between > MOST_BETWEEN + 1:
                return MOST_OTHER + 1
        return others + (self.word(place).text in FUNCTION_WORDS)

    def _ends_sentence(self, chunk: Chunk) -> bool:
        if chunk.tail != SENTENCE:
            return False
        return not (self.vocabulary.dotted and chunk.words[-1:] and chunk.words[-1].text.isdigit())

    def _begins_sentence(self, number: int, chunk: Chunk) -> bool:
        return chunk.lead == SENTENCE or number in (self._lines if self._lines is not None else self.line_starts)

    def follows(self, end: Place, place: Place) -> bool:
        """Whether one word stands right after another, no sentence ending between them."""
        if place >> SHIFT == end >> SHIFT:
            return place == end + 1 and self.word(place).gap != SENTENCE
        chunk = self.chunk(end >> SHIFT)
        beside = place == ((end >> SHIFT) + 1) << SHIFT and (end & WITHIN) == len(chunk.words) - 1
        return beside and self.gap(end, place) == 0

    # ---- words split in two, and numbers of several words ------------------------------------------------

    def _next(self, place: Place) -> Place | None:
        """The place of the next word, within this chunk or the next."""
        if (place & WITHIN) + 1 < len(self.chunk(place >> SHIFT).words):
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
