"""The engine's door: a mark scheme compiled once, that marks answers alone or by the thousand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import compress, islice
from threading import Lock

from marking.engine import award
from marking.engine.compile import compile_scheme
from marking.engine.confidence import REVIEW_BELOW
from marking.engine.doubt import CLOSED, Doubts
from marking.engine.hits import WANTED, having
from marking.engine.notation import parse
from marking.engine.notation.cautions import warnings
from marking.engine.pieces import phrase_words
from marking.engine.program import Program
from marking.engine.sheet import Sheet
from marking.engine.types import Marked, Phrase, PointMark, Scheme, SchemeWarning
from marking.engine.vocabulary import Vocabulary

# Marks made by another version may differ; stored with each mark.
VERSION = "10"
_WANTED = having(WANTED)
_SLICE_ANSWERS = 2_000
# Small enough that the words of a group stay in the processor's cache.
_SLICE_LETTERS = 60_000


class MarkScheme:
    """A mark scheme ready to mark. Make it with `parse`; it may be shared between threads."""

    def __init__(
        self,
        text: str,
        scheme: Scheme,
        *,
        bank_same: tuple[tuple[Phrase, ...], ...] = (),
        question: str = "",
        word_limit: int | None = None,
    ) -> None:
        """`text` is where the scheme was read from."""
        self.text = text
        self.scheme = scheme
        self._question = question
        self._compiled: Program = compile_scheme(scheme, bank_same)
        bank_words = (word for group in bank_same for phrase in group for word in phrase_words(phrase))
        self._vocabulary = Vocabulary(self._compiled, bank_words)
        self._doubts = Doubts(self._compiled, self._vocabulary, question, word_limit)
        self._lock = Lock()
        self._missed = tuple(award.point_mark(point, award.MISSED, None) for point in self._compiled.points)
        self._least = award.total(self._compiled, [one.marks for one in self._missed])
        self._chances = [(index, award.Chances(point)) for index, point in enumerate(self._compiled.points)]
        self._units = [point.units for point in self._compiled.points]
        # A class gets few different sets of points.
        self._worth = lru_cache(maxsize=10_000)(self._worth_of)

    @classmethod
    def parse(
        cls, text: str, *, bank_same: Iterable[str] = (), question: str = "", word_limit: int | None = None
    ) -> MarkScheme:
        """Reads a scheme and makes it ready; a scheme read before with the same options is not read again.

        `bank_same` are the bank's synonyms, each as "A = B = C"; `question` and `word_limit` (in words) let the
        engine say where an answer repeats the question or is far too long. Raises `MarkSchemeError` with the line,
        the column and what would be right; for a line of `bank_same`, with the line's number in that list.
        """
        return _parsed(text, tuple(bank_same), question, word_limit)

    @cached_property
    def warnings(self) -> tuple[SchemeWarning, ...]:
        """What a teacher should look at in the scheme; worked out when it is first read, since marking needs none."""
        return warnings(self.scheme, self._question)

    @property
    def max(self) -> Decimal:
        """The most an answer can get."""
        return self._compiled.maximum

    def worth(self, points: Iterable[int]) -> Decimal:
        """What the points with these numbers, counted from 1, are worth together. Numbers of no point count nothing."""
        met = set(points)
        return self._worth(tuple([index for index, _ in self._chances if index + 1 in met]))

    def _worth_of(self, met: tuple[int, ...]) -> Decimal:
        """What some points are worth together, counted from 0."""
        points = enumerate(self._compiled.points)
        return award.total(
            self._compiled, [one.point.marks if index in met else award.NOTHING for index, one in points]
        )

    def mark(self, answer: str) -> Marked:
        """Marks one answer. Takes any string; raises nothing."""
        return self.mark_many([answer])[0]

    def mark_many(self, answers: Iterable[str]) -> list[Marked]:
        """Marks answers, in their order; each gets what it would get alone. The time grows with their length."""
        marked: list[Marked] = []
        rest = iter(answers)
        while batch := list(islice(rest, _SLICE_ANSWERS)):
            known: dict[str, Marked] = {}
            for group in _groups(dict.fromkeys(batch)):
                # What is learnt of words is shared: one thread at a time may learn, or forget.
                with self._lock:
                    known.update(zip(group, self._mark_group(group), strict=True))
            marked.extend([known[answer] for answer in batch])
        return marked

    def _mark_group(self, answers: Sequence[str]) -> Iterator[Marked]:
        """Marks distinct answers one after the other; what is new in one of them is learnt for all of them at once."""
        known = self._vocabulary.kinds.__getitem__
        for answer in answers:
            chunks = _cut(answer)
            try:
                kinds = bytes(map(known, chunks))
            except KeyError:
                self._vocabulary.learn({chunk for other in answers for chunk in _cut(other)})
                kinds = bytes(map(known, chunks))
            yield self._mark_one(answer, chunks, kinds)

    def _mark_one(self, answer: str, chunks: list[str], kinds: bytes) -> Marked:
        # Most answers in which nothing can be met have a negation or the like all the same.
        sheet = Sheet(answer, chunks, kinds, self._vocabulary) if 1 in kinds.translate(_WANTED) else None
        mark, points = award.NOTHING, self._missed
        looked: dict[int, award.PointFound] = {}
        if sheet is not None and sheet.present:
            mark, points = self._look(sheet, looked)
        sure, features, reasons = self._doubts.weigh(answer, chunks, kinds, sheet, looked, mark)
        # Made as a tuple, past the slower call of the class: so too what is made for each piece of evidence.
        of = self._compiled.maximum
        return tuple.__new__(Marked, (mark, of, sure, sure < REVIEW_BELOW, reasons, points, features))

    def _look(self, sheet: Sheet, looked: dict[int, award.PointFound]) -> tuple[Decimal, tuple[PointMark, ...]]:
        """The mark of an answer and what each point gave; puts down what became of those that may be met."""
        points: list[PointMark] | None = None
        matched: list[int] = []
        # Only what has some of its words in the answer is looked at.
        for index, chances in compress(self._chances, map(sheet.present.__and__, self._units)):
            outcome = looked[index] = award.look(chances, sheet)
            if outcome.found is not None:
                points = points or [*self._missed]
                points[index] = award.point_mark(chances.point, outcome, sheet)
                if outcome.outcome == "matched":
                    matched.append(index)
        if self._compiled.maximum <= CLOSED:
            self._count_once(looked, sheet)
        return (self._least, self._missed) if points is None else (self._worth(tuple(matched)), tuple(points))

    def _count_once(self, looked: dict[int, award.PointFound], sheet: Sheet) -> None:
        """Sees to it that words which earned a point don't make another one half met."""
        used = [one.found for one in looked.values() if one.outcome == "matched" and one.found is not None]
        for index, chances in self._chances if used else ():
            if index in looked and looked[index].share and looked[index].found is None:
                looked[index] = award.without_what_counted(chances, sheet, used)


def _cut(answer: str) -> list[str]:
    """What stands between spaces; a NUL, which no one types, is one."""
    return answer.replace("\0", " ").split()


def _groups(answers: Iterable[str]) -> Iterator[list[str]]:
    """Groups of answers of a bounded length together, so that memory does not grow with the batch."""
    group: list[str] = []
    letters = 0
    for answer in answers:
        group.append(answer)
        letters += len(answer)
        if letters > _SLICE_LETTERS:
            yield group
            group, letters = [], 0
    if group:
        yield group


@lru_cache(maxsize=256)
def _parsed(text: str, bank_same: tuple[str, ...], question: str, word_limit: int | None) -> MarkScheme:
    same = _bank_same(bank_same)
    return MarkScheme(text, parse(text), bank_same=same, question=question, word_limit=word_limit)


def _bank_same(lines: tuple[str, ...]) -> tuple[tuple[Phrase, ...], ...]:
    """The bank's synonym lines, read as a scheme reads its own."""
    if not lines:
        return ()
    return parse("".join(f"same: {line}\n" for line in lines) + "x").same
