"""What reading a page of notes gives: its text, lines, outline, drafts, slips and words that count as the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

LineKind = Literal["blank", "heading", "item", "step", "row", "text", "meaning", "skip"]
BlockKind = Literal["heading", "item", "step", "row", "text"]
Span = tuple[int, int]
# A question that its kind is less sure of is to be checked.
SURE_FROM = 0.65


class NotesError(ValueError):
    """The notes cannot be read; the message says what is wrong and what would be right."""


@dataclass(frozen=True, slots=True)
class NotesText:
    """The text of a file of notes, and what the teacher should know about how it was read ("" for nothing)."""

    text: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the notes without its markup.

    `number` counts from 1. `level` is a heading's level from 1 to 6, else the columns of indentation (a tab is four).
    `bold` and `highlighted` are the spans of `text`, first and after the last character, that were so; underlined is
    bold too. `cells` are those of a row, whose text is the cells with ` | ` between; `header` says that the source
    names this row the head of its table. `ends` says that the source ends the line here, so that the next one never
    goes on with it. What makes no question (front matter, code, a formula that cannot be read out, a page number) is
    of the kind "skip"; "meaning" says what the line before it means.
    """

    number: int
    text: str
    kind: LineKind = "text"
    level: int = 0
    bold: tuple[Span, ...] = ()
    highlighted: tuple[Span, ...] = ()
    cells: tuple[str, ...] = ()
    header: bool = False
    ends: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the notes: a heading, a bullet, a numbered step, a table row or a paragraph.

    `lines` are the first and the last line it came from, counted from 1. `depth` is the heading's level from 1,
    or how deep the bullet is nested from 0. `parent` is the place in the outline of the heading or bullet it
    stands under, -1 for none. `parts` are what a dash, a colon or an equals sign divides (`sign` is the first of
    them, "" for none), or the cells of a table row. `header` holds the names of a table's columns. `starts` says
    where in `text` each of the source lines that were not blank begins; `marked` are the spans in bold or highlighted.
    """

    kind: BlockKind
    text: str
    lines: tuple[int, int]
    depth: int = 0
    parent: int = -1
    parts: tuple[str, ...] = ()
    sign: str = ""
    header: tuple[str, ...] = ()
    starts: tuple[int, ...] = (0,)
    marked: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A question the notes suggest.

    `scheme` is text in the mark-scheme notation, `marks` what it can earn, `lines` the first and last source line
    from 1, `quality` from 0 to 1, `why` what should be checked about it. `turned` is the same fact asked the other
    way round (stem and scheme), where there is one. `spare` drafts are more than a page of this length needs.
    """

    stem: str
    scheme: str
    marks: int
    kind: str
    topic: str
    lines: tuple[int, int]
    quality: float
    to_check: bool
    why: str
    turned: tuple[str, str] | None = None
    spare: bool = False


@dataclass(frozen=True, slots=True)
class Typo:
    """A likely slip of the pen. `line` and `column` (where `written` begins) count from 1; `meant` may be ""."""

    written: str
    meant: str
    line: int
    column: int
    why: str


@dataclass(frozen=True, slots=True)
class Same:
    """Words that count as the same, in the bank's own notation (`USSR = Soviet Union`); whether that is sure."""

    line: str
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Drafting:
    """All that a page of notes gives, the best drafts first. `remark` is what the teacher should know ("")."""

    drafts: tuple[Draft, ...]
    slips: tuple[Typo, ...]
    glossary: tuple[Same, ...]
    title: str = ""
    language: str = "en"
    remark: str = ""
