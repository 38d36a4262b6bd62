"""The lines of a printed mark scheme, and the rows of a table pasted from Word, a spreadsheet or a PDF."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from marking.engine.notation.source import MAX_TAB, tidy
from marking.schemes.printed.marks import cell_marks

# What word processors put before a point of a list; the private signs are Word's own fonts pasted as text.
_BULLET = re.compile(r"(?:[-*•·▪▫‣◦●○■□➢➤►\uf0b7\uf0a7\uf0d8]|→|[0-9]{1,3}[.)])[ \t]+(?=\S)|[•▪◦●○\uf0b7](?=\w)")
_LETTERED = re.compile(r"(?:o|\((?:[a-h]|[ivx]{1,4})\)|(?:[a-h]|[ivx]{1,4})\))[ \t]+(?=\S)")
_DOTS = re.compile(r"(?<![\s.])\s{0,4}\.{4,}\s*(?=[(\[]?\d)|\s*…{2,}\s*(?=[(\[]?\d)")
_BOLD = re.compile(r"\*\*(\S(?:[^*]*\S)?)\*\*")
_LABEL = re.compile(
    r"(?:Q(?:uestion)?\.?\s*)?\d{0,2}\.?\d?\s*(?:\([a-z]+\)|[a-z]\)|\.)?\s*(?:\([ivx]+\))?", re.IGNORECASE
)
_CELLS = {"\t": re.compile(r"\t"), "|": re.compile(r"\|"), " ": re.compile(r"\s{3,}|(?<=\S)\s{2,}")}
_HEADS = {
    "answer": re.compile(
        r"(?:expected |model |correct |acceptable |suggested )?(?:answers?|responses?)(?: ?/ ?indicative content)?"
        r"|(?:marking |mark )?points?|indicative content|content|scheme|mark scheme|descriptors?|description"
    ),
    "marks": re.compile(r"(?:max\.? |total )?marks?(?: available)?|mks?|m"),
    "guidance": re.compile(
        r"(?:additional |marking |extra |further )?(?:guidance|notes?|comments?|information)|ao(?: ?/ ?spec\.? ref\.?)?"
    ),
    "accept": re.compile(r"(?:also )?(?:accept|allow)(?:ed|able)?(?: also)?|alternatives?"),
    "reject": re.compile(r"(?:do not accept|don't accept|not accept(?:ed)?|reject(?:ed)?|do not allow|not)"),
    "ignore": re.compile(r"ignore"),
    "level": re.compile(r"levels?|bands?"),
    "label": re.compile(r"(?:question|q|part|no\.?|number|#|item)(?: (?:no\.?|number|part))?"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A line: its number, how far it is indented, what it says without its bullet, and its other cells in a table.

    `marks` is what a cell of marks says; `guidance` has the cells beside the answer, each with its keyword or "".
    """

    number: int
    typed: str
    indent: int
    text: str
    bullet: bool = False
    marks: Decimal | None = None
    guidance: tuple[tuple[str, str], ...] = ()
    of_table: bool = False


def rows_of(text: str) -> list[Row]:
    """Return the lines of `text`, a table's with their cells told apart; its rules and its headings are left out."""
    lines = text.removeprefix("\ufeff").splitlines()
    plain = [_BOLD.sub(r"\1", _DOTS.sub("\t", tidy(line))).rstrip() for line in lines]
    rows: list[Row] = []
    layout: _Layout | None = None
    lettered = sum(bool(_LETTERED.match(line.lstrip())) for line in plain) > 1
    guessed = _guess(plain)
    tabs = any("\t" in line and any(map(_is_marks, _cells(line, "\t")[1:])) for line in plain)
    for number, (typed, line) in enumerate(zip(lines, plain, strict=True), start=1):
        if not line.strip():
            # Cells pasted from Word have blank lines between them, so a table goes on after one.
            rows.append(Row(number, typed, 0, ""))
            continue
        if re.fullmatch(r"[\s|:+=-]*-{3,}[\s|:+=-]*", line):
            continue
        head = _head(line)
        if head is not None:
            layout = head
            continue
        row = _of_table(number, typed, line, layout or guessed or _loose(line, tabs=tabs))
        rows.append(row or _of_line(number, typed, line, lettered=lettered))
    return rows


