"""A teacher's file as text, whatever it was written with; what cannot be read is refused with the reason."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePath

from quizzes.files.decoding import NotText, decode
from quizzes.notes.reading.opendocument import read_odp, read_odt
from quizzes.notes.reading.pdf import read_pdf
from quizzes.notes.reading.rtf import read_rtf
from quizzes.notes.reading.slides import read_pptx
from quizzes.notes.reading.web import read_html
from quizzes.notes.reading.word import read_docx
from quizzes.notes.values import NotesError, NotesText

LARGEST_FILE = 10 * 1024 * 1024
LONGEST_TEXT = 100_000  # some forty pages; drafting them takes seconds, while a teacher waits
READABLE = ".txt .md .docx .pdf .odt .pptx .odp .html .rtf"
QUESTION_FILES = frozenset(
    [".xml", ".gift", ".csv", ".tsv", ".xlsx", ".ods", ".zip", ".h5p", ".json", ".apkg", ".imscc"]
)
"""Endings of files that hold questions or tables of them, not notes."""
_PLAIN = {"", ".txt", ".md", ".markdown", ".text"}
_WEB = {".html", ".htm", ".xhtml"}
_OFFICE = {".docx": read_docx, ".odt": read_odt, ".odp": read_odp, ".pptx": read_pptx}
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IS_PAGE = re.compile(r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!doctype html\b|<html\b)", re.IGNORECASE)
# Pictures that Google Docs writes into its Markdown as text.
_PICTURE = re.compile(r"<?data:image/[\w.+-]{1,40};base64,[A-Za-z0-9+/=\s]{0,9000000}>?")
# Bullets and arrows of Word's own fonts, which have no place in Unicode.
_OWN_SIGNS = str.maketrans(
    {
        "\uf0b7": "•",
        "\uf0a7": "▪",
        "\uf0d8": "➢",
        "\uf0fc": "✓",
        "\uf0e0": "→",
        "\uf0ae": "→",
        "\uf02d": "-",
        "\uf0a8": "•",
        "\uf076": "•",
        "\uf06e": "▪",
    }
)
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")


def read_notes(data: bytes, filename: str) -> NotesText:
    """The text of pasted notes or of a file (see `READABLE`) of up to 10 MB, as a page in plain signs.

    Raises NotesError, with a message for the teacher, for a file that is too large, empty, encrypted, broken, of
    another kind, or that unpacks to far more than it should.
    """
    if len(data) > LARGEST_FILE:
        raise NotesError(f"the file has {len(data) / 1_048_576:.1f} MB; notes may have 10 MB at most")
    ending = PurePath(filename.lower()).suffix
    if data.startswith(_OLD_OFFICE):
        raise NotesError("this is an old or a password-protected Office file; save it as .docx without a password")
    if data.startswith(b"%PDF-"):
        return _checked(read_pdf(data))
    if ending in QUESTION_FILES:
        raise NotesError(
            f"a {ending} file holds questions or a table, not notes: create an empty bank and import it there"
        )
    if ending in _OFFICE:
        return _checked(_OFFICE[ending](data))
    if ending == ".pdf":
        return _checked(read_pdf(data))
    if data.startswith(b"PK\x03\x04"):
        raise NotesError(f"this is an archive or an Office file under another name; use one of {READABLE}")
    if ending == ".rtf" or data.startswith(b"{\\rtf"):
        return _checked(read_rtf(data))
    if ending not in _PLAIN | _WEB:
        raise NotesError(f"{ending} files cannot be read as notes; use one of {READABLE}")
    return _read_text(data, page=ending in _WEB)


def _read_text(data: bytes, *, page: bool) -> NotesText:
    try:
        text, remark = decode(data)
    except NotText as error:
        raise NotesError("this is not a text file; save the notes as .txt, .docx or .pdf") from error
    if page or _IS_PAGE.match(text):
        return _checked(read_html(text), remark)
    return _checked(_PICTURE.sub("", text), remark)


def _checked(text: str, remark: str = "") -> NotesText:
    """The text with one kind of line end and no control characters; raises NotesError where none is left."""
    text = _LINE_ENDS.sub("\n", text).translate(_OWN_SIGNS)
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs", "Co", "Cn"})
    if not text.strip():
        raise NotesError("there is no text in these notes")
    if len(text) > LONGEST_TEXT:
        raise NotesError(f"the notes have {len(text):,} characters; {LONGEST_TEXT:,} is the most: split them by topic")
    return NotesText(text, remark)
