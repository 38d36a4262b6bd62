"""A levels grid as fields: objectives, each with levels of marks and a descriptor. What is stored is the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from marking.engine.grid import NOTHING, Grid, GridLevel, Objective, fault_between, write_grid
from marking.engine.notation import MarkSchemeError, parse
from marking.engine.notation.grid_lines import GridReading
from marking.engine.notation.source import read_lines
from marking.schemes.fields import FieldError

_DASHES = str.maketrans("–—", "--")


class GridFieldError(FieldError):
    """What is wrong with a field of the grid, and what would be right.

    Objective and level are counted from 1; level 0 is the objective itself.
    """

    def __init__(self, objective: int, level: int, message: str, hint: str = "") -> None:
        super().__init__(0, message, hint)
        self.objective, self.level = objective, level

    def __str__(self) -> str:
        return f"Objective {self.objective}{f', level {self.level}' if self.level else ''}: {self.message}"

    @property
    def place(self) -> str:
        """The field, as the page knows it: “1.2” is the second level of the first objective."""
        return f"{self.objective}.{self.level}"


@dataclass(frozen=True, slots=True)
class LevelRow:
    """A level as its fields: its marks, None where nothing was typed, and its descriptor, of one line or more."""

    low: Decimal | None
    high: Decimal | None
    descriptor: str

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return self.low is None and self.high is None and not self.descriptor.strip()


@dataclass(frozen=True, slots=True)
class ObjectiveRow:
    """An objective as its fields, its levels the lowest first."""

    name: str
    about: str
    levels: tuple[LevelRow, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return not (self.name.strip() or self.about.strip()) and all(row.is_empty for row in self.levels)


def objectives_of(grid: Grid | None) -> tuple[ObjectiveRow, ...]:
    """Return a grid as fields; no grid has none."""
    return tuple(
        ObjectiveRow(
            one.name,
            one.about,
            tuple(LevelRow(level.low, level.high, level.descriptor) for level in one.levels),
        )
        for one in (grid.objectives if grid is not None else ())
    )


def rows_of_grid(text: str) -> tuple[ObjectiveRow, ...]:
    """Return the grid of a scheme's text as fields. Raises MarkSchemeError."""
    return objectives_of(parse(text).grid) if text.strip() else ()


def write_objectives(text: str, rows: Sequence[ObjectiveRow]) -> str:
    """Return a scheme's text with the grid that the fields say, where it had its own, else before all but comments.

    A grid that says the same stays as it was typed. Raises GridFieldError for what can't be a grid, FieldError where
    the rest of the scheme doesn't go with it.
    """
    rows = [row for row in rows if not row.is_empty]
    if _contents(rows) == _contents(rows_of_grid_in(text)):
        return text
    grid = grid_of_rows(rows) if rows else None
    written = write_grid(grid) if grid is not None else []
    lines = text.splitlines()
    taken = _grid_lines(text)
    at = taken[0] - 1 if taken else next((n for n, line in enumerate(lines) if not line.startswith("#")), len(lines))
    before = [line for number, line in enumerate(lines[:at], 1) if number not in taken]
    after = [line for number, line in enumerate(lines[at:], at + 1) if number not in taken]
    whole = "\n".join([*before, *written, *after])
    whole += "\n" if whole else ""
    _check(whole, grid)
    return whole


def rows_of_grid_in(text: str) -> tuple[ObjectiveRow, ...]:
    """Return the grid of a text that may not be a whole scheme; none where it can't be read."""
    try:
        return rows_of_grid(text)
    except MarkSchemeError:
        return ()


def grid_of_rows(rows: Sequence[ObjectiveRow]) -> Grid:
    """Return the grid that fields say. Raises GridFieldError."""
    names: set[str] = set()
    for number, row in enumerate(rows, start=1):
        name = _one_line(row.name).casefold()
        if not name and len(rows) > 1:
            raise GridFieldError(number, 0, "Of several objectives each needs a name.", f"AO{number}")
        if name in names:
            raise GridFieldError(number, 0, f"There are two objectives called {_one_line(row.name)}.", f"AO{number}")
        names.add(name)
    return Grid(tuple(_objective(number, row) for number, row in enumerate(rows, start=1)))


def _objective(number: int, row: ObjectiveRow) -> Objective:
    name = _one_line(row.name).replace(" - ", "-")
    levels: list[GridLevel] = []
    before: GridLevel | None = None
    kept = [(place, level) for place, level in enumerate(row.levels, start=1) if not level.is_empty]
    for place, level in kept:
        before = _level(number, place, level, before)
        levels.append(before)
    if not any(level.number for level in levels):
        said = f"{name or 'The essay'} has no levels, and so no marks."
        raise GridFieldError(number, 0, said, "Give level 1 its marks and say what it takes.")
    return Objective(name, tuple(levels), _one_line(row.about))


def _level(objective: int, place: int, row: LevelRow, before: GridLevel | None) -> GridLevel:
    """Return a level after the one before it. Raises GridFieldError."""
    low, high = _marks(objective, place, row, before)
    is_nothing = before is None and high == NOTHING
    number = 0 if is_nothing else 1 if before is None else before.number + 1
    level = GridLevel(number, low, high, _lines(row.descriptor))
    fault, right = fault_between(before, level)
    if fault:
        marks = right.partition("(")[2].rstrip(")").replace("-", " to ")
        raise GridFieldError(objective, place, f"{fault[0].upper()}{fault[1:]}.", marks)
    if not level.descriptor and number:
        raise GridFieldError(objective, place, f"Say what an essay of level {number} does.")
    return level


def _marks(objective: int, place: int, row: LevelRow, before: GridLevel | None) -> tuple[Decimal, Decimal]:
    """Return the least and the most marks of a level; one that was typed alone is both. Raises GridFieldError."""
    low = row.low if row.low is not None else row.high
    high = row.high if row.high is not None else row.low
    if low is None or high is None:
        raise GridFieldError(objective, place, "Say which marks this level gives.", _range(before))
    if low % 1 or high % 1 or low < 0:
        raise GridFieldError(objective, place, "The marks of a level are whole numbers.", _range(before))
    if high < low:
        raise GridFieldError(objective, place, "The smaller mark comes first.", f"{high} to {low}")
    return low, high


def _range(before: GridLevel | None) -> str:
    first = 1 if before is None else before.high + 1
    return f"{first} to {first + 1}"


def _contents(rows: Sequence[ObjectiveRow]) -> list[object]:
    """What fields say, for comparing."""
    return [
        (
            _one_line(row.name),
            _one_line(row.about),
            [(one.low, one.high, _lines(one.descriptor)) for one in row.levels if not one.is_empty],
        )
        for row in rows
    ]


def _grid_lines(text: str) -> list[int]:
    """The numbers of the lines that belong to a grid; comments among them stay where they are."""
    reading = GridReading()
    return [line.number for line in read_lines(text) if reading.takes(line)]


def _check(text: str, grid: Grid | None) -> None:
    """See that the text can be read as a scheme, with this grid. Raises FieldError."""
    if not text.strip():
        return
    try:
        read = parse(text).grid
    except MarkSchemeError as error:
        raise FieldError(0, str(error), error.hint) from error
    if read != grid:
        raise FieldError(
            0, "A line of a descriptor can’t begin like a level, or with #.", "Begin it with another word."
        )


def _one_line(text: str) -> str:
    return " ".join(text.translate(_DASHES).split())


def _lines(text: str) -> str:
    """A descriptor with its lines trimmed and none empty, as the notation holds it."""
    return "\n".join(" ".join(line.split()) for line in text.splitlines() if line.strip())