def _of_line(number: int, typed: str, line: str, *, lettered: bool) -> Row:
    body = line.lstrip()
    indent = len(line[: len(line) - len(body)].expandtabs(MAX_TAB))
    bullet = _BULLET.match(body) or (_LETTERED.match(body) if lettered else None)
    return Row(number, typed, indent, body[bullet.end() :] if bullet else body, bullet=bullet is not None)


@dataclass(frozen=True, slots=True)
class _Layout:
    """A table: the sign between its cells, and what each column holds ("" for a column that is only text)."""

    sign: str
    columns: tuple[str, ...]


def _cells(line: str, sign: str) -> list[str]:
    if sign == "|":
        line = line.strip().removeprefix("|").removesuffix("|")
    return [cell.strip() for cell in _CELLS[sign].split(line if sign != " " else line.strip())]


def _head(line: str) -> _Layout | None:
    """The layout that a line of column headings says; two of them make one."""
    for sign in _CELLS:
        cells = _cells(line, sign)
        names = [_name(cell) for cell in cells]
        if len(cells) > 1 and all(names) and ("answer" in names or "marks" in names):
            return _Layout(sign, tuple(names))
    return None


def _name(cell: str) -> str:
    text = cell.strip(" *:").casefold()
    return next((name for name, head in _HEADS.items() if head.fullmatch(text)), "")


def _guess(lines: Sequence[str]) -> _Layout | None:
    """The layout of a table without headings: lines of several cells of which one, always the same, holds marks."""
    for sign in _CELLS:
        rows = [cells for line in lines if len(cells := _cells(line, sign)) > 1 and any(cells)]
        marks = _marks_column(rows, sign)
        if marks is not None:
            return _Layout(sign, tuple("marks" if place == marks else "" for place in range(max(map(len, rows)))))
    return None


def _marks_column(rows: Sequence[Sequence[str]], sign: str) -> int | None:
    """The column that holds marks in every row, None where there is none."""
    places = [[place for place, cell in enumerate(cells) if place and _is_marks(cell)] for cells in rows]
    # Of spaces only one can be a gap between columns: `coal  (1)   iron  (1)` is no table.
    if not all(places) or (sign == " " and any(len(columns) > 1 for columns in places)):
        return None
    first = {columns[0] for columns in places}
    return first.pop() if len(first) == 1 else None


def _loose(line: str, *, tabs: bool) -> _Layout | None:
    """A row of a pasted table whose cells had lines of their own, so that each row has others of them."""
    return _Layout("\t", ()) if tabs and "\t" in line else None


def _is_marks(cell: str) -> bool:
    return cell_marks(cell) is not None


def _of_table(number: int, typed: str, line: str, layout: _Layout | None) -> Row | None:
    """The line as a row of the table, None where it has no cells."""
    if layout is None:
        return None
    cells = _cells(line, layout.sign)
    if len(cells) < 2:
        return None
    named = list(_named(cells, layout.columns if len(cells) == len(layout.columns) else ()))
    answer = " ".join(filter(None, _called(named, "answer")))
    if level := next(_called(named, "level"), ""):
        worth = next(_called(named, "marks"), "")
        return Row(number, typed, 0, f"Level {level.casefold().removeprefix('level').strip()} ({worth}): {answer}")
    marks = next(map(cell_marks, filter(None, _called(named, "marks"))), None)
    guidance = tuple(
        (name, text) for name, text in named if name in {"accept", "reject", "ignore", "guidance"} and text
    )
    body = _BULLET.sub("", answer, count=1) if _BULLET.match(answer) else answer
    return Row(number, typed, 0, body, marks=marks, guidance=guidance, of_table=True)


def _called(named: Iterable[tuple[str, str]], name: str) -> Iterator[str]:
    """Yield the texts of the cells that hold what is called so."""
    return (text for other, text in named if other == name)


def _named(cells: Sequence[str], columns: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each cell with what it holds. Without headings the first text is the answer, texts after it are guidance."""
    seen_answer = seen_marks = False
    for place, cell in enumerate(cells):
        name = columns[place] if place < len(columns) else ""
        if not name:
            may_be_marks = place > 0 and not columns and not seen_marks
            name = (
                "marks" if may_be_marks and _is_marks(cell) else "guidance" if seen_answer else _label_or_answer(cell)
            )
        seen_marks = seen_marks or name == "marks"
        seen_answer = seen_answer or (name == "answer" and (bool(cell) or place == 1))
        yield name, cell


def _label_or_answer(cell: str) -> str:
    return "label" if cell and _LABEL.fullmatch(cell) else "answer"
