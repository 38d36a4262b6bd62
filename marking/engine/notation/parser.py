"""Reads a mark scheme line by line: which line is what, and what belongs under what."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal

from rapidfuzz.distance import OSA

from marking.engine.notation.corrections import corrected
from marking.engine.notation.errors import Code, MarkSchemeError
from marking.engine.notation.expressions import read_expression, read_point
from marking.engine.notation.grid_lines import GridError, GridReading
from marking.engine.notation.header import (
    SPELLINGS,
    Header,
    check_grid,
    check_totals,
    header_keyword,
    read_header,
    value_at,
)
from marking.engine.notation.source import Line, read_lines
from marking.engine.notation.values import count_of, plain, read_count
from marking.engine.types import AnyOf, Detail, Point, Scheme, Source

DETAILS = ("accept", "reject", "ignore", "feedback", "negated", "ao")
HEADERS = ("max", "spelling", "language", "same", "levels", "grid")
MAX_FEEDBACK = 2000
MAX_TAG = 40
_KEYWORD = re.compile(r"(\w+)\s*:")
_ANY = re.compile(
    r"any\s+(?P<count>\S+)\s+(?:from|of)(?:\s+(?:these|the\s+following))?(?P<colon>\s*:)?\s*", re.IGNORECASE
)
_ANY_HINT = "for example any 2 from:"


@dataclass(slots=True)
class _Group:
    """An open `any N from:` and the points read under it so far."""

    line: Line
    count: int
    at: int
    points: list[Point] = field(default_factory=list)


@dataclass(slots=True)
class _Reading:
    """What was read so far. `point` is the last point, still open for details; `point_line` is its line."""

    header: Header = field(default_factory=Header)
    grid: GridReading = field(default_factory=GridReading)
    items: list[Point | AnyOf] = field(default_factory=list)
    group: _Group | None = None
    point: Point | None = None
    point_line: Line | None = None

    def inside(self, line: Line) -> bool:
        """Whether the line stands deeper than the open group or the last point."""
        above = self.group.line if self.group is not None else self.point_line
        return above is not None and line.indent > above.indent


def parse(text: str) -> Scheme:
    """The scheme that a teacher's text says.

    Takes the text as typed, up to 65,536 characters; tabs, Windows line ends, a byte order mark, curly quotes,
    long dashes and hard spaces are fine. Raises MarkSchemeError, with line and column, for anything that
    cannot be read, and never reads half of it. The time grows with the length of the text.
    """
    try:
        return _read(text)
    except GridError:
        raise
    except MarkSchemeError as error:
        better = corrected(text, error, _read)
    raise better


def _read(text: str) -> Scheme:
    reading = _Reading()
    for line in read_lines(text):
        _read_line(reading, line)
    _close_point(reading)
    _close_group(reading)
    grid = reading.grid.grid()
    if not reading.items and grid is None:
        last = text.count("\n") + 1
        raise MarkSchemeError("there is no marking point", last, 1, "", "for example socialism in one country [1]")
    if grid is None:
        _check(reading)
    else:
        check_grid(reading.header, grid)
    header = reading.header
    return Scheme(
        items=tuple(reading.items),
        cap=header.cap.value if header.cap else None,
        spelling=SPELLINGS[header.spelling.value] if header.spelling else "normal",
        language=header.language.value if header.language else "en",
        same=tuple(header.same),
        levels=tuple(level.value for level in header.levels),
        grid=grid,
    )


def _read_line(reading: _Reading, line: Line) -> None:
    if reading.grid.takes(line):
        _close_point(reading)
        _close_group(reading)
        return
    keyword = _detail_keyword(line)
    if keyword:
        _read_detail(reading, line, keyword)
        return
    keyword = header_keyword(line)
    if keyword:
        if reading.inside(line):
            message = f"{keyword} holds for the whole scheme: start this line further left"
            raise line.error(message, 0, line.text, "no spaces before it")
        read_header(line, keyword, reading.header)
        return
    _refuse_misspelt_keyword(line)
    match = _ANY.match(line.text)
    if match and _opens_group(match):
        _open_group(reading, line, match)
    else:
        _read_point(reading, line)


def _detail_keyword(line: Line) -> str:
    match = _KEYWORD.match(line.text)
    return match[1].casefold() if match and match[1].casefold() in DETAILS else ""


def _refuse_misspelt_keyword(line: Line) -> None:
    """`acept: …` would make a point that nobody meant; a point like `Comintern: …` is let through."""
    match = _KEYWORD.match(line.text)
    if not match:
        return
    word = match[1].casefold()
    for keyword in (*DETAILS, *HEADERS):
        slips = OSA.distance(word, keyword, score_cutoff=2)
        if len(word) > 2 and word[0] == keyword[0] and slips <= (1 if len(keyword) < 6 else 2):
            message = f"there is no {match[1]}: line, did you mean {keyword}: ?"
            hint = f"{keyword}: (or \\{match[1]}: if the point begins so)"
            raise line.error(message, 0, match[0], hint, Code.MISSPELT_KEYWORD, keyword)


def _opens_group(match: re.Match[str]) -> bool:
    """Whether a line that begins like `any N from` is one: it ends in a colon, or N is a number."""
    return match["colon"] is not None or read_count(match["count"]) is not None


def _open_group(reading: _Reading, line: Line, match: re.Match[str]) -> None:
    at = match.start("count")
    count = read_count(match["count"])
    if count is None or count < 1 or count != int(count):
        raise line.error("this must be a whole number, 1 or more", at, match["count"], _ANY_HINT)
    if match.end() < len(line.text):
        message = "the points go on lines of their own, indented under this one"
        raise line.error(message, match.end(), line.text[match.end() :], _ANY_HINT)
    if reading.inside(line):
        what = "another group" if reading.group else "a point"
        raise line.error(f"a group cannot come under {what}: start this line further left", 0, line.text, _ANY_HINT)
    _close_point(reading)
    _close_group(reading)
    reading.group = _Group(line, int(count), at)


def _close_point(reading: _Reading) -> None:
    """No more details can come for the last point: it goes to its group or to the scheme."""
    if reading.point is not None:
        (reading.items if reading.group is None else reading.group.points).append(reading.point)
    reading.point, reading.point_line = None, None


def _close_group(reading: _Reading) -> None:
    group = reading.group
    if group is None:
        return
    reading.group = None
    number = len(group.points)
    if number == 0:
        raise group.line.error("there are no points under this line", 0, group.line.text, "points, indented under it")
    if group.count > number:
        message = f"any {group.count} from {count_of(number, 'point')}: there are too few points under this line"
        hint = f"any {number} from:"
        raise group.line.error(message, group.at, str(group.count), hint, Code.TOO_FEW_POINTS, str(number))
    reading.items.append(AnyOf(group.line.number, group.count, tuple(group.points)))


def _read_point(reading: _Reading, line: Line) -> None:
    above = reading.point_line
    outside = reading.group is not None and line.indent <= reading.group.line.indent
    if above is not None and line.indent > above.indent and not outside:
        message = "a point cannot come under a point; more words for it go on an accept: line"
        raise line.error(message, 0, line.text, "accept: " + line.text)
    _close_point(reading)
    if outside:
        _close_group(reading)
    if line.text.endswith(":") and not line.text.endswith("\\:"):
        message = "a line that ends in a colon must read like any 2 from: (for a point, leave the colon out)"
        raise line.error(message, len(line.text) - 1, ":", _ANY_HINT, Code.NO_GROUP)
    expression, marks, mark_at = read_point(line)
    if reading.group is not None and marks < 0:
        raise line.error("a penalty cannot come in a group", line.text.rindex("["), str(marks), "a line of its own")
    text, mark = line.typed[:mark_at].rstrip(), line.typed[mark_at:].strip("[] \t")
    source = Source(line.number, line.number, line.margin, text, mark)
    reading.point, reading.point_line = Point(line.number, expression, marks, source=source), line


def _read_detail(reading: _Reading, line: Line, keyword: str) -> None:
    point, above = reading.point, reading.point_line
    if point is None or above is None or line.indent <= above.indent:
        message = f"{keyword}: belongs to a point: put it under one, indented further than the point"
        raise line.error(message, 0, line.text, "a point above it, and this line indented under it")
    at = value_at(line)
    if at >= len(line.text):
        raise line.error(f"something is missing after {keyword}:", 0, line.text, f"{keyword}: …")
    reading.point = _sourced(_with_detail(point, line, keyword, at), Detail(keyword, line.typed[at:], line.number))


def _sourced(point: Point, detail: Detail) -> Point:
    """The point with the place of one more detail."""
    source = point.source
    if source is None:
        return point
    return replace(point, source=replace(source, last=detail.line, details=(*source.details, detail)))


def _with_detail(point: Point, line: Line, keyword: str, at: int) -> Point:
    """The point with one more detail. Raises MarkSchemeError."""
    if keyword == "accept":
        return replace(point, accept=(*point.accept, read_expression(line, at)))
    if keyword == "reject":
        return replace(point, reject=(*point.reject, read_expression(line, at)))
    if keyword == "ignore":
        return replace(point, ignore=(*point.ignore, read_expression(line, at)))
    said = {"feedback": bool(point.feedback), "ao": bool(point.ao), "negated": point.negated_counts}
    if said[keyword]:
        raise line.error(f"this point already has a line for {keyword}", 0, line.text, f"one {keyword} line")
    value = line.typed[at:]
    if keyword == "negated":
        if value.casefold() != "count":
            raise line.error("only count can follow negated:", at, value, "negated: count", Code.NEGATED)
        return replace(point, negated_counts=True)
    limit = MAX_FEEDBACK if keyword == "feedback" else MAX_TAG
    if len(value) > limit:
        raise line.error(f"{keyword}: may have {limit:,} characters", at + limit, value[limit:][:20], "a shorter one")
    return replace(point, feedback=value) if keyword == "feedback" else replace(point, ao=value)


def _check(reading: _Reading) -> None:
    earnable = sum((_earnable(item) for item in reading.items), Decimal(0))
    if earnable == 0:
        first = reading.items[0]
        message = "no point earns a mark: there are only penalties"
        raise MarkSchemeError(message, first.line, 1, "", "for example socialism in one country [1]")
    check_totals(reading.header, plain(earnable))


def _earnable(item: Point | AnyOf) -> Decimal:
    """The marks an answer can earn here: penalties earn none, a group earns its N best."""
    if isinstance(item, Point):
        return max(item.marks, Decimal(0))
    return sum(sorted((point.marks for point in item.points), reverse=True)[: item.count], Decimal(0))
