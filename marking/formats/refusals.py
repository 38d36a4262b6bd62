"""Files that hold no questions that can be read here: what each is, and what would be right."""

from __future__ import annotations

import re
from collections.abc import Callable

from marking.formats.files import File

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF")
_READ_IN_ZIPS = (".xml", ".dat", ".qti", "h5p.json")
_AIKEN = re.compile(r"^ANSWER:\s*[A-Z]\s*$", re.MULTILINE)
# What a page of the web begins with, after comments and a declaration of XML.
_WEB_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*(?:<!doctype\s+html\b[^>]*>\s*|<html\b)", re.IGNORECASE | re.DOTALL
)
_NOTES = "Questions can be drafted from it: start a bank from it. Or save a table of questions as .xlsx."


def _is_open_document(kind: str) -> Callable[[File], bool]:
    return lambda file: file.data[:200].find(f"application/vnd.oasis.opendocument.{kind}".encode()) >= 0


_REASONS: tuple[tuple[Callable[[File], bool], str], ...] = (
    (
        lambda file: file.ending == "ods" or _is_open_document("spreadsheet")(file),
        "This kind of spreadsheet (.ods) cannot be read. Save it as .xlsx or as CSV.",
    ),
    (
        lambda file: file.ending in {"xls", "numbers"},
        "This kind of spreadsheet cannot be read. Save it as .xlsx or as CSV.",
    ),
    (
        lambda file: file.has("word/") or _is_open_document("text")(file),
        f"This is a text document, in which questions have no place of their own. {_NOTES}",
    ),
    (
        lambda file: file.has("ppt/") or _is_open_document("presentation")(file),
        f"This is a presentation. {_NOTES}",
    ),
    (
        lambda file: file.data.startswith(b"{\\rtf"),
        f"This is a text document (RTF), in which questions have no place of their own. {_NOTES}",
    ),
    (
        lambda file: bool(_WEB_PAGE.match(file.text)),
        f"This is a web page, in which questions have no place of their own. {_NOTES}",
    ),
    (
        lambda file: file.data.startswith(b"%PDF-"),
        f"This is a PDF, in which questions have no place of their own. {_NOTES}",
    ),
    (
        lambda file: file.has("collection.anki") or file.ending == "apkg",
        "This is an Anki package. In Anki choose File, Export, “Notes in Plain Text (.txt)”; that is read.",
    ),
    (
        lambda file: file.data.startswith(_OLD_OFFICE),
        "This is an old or an encrypted Office file. Save it as .xlsx or .docx without a password.",
    ),
    (
        lambda file: file.data.startswith(_PICTURES),
        "This is a picture. Questions in it cannot be read: type or paste them.",
    ),
    (
        lambda file: file.data.startswith(b"PK") and not file.members,
        "This archive is damaged or incomplete. Export it again from the program it came from.",
    ),
    (
        lambda file: file.is_zip and not any(map(file.ends, _READ_IN_ZIPS)),
        "This archive holds no questions. Archives that can be read: QTI packages, H5P files and Excel workbooks.",
    ),
    (
        lambda file: not file.is_zip and not file.is_xml and bool(_AIKEN.search(file.text)),
        "This is Aiken, which holds multiple choice only: nothing in it is answered in words.",
    ),
    (
        lambda file: file.is_xml and "canvas.instructure.com/xsd/cccv1p0" in file.text and "<item" not in file.text,
        "This is one part of a Canvas package, without questions. Import the whole zip file it comes from.",
    ),
    (
        lambda file: file.is_xml and bool(re.search(r"<(problem|course|chapter|sequential|vertical)\b", file.text)),
        "This is an Open edX course, which cannot be read. Copy its questions to a sheet with “question” and “answer”.",
    ),
)  # fmt: skip


def reason_for(file: File) -> str:
    """Return why a file is refused and the way on, "" for one that may hold questions."""
    return next((reason for is_so, reason in _REASONS if is_so(file)), "")
