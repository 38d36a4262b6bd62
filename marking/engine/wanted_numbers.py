"""The numbers that a scheme wants, and which of an answer's meet them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from marking.engine.dates import read_dates, years_of_dates
from marking.engine.number_phrases import phrases
from marking.engine.number_readings import other_readings
from marking.engine.numbers import FIRST_YEAR, SURE, Number, Span, meets, read
from marking.engine.program import Unit

# From here on a number may be written with "thousand", "k" or a power of ten.
_SMALLEST_SCALED = 1000


class WantedNumbers:
    """The units of a scheme that are numbers."""

    def __init__(self, units: Iterable[Unit], *, english: bool) -> None:
        units = list(units)
        self._english = english
        # A class writes the same numbers again and again.
        self._known = lru_cache(maxsize=10_000)(self._said)
        self._wanted = [(unit.id, unit.number) for unit in units if unit.number is not None]
        numbers = [number for _, number in self._wanted]
        kinds = {number.kind for number in numbers}
        self.dates = "date" in kinds
        self._ranges = "range" in kinds
        self._years = max((number.high for number in numbers), default=0) >= FIRST_YEAR
        # Whether a percentage is wanted, which a fraction may say.
        self._shares = any("%" in unit.signs for unit in units)
        fractions = any(" " in unit.text for unit in units if unit.number) or any(number.low % 1 for number in numbers)
        scales = max((number.high for number in numbers), default=0) >= _SMALLEST_SCALED
        # Whether they may be said in so many ways that one word of an answer tells nothing by itself.
        self._manifold = any((scales, fractions, self._shares, self.dates, "century" in kinds, not english))

    def __bool__(self) -> bool:
        return bool(self._wanted)

    def said(self, words: Sequence[str]) -> list[tuple[Span, list[tuple[int, int]]]]:
        """The numbers that a run of words says or may say, each with the units it meets and how surely."""
        return self._known(tuple(words))

    def met_by(self, said: Number) -> list[tuple[int, int]]:
        """The units that a number in an answer meets, and how surely."""
        units = ((unit, meets(number, said)) for unit, number in self._wanted)
        return [(unit, how) for unit, how in units if how is not None]

    def _said(self, run: tuple[str, ...]) -> list[tuple[Span, list[tuple[int, int]]]]:
        """What `said` gives, worked out.

        What is read in the usual way counts first; another reading only where it meets something more.
        """
        words = list(run)
        spans = read(words)
        if self.dates:
            spans += read_dates(words)
        longer = phrases(words, shares=self._shares) if self._english else []
        if self._years:
            longer += years_of_dates(words)
        if longer:
            spans = [span for span in spans if not any(map(span.part_of, longer))] + longer
        others = other_readings(words)
        spans += others if self._english else [span for span in others if span.how == SURE]
        met = [(span, self.met_by(span.number)) for span in spans]
        return [(span, [(unit, max(how, span.how)) for unit, how in units]) for span, units in met if units]

    def may_hold(self, word: str) -> bool:
        """Whether a word may be a number that the scheme wants, the end of a range that holds one, or a part of one."""
        spans = [] if self._manifold else read([word])
        if not spans:
            return True
        number = spans[0].number
        return (self._years and number.low >= FIRST_YEAR) or self._ranges or bool(self.met_by(number))
