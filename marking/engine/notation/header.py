"""The lines that hold for the whole scheme: max, spelling, language, same, levels."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Generic, TypeVar

from marking.engine.grid import Grid
from marking.engine.notation.errors import Code
from marking.engine.notation.expressions import read_words
from marking.engine.notation.source import Line
from marking.engine.notation.values import HALVES, count_of, in_halves, plain, read_count, read_number
from marking.engine.types import Level, Phrase, Spelling

MAX_TOTAL = 1000
# The languages a scheme can be in, each with the name of its Snowball stemmer.
LANGUAGES = {
    "en": "english",
    "da": "danish",
    "de": "german",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "sv": "swedish",
}
SPELLINGS: dict[str, Spelling] = {"strict": "strict", "normal": "normal", "lenient": "lenient"}
_HEADER = re.compile(r"(max|maximum|spelling|language|same|levels)\s*:\s*", re.IGNORECASE)
_BARE_MAX = re.compile(r"(?:max|maximum)(?:\s+|$)", re.IGNORECASE)
_MARKS = re.compile(r"\s*marks?$", re.IGNORECASE)
_EQUALS = re.compile(r'\\.|"(?:\\.|[^"\\])*"|(=)')
_LEVEL = re.compile(r"(?P<low>[0-9.½]+)\s*(?:(?P<open>\+)|-\s*(?P<high>[0-9.½]+))?\s*(?:->|→|=>)\s*(?P<mark>[0-9.½]+)")
_LEVEL_HINT = "for example levels: 1-2 -> 2, 3-4 -> 5, 5+ -> 8"
_SAME_HINT = "for example same: USSR = Soviet Union"


Value = TypeVar("Value")


@dataclass(frozen=True)
class Placed(Generic[Value]):
    """A value and where it was read."""

    value: Value
    line: Line
    at: int


@dataclass(slots=True)
class Header:
    """What the header lines said so far; None or empty where they said nothing."""

    cap: Placed[Decimal] | None = None
    spelling: Placed[str] | None = None
    language: Placed[str] | None = None
    levels: tuple[Placed[Level], ...] = ()
    same: list[tuple[Phrase, ...]] = field(default_factory=list)


def header_keyword(line: Line) -> str:
    """Which header line this is, "" if it is none.

    `Max Planck` is none; `max` in small letters, or before a number, is one.
    """
    match = _HEADER.match(line.text)
    if match:
        return "max" if match[1].casefold() == "maximum" else match[1].casefold()
    bare = _BARE_MAX.match(line.text)
    if bare is None:
        return ""
    number = _MARKS.sub("", line.text[bare.end() :])
    return "max" if line.text[0] == "m" or not number or read_count(number) is not None else ""


def read_header(line: Line, keyword: str, header: Header) -> None:
    """Adds a header line to what was read. Raises MarkSchemeError for a bad value or a second line."""
    if keyword == "same":
        header.same.append(_read_same(line))
        return
    if getattr(header, "cap" if keyword == "max" else keyword):
        raise line.error(f"there is already a line for {keyword}", 0, line.text, f"one {keyword} line")
    if keyword == "max":
        header.cap = _read_max(line)
    elif keyword == "spelling":
        header.spelling = _read_word(line, tuple(SPELLINGS))
    elif keyword == "language":
        header.language = _read_word(line, tuple(LANGUAGES))
    else:
        header.levels = _read_levels(line)


def value_at(line: Line) -> int:
    """The place of the first character after the line's colon."""
    colon = line.text.index(":") + 1
    return colon + len(line.text[colon:]) - len(line.text[colon:].lstrip())


def check_totals(header: Header, earnable: Decimal) -> None:
    """Refuses a level or a maximum that no answer can reach, given what the points can earn together.

    Raises MarkSchemeError.
    """
    top = header.levels[-1].value.mark if header.levels else earnable
    for level in header.levels:
        if level.value.low > earnable:
            raise level.line.error(
                f"this level starts at {level.value.low}, but the points earn {count_of(earnable, 'mark')} together",
                level.at,
                str(level.value.low),
                f"no level above {earnable}",
            )
    cap = header.cap
    if cap is not None and cap.value > top:
        raise cap.line.error(
            f"max is {cap.value}, but the scheme can earn only {count_of(top, 'mark')}",
            cap.at,
            str(cap.value),
            f"max {top}, or more points",
            Code.MAX_TOO_HIGH,
            str(top),
        )


