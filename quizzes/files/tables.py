"""Tables as people have them: CSV and Excel, read with tolerance, written so that no cell is a formula. Pure."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from quizzes.files import archives
from quizzes.files.decoding import NotText, decode, writable

MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 60 * 1024 * 1024
MOST_ROWS = 100_000
MOST_COLUMNS = 200
MOST_SHEETS = 20
LONGEST_CELL = 32_000  # characters; Excel's own bound is 32,767
SEPARATORS = ",;\t"
# What a spreadsheet takes for the beginning of a formula, the tab and line ends that may hide one included.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")
_PARTING = frozenset(";\t")

CSV = "text/csv; charset=utf-8"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

BROKEN = "This .xlsx file cannot be read: it is broken, encrypted, or no workbook."

Cell = str | int | float | Decimal | date | datetime | bool | None


class TableError(ValueError):
    """The table as a whole cannot be read; the message says where and what would be right."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its line in the file, and its cells by the header's folded name ("First name" is "first_name")."""

    line: int
    cells: dict[str, str]

    def get(self, *names: str) -> str:
        """Return the first of these cells that is not empty, "" where none is."""
        return next((self.cells[name] for name in names if self.cells.get(name)), "")


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it was read: the header as written and folded, the rows that hold anything, remarks on the reading."""

    header: tuple[str, ...]
    names: tuple[str, ...]
    rows: tuple[Row, ...]
    remarks: tuple[str, ...] = ()


def folded(name: str) -> str:
    """Return a column's name as it is looked up: small letters, signs and spaces as one underscore."""
    return re.sub(r"[\W_]+", "_", name.casefold()).strip("_")


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet as it stands: its name ("" for CSV), its lines by number, those with nothing in them left out."""

    name: str
    lines: tuple[tuple[int, list[str]], ...]
    remarks: tuple[str, ...] = ()


def grids(data: bytes, filename: str) -> list[Grid]:
    """Return the sheets of a CSV or Excel file, each as it stands; hidden ones are left out. Raises TableError.

    CSV may be parted by comma, semicolon or tab, in UTF-8 or Windows-1252.
    """
    if len(data) > MOST_BYTES:
        raise TableError("The file is larger than 10 MB. Split it.")
    if filename.lower().endswith((".xls", ".ods", ".numbers")):
        raise TableError("This kind of spreadsheet cannot be read. Save it as .xlsx or as CSV.")
    if filename.lower().endswith((".xlsx", ".xlsm")) or data.startswith(b"PK\x03\x04"):
        return [Grid(name, tuple(lines)) for name, lines in _excel(data)]
    remarks: list[str] = []
    lines = tuple((number, cells) for number, cells in _csv(data, remarks) if any(cell.strip() for cell in cells))
    return [Grid("", lines, tuple(remarks))]


def table_of(grid: Grid, *, header: Sequence[str] | None = None, skip: int = 0) -> Table:
    """Return a sheet with its first line as the header, after `skip` lines; or with a given one. Raises TableError."""
    kept = list(grid.lines[skip:])
    if header is None:
        if not kept:
            raise TableError("The table is empty. Its first row names the columns.")
        header, kept = [cell.strip() for cell in kept[0][1]], kept[1:]
    names = tuple(folded(name) for name in header)
    doubled = {name for name in names if name and names.count(name) > 1}
    if doubled:
        raise TableError(f"Two columns are called “{min(doubled)}”. Give one of them another name.")
    rows = tuple(Row(number, _named(names, cells)) for number, cells in kept)
    return Table(tuple(header), names, rows, grid.remarks)


def read(data: bytes, filename: str, *, header: Sequence[str] | None = None) -> Table:
    """Return the table in a CSV or Excel file. `header` names the columns of a file without a header.

    CSV may be parted by comma, semicolon or tab, in UTF-8 or Windows-1252. Raises TableError.
    """
    return table_of(grids(data, filename)[0], header=header)


def _named(names: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    return {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name}


def _csv(data: bytes, remarks: list[str]) -> Iterator[tuple[int, list[str]]]:
    text = _decoded(data, remarks)
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(SEPARATORS, key=first.count)
    note = re.fullmatch(r"\ufeff?sep=([,;\t])\s*", first)
    if note is not None:  # Excel's own note of what parts the cells
        separator = note[1]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=False)
    try:
        before = 0
        for cells in reader:
            if before >= MOST_ROWS:
                raise TableError(f"The table has more than {MOST_ROWS:,} rows. Split it.")
            if note is None or before > 0 or cells[:1] != [first.strip().removesuffix(separator)]:
                yield before + 1, cells[:MOST_COLUMNS]
            before = reader.line_num
    except csv.Error as error:
        raise TableError(f"Line {reader.line_num} cannot be read: {error}.") from error


def _decoded(data: bytes, remarks: list[str]) -> str:
    try:
        text, remark = decode(data)
    except NotText as error:
        raise TableError(str(error) or "This is neither CSV nor .xlsx.") from error
    remarks += [remark] if remark else []
    return text


def _excel(data: bytes) -> list[tuple[str, list[tuple[int, list[str]]]]]:
    """Return the name and the lines of each sheet in sight; a line far below costs no more than one at the top."""
    import openpyxl  # noqa: PLC0415 -- 180 modules, which most processes never need

    _refuse_bombs(data)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"] or book.worksheets
        contents = [(sheet.title, _lines(sheet)) for sheet in sheets[:MOST_SHEETS]]
    except TableError:
        raise
    except Exception as error:  # openpyxl checks little: what a broken book raises is anybody's guess
        raise TableError(BROKEN) from error
    return contents


def _lines(sheet: Any) -> list[tuple[int, list[str]]]:
    lines: list[tuple[int, list[str]]] = []
    for number, cells in enumerate(
        sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS, max_row=MOST_ROWS + 1), start=1
    ):
        if cells.count(None) == len(cells):
            continue
        if number > MOST_ROWS:
            raise TableError(f"The sheet has more than {MOST_ROWS:,} rows. Split it.")
        width = max(place for place, cell in enumerate(cells, 1) if cell is not None)
        shown = [_shown(cell) for cell in cells[:width]]
        if any(text.strip() for text in shown):
            lines.append((number, shown))
    return lines


def _refuse_bombs(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
    except archives.BROKEN as error:
        raise TableError(BROKEN) from error
    if unpacked > MOST_UNPACKED:
        raise TableError("The workbook unpacks to far more than a table holds. Save only this sheet.")


def _shown(cell: object) -> str:
    """Return a cell as a person would type it: whole numbers without a point, dates as year-month-day."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return (
            cell.date().isoformat() if cell.time() == cell.time().min else cell.isoformat(sep=" ", timespec="minutes")
        )
    return str(cell)


