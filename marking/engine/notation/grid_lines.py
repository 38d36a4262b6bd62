"""Reads the `grid:` blocks of a scheme: an objective a block, a level a line, descriptors over as many as they need."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from marking.engine.grid import Grid, GridLevel, Objective, fault_between
from marking.engine.notation.errors import MarkSchemeError
from marking.engine.notation.header import MAX_TOTAL
from marking.engine.notation.source import Line
from marking.engine.notation.values import HALVES, in_halves, plain, read_number

KEYWORD = re.compile(r"grid\s*:\s*", re.IGNORECASE)
MAX_NAME = 40
MAX_DESCRIPTOR = 2_000
_NAME = re.compile(r"(?P<name>.*?)(?:\s+-+\s+(?P<about>.*))?", re.DOTALL)
_LEVEL = re.compile(
    r"(?:levels?|bands?|l)?\s*(?P<number>\d{1,2})\s*[(\[]\s*(?P<low>[0-9.½]+)\s*(?:(?:-|to)\s*(?P<high>[0-9.½]+))?"
    r"\s*(?:marks?)?\s*[)\]]\s*[:.-]?\s*(?P<text>.*)",
    re.IGNORECASE,
)
_LEVEL_NAME = re.compile(r"^(?:levels?|bands?|l)?\s*\d+", re.IGNORECASE)
_HINT = "for example Level 1 (1-2): makes simple statements"


class GridError(MarkSchemeError):
    """What is wrong with a grid. `corrected` is the line as it would be right, or ""; none is guessed at."""


@dataclass(slots=True)
class _Open:
    """An objective of which more lines may come: its line, and where its levels stand."""

    line: Line
    name: str
    about: str
    levels: list[tuple[Line, GridLevel]] = field(default_factory=list)


@dataclass(slots=True)
class GridReading:
    """The grid as far as it was read."""

    blocks: list[_Open] = field(default_factory=list)
    is_open: bool = False

    def takes(self, line: Line) -> bool:
        """Take in a line if it belongs to a grid. Raises MarkSchemeError."""
        keyword = KEYWORD.match(line.text)
        if keyword:
            self._begin(line, keyword.end())
            return True
        if not self.is_open or line.indent <= self.blocks[-1].line.indent:
            self.is_open = False
            return False
        self._level(line, self.blocks[-1])
        return True

    def grid(self) -> Grid | None:
        """Return what was read, None where there was no grid. Raises MarkSchemeError."""
        for block in self.blocks:
            self._check(block)
        objectives = [Objective(one.name, tuple(level for _, level in one.levels), one.about) for one in self.blocks]
        grid = Grid(tuple(objectives))
        if self.blocks and grid.marks > MAX_TOTAL:
            line = self.blocks[-1].line
            raise _wrong(line, f"a grid may give {MAX_TOTAL} marks at most", 0, line.text, "fewer marks")
        return grid if self.blocks else None

    def _begin(self, line: Line, at: int) -> None:
        heading = _NAME.fullmatch(line.typed[at:].strip().replace("–", "-").replace("—", "-"))
        name, about = (heading["name"] or "", heading["about"] or "") if heading else ("", "")
        if len(name) > MAX_NAME:
            message = f"the name of an objective may have {MAX_NAME} letters; what it is about goes behind a dash"
            raise _wrong(line, message, at, name, "grid: AO1 - what it is about")
        if name.casefold() in {one.name.casefold() for one in self.blocks}:
            message = f"there are two grids for {name}" if name else "of several grids each needs a name"
            raise _wrong(line, message, at, name or line.text, f"grid: AO{len(self.blocks) + 1}")
        if not name and self.blocks:
            raise _wrong(line, "of several grids each needs a name", at, line.text, f"grid: AO{len(self.blocks) + 1}")
        self.blocks.append(_Open(line, name, about))
        self.is_open = True

    def _level(self, line: Line, block: _Open) -> None:
        match = _LEVEL.fullmatch(line.text)
        if match is not None:
            block.levels.append((line, _level(line, match)))
            return
        if not block.levels:
            raise _wrong(line, "a level is its number, its marks in brackets and what it takes", 0, line.text, _HINT)
        first, level = block.levels[-1]
        if line.indent <= first.indent:
            raise _wrong(line, "a level is its number, its marks in brackets and what it takes", 0, line.text, _HINT)
        block.levels[-1] = first, replace(level, descriptor=f"{level.descriptor}\n{line.typed}".strip())

    def _check(self, block: _Open) -> None:
        if len(self.blocks) > 1 and not block.name:
            raise _wrong(block.line, "of several grids each needs a name", 0, block.line.text, "grid: AO1")
        if not any(level.number for _, level in block.levels):
            name = block.name or "this grid"
            raise _wrong(
                block.line, f"{name} has no levels, and so no marks", 0, block.line.text, f"{_HINT}, indented under it"
            )
        before = None
        for line, level in block.levels:
            fault, right = fault_between(before, level)
            if fault:
                first = level.descriptor.partition("\n")[0]
                right = f"{right}: {first}" if "(" in right else _LEVEL_NAME.sub(right, line.typed)
                raise _wrong(line, fault, 0, line.text, right, f"{line.margin}{right}")
            if level.number and not level.descriptor:
                message = f"level {level.number} says nothing of what it takes"
                right = f"{line.text.rstrip(': ')}: what an essay of this level does"
                raise _wrong(line, message, len(line.text), "", right)
            if len(level.descriptor) > MAX_DESCRIPTOR:
                message = f"a descriptor may have {MAX_DESCRIPTOR:,} letters"
                raise _wrong(line, message, 0, line.text, "a shorter one")
            before = level


def _level(line: Line, head: re.Match[str]) -> GridLevel:
    low = read_number(head["low"])
    high = read_number(head["high"]) if head["high"] else low
    for name, value in (("low", low), ("high", high)):
        if value is None or not in_halves(value) or value > MAX_TOTAL:
            raise _wrong(line, HALVES, head.start(name), head[name] or head["low"], _HINT)
    if low is None or high is None:
        raise AssertionError("checked above")
    if high < low:
        right = f"Level {head['number']} ({plain(high)}-{plain(low)})"
        raise _wrong(line, "the smaller mark comes first", head.start("low"), head[0], right)
    if int(head["number"]) and high == 0:
        raise _wrong(line, "a level above 0 gives a mark", head.start("low"), head["low"], _HINT)
    return GridLevel(int(head["number"]), plain(low), plain(high), line.typed[head.start("text") :].strip())


def _wrong(line: Line, message: str, at: int, found: str, hint: str, corrected: str = "") -> GridError:
    return GridError(message, line.number, line.column + at, found, hint, corrected)