def check_grid(header: Header, grid: Grid) -> None:
    """Refuses a `levels:` line beside a grid, and a maximum that is not the grid's. Raises MarkSchemeError."""
    if header.levels:
        line = header.levels[0].line
        raise line.error("beside a grid no levels: line counts points", 0, line.text, "one of the two")
    if header.cap is not None and header.cap.value != grid.marks:
        cap = header.cap
        message = f"max is {cap.value}, but the grid gives {count_of(grid.marks, 'mark')}"
        hint = f"max {grid.marks}"
        raise cap.line.error(message, cap.at, str(cap.value), hint, Code.MAX_TOO_HIGH, str(grid.marks))


def _read_max(line: Line) -> Placed[Decimal]:
    start = _HEADER.match(line.text) or _BARE_MAX.match(line.text)
    at = start.end() if start else 0
    number = _MARKS.sub("", line.text[at:])
    value = read_count(number)
    if value is None:
        message = "max needs a number, like max 4 (a point that begins with this word is written \\max)"
        raise line.error(message, at, number, "for example max 4")
    if not in_halves(value):
        raise line.error(HALVES, at, number, "for example max 4")
    if not 0 < value <= MAX_TOTAL:
        raise line.error(f"max must be above 0 and at most {MAX_TOTAL}", at, number, "for example max 4")
    return Placed(plain(value), line, at)


def _read_word(line: Line, allowed: tuple[str, ...]) -> Placed[str]:
    at = value_at(line)
    word = line.text[at:].casefold()
    if word not in allowed:
        raise line.error(f"this must be one of: {', '.join(allowed)}", at, line.text[at:], f"for example {allowed[0]}")
    return Placed(word, line, at)


def _read_same(line: Line) -> tuple[Phrase, ...]:
    start = value_at(line)
    # An equals sign inside quotes or behind a backslash is part of a word.
    signs = [match.start() for match in _EQUALS.finditer(line.text, start) if match[1]]
    if not signs:
        raise line.error("same: needs two or more words with = between them", start, line.text[start:], _SAME_HINT)
    phrases = []
    for before, after in zip([start - 1, *signs], [*signs, len(line.text)], strict=True):
        if not line.text[before + 1 : after].strip():
            sign = after if after < len(line.text) else before
            raise line.error("= needs a word on both sides", sign, "=", _SAME_HINT)
        phrases.append(read_words(line, before + 1, after))
    return tuple(phrases)


def _read_levels(line: Line) -> tuple[Placed[Level], ...]:
    at = value_at(line)
    levels: list[Placed[Level]] = []
    for piece in re.split(r"([,;]\s*)", line.text[at:]):
        if piece[:1] not in {",", ";"}:
            level = _read_level(line, piece.rstrip(), at)
            _check_order(level, levels[-1].value if levels else None)
            levels.append(level)
        at += len(piece)
    return tuple(levels)


def _read_level(line: Line, piece: str, at: int) -> Placed[Level]:
    match = _LEVEL.fullmatch(piece)
    if match is None:
        message = "a level is the points earned, an arrow and the mark, like 3-4 -> 5"
        raise line.error(message, at, piece, _LEVEL_HINT)
    low, mark = _half(line, match, at, "low"), _half(line, match, at, "mark")
    high = low
    if match["high"]:
        high = _half(line, match, at, "high")
    if high < low:
        raise line.error("the smaller number comes first", at, piece, f"{high}-{low} -> {mark}")
    if low == 0 and mark > 0:
        raise line.error("no points earn no mark: the first level starts above 0", at, piece, "1-2 -> 2")
    return Placed(Level(low, None if match["open"] else high, mark), line, at)


def _half(line: Line, match: re.Match[str], at: int, name: str) -> Decimal:
    value = read_number(match[name])
    if value is None or not in_halves(value) or value > MAX_TOTAL:
        message = f"this must be a number in halves, up to {MAX_TOTAL}"
        raise line.error(message, at + match.start(name), match[name], _LEVEL_HINT)
    return plain(value)


def _check_order(level: Placed[Level], before: Level | None) -> None:
    if before is None:
        return
    now = level.value
    if before.high is None or now.low <= before.high or now.mark <= before.mark:
        message = "each level must lie above the one before it, in its points and in its mark"
        raise level.line.error(message, level.at, level.line.text[level.at :], _LEVEL_HINT)
