"""A teacher's file as text, whatever it was written with; what cannot be read is refused with the reason."""

from __future__ import annotations

import codecs
import unicodedata
from pathlib import PurePath

from charset_normalizer import from_bytes

from quizzes.notes.office import read_docx, read_odt, read_pptx
from quizzes.notes.values import NotesError, NotesText
from quizzes.notes.web import read_html, read_pdf

LARGEST_FILE = 10 * 1024 * 1024
LONGEST_TEXT = 100_000  # some forty pages; drafting them takes seconds, while a teacher waits
READABLE = ".txt .md .docx .pdf .odt .pptx .html"
_PLAIN = {"", ".txt", ".md", ".markdown", ".text"}
_OFFICE = {".docx": read_docx, ".odt": read_odt, ".pptx": read_pptx}
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TYPOGRAPHY = "“”‘’„‚–—…€£°·•½¼¾×§«»\u00a0\u00ad²³"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_notes(data: bytes, filename: str) -> NotesText:
    """The text of pasted notes or of a file (`.txt .md .docx .pdf .odt .pptx .html`) of up to 10 MB.

    Raises NotesError, with a message for the teacher, for a file that is too large, empty, encrypted, broken, of
    another kind, or that unpacks to far more than it should.
    """
    if len(data) > LARGEST_FILE:
        raise NotesError(f"the file has {len(data) / 1_048_576:.1f} MB; notes may have 10 MB at most")
    ending = PurePath(filename.lower()).suffix
    if data.startswith(_OLD_OFFICE):
        raise NotesError("this is an old or a password-protected Office file; save it as .docx without a password")
    if data.startswith(b"%PDF-") and ending != ".pdf":
        ending = ".pdf"
    if ending in _OFFICE:
        return _checked(NotesText(_OFFICE[ending](data)))
    if ending == ".pdf":
        return _checked(NotesText(read_pdf(data)))
    if ending in {".html", ".htm"}:
        page = decode(data)
        return _checked(NotesText(read_html(page.text), page.remark))
    if data.startswith(b"PK\x03\x04"):
        raise NotesError(f"this is an archive or an Office file under another name; use one of {READABLE}")
    if ending in _PLAIN:
        return _checked(decode(data))
    raise NotesError(f"{ending} files cannot be read as notes; use one of {READABLE}")


def decode(data: bytes) -> NotesText:
    """Bytes as text, in whatever encoding they are."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return NotesText(data.decode(encoding, errors="replace"))
    try:
        return NotesText(data.decode("utf-8"))
    except UnicodeDecodeError:
        western = data.decode("cp1252", errors="replace")
    if _reads_as_western(western):
        return NotesText(western, "This is not UTF-8; it was read as Windows-1252. Check the accents.")
    best = from_bytes(data).best()
    if best is None:
        raise NotesError("this is no text in any encoding; save the notes as plain text (UTF-8) or .docx")
    return NotesText(str(best), f"This is not UTF-8; it was read as {best.encoding}. Check the accents.")


def _reads_as_western(text: str) -> bool:
    """Whether bytes read as Windows-1252 give English or another western language, and not another alphabet."""
    letters = sum(map(str.isalpha, text))
    foreign = [char for char in text if ord(char) > 127]
    return len(foreign) * 3 < letters and all(char.isalpha() or char in _TYPOGRAPHY for char in foreign)


def _checked(notes: NotesText) -> NotesText:
    """The text with one kind of line end and no control characters; raises NotesError where none is left."""
    text = notes.text.replace("\r\n", "\n").replace("\r", "\n")
    if text.count("\0") > 0:
        raise NotesError("this is not a text file; save the notes as .txt, .docx or .pdf")
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs", "Co", "Cn"})
    if not text.strip():
        raise NotesError("there is no text in these notes")
    if len(text) > LONGEST_TEXT:
        raise NotesError(f"the notes have {len(text):,} characters; {LONGEST_TEXT:,} is the most: split them by topic")
    return NotesText(text, notes.remark)
