"""The text of PDF files."""

from __future__ import annotations

import io
import logging

from quizzes.notes.values import NotesError

MOST_PAGES = 200
MOST_PDF_TEXT = 2_000_000


def read_pdf(data: bytes) -> str:
    """The text of a PDF file's pages. Raises NotesError for an encrypted or broken file, or one without text."""
    from pypdf import PdfReader  # noqa: PLC0415  (slow to import, and few notes are PDF files)
    from pypdf.errors import FileNotDecryptedError  # noqa: PLC0415

    logging.getLogger("pypdf").setLevel(logging.ERROR)
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise NotesError("this PDF is encrypted; save it without a password")
        if len(reader.pages) > MOST_PAGES:
            raise NotesError(f"this PDF has {len(reader.pages)} pages; notes may have {MOST_PAGES}")
        texts, total = [], 0
        for page in reader.pages:
            texts.append(page.extract_text())
            total += len(texts[-1])
            if total > MOST_PDF_TEXT:
                raise NotesError("this PDF holds far more text than notes do; paste the pages you need")
    except NotesError:
        raise
    except FileNotDecryptedError as error:
        raise NotesError("this PDF is encrypted; save it without a password") from error
    except Exception as error:  # a library that reads strangers' files may raise anything
        raise NotesError(
            "this PDF is broken or uses what cannot be read here; save it again, or paste the text"
        ) from error
    text = "\n\n".join(texts)
    if not text.strip():
        raise NotesError("this PDF holds pictures of pages, no text; paste the text, or scan it with text recognition")
    return text
