"""A levels grid as data: what a person levels an essay by. The engine reads and writes it, and marks by none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class GridLevel:
    """A level of an objective: from `low` to `high` marks for what `descriptor` says. `number` counts from 1.

    Number 0 is what earns no mark; every objective has it, whether the grid describes it or not.
    """

    number: int
    low: Decimal
    high: Decimal
    descriptor: str


@dataclass(frozen=True, slots=True)
class Objective:
    """What is levelled by itself: "AO1", what it is about, and its levels, the lowest first. `name` is "" in a grid
    of one objective that has no name.
    """

    name: str
    levels: tuple[GridLevel, ...]
    about: str = ""

    @property
    def marks(self) -> Decimal:
        """The most it gives."""
        return self.levels[-1].high if self.levels else NOTHING

    @property
    def top(self) -> int:
        """The number of its highest level."""
        return self.levels[-1].number if self.levels else 0

    def level(self, number: int) -> GridLevel:
        """Return a level by its number, 0 too. Raises KeyError."""
        for one in self.levels:
            if one.number == number:
                return one
        if number == 0:
            return GridLevel(0, NOTHING, NOTHING, "")
        raise KeyError(number)

    def level_of(self, mark: Decimal) -> GridLevel:
        """Return the level in whose range a mark lies; half marks between two levels belong to the lower. Raises
        KeyError for a mark that the objective can't give.
        """
        if not NOTHING <= mark <= self.marks:
            raise KeyError(mark)
        return max((self.level(0), *(one for one in self.levels if one.low <= mark)), key=lambda one: one.number)


@dataclass(frozen=True, slots=True)
class Grid:
    """A levels grid: one or more objectives, each with levels of its own."""

    objectives: tuple[Objective, ...]

    @property
    def marks(self) -> Decimal:
        """The most that all objectives give together."""
        return sum((one.marks for one in self.objectives), NOTHING)

    def objective(self, name: str) -> Objective:
        """Return an objective by its name. Raises KeyError."""
        for one in self.objectives:
            if one.name == name:
                return one
        raise KeyError(name)


def fault_between(before: GridLevel | None, level: GridLevel) -> tuple[str, str]:
    """Return what is wrong with a level after the one before it, and what would be right; "" where nothing is."""
    number = 1 if before is None else before.number + 1
    if level.number != number and not (before is None and level.number == 0):
        return f"level {number} comes here, not level {level.number}", f"Level {number}"
    first = NOTHING if level.number == 0 else Decimal(1) if before is None else before.high + 1
    if before is not None and level.low <= before.high:
        message = (
            f"level {level.number} overlaps level {before.number}: both give {_marks(min(before.high, level.high))}"
        )
        return message, f"Level {level.number} ({_range(first, max(level.high, first))})"
    if level.low > first:
        gap = _marks(first) if level.low - first <= 1 else f"{first} to {_marks(level.low - 1)}"
        return f"there is a gap: no level gives {gap}", f"Level {level.number} ({_range(first, level.high)})"
    return "", ""


def write_grid(grid: Grid) -> list[str]:
    """Return the lines that the notation reads as this grid."""
    lines: list[str] = []
    for one in grid.objectives:
        about = f" - {one.about}" if one.about else ""
        lines.append(f"grid: {one.name}{about}".rstrip())
        for level in one.levels:
            first, *more = level.descriptor.splitlines() or [""]
            lines.append(f"    Level {level.number} ({_range(level.low, level.high)}): {first}".rstrip())
            lines.extend(f"        {line}" for line in more)
    return lines


def described(grid: Grid) -> list[str]:
    """Return a grid in words, a sentence an objective."""
    return [_sentence(one, alone=len(grid.objectives) == 1) for one in grid.objectives]


def _sentence(one: Objective, *, alone: bool) -> str:
    numbered: Sequence[GridLevel] = [level for level in one.levels if level.number]
    ranges = ", ".join(_range(level.low, level.high) for level in numbered)
    name = one.name or "The essay"
    about = f" ({one.about})" if one.about else ""
    levels = f"{len(numbered)} level{'' if len(numbered) == 1 else 's'}"
    said = f"{name}{about} is levelled by a person: {levels} ({ranges}), up to {_marks(one.marks)}"
    return f"{said}." if not alone else f"{said}. The points show what was found and give no marks."


def _range(low: Decimal, high: Decimal) -> str:
    return f"{low}" if low == high else f"{low}-{high}"


def _marks(number: Decimal) -> str:
    return f"{number} mark" if number == 1 else f"{number} marks"