# ---- writing -----------------------------------------------------------------------------------------------


def harmless(cell: Cell) -> str | int | float:
    """Return a cell that no spreadsheet takes for a formula: text that begins like one gets an apostrophe before it.

    See OWASP, “CSV Injection”. Numbers stay numbers, a negative one too.
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, Decimal):
        return int(cell) if cell == cell.to_integral() else float(cell)
    if isinstance(cell, int | float):
        return cell
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M")
    text = cell.isoformat() if isinstance(cell, date) else cell
    return f"'{text}" if _looks_like_formula(text) else text


def _looks_like_formula(text: str) -> bool:
    """Whether text begins like a formula, behind apostrophes too: those would be lost when it is read again."""
    return text.lstrip("'").startswith(FORMULA_SIGNS)


def as_meant(text: str) -> str:
    """Return the text of a cell without the apostrophe that `harmless` put before it."""
    return text[1:] if text[:1] == "'" and _looks_like_formula(text) else text


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]], *, semicolons: bool = False) -> Iterator[str]:
    """Yield a CSV file piece by piece, with the byte-order mark that Excel needs to see that it is UTF-8.

    `semicolons`: parted by them, with decimal commas, as Excel opens it in half of Europe.
    """
    buffer = io.StringIO()
    sign = ";" if semicolons else ","
    plain = csv.writer(buffer, delimiter=sign)
    quoting = csv.writer(buffer, delimiter=sign, quoting=csv.QUOTE_NONNUMERIC)
    buffer.write("\ufeff")
    for number, row in enumerate(_with_header(header, rows)):
        cells = [harmless(cell) for cell in row]
        if semicolons:
            cells = [f"{cell}".replace(".", ",") if isinstance(cell, Decimal | float) else cell for cell in cells]
        # Excel parts cells at a semicolon in half of Europe: unquoted, what follows one could begin a formula.
        parted = any(isinstance(cell, str) and not _PARTING.isdisjoint(cell) for cell in cells)
        (quoting if parted else plain).writerow(cells)
        if number % 500 == 499:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def _excel_cell(sheet: Any, value: Cell, *, bold: bool) -> Any:
    """Return a cell of a workbook: text is text whatever it begins with, a moment has no time zone."""
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415
    from openpyxl.styles import Font  # noqa: PLC0415

    if isinstance(value, datetime):
        cell = WriteOnlyCell(sheet, value=value.replace(tzinfo=None))
        cell.number_format = "yyyy-mm-dd hh:mm"
        return cell
    safe = harmless(value)
    cell = WriteOnlyCell(sheet, value=writable(safe)[:LONGEST_CELL] if isinstance(safe, str) else safe)
    if isinstance(safe, str):
        cell.data_type = "s"  # openpyxl takes text that begins with “=” for a formula
    if bold:
        cell.font = Font(bold=True)
    return cell


def _with_header(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[Sequence[Cell]]:
    yield header
    yield from rows


@dataclass(frozen=True, slots=True)
class MoreRows:
    """A further sheet of a workbook that is written."""

    title: str
    header: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def write_excel(
    header: Sequence[str], rows: Iterable[Sequence[Cell]], *, title: str = "Sheet", more: Sequence[MoreRows] = ()
) -> bytes:
    """Return an .xlsx file of a sheet and `more`: bold headers stay in sight; text is text whatever it begins with."""
    import openpyxl  # noqa: PLC0415

    book = openpyxl.Workbook(write_only=True)
    for part in (MoreRows(title, header, rows), *more):
        sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", part.title)[:31] or "Sheet")
        sheet.freeze_panes = "A2"
        for number, row in enumerate(_with_header(part.header, part.rows)):
            sheet.append([_excel_cell(sheet, value, bold=number == 0) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
