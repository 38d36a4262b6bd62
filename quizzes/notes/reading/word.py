"""The text of a Word document as its reader sees it: changes accepted, hidden and struck-out words left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

from quizzes.notes.reading.archive import unpack
from quizzes.notes.reading.equations import equation
from quizzes.notes.reading.lines import Page, Piece, all_bold, cell, joined
from quizzes.notes.reading.word_styles import Look, Numbering, Style, Styles, look_of, numbering_of, outline_of
from quizzes.notes.reading.xml import attribute, child, children, local, parse, related, require, whole

# What only wraps text. What is not named here (deleted text, properties, field codes) is not read.
_WRAPS = frozenset(
    ["ins", "moveTo", "hyperlink", "smartTag", "customXml", "fldSimple", "bdo", "dir", "sdtContent", "rubyBase", "ruby"]
)
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
_SYMBOL = dict(zip(range(0x61, 0x7B), "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True)) | {
    0x44: "Δ", 0x53: "Σ", 0x57: "Ω", 0xA3: "≤", 0xA5: "∞", 0xAC: "←", 0xAE: "→", 0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB9: "≠", 0xBB: "≈", 0xDE: "⇒",
}  # fmt: skip
_WINGDINGS = {0xE0: "→", 0xDF: "←", 0xE8: "→", 0xF0: "→", 0xFC: "✓", 0xFB: "✗"}


def read_docx(data: bytes) -> str:
    """A Word document's text. Raises NotesError."""
    parts = unpack(data, ".docx").parts
    main = next(
        (name for kind, name in related(parts, "", ".docx").values() if kind == "officeDocument"), "word/document.xml"
    )
    document = parse(require(parts, main if main in parts else "word/document.xml", ".docx"), ".docx")
    kinds = dict(related(parts, main, ".docx").values())
    styles, numbering = (
        parse(parts[kinds[kind]], ".docx") if kinds.get(kind) in parts else None for kind in ("styles", "numbering")
    )
    reader = _Reader(Styles(styles), Numbering(numbering))
    for body in children(document, "body"):
        reader.blocks(body)
    reader.finish()
    return reader.page.text()


class _Reader:
    """Writes the blocks of a document to a page. `carried` is a paragraph whose end was taken out: it goes on in the next."""

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self.page = Page()
        self.styles = styles
        self.numbering = numbering
        self.carried: list[Piece] = []
        self.last_list = ""

    def blocks(self, parent: Element) -> None:
        """Read paragraphs and tables, through whatever wraps them."""
        for node in _blocks(parent):
            if local(node) == "tbl":
                self._table(node)
            else:
                self._paragraph(node)

    def finish(self) -> None:
        """Write what is still carried."""
        if self.carried:
            self.page.paragraph(joined(self.carried))
            self.carried = []

    def _paragraph(self, node: Element) -> None:
        properties = child(node, "pPr")
        style = self.styles.get(attribute(child(properties, "pStyle"), "val"))
        if style.name.startswith("toc "):
            return
        boxes: list[Element] = []
        pieces = [*self.carried, *self._pieces(node, style.look if not style.outline else Look(), boxes)]
        self.carried = []
        if _goes_on(properties):
            self.carried = pieces
        elif any(piece.text.strip() for piece in pieces):
            self._write(pieces, properties, style)
        for box in boxes:
            self.blocks(box)

    def _write(self, pieces: list[Piece], properties: Element | None, style: Style) -> None:
        level = outline_of(properties) or style.outline
        if level:
            self.page.heading(joined(pieces, plain=True), level)
            self.last_list = ""
            return
        number, depth = numbering_of(properties, style.numbering)
        kind = self._list_kind(number, depth, style)
        if not kind:
            self.page.paragraph(joined(pieces))
            self.last_list = ""
            return
        if depth == 0 and self.last_list and self.last_list != kind:
            self.page.blank()
        self.last_list = kind if depth == 0 else self.last_list
        counted = self.numbering.next(number, depth) if kind != "bullet" else 0
        # `List Bullet 2` is one level deeper than `List Bullet`.
        deeper = whole(style.name[-1:], 1) - 1 if style.name.startswith("list ") and not depth else 0
        self.page.item(joined(pieces), depth + deeper, counted)

    def _list_kind(self, number: str, depth: int, style: Style) -> str:
        """Return "bullet" or the kind of number of a paragraph in a list; "" for one that is in none or only continues."""
        kind = self.numbering.kind(number, depth) if number not in {"", "0"} else ""
        if not kind and style.name.split()[:2] in (["list", "bullet"], ["list", "number"]):
            return "bullet"
        return kind if kind != "none" else ""

    def _pieces(self, node: Element, look: Look, boxes: list[Element], *, linked: bool = False) -> Iterator[Piece]:
        """The text of a paragraph or of what wraps a part of one; text boxes in it go to `boxes`."""
        for part in node:
            name = local(part)
            if name == "r":
                yield from self._run(part, look, boxes, linked=linked)
            elif name in {"oMath", "oMathPara"}:
                yield Piece(equation(part))
            elif name == "sdt":
                yield from self._pieces(_content(part), look, boxes, linked=linked)
            elif name in _WRAPS:
                yield from self._pieces(part, look, boxes, linked=linked or name == "hyperlink")
            elif name == "AlternateContent":
                yield from self._pieces(_chosen(part), look, boxes, linked=linked)

    def _run(self, run: Element, around: Look, boxes: list[Element], *, linked: bool) -> Iterator[Piece]:
        properties = child(run, "rPr")
        of_style = self.styles.get(attribute(child(properties, "rStyle"), "val"))
        look = look_of(properties, linked=linked).over(Look() if linked else of_style.look).over(around)
        if look.hidden or look.struck:
            return
        text = "".join(_signs(run, boxes))
        # A note's own number is no power of what it stands beside.
        if text and of_style.name not in {"footnote reference", "endnote reference"}:
            yield Piece(text, bool(look.bold), bool(look.lit), look.raised or 0)

    def _table(self, table: Element) -> None:
        rows = [row for row in _through(table, "tr") if child(child(row, "trPr"), "del") is None]
        if all(len(list(_through(row, "tc"))) == 1 for row in rows):
            # One column is a box around text.
            for row in rows:
                for box in _through(row, "tc"):
                    self.blocks(box)
            return
        written: list[list[str]] = []
        for row in rows:
            written.append(self._row(row, written[-1] if written else []))
        self.page.table(written, header=_is_header(rows[0], written[0]))
        self.last_list = ""

    def _row(self, row: Element, above: list[str]) -> list[str]:
        """A row's cells. A cell merged with the one above says the same; one merged with its neighbours is followed by blanks."""
        cells = [""] * min(whole(attribute(child(child(row, "trPr"), "gridBefore"), "val")), 50)
        for node in _through(row, "tc"):
            properties = child(node, "tcPr")
            merged = child(properties, "vMerge")
            if merged is not None and (attribute(merged, "val") or "continue") == "continue":
                text = above[len(cells)] if len(cells) < len(above) else ""
            else:
                text = cell(self._cell(node))
            cells += [text] + [""] * (min(whole(attribute(child(properties, "gridSpan"), "val")) or 1, 50) - 1)
        return cells

    def _cell(self, node: Element) -> Iterator[str]:
        for block in _blocks(node):
            if local(block) == "tbl":
                for row in _through(block, "tr"):
                    yield from (text for inner in _through(row, "tc") for text in self._cell(inner))
            else:
                boxes: list[Element] = []
                style = self.styles.get(attribute(child(child(block, "pPr"), "pStyle"), "val"))
                yield joined(self._pieces(block, style.look, boxes))
                for box in boxes:
                    yield from self._cell(box)


