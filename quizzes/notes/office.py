"""The text of Word, OpenDocument and PowerPoint files, with headings, bullets and tables kept in plain signs."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from quizzes.notes.archive import unpack
from quizzes.notes.values import NotesError

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_SLIDES = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SAID = {f"{_DRAWING}t", f"{_DRAWING}br"}
DEEPEST_XML = 200
_LISTED = 8  # how deep a list may be nested


def read_docx(data: bytes) -> str:
    """A Word document's text. Raises NotesError."""
    parts = unpack(data, ".docx").parts
    _require(parts, "word/document.xml", ".docx")
    for name, part in parts.items():
        if name.endswith((".xml", ".rels")):
            _xml(part, ".docx")
    # python-docx gets only the parts that were counted and checked, never the file as it came.
    clean = io.BytesIO()
    with zipfile.ZipFile(clean, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    clean.seek(0)
    from docx import Document  # noqa: PLC0415  (slow to import, and few notes are Word files)

    try:
        document = Document(clean)
        lines = list(_docx_lines(document))
    except Exception as error:  # a library that reads strangers' files may raise anything
        raise NotesError("this .docx file is broken; open it in Word, save it again and try that") from error
    return "\n".join(lines)


def _docx_lines(document: Any) -> Iterator[str]:
    from docx.table import Table  # noqa: PLC0415

    for piece in document.iter_inner_content():
        if isinstance(piece, Table):
            yield ""
            for row in piece.rows:
                yield "| " + " | ".join(_cell(cell.text.splitlines()) for cell in row.cells) + " |"
            yield ""
        else:
            yield _docx_paragraph(piece)


def _cell(lines: Iterable[str]) -> str:
    """The lines and paragraphs of a table's cell in one line; a semicolon parts what the writer kept apart."""
    said = [line for line in (" ".join(line.split()) for line in lines) if line]
    return "".join(f"{line} " if line[-1] in ".:,;!?" else f"{line}; " for line in said[:-1]) + "".join(said[-1:])


def _broken(text: str, *, deeper: str = "") -> str:
    """Text with its line breaks as lines. Under a bullet, `deeper` is what the later lines begin with."""
    said = [line for line in (" ".join(line.split()) for line in text.splitlines()) if line]
    return f"\n{deeper}".join(said)


def _docx_paragraph(paragraph: Any) -> str:
    text = _broken(paragraph.text)
    style = (paragraph.style.name or "") if paragraph.style is not None else ""
    if not text:
        return ""
    if style.startswith(("Heading", "Title")):
        level = style.removeprefix("Heading").strip()
        one_line = " ".join(text.split())
        return f"\n{'#' * (int(level) if level.isdigit() and int(level) < 7 else 1)} {one_line}"
    properties = paragraph._p.pPr  # noqa: SLF001  (the library shows no other way to a list's level)
    numbering = properties.numPr if properties is not None else None
    if numbering is not None or style.startswith("List"):
        level_found = numbering.ilvl.val if numbering is not None and numbering.ilvl is not None else 0
        deeper = int(style[-1]) - 1 if style[-1:].isdigit() else 0
        sign = "1." if "Number" in style else "-"
        return _listed(text, sign, level_found + deeper)
    return f"{text}\n"


def _listed(text: str, sign: str, depth: int) -> str:
    """A bullet; what follows a line break in it stands under it."""
    indent = "  " * min(depth, _LISTED)
    return f"{indent}{sign} " + _broken(text, deeper=f"{indent}  - ")


def read_odt(data: bytes) -> str:
    """An OpenDocument text. Raises NotesError."""
    parts = unpack(data, ".odt").parts
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise NotesError("this .odt file is encrypted; save it without a password")
    _require(parts, "content.xml", ".odt")
    return "\n".join(_odt_lines(_xml(parts["content.xml"], ".odt"), 0))


def _odt_lines(node: Element, depth: int) -> Iterator[str]:
    for child in node:
        if child.tag == f"{_TEXT}h":
            level = child.get(f"{_TEXT}outline-level", "1")
            yield f"\n{'#' * (int(level) if level.isdigit() and 0 < int(level) < 7 else 1)} {' '.join(_odt_text(child).split())}"
        elif child.tag == f"{_TEXT}p":
            text = _broken(_odt_text(child))
            yield _listed(text, "-", depth - 1) if depth and text else f"{text}\n"
        elif child.tag == f"{_TABLE}table-row":
            cells = ([_odt_text(paragraph) for paragraph in cell.iter(f"{_TEXT}p")] for cell in child)
            yield "| " + " | ".join(_cell("\n".join(cell).splitlines()) for cell in cells) + " |"
        elif child.tag == f"{_TEXT}list":
            yield from _odt_lines(child, min(depth + 1, _LISTED))
        elif child.tag != f"{_TEXT}tracked-changes":
            yield from _odt_lines(child, depth)


def _odt_text(node: Element) -> str:
    pieces = [_blank(node.text)]
    for child in node:
        if child.tag in {f"{_TEXT}s", f"{_TEXT}tab"}:
            pieces.append(" ")
        elif child.tag == f"{_TEXT}line-break":
            pieces.append("\n")
        elif child.tag != f"{_TEXT}note":
            pieces.append(_odt_text(child))
        pieces.append(_blank(child.tail))
    return "".join(pieces)


def _blank(text: str | None) -> str:
    """Text of a file in which a line's end is a blank, and a line break an element of its own."""
    return (text or "").replace("\n", " ")


def read_pptx(data: bytes) -> str:
    """The text of a presentation's slides: each title a heading, the rest bullets. Raises NotesError."""
    parts = unpack(data, ".pptx").parts
    _require(parts, "ppt/presentation.xml", ".pptx")
    slides = [name for name in parts if name.startswith("ppt/slides/slide") and name.endswith(".xml")]
    slides.sort(key=lambda name: (len(name), name))
    return "\n".join(line for name in slides for line in _slide_lines(_xml(parts[name], ".pptx")))


def _slide_lines(slide: Element) -> Iterator[str]:
    for shape in slide.iter(f"{_SLIDES}sp"):
        place = shape.find(f".//{_SLIDES}ph")
        title = place is not None and place.get("type") in {"title", "ctrTitle"}
        for paragraph in shape.iter(f"{_DRAWING}p"):
            text = _broken(_slide_text(paragraph))
            style = paragraph.find(f"{_DRAWING}pPr")
            level = style.get("lvl", "0") if style is not None else "0"
            if text:
                depth = int(level) if level.isdigit() else 0
                yield f"\n# {' '.join(text.split())}" if title else _listed(text, "-", depth)
    for row in slide.iter(f"{_DRAWING}tr"):
        cells = (
            [_slide_text(paragraph) for paragraph in cell.iter(f"{_DRAWING}p")] for cell in row.iter(f"{_DRAWING}tc")
        )
        yield "| " + " | ".join(_cell("\n".join(cell).splitlines()) for cell in cells) + " |"


def _slide_text(paragraph: Element) -> str:
    texts = (
        "\n" if piece.tag == f"{_DRAWING}br" else piece.text or "" for piece in paragraph.iter() if piece.tag in _SAID
    )
    return "".join(texts).replace("_x000B_", "\n")


def _require(parts: dict[str, bytes], name: str, kind: str) -> None:
    if name not in parts:
        raise NotesError(f"this is not a {kind} file, whatever its name says; save the notes again as {kind} or .txt")


def _xml(part: bytes, kind: str) -> Element:
    """A part as XML without entities or document types. Raises NotesError."""
    if part.count(b"<") > 1_000_000:
        raise NotesError(f"this {kind} file has far more parts than notes have; paste the text")
    try:
        root: Element = fromstring(part, forbid_dtd=True)
    except DefusedXmlException as error:
        raise NotesError(f"this {kind} file declares entities, which notes never need; save it again") from error
    except (ParseError, ValueError, LookupError) as error:
        raise NotesError(f"this {kind} file is broken; open it, save it again and try that") from error
    _check_depth(root, kind)
    return root


def _check_depth(root: Element, kind: str) -> None:
    level, depth = [root], 0
    while level:
        depth += 1
        if depth > DEEPEST_XML:
            raise NotesError(f"this {kind} file is nested deeper than notes are; paste the text")
        level = [child for node in level for child in node]
