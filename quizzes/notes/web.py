"""The text of web pages and PDF files."""

from __future__ import annotations

import io
import logging

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from quizzes.notes.values import NotesError

MOST_PAGES = 200
MOST_PDF_TEXT = 2_000_000
_DROPPED = ("script", "style", "noscript", "template", "svg", "iframe", "object", "nav", "head")
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "blockquote",
        "pre",
        "dl",
        "dt",
        "dd",
        "ul",
        "ol",
        "table",
        "header",
        "footer",
        "main",
        "figure",
    ]
)
DEEPEST_TAGS = 200


def read_html(text: str) -> str:
    """A web page's text: headings, list items and tables in plain signs; scripts and styles left out."""
    if text.count("<") > 200_000:
        raise NotesError("this page has far more tags than notes have; paste the text")
    soup = BeautifulSoup(text, "html.parser")
    for tag in soup.find_all(_DROPPED):
        tag.decompose()
    lines: list[str] = []
    _walk(soup, lines, 0, 0)
    return "\n".join(lines)


def _walk(node: Tag, lines: list[str], listed: int, depth: int) -> None:
    if depth > DEEPEST_TAGS:
        lines.append(" ".join(node.get_text(" ").split()))
        return
    run: list[str] = []
    for child in node.children:
        if isinstance(child, Tag) and (
            child.name in _BLOCKS or child.name in {"li", "tr", "br"} or child.name[:1] == "h"
        ):
            _flush(run, lines)
            _block(child, lines, listed, depth)
        elif isinstance(child, Tag) and child.find([*_BLOCKS, "li", "tr"]):
            _flush(run, lines)
            _walk(child, lines, listed, depth + 1)
        elif isinstance(child, Tag):
            run.append(child.get_text())
        elif type(child) is NavigableString:
            run.append(str(child))
    _flush(run, lines)


def _block(tag: Tag, lines: list[str], listed: int, depth: int) -> None:
    name = tag.name
    if len(name) == 2 and name[0] == "h" and name[1].isdigit():
        lines += ["", f"{'#' * int(name[1])} {' '.join(tag.get_text(' ').split())}"]
    elif name == "tr":
        cells = [" ".join(cell.get_text(" ").split()) for cell in tag.find_all(["td", "th"], recursive=False)]
        lines.append("| " + " | ".join(cells) + " |")
    elif name == "li":
        inner: list[str] = []
        _walk(tag, inner, listed, depth + 1)
        said = [line for line in inner if line.strip()]
        if said:
            lines.append(f"{'  ' * max(listed - 1, 0)}- {said[0].strip()}")
            lines += said[1:]
    elif name != "br":
        lines.append("") if not listed else None
        _walk(tag, lines, listed + (name in {"ul", "ol"}), depth + 1)
        lines.append("") if not listed else None


def _flush(run: list[str], lines: list[str]) -> None:
    text = " ".join("".join(run).split())
    if text:
        lines.append(text)
    run.clear()


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
