"""Changes a scheme's text line by line: what is not meant stays as it was typed, comments and blank lines too.

Lines are those of the text, counted from 1. What is put in is written as given: `format_expression` makes notation of
plain words. Every function returns the new text and leaves it to `parse` to say whether it can be read; each raises
MarkSchemeError where the text it is given can't be, and KeyError where no point stands at the line.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from marking.engine.notation.formatting import format_number
from marking.engine.notation.parser import parse
from marking.engine.types import AnyOf, Point, Source

INDENT = "    "


@lru_cache(maxsize=256)
def points_of(text: str) -> tuple[Point, ...]:
    """The points of a scheme in their order, those of groups too; their `source` says where each stands.

    Raises MarkSchemeError. A text read before is not read again.
    """
    points: list[Point] = []
    for item in parse(text).items:
        points.extend(item.points if isinstance(item, AnyOf) else (item,))
    return tuple(points)


def source_of(text: str, line: int) -> Source:
    """Where the point at a line stands and what was typed there."""
    for point in points_of(text):
        if point.line == line and point.source is not None:
            return point.source
    raise KeyError(line)


def add_detail(text: str, line: int, keyword: str, value: str) -> str:
    """The text with one line more at the end of what belongs to the point: `accept: …`, `feedback: …`."""
    source = source_of(text, line)
    lines = text.splitlines()
    lines.insert(source.last, f"{source.margin}{INDENT}{keyword}: {_one_line(value)}")
    return _joined(lines)


def set_details(text: str, line: int, keyword: str, values: Sequence[str]) -> str:
    """The text in which the point has just these lines of a kind; those that it has already stay where they are."""
    source = source_of(text, line)
    lines = text.splitlines()
    wanted = [_one_line(value) for value in values if value.strip()]
    have = [detail for detail in source.details if detail.keyword == keyword]
    gone = []
    for place, detail in enumerate(have):
        if place < len(wanted):
            if wanted[place] != detail.text:
                lines[detail.line - 1] = f"{source.margin}{INDENT}{keyword}: {wanted[place]}"
        else:
            gone.append(detail.line)
    after = have[-1].line if have else source.last
    lines[after:after] = [f"{source.margin}{INDENT}{keyword}: {value}" for value in wanted[len(have) :]]
    return _joined(_without(lines, gone))


def set_point(text: str, line: int, *, wording: str | None = None, marks: Decimal | None = None) -> str:
    """The text in which the point says something else, or is worth something else. Its bullet stays."""
    source = source_of(text, line)
    lines = text.splitlines()
    typed = lines[line - 1]
    at = typed.rindex(source.text) if source.text in typed else len(source.margin)
    mark = f"[{format_number(marks)}]" if marks is not None else f"[{source.mark}]" if source.mark else ""
    said = _one_line(source.text if wording is None else wording)
    lines[line - 1] = f"{typed[:at]}{said} {mark}".rstrip()
    return _joined(lines)


def remove_point(text: str, line: int) -> str:
    """The text without the point and what belongs to it; comments in between stay."""
    source = source_of(text, line)
    gone = [line, *(detail.line for detail in source.details)]
    return _joined(_without(text.splitlines(), gone))


def _without(lines: Sequence[str], gone: Sequence[int]) -> list[str]:
    left_out = set(gone)
    return [line for number, line in enumerate(lines, start=1) if number not in left_out]


def _one_line(value: str) -> str:
    return " ".join(value.split())


def _joined(lines: Sequence[str]) -> str:
    return "\n".join(lines) + "\n"
