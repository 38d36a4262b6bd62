"""A mark scheme as fields: a row for each point, for whoever doesn't want a notation. The text stays what is stored.

`rows_of` takes a scheme's text apart, `write_rows` puts it together again. What nobody changed comes back as it was
typed, comments and blank lines too; what fields can't show (`same:`, `ignore:`, `ao:` …) is kept and shown as text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from marking.engine.notation import MarkSchemeError, parse
from marking.engine.notation.formatting import format_expression, format_number
from marking.engine.types import AnyOf, Either, Point, Scheme, Source

INDENT = "    "
KEPT_DETAILS = ("ignore", "negated", "ao")
EACH = 0  # the group of a point that earns its marks by itself


class FieldError(Exception):
    """What is wrong with a row, counted from 1 (0: with the whole), and what would be right, in a sentence each."""

    def __init__(self, row: int, message: str, hint: str = "") -> None:
        super().__init__(row, message, hint)
        self.row, self.message, self.hint = row, message, hint

    def __str__(self) -> str:
        return f"Point {self.row}: {self.message}" if self.row else self.message


@dataclass(frozen=True, slots=True)
class Row:
    """A point as its fields. `line` is where it stands in the text (0 for a new one), `group` the number of its
    `any N from:` (EACH: none). `others` are other wordings, `reject` what is not accepted, one an entry; `kept` are
    lines that no field shows.
    """

    line: int
    wording: str
    others: tuple[str, ...] = ()
    reject: tuple[str, ...] = ()
    marks: Decimal = Decimal(1)
    feedback: str = ""
    group: int = EACH
    kept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fields:
    """A scheme as fields: its rows, how many points of each group count, the most it gives (None: all), and the lines
    for the whole scheme that no field shows.
    """

    rows: tuple[Row, ...]
    counts: Mapping[int, int]
    cap: Decimal | None = None
    kept: tuple[str, ...] = ()


def rows_of(text: str) -> Fields:
    """Return a scheme's text as fields; a text without anything is a scheme without rows. Raises MarkSchemeError."""
    if not text.strip():
        return Fields((), {})
    scheme = parse(text)
    rows = tuple(_row(point, group) for point, group in _grouped(scheme))
    counts = {number: group.count for number, group in enumerate(_groups(scheme), start=1)}
    layout = _Layout(text, scheme)
    kept = [line.strip() for line in layout.loose_lines() if _is_kept_header(line)]
    return Fields(rows, counts, scheme.cap, tuple(kept))


def write_rows(base: str, rows: Sequence[Row], counts: Mapping[int, int], cap: Decimal | None) -> str:
    """Return the text that says what the fields say, made from `base`, the text whose fields were shown.

    Rows without a word are left out. Raises FieldError where a row can't be a point, MarkSchemeError for a bad `base`.
    """
    rows = [row for row in rows if row.wording.strip() or row.others or row.reject or row.feedback]
    for number, row in enumerate(rows, start=1):
        if not row.wording.strip():
            raise FieldError(number, "say what the answer has to hold.", "For example: socialism in one country")
    before = rows_of(base)
    layout = _Layout(base, parse(base)) if base.strip() else _Layout("", None)
    written = _Written()
    written.add(*_with_cap(layout.head, before.cap, cap))
    _add_rows(written, rows, counts, before, layout)
    written.add(*layout.tail)
    text = "\n".join(written.lines) + ("\n" if written.lines else "")
    _check(text, rows, written.row_at)
    return text


def _row(point: Point, group: int) -> Row:
    source = _source(point)
    wording, others = source.text, []
    if isinstance(point.expression, Either):
        wording, *others = [format_expression(option) for option in point.expression.options]
    details = {name: [row.text for row in source.details if row.keyword == name] for name in ("accept", "reject")}
    kept = [f"{row.keyword}: {row.text}" for row in source.details if row.keyword in KEPT_DETAILS]
    return Row(
        line=point.line,
        wording=wording,
        others=(*others, *details["accept"]),
        reject=tuple(details["reject"]),
        marks=point.marks,
        feedback=point.feedback,
        group=group,
        kept=tuple(kept),
    )


def _grouped(scheme: Scheme) -> list[tuple[Point, int]]:
    """The points of a scheme in their order, each with the number of its group."""
    placed: list[tuple[Point, int]] = []
    groups = 0
    for item in scheme.items:
        if isinstance(item, AnyOf):
            groups += 1
            placed += [(point, groups) for point in item.points]
        else:
            placed.append((item, EACH))
    return placed


def _groups(scheme: Scheme) -> list[AnyOf]:
    return [item for item in scheme.items if isinstance(item, AnyOf)]


def _source(point: Point) -> Source:
    if point.source is None:
        raise TypeError("a point that was not read from a text has no place in one")
    return point.source


def _is_kept_header(line: str) -> bool:
    name = line.strip().split(":")[0].casefold()
    return name in {"same", "spelling", "language", "levels"}