def _blocks(parent: Element) -> Iterator[Element]:
    """Paragraphs and tables, through content controls and changes; a table of contents is left out."""
    for node in parent:
        name = local(node)
        if name in {"p", "tbl"}:
            yield node
        elif name == "sdt":
            if not _is_contents(node):
                yield from _blocks(_content(node))
        elif name in _WRAPS:
            yield from _blocks(node)
        elif name == "AlternateContent":
            yield from _blocks(_chosen(node))


def _through(parent: Element, name: str) -> Iterator[Element]:
    """Rows of a table or cells of a row, through content controls and changes."""
    for node in parent:
        if local(node) == name:
            yield node
        elif local(node) == "sdt":
            yield from _through(_content(node), name)
        elif local(node) in _WRAPS:
            yield from _through(node, name)


def _content(control: Element) -> Element:
    """What a content control holds; nothing where only its "Click here to enter text" stands."""
    properties = child(control, "sdtPr")
    content = child(control, "sdtContent")
    empty = (
        content is None or child(properties, "showingPlcHdr") is not None or child(properties, "checkbox") is not None
    )
    return Element("none") if empty or content is None else content


def _is_contents(control: Element) -> bool:
    kind = child(child(child(control, "sdtPr"), "docPartObj"), "docPartGallery")
    return (attribute(kind, "val") or "") == "Table of Contents"


def _chosen(alternatives: Element) -> Element:
    """The newest of what says the same in two ways."""
    chosen = child(alternatives, "Choice")
    if chosen is None:
        chosen = child(alternatives, "Fallback")
    return chosen if chosen is not None else Element("none")


def _goes_on(properties: Element | None) -> bool:
    """Whether the paragraph's end was taken out, or it is the first letter of the next, set large."""
    frame = child(properties, "framePr")
    return child(child(properties, "rPr"), "del") is not None or attribute(frame, "dropCap") in {"drop", "margin"}


def _signs(run: Element, boxes: list[Element]) -> Iterator[str]:
    for part in run:
        name = local(part)
        if name == "t":
            yield part.text or ""
        elif name in _SIGNS:
            yield _SIGNS[name]
        elif name == "sym":
            yield _symbol(part)
        elif name == "ruby":
            yield "".join(
                text.text or "" for base in children(part, "rubyBase") for text in base.iter() if local(text) == "t"
            )
        elif name == "AlternateContent":
            boxes += _boxes(_chosen(part))
        elif name in {"drawing", "pict", "object"}:
            boxes += _boxes(part)


def _boxes(node: Element) -> Iterable[Element]:
    """The text boxes in a drawing, not those within another's."""
    for part in node:
        if local(part) == "txbxContent":
            yield part
        elif local(part) == "AlternateContent":
            yield from _boxes(_chosen(part))
        else:
            yield from _boxes(part)


def _symbol(node: Element) -> str:
    font, code = (attribute(node, name) or "" for name in ("font", "char"))
    try:
        number = int(code, 16) & 0xFF
    except ValueError:
        return ""
    return (_SYMBOL if font == "Symbol" else _WINGDINGS if font.startswith("Wingdings") else {}).get(number, "")


def _is_header(row: Element, cells: list[str]) -> bool:
    """Whether the first row names the columns: it is said to, or it is all bold."""
    return child(child(row, "trPr"), "tblHeader") is not None or all_bold(cells)
