"""Levels grids: `Level 2 (3–4 marks): explains one reason`."""

from __future__ import annotations

import re
from decimal import Decimal

from marking.schemes.printed.rows import Row
from marking.schemes.printed.values import GridLevel

_NUMBER = r"\d{1,2}(?:\.5)?"
_LEVEL = re.compile(
    rf"""(?:(?:level|band|L)\s*(?P<number>\d)\b\s*[:.\-]?\s*
      (?:[(\[]?\s*(?P<low>{_NUMBER})\s*(?:-\s*(?P<high>{_NUMBER}))?\s*(?:marks?|points?)?\s*[)\]]?(?=\s*[:.\-]|\s|$))?
      |(?P<low_only>{_NUMBER})\s*-\s*(?P<high_only>{_NUMBER})\s*marks?(?=\s*[:\-]|\s|$))
    \s*[:.\-]?\s*(?P<text>.*)$""",
    re.IGNORECASE | re.VERBOSE,
)
_MARKS_FIRST = re.compile(rf"(?P<low>{_NUMBER})\s*(?:-\s*(?P<high>{_NUMBER}))?\s*(?:marks?)?$", re.IGNORECASE)


def grid_of(rows: list[Row]) -> tuple[GridLevel, ...]:
    """Return the levels that a text lists, lowest first; empty where it lists none, or fewer than two."""
    levels: list[GridLevel] = []
    for row in rows:
        level = _level(row)
        if level is not None:
            levels.append(level)
        elif levels and row.text and not _is_zero(row):
            last = levels[-1]
            text = f"{last.descriptor}\n{row.text}".strip()
            levels[-1] = GridLevel(last.number, last.low, last.high, text)
    return tuple(sorted(levels, key=lambda level: level.low)) if len(levels) > 1 else ()


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


def _is_zero(row: Row) -> bool:
    return re.match(r"(?:level\s*)?0\b", row.text, re.IGNORECASE) is not None