class _Layout:
    """Which lines of a text belong to which point, and which to none: those go with the point that follows them."""

    def __init__(self, text: str, scheme: Scheme | None) -> None:
        self.lines = text.splitlines()
        self.blocks: dict[int, list[str]] = {}
        self.leading: dict[int, list[str]] = {}
        self.headers: dict[int, str] = {}
        self.margins: dict[int, str] = {}
        self.head: list[str] = []
        self.tail: list[str] = []
        if scheme is not None:
            self._read(scheme)

    def loose_lines(self) -> list[str]:
        """The lines that belong to no point and open no group."""
        return [*self.head, *(line for lines in self.leading.values() for line in lines), *self.tail]

    def _read(self, scheme: Scheme) -> None:
        at = 0
        openings = {group.points[0].line: group.line for group in _groups(scheme)}
        self.headers = {number: self.lines[group.line - 1] for number, group in enumerate(_groups(scheme), start=1)}
        for place, (point, _) in enumerate(_grouped(scheme)):
            source = _source(point)
            opening = openings.get(point.line)
            loose = [line for number, line in enumerate(self.lines[at : source.line - 1], at + 1) if number != opening]
            if place == 0:
                self.head = loose
            else:
                self.leading[point.line] = loose
            self.blocks[point.line] = self.lines[source.line - 1 : source.last]
            self.margins[point.line] = source.margin
            at = source.last
        self.tail = self.lines[at:]


@dataclass(slots=True)
class _Written:
    """The lines written so far, and which row each belongs to."""

    lines: list[str] = field(default_factory=list)
    row_at: dict[int, int] = field(default_factory=dict)

    def add(self, *lines: str, row: int = 0) -> None:
        for line in lines:
            self.lines.append(line)
            self.row_at[len(self.lines)] = row


def _add_rows(
    written: _Written, rows: Sequence[Row], counts: Mapping[int, int], before: Fields, layout: _Layout
) -> None:
    was = {row.line: row for row in before.rows}
    group = EACH
    for number, row in enumerate(rows, start=1):
        if row.group not in (group, EACH):
            count = counts.get(row.group, 1)
            same = layout.headers.get(row.group) if before.counts.get(row.group) == count else None
            written.add(same or f"any {count} from:", row=number)
        group = row.group
        margin = INDENT if group != EACH else ""
        old = was.get(row.line)
        written.add(*layout.leading.get(row.line, ()))
        if old is None:
            written.add(*_block(row, margin), row=number)
        elif _says_the_same(row, old) and (row.group == EACH) == (old.group == EACH):
            written.add(*layout.blocks[row.line], row=number)
        else:
            block, typed = layout.blocks[row.line], layout.margins[row.line]
            lines = block if _says_the_same(row, old) else [*_block(row, typed), *_comments(block)]
            written.add(*(f"{margin}{line.removeprefix(typed)}" for line in lines), row=number)


def _says_the_same(row: Row, old: Row) -> bool:
    def contents(one: Row) -> tuple[object, ...]:
        return _one_line(one.wording), one.others, one.reject, one.marks, one.feedback.strip()

    return contents(row) == contents(old)


def _block(row: Row, margin: str) -> list[str]:
    """The lines of a point that is new or was changed."""
    wordings = " / ".join(_one_line(words) for words in (row.wording, *row.others) if words.strip())
    lines = [f"{wordings} [{format_number(row.marks)}]"]
    lines += [f"{INDENT}reject: {_one_line(words)}" for words in row.reject if words.strip()]
    lines += [f"{INDENT}{kept}" for kept in row.kept]
    if row.feedback.strip():
        lines.append(f"{INDENT}feedback: {_one_line(row.feedback)}")
    return [f"{margin}{line}" for line in lines]


def _comments(block: Sequence[str]) -> list[str]:
    return [line for line in block[1:] if line.strip().startswith("#")]


def _with_cap(head: Sequence[str], was: Decimal | None, cap: Decimal | None) -> list[str]:
    if cap == was:
        return list(head)
    lines = [line for line in head if not line.strip().casefold().startswith(("max ", "maximum "))]
    return lines if cap is None else [f"max {format_number(cap)}", *lines]


def _check(text: str, rows: Sequence[Row], row_at: Mapping[int, int]) -> None:
    """See that the text reads as the rows say. Raises FieldError."""
    if not rows:
        return
    try:
        points = _grouped(parse(text))
    except MarkSchemeError as error:
        raise FieldError(row_at.get(error.line, 0), error.message, error.hint) from error
    for number, row in enumerate(rows, start=1):
        read = points[number - 1] if number <= len(points) else None
        if read is None or (read[1] == EACH) != (row.group == EACH) or row_at.get(read[0].line) != number:
            hint = "Begin with another word, or put it in quotes."
            raise FieldError(number, f"“{_one_line(row.wording)}” can’t be read as what a student should say.", hint)


def _one_line(text: str) -> str:
    return " ".join(text.split())
