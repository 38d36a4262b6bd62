"""The one door to all formats: the table of those that are read and written, and what a file is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from marking.formats import blackboard, cards, gift, h5p, moodle, own, plain_text, qti, sheet
from marking.formats.checks import checked, taken_for_code
from marking.formats.files import File
from marking.formats.refusals import reason_for
from marking.formats.values import Exported, FileBank, FormatError, Imported
from quizzes.files.tables import CSV, EXCEL


@dataclass(frozen=True, slots=True)
class Options:
    """What a teacher decides: marks where a format has none, and whether choices become short answers."""

    marks: Decimal = Decimal(1)
    choices_too: bool = False


@dataclass(frozen=True, slots=True)
class Reader:
    """A format that questions come in. The first reader whose `knows` says so reads a file.

    `own_words`: people write it by hand, so what looks like another program's code for answers may be meant.
    """

    name: str
    endings: str
    knows: Callable[[File], bool]
    read: Callable[[File, Options], Imported]
    own_words: bool = field(default=False)


def _qti(file: File, options: Options) -> Imported:
    return qti.read(file.data, marks=options.marks, choices_too=options.choices_too)


def _moodle(file: File, options: Options) -> Imported:
    return moodle.read(file.data, choices_too=options.choices_too)


def _gift(file: File, options: Options) -> Imported:
    return gift.read(file.data, marks=options.marks, choices_too=options.choices_too)


def _sheet(file: File, options: Options) -> Imported:
    return sheet.read(file.data, file.name, marks=options.marks, choices_too=options.choices_too)


def _blackboard(file: File, options: Options) -> Imported:
    return blackboard.read(file.data, marks=options.marks, choices_too=options.choices_too)


# A new format is one row here; the order matters, since a later row may know what an earlier one would read better.
READERS = {
    "xlsx": Reader("Excel", ".xlsx", lambda file: file.has("xl/"), _sheet, own_words=True),
    "h5p": Reader(
        "H5P", ".h5p", lambda file: file.has("h5p.json"), lambda file, options: h5p.read(file.data, marks=options.marks)
    ),
    "qti-zip": Reader("QTI", ".zip", lambda file: file.is_zip and any(map(file.ends, qti.ENDINGS)), _qti),
    "moodle": Reader("Moodle XML", ".xml", lambda file: file.is_xml and "<quiz" in file.text, _moodle),
    "qti": Reader("QTI", ".xml", lambda file: file.is_xml, _qti),
    "csv": Reader("CSV", ".csv", lambda file: file.ending in {"csv", "tsv"}, _sheet, own_words=True),
    "json": Reader(
        "Markscheme JSON", ".json", File.is_json, lambda file, _options: own.read(file.data), own_words=True
    ),
    "gift": Reader("GIFT", ".gift", lambda file: file.ending == "gift", _gift, own_words=True),
    "blackboard": Reader("Blackboard", ".txt", blackboard.knows, _blackboard),
    "tabs": Reader("a sheet with tabs", ".txt", cards.is_table, _sheet, own_words=True),
    "cards": Reader(
        "Anki, Quizlet", ".txt", cards.knows, lambda file, options: cards.read(file.data, marks=options.marks)
    ),
    "lines": Reader(
        "plain text", ".txt", plain_text.knows, lambda file, options: plain_text.read(file.data, marks=options.marks)
    ),
    "gift-text": Reader("GIFT", ".txt", gift.knows, _gift, own_words=True),
    "text": Reader(
        "plain text", ".txt", lambda _file: True, lambda file, options: plain_text.read(file.data, marks=options.marks)
    ),
}

# Bytes of a row in a workbook, or of a question in a package, as they are packed.
PACKED_ROW = 120
# Bytes of a file with pictures in it that take as long as a question.
OF_PICTURES = 5_000

READ = ", ".join(
    f"{', '.join(dict.fromkeys(one.name for one in READERS.values() if one.endings == ending))} ({ending})"
    for ending in dict.fromkeys(one.endings for one in READERS.values())
)


def read(data: bytes, filename: str, options: Options | None = None) -> Imported:
    """Return what a file holds, whichever of the formats it is in. Raises FormatError."""
    if not data.strip():
        raise FormatError("The file is empty.")
    file = File(data, filename)
    reader = READERS[kind_of(data, filename)]
    return checked(reader.read(file, options or Options()), own_words=reader.own_words)


def kind_of(data: bytes, filename: str) -> str:
    """Return which row of `READERS` reads a file. Raises FormatError, with the way on, for what none does."""
    file = File(data, filename)
    if reason := reason_for(file):
        raise FormatError(reason)
    known = next((kind for kind, reader in READERS.items() if reader.knows(file)), "")
    if not known:
        raise FormatError(f"This kind of file is not read. What is: {READ}.")
    return known


def holds_questions(data: bytes, filename: str) -> bool:
    """Whether a file that may as well be notes holds questions of another program. Raises FormatError, as `kind_of`.

    Notes are text too, with tabs in them at times; cards say so in their first line.
    """
    kind = kind_of(data, filename)
    if kind == "cards":
        return data.removeprefix(b"\xef\xbb\xbf").startswith(b"#")
    return kind not in {"lines", "text"}


def size_of(data: bytes, filename: str) -> int:
    """Return about how many questions a file holds, at a glance and rather too many than too few."""
    file = File(data, filename)
    if file.has("xl/"):
        return len(data) // PACKED_ROW
    if file.is_zip:
        return max(sum(name.lower().endswith(qti.ENDINGS) for name in file.members), len(data) // PACKED_ROW)
    if file.is_xml:
        marks = (b"<question ", b"ssessmentItem ", b"<item ", b"assessment-item ")
        return max(sum(data.count(mark) for mark in marks), len(data) // OF_PICTURES)
    if file.is_json():
        return max(data.count(b'"stem"'), len(data) // OF_PICTURES)
    return data.count(b"}") if file.ending == "gift" else data.count(b"\n")


@dataclass(frozen=True, slots=True)
class Format:
    """A format that banks are written in."""

    name: str
    ending: str
    content_type: str
    write: Callable[[FileBank], Exported]


def _warning_of_code(write: Callable[[FileBank], Exported]) -> Callable[[FileBank], Exported]:
    """Return a writer that says which texts its reader would take for another program's code."""

    def write_and_warn(bank: FileBank) -> Exported:
        exported = write(bank)
        exported.lost += taken_for_code(bank)
        return exported

    return write_and_warn


WRITTEN = {
    "json": Format("Markscheme JSON (everything)", "json", "application/json", own.write),
    "xlsx": Format("Excel", "xlsx", EXCEL, lambda bank: sheet.write(bank, excel=True)),
    "csv": Format("CSV", "csv", CSV, lambda bank: sheet.write(bank, excel=False)),
    "moodle": Format("Moodle XML", "xml", "application/xml", _warning_of_code(moodle.write)),
    "gift": Format("GIFT", "gift", "text/plain; charset=utf-8", gift.write),
    "qti21": Format("QTI 2.1", "zip", "application/zip", _warning_of_code(lambda bank: qti.write(bank, "2.1"))),
    "qti30": Format("QTI 3.0", "zip", "application/zip", _warning_of_code(lambda bank: qti.write(bank, "3.0"))),
}
