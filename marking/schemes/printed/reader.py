"""Reads a mark scheme as exam boards print them, line by line, into our notation."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from marking.engine.notation import MarkSchemeError, details, parse
from marking.engine.notation.header import header_keyword
from marking.engine.notation.source import Line
from marking.engine.notation.values import count_of
from marking.schemes.printed import grids, headings
from marking.schemes.printed.draft import Detail, Group, Item, Raw, written
from marking.schemes.printed.grids import has_grid
from marking.schemes.printed.marks import NATIVE, lead_of, leads_of, pieces_of
from marking.schemes.printed.points import Points
from marking.schemes.printed.rows import Row, rows_of
from marking.schemes.printed.values import Choice, Notes, Printed
from marking.schemes.printed.wordings import (
    is_abbreviation,
    items_of,
)

# What boards print for a question is far shorter; a longer text is taken as our notation, which is read in linear time.
LONGEST = 6_000
WORDINGS = frozenset({"accept", "reject", "ignore"})
_OWN_GRID = re.compile(r"^\s*grid\s*:", re.IGNORECASE | re.MULTILINE)
_OWN_GROUP = re.compile(r"any\s+\S+\s+(?:from|of)(?:\s+(?:these|the\s+following))?\s*:$", re.IGNORECASE)


def read_as_printed(text: str, *, marks: Decimal | None = None, answers: Mapping[str, str] | None = None) -> Printed:
    """Return `text` as it is understood, and as our notation has it.

    Takes what teachers have: our notation, which comes back untouched, or what exam boards print, also pasted from a
    table. `marks` is what the question is worth, where that is known; `answers` are the keys of choices by the ids of
    questions that were asked before. Raises nothing: what can't be read stands in `notation` as it was typed, and
    `parse` says what is wrong with it. A text over 6,000 characters is taken as notation.
    """
    if len(text) > LONGEST or _OWN_GRID.search(text):
        return Printed(text, text)
    notes = Notes(dict(answers or {}))
    rows = rows_of(text)
    if has_grid(rows) and not _is_notation(text):
        return _with_grid(text, rows, notes, marks)
    reader = _Reader(rows, notes, marks)
    reader.read()
    notation, origins = written(reader.entries)
    changed = bool(notes.readings) or reader.rewritten
    if not changed or (not readable_scheme(notation) and readable_scheme(text) and not notes.questions):
        origins = tuple(range(1, len(text.splitlines()) + 1))
        return Printed(text, text, False, (), tuple(notes.questions), origins)
    return Printed(
        text, notation, True, tuple(sorted(notes.readings, key=lambda one: one.line)), tuple(notes.questions), origins,
        stem=reader.stem, stem_marks=reader.stem_marks,
    )  # fmt: skip


def _with_grid(text: str, rows: list[Row], notes: Notes, marks: Decimal | None) -> Printed:
    """A levels grid in our notation, and below it the indicative content as points."""
    of_grid, of_content = grids.split(rows)
    lines, origins = grids.grid_of(of_grid)
    count = sum(line.lstrip().startswith("Level ") for line in lines)
    first = next((number for number, line in zip(origins, lines, strict=True) if line.startswith("grid:")), 1)
    notes.say(first, f"This is a levels grid of {count} levels: a person gives the level and the mark.")
    content: str = ""
    places: tuple[int, ...] = ()
    if any(row.text for row in of_content):
        notes.say(of_content[0].number, "The indicative content is read as points to look for; they give no marks.")
        reader = _Reader(of_content, notes, marks)
        reader.read()
        content, places = written(reader.entries)
    notation = "\n".join([*lines, content])
    return Printed(
        text, notation, True, tuple(sorted(notes.readings, key=lambda one: one.line)), tuple(notes.questions),
        (*origins, *places),
    )  # fmt: skip


def readable_scheme(text: str) -> bool:
    """Whether the notation can read a text."""
    try:
        parse(text)
    except MarkSchemeError:
        return False
    return True


def _is_notation(text: str) -> bool:
    return "levels:" in text.casefold() and readable_scheme(text)


class _Reader(Points):
    """The rules, one after the other: the first that knows what a line is takes it."""

    def read(self) -> None:
        """Read all lines, then what holds for the whole."""
        rules: tuple[Callable[[Row], bool], ...] = (
            self._blank, self._cap_line, self._header, self._total, self._heading, self._group_line, self._detail,
            self._stem, self._alone, self._lead, self._points,
        )  # fmt: skip
        for row in self.rows:
            for part in leads_of(row.text):
                one = row if part == row.text else replace(row, text=part, typed=part)
                any(rule(one) for rule in rules)
        self._close_group()
        self._finish()

    # ---- lines that are no points ---------------------------------------------------------------------

    def _blank(self, row: Row) -> bool:
        if row.text and not row.text.startswith("#"):
            return False
        if not row.text and row.of_table and row.guidance:
            self._beside(row)
            return True
        if not row.text and self.group is not None and len(self.group.items) >= self.group.count:
            self._close_group()
        target = self.group.items if self.group is not None else None
        if (target or self.point is not None) and self.point is not None:
            self.point.details.append(Detail(row.number, row.typed.strip()))
            return True
        self.entries.append(Raw(row.number, row.typed.rstrip()))
        return True

    def _header(self, row: Row) -> bool:
        line = Line(row.number, 1, row.indent, row.text, row.text)
        keyword = header_keyword(line)
        if not keyword or (keyword == "max" and headings.total_of(row.text) is None and ":" not in row.text):
            return False
        self._close_group()
        if keyword == "max":
            self.has_max = True
            value = headings.total_of(row.text)
            if value is not None and not readable_scheme(f"{row.text}\n" + "x [100]\n" * 10):
                self.notes.say(row.number, f"“{row.text}” caps the answer at {count_of(value, 'mark')}.")
                self.entries.append(Raw(row.number, f"max {value}"))
                return True
        self._after_points(Raw(row.number, row.typed.strip()))
        return True

    def _total(self, row: Row) -> bool:
        value = headings.total_of(row.text)
        if value is None or row.of_table:
            return False
        if (
            self.group is not None
            and self.group.items
            and value < len(self.group.items)
            and "max" in row.text.casefold()
        ):
            self.group.total = value
            self._close_group()
        self.total = value
        self.notes.say(row.number, f"“{row.text}” caps the answer at {count_of(value, 'mark')}.")
        return True

    def _heading(self, row: Row) -> bool:
        if _OWN_GROUP.match(row.text) or headings.group_of(row.text) or lead_of(row.text):
            return False
        if not headings.is_heading(row.text) or details.detail_of(row.text) or row.marks is not None:
            return False
        if headings.stem_of(row.text, more_follow=True):
            return False
        self.notes.say(row.number, f"“{row.text}” is read as a heading.")
        return True

    def _stem(self, row: Row) -> bool:
        if self.stem or any(isinstance(entry, (Item, Group)) for entry in self.entries) or row.of_table:
            return False
        later = any(other.text for other in self.rows if other.number > row.number)
        stem = headings.stem_of(row.typed.strip(), more_follow=later) or headings.stem_of(row.text, more_follow=later)
        if stem is None:
            return False
        self.stem, self.stem_marks = stem.text, stem.marks
        worth = f", worth {count_of(stem.marks, 'mark')}" if stem.marks else ""
        self.notes.say(row.number, f"“{stem.text}” is read as the question{worth}.")
        return True

    def _cap_line(self, row: Row) -> bool:
        """`Up to 2 marks for:` and the points that follow, or stand behind it."""
        cap = headings.cap_of(row.text)
        if cap is None or re.fullmatch(r"max(?:imum)?\s+\S+(?:\s+marks?)?", row.text, re.IGNORECASE):
            return False
        self.total, rest = cap
        self.notes.say(row.number, f"“{row.text}” caps the answer at {count_of(self.total, 'mark')}.")
        for item in items_of(rest) if rest else []:
            self._part(item, None, row, printed=True)
        return True

    def _alone(self, row: Row) -> bool:
        """`OR` or `EITHER` on a line of its own: the next point is another wording of the last."""
        if row.text.strip(" :").casefold() == "either":
            self.rewritten = True
            return True
        if row.text.strip(" :").casefold() in {"or", "/", "//"} and self.point is not None:
            self.joins = True
            self.notes.say(row.number, f"“{row.text}”: the next line is another wording of the same point.")
            return True
        if row.text.strip(" :").casefold() in {"and", "plus"} and row.text.strip(" :").isalpha():
            self.rewritten = True
            return True
        if details.is_permission(row.text):
            self.notes.say(
                row.number, f"“{row.text}” can’t be looked for: only a person can give such a mark.", lost=True
            )
            self._comment(row)
            return True
        if is_abbreviation(row.text):
            self.notes.say(
                row.number, f"“{row.text}” stands for {is_abbreviation(row.text)}; it is left out.", lost=True
            )
            return True
        return False

    # ---- what belongs to a point ----------------------------------------------------------------------

    def _detail(self, row: Row) -> bool:
        detail = details.detail_of(row.text)
        if detail is None:
            return self._letter(row)
        point = self.point if detail.native and row.indent > self.point_indent and not row.bullet else None
        if point is not None and (detail.keyword not in WORDINGS or self._is_plain(detail.rest, row.number)):
            point.details.append(Detail(row.number, row.typed.strip()))
            return True
        self._add_detail(detail.keyword, detail.rest, row.number, row.text)
        self._beside(row)
        return True

    def _letter(self, row: Row) -> bool:
        letter = details.letter_of(row.text)
        if letter is not None and self.point is not None and self.letters:
            self._add_detail(*letter, row.number, row.text)
            return True
        if letter is None or self.point is None or pieces_of(row.text)[0].marks is not None or NATIVE.search(row.text):
            return False
        keyword, rest = letter
        choices = [
            Choice(keyword, f"{keyword}: “{rest}” belongs to the point above", f"{keyword}: {rest}"),
            Choice("point", f"“{row.text}” is a point of its own", row.text),
        ]
        taken = self.notes.ask(row.number, "letter", row.text, f"What does the letter before “{rest}” mean?", choices)
        if taken is None or taken.key == "point":
            return False
        self._add_detail(keyword, rest, row.number, row.text)
        return True

    # ---- groups ----------------------------------------------------------------------------------------

    def _group_line(self, row: Row) -> bool:
        own = _OWN_GROUP.match(row.text) is not None
        text, capped = headings.trailing_max(row.text)
        group = headings.group_of(text)
        if group is None:
            return False
        self._close_group()
        self.each = None
        self.group = Group(
            row.number, group.count, indent=row.indent, each=group.each, total=group.total or capped or row.marks
        )
        self.point = None
        following = next((other for other in self.rows if other.number > row.number and other.text), None)
        if own and not row.of_table and not (following is not None and following.indent <= row.indent):
            self.group.native = row.typed.strip()
        elif not group.rest:
            self.notes.say(row.number, f"“{row.text}”: the best {group.count} of the points that follow count.")
        if group.rest:
            self._items_beside(row, group.rest)
        return True

    # ---- points ----------------------------------------------------------------------------------------

    # ---- the whole -------------------------------------------------------------------------------------
