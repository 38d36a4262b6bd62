"""What leaves open what was met: a bound on a number, a case only supposed, a quotation disagreed with. English only.

They never change a mark; a person is asked. "Less than 5 %", "if there were any", "ran out of".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from marking.engine.cues import BOUND, IF, OUT
from marking.engine.match import Match
from marking.engine.sheet import Sheet

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


def open_case(sheet: Sheet, piece: Match) -> str:
    """The words that make a bound of a number that was met, or a supposition of what was; "" where none do."""
    if not sheet.vocabulary.english or not (sheet.cues & (BOUND | OUT | IF) or _quotes(sheet.text)):
        return ""
    opening = next(filter(None, _openings(sheet, *sheet.offsets(piece.first, piece.last))), None)
    return "" if opening is None or _wanted(opening[1], sheet) else opening[1]


def _openings(sheet: Sheet, start: int, end: int) -> Iterator[re.Match[str] | None]:
    """What may leave open what stands from one place to another, each looked for only where its cue is in the answer.

    None reaches over the end of a clause, so that a long answer is not searched once for each thing met.
    """
    before, said = sheet.text[:start], sheet.text[start:end]
    clause = before[max(before.rfind("."), before.rfind(";")) + 1 :]
    if sheet.cues & OUT and "out of" in clause.lower():
        yield _OUT_OF.search(clause)
    if sheet.cues & BOUND and _FIGURE.search(said):
        yield _BOUND.search(clause)
        yield _ERA.match(sheet.text, end)
    if sheet.cues & IF:
        yield _supposed(clause, said, sheet.text, end)
    if _is_within_quotes(before):
        yield _REPORTED.match(sheet.text, end)


def _is_within_quotes(before: str) -> bool:
    """Whether quotation marks that have begun in front of something have not ended yet."""
    return before.count('"') % 2 + before.count("“") - before.count("”") > 0


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
