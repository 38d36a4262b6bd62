"""Levels grids: `Level 2 (3–4 marks): explains one reason`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from marking.engine.grid import Grid, GridLevel, Objective, write_grid
from marking.schemes.printed.rows import Row

_NUMBER = r"\d{1,2}(?:\.5)?"
_LEVEL = re.compile(
    rf"""(?:(?:level|band|L)\s*(?P<number>\d)\b\s*[:.\-]?\s*
      (?:[(\[]?\s*(?P<low>{_NUMBER})\s*(?:-\s*(?P<high>{_NUMBER}))?\s*(?:marks?|points?)?\s*[)\]]?(?=\s*[:.\-]|\s|$))?
      |(?P<low_only>{_NUMBER})\s*-\s*(?P<high_only>{_NUMBER})\s*marks?(?=\s*[:\-]|\s|$))
    \s*[:.\-]?\s*(?P<text>.*)$""",
    re.IGNORECASE | re.VERBOSE,
)
_CONTENT = re.compile(r"(?:possible |suggested )?(?:indicative|relevant) content\b[^.]{0,40}$", re.IGNORECASE)
_AO = re.compile(r"(?P<name>AO\d[a-z]?)\b(?P<about>.{0,120})", re.IGNORECASE)
_NONE = re.compile(r"(?:level\s*)?0\b\s*[(\[]?(?:0?\s*marks?)?[)\]]?\s*[:.-]?\s*(?P<text>.*)", re.IGNORECASE)
_WORTH = re.compile(r"[(\[]?\s*\d{1,2}\s*marks?\s*[)\]]?", re.IGNORECASE)


def has_grid(rows: Sequence[Row]) -> bool:
    """Whether a text lists levels: two or more of them."""
    return sum(_level(row) is not None for row in rows) > 1


def split(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Return the rows of a grid, and those of the indicative content: what stands under a heading of that name."""
    start = next((place for place, row in enumerate(rows) if _CONTENT.match(row.text)), None)
    if start is None:
        return list(rows), []
    others = (place for place, row in enumerate(rows) if place > start and (_level(row) or _objective(row)))
    end = next(others, len(rows))
    return [*rows[:start], *rows[end:]], list(rows[start + 1 : end])


def grid_of(rows: Sequence[Row]) -> tuple[list[str], list[int]]:
    """Return the notation of a grid, an objective a block, its levels the lowest first, and the row of each line.

    What stands before the first level is kept as a comment. Nothing is checked: the notation says what is wrong.
    """
    blocks: list[_Block] = []
    lines: list[str] = []
    origins: list[int] = []
    for row in rows:
        level = _level(row) or _zero(row)
        heading = _objective(row)
        if level is not None:
            if not blocks:
                blocks.append(_Block("grid:", row.number))
            blocks[-1].levels.append((row.number, level))
        elif heading and not row.of_table:
            blocks.append(_Block(f"grid: {heading}", row.number))
        elif row.text and blocks and blocks[-1].levels:
            number, last = blocks[-1].levels[-1]
            text = f"{last.descriptor}\n{row.text}".strip()
            blocks[-1].levels[-1] = number, GridLevel(last.number, last.low, last.high, text)
        elif row.text:
            lines.append(f"# {row.text}")
            origins.append(row.number)
    for block in blocks:
        block.write(lines, origins)
    return lines, origins


@dataclass(slots=True)
class _Block:
    """An objective: its line in the notation, the row where it stands, and its levels with theirs."""

    line: str
    row: int
    levels: list[tuple[int, GridLevel]] = field(default_factory=list)

    def write(self, lines: list[str], origins: list[int]) -> None:
        ordered = sorted(self.levels, key=lambda one: one[1].low)
        numbered = [
            (row, level if level.number or not level.high else replace(level, number=place))
            for place, (row, level) in enumerate(ordered, start=0 if ordered and not ordered[0][1].high else 1)
        ]
        lines.append(self.line)
        origins.append(self.row)
        rest = write_grid(Grid((Objective("", tuple(level for _, level in numbered)),)))[1:]
        rows = [row for row, level in numbered for _ in (level.descriptor.splitlines() or [""])]
        lines.extend(rest)
        origins.extend(rows)


def _objective(row: Row) -> str:
    """What stands behind `grid:` where a row is the heading of an objective, else ""."""
    match = _AO.fullmatch(row.text)
    if match is None:
        return ""
    about = _WORTH.sub("", match["about"] or "").strip(" :.-()")
    return f"{match['name'].upper()} - {about}" if about else match["name"].upper()


def _level(row: Row) -> GridLevel | None:
    match = _LEVEL.match(row.text)
    if match is None:
        return None
    low, high = match["low"] or match["low_only"], match["high"] or match["high_only"]
    text = match["text"].strip()
    if low is None and row.marks is not None:
        low = str(row.marks)
    if low is None:
        return None
    number = int(match["number"]) if match["number"] else 0
    beside = " ".join(cell for _, cell in row.guidance)
    return GridLevel(number, Decimal(low), Decimal(high or low), " ".join(filter(None, (text, beside))))


def _zero(row: Row) -> GridLevel | None:
    """`0 marks: nothing to reward` and `Level 0: …`."""
    match = _NONE.fullmatch(row.text)
    return None if match is None else GridLevel(0, Decimal(0), Decimal(0), match["text"].strip())
