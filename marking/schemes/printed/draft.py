"""The scheme as it grows while a printed one is read, and how it is written down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from marking.engine.notation.formatting import format_number

INDENT = "    "


@dataclass(slots=True)
class Detail:
    """A line under a point."""

    line: int
    text: str


@dataclass(slots=True)
class Item:
    """A point: its line, its expression, its marks (None: none stood there) and the lines under it.

    `native` is the line as typed, where it was our notation already.
    """

    line: int
    text: str
    marks: Decimal | None = None
    details: list[Detail] = field(default_factory=list)
    native: str = ""

    def written(self, margin: str) -> Iterator[tuple[int, str]]:
        """The point's lines with the lines of the text they come from."""
        marks = "" if self.marks is None else f" [{format_number(self.marks)}]"
        yield self.line, margin + (self.native or self.text + marks)
        for detail in self.details:
            yield detail.line, f"{margin}{INDENT}{detail.text}" if detail.text else ""


@dataclass(slots=True)
class Group:
    """An `any N from:` with its points. `bulleted`: they have bullets at the margin; `open_ended`: they may follow."""

    line: int
    count: int
    items: list[Item] = field(default_factory=list)
    indent: int = 0
    bulleted: bool | None = None
    each: Decimal | None = None
    total: Decimal | None = None
    native: str = ""

    def written(self) -> Iterator[tuple[int, str]]:
        """The group's lines."""
        yield self.line, self.native or f"any {self.count} from:"
        for item in self.items:
            yield from item.written(INDENT)


@dataclass(slots=True)
class Raw:
    """A line that stays as it is: a comment, a blank line, a header line."""

    line: int
    text: str


Entry = Item | Group | Raw


def written(entries: list[Entry]) -> tuple[str, tuple[int, ...]]:
    """Return the scheme's text, and for each of its lines the line that it comes from."""
    lines: list[tuple[int, str]] = []
    for entry in entries:
        if isinstance(entry, Raw):
            lines.append((entry.line, entry.text))
        else:
            lines.extend(entry.written("") if isinstance(entry, Item) else entry.written())
    while lines and not lines[0][1].strip():
        lines.pop(0)
    while lines and not lines[-1][1].strip():
        lines.pop()
    return "".join(f"{text}\n" for _, text in lines), tuple(line for line, _ in lines)


def earnable(entries: list[Entry]) -> Decimal:
    """Return what the points can earn together."""
    whole = Decimal(0)
    for entry in entries:
        if isinstance(entry, Item):
            whole += max(_worth(entry), Decimal(0))
        elif isinstance(entry, Group):
            whole += sum(sorted(map(_worth, entry.items), reverse=True)[: entry.count], Decimal(0))
    return whole


def _worth(item: Item) -> Decimal:
    return Decimal(1) if item.marks is None else item.marks
