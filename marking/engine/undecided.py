"""What leaves open what was met: another word joined to it, a bound on a number, a case only supposed. English only.

They never change a mark; a person is asked. "Alkane/alkene", "less than 5 %", "if there were any", "ran out of".
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from marking.engine.cues import BOUND, IF, OUT
from marking.engine.match import Match
from marking.engine.numbers import SURE
from marking.engine.sheet import Sheet
from marking.engine.tokenise import words_of

# Longer answers are sentences, in which "or" joins what belongs together.
_FEW_WORDS = 12
_FEWEST_ITEMS, _LONGEST_ITEM, _FEWEST_GUESSES = 3, 3, 2
_AFTER = re.compile(r"[\s?]*(?:/|,?\s*\bor\b|\bthen\b(?=.*\?))\s*(?P<other>[^,.;?]+)", re.IGNORECASE)
_BEFORE = re.compile(r"(?P<other>[^,.;?/]+?)[\s?]*(?:/|,?\s*\bor\b)\s*(?:an?|the)?\s*$", re.IGNORECASE)
_ITEMS = re.compile(r"[,;/]|\b(?:and|or)\b", re.IGNORECASE)
_JOINER = re.compile(r"[,;/]|\b(?:and|or|then)\b", re.IGNORECASE)  # without one, nothing below is looked for
_COULD_BE = frozenset("could be may might perhaps maybe possibly else".split())  # noqa: SIM905
_BOUND = re.compile(
    r"\b(before|after|since|until|till|under|over|above|below|nearly|almost|at least|at most|up to|"
    r"(?:more|less|fewer|greater|higher|lower) than)\s+(?:about |the |early |late |year |£|\$)*$",
    re.IGNORECASE,
)
_ERA = re.compile(r"\s*(B\.?\s?C(?:\.?E)?)\b", re.IGNORECASE)
_FIGURE = re.compile(r"\d")
_OUT_OF = re.compile(r"\b((?:run|runs|ran|running) out of)\s+(?:all |the |its |their )*$", re.IGNORECASE)
_SUPPOSED = re.compile(r"\b(if (?:there|it|they|he|she|we|you|i) (?:was|were|had))\b[^.;]*$", re.IGNORECASE)
_COULD = re.compile(r"\b(?:could|would|might)\b[^.;]*$", re.IGNORECASE)
_IF_THERE = re.compile(r"[^.;]*\b(if there (?:was|were|had been))\b", re.IGNORECASE)
_REPORTED = re.compile(
    r"[^\"“”]*[\"”][^.]*?\b(wrote|writes|said|says|claims|disagree|wrong|false|untrue|incorrect|nonsense|agree)\b",
    re.IGNORECASE,
)


def joined(answer: str, sheet: Sheet, pieces: Sequence[Match], little: Collection[str]) -> str:
    """The words that a short answer gives beside what was met as if they were as good; "" where it gives none."""
    if len(sheet.chunks) > _FEW_WORDS or not sheet.vocabulary.english:
        return ""
    if not _JOINER.search(answer) and not _JOINER.search(sheet.text):
        return ""
    known = {*little, *_COULD_BE, *_as_the_scheme_has_them(sheet)}
    for piece in pieces:
        start, end = sheet.offsets(piece.first, piece.last)
        behind, before = _AFTER.match(sheet.text, end), _BEFORE.search(sheet.text[:start])
        if behind and any(word not in known for word in words_of(behind["other"])[:6]):
            return answer.strip()
        if before and any(word not in known for word in words_of(before["other"])[-2:]):
            return answer.strip()
    return answer.strip() if _guesses(answer, known) else ""


def _as_the_scheme_has_them(sheet: Sheet) -> Iterator[str]:
    """The words of an answer that stand in the scheme without a slip."""
    for spots in sheet.spots.values():
        for first, last, edits, how in spots:
            if how == SURE and not edits:
                start, end = sheet.offsets(first, last)
                yield from words_of(sheet.text[start:end])


def _guesses(answer: str, known: set[str]) -> bool:
    """Whether an answer is a list of short items, some of which neither the scheme nor the question knows."""
    items = [words for item in _ITEMS.split(answer) if (words := words_of(item))]
    if len(items) < _FEWEST_ITEMS or any(len(words) > _LONGEST_ITEM for words in items):
        return False
    return sum(known.isdisjoint(words) for words in items) >= _FEWEST_GUESSES


def open_case(sheet: Sheet, piece: Match) -> str:
    """The words that make a bound of a number that was met, or a supposition of what was; "" where none do."""
    cues, quoted = sheet.cues, _quotes(sheet.text)
    if not (sheet.vocabulary.english and (quoted or cues & (BOUND | OUT | IF))):
        return ""
    start, end = sheet.offsets(piece.first, piece.last)
    before, said = sheet.text[:start], sheet.text[start:end]
    # None of these reaches over the end of a clause, so that a long answer is not searched once for each thing met.
    clause = before[max(before.rfind("."), before.rfind(";")) + 1 :]
    found = _OUT_OF.search(clause) if cues & OUT else None
    if cues & BOUND and _FIGURE.search(said):
        found = found or _BOUND.search(clause) or _ERA.match(sheet.text, end)
    if cues & IF:
        found = found or _supposed(clause, said, sheet.text, end)
    if quoted and before.count('"') % 2 + before.count("“") - before.count("”") > 0:
        found = found or _REPORTED.match(sheet.text, end)
    return "" if found is None or _wanted(found[1], sheet) else found[1]


def _quotes(text: str) -> bool:
    return '"' in text or "“" in text


def _wanted(said: str, sheet: Sheet) -> bool:
    """Whether the scheme itself looks for one of some words."""
    words = said.lower().split()
    return any(unit.text in words for unit in sheet.vocabulary.units)


def _supposed(clause: str, said: str, text: str, end: int) -> re.Match[str] | None:
    """An "if" before what was met, or one behind it."""
    supposed = _SUPPOSED.search(clause)
    if supposed and re.search(r"\bwould\b", text[end:]):
        return supposed
    return _IF_THERE.match(text, end) if _COULD.search(clause + said) else None
