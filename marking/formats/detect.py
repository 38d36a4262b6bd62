"""The one door to all formats: what a file is, by its name and its first signs."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO

from marking.formats import gift, moodle, own, plain_text, qti, sheet
from marking.formats.values import Exported, FileBank, FormatError, Imported
from quizzes.files import archives
from quizzes.files.tables import CSV, EXCEL

READ = ".gift, .xml (Moodle, QTI), .zip (QTI), .csv, .xlsx, .json, .txt"


@dataclass(frozen=True, slots=True)
class Options:
    """What a teacher decides: marks where a format has none, and whether choices become short answers."""

    marks: Decimal = Decimal(1)
    choices_too: bool = False


def read(data: bytes, filename: str, options: Options | None = None) -> Imported:
    """Return what a file holds, whichever of the formats it is in. Raises FormatError."""
    options = options or Options()
    if not data.strip():
        raise FormatError("The file is empty.")
    kind = kind_of(data, filename)
    if kind == "gift":
        return gift.read(data, marks=options.marks, choices_too=options.choices_too)
    if kind == "moodle":
        return moodle.read(data, choices_too=options.choices_too)
    if kind == "qti":
        return qti.read(data, marks=options.marks, choices_too=options.choices_too)
    if kind == "table":
        return sheet.read(data, filename)
    if kind == "json":
        return own.read(data)
    if kind == "text":
        return plain_text.read(data, marks=options.marks)
    raise FormatError(f"This kind of file is not read. What is: {READ}.")


def kind_of(data: bytes, filename: str) -> str:
    """Return "gift", "moodle", "qti", "table", "json" or "text", or "" for what is none of them."""
    ending = filename.lower().rpartition(".")[2]
    head = data[:4_000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if data.startswith(b"PK\x03\x04"):
        return _zipped(data)
    if head.startswith(b"<"):
        return "moodle" if b"<quiz" in data[:20_000] else "qti"
    if ending in {"csv", "tsv", "xlsx", "xls", "ods"}:
        return "table"
    if ending == "json" or head.startswith((b"{\n", b'{"')):
        return "json"
    if ending == "gift":
        return "gift"
    return "text" if _asks_in_lines(data) else "gift" if b"{" in data else "text"


def _zipped(data: bytes) -> str:
    try:
        names = zipfile.ZipFile(BytesIO(data)).namelist()
    except archives.BROKEN:
        return ""
    if any(name.startswith("xl/") for name in names):
        return "table"
    return "qti" if any(name.lower().endswith(".xml") for name in names) else ""


def _asks_in_lines(data: bytes) -> bool:
    lines = data[:20_000].decode("utf-8", errors="replace").splitlines()
    return any(line.lstrip().lower().startswith(("q:", "question:")) for line in lines)


@dataclass(frozen=True, slots=True)
class Format:
    """A format that banks are written in."""

    name: str
    ending: str
    content_type: str
    write: Callable[[FileBank], Exported]


WRITTEN = {
    "json": Format("Markscheme JSON (everything)", "json", "application/json", own.write),
    "xlsx": Format("Excel", "xlsx", EXCEL, lambda bank: sheet.write(bank, excel=True)),
    "csv": Format("CSV", "csv", CSV, lambda bank: sheet.write(bank, excel=False)),
    "moodle": Format("Moodle XML", "xml", "application/xml", moodle.write),
    "gift": Format("GIFT", "gift", "text/plain; charset=utf-8", gift.write),
    "qti21": Format("QTI 2.1", "zip", "application/zip", lambda bank: qti.write(bank, "2.1")),
    "qti30": Format("QTI 3.0", "zip", "application/zip", lambda bank: qti.write(bank, "3.0")),
}
