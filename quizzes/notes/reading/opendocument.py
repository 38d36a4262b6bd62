"""The text of an OpenDocument text or presentation, as LibreOffice and Google Docs write them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from quizzes.notes.reading.archive import unpack
from quizzes.notes.reading.equations import equation
from quizzes.notes.reading.lines import Page, Piece, all_bold, cell, joined
from quizzes.notes.reading.word_styles import Look
from quizzes.notes.reading.xml import attribute, child, children, local, parse, require, whole
from quizzes.notes.values import NotesError

_UNREAD = frozenset(
    [
        "tracked-changes",
        "note",
        "annotation",
        "hidden-text",
        "hidden-paragraph",
        "table-of-content",
        "alphabetical-index",
        "bibliography",
        "ruby-text",
        "forms",
        "sequence-decls",
        "page-number",
        "footer",
        "header",
        "date-time",
    ]
)
_REPEATED = 50  # empty cells at most
_LONGEST_CHAIN = 20


@dataclass(frozen=True, slots=True)
class _Style:
    look: Look
    heading: int = 0
    list_name: str = ""


def read_odt(data: bytes) -> str:
    """An OpenDocument text's words. Raises NotesError."""
    return _read(data, ".odt")


def read_odp(data: bytes) -> str:
    """An OpenDocument presentation's words, each slide's title a heading. Raises NotesError."""
    return _read(data, ".odp")


def _read(data: bytes, kind: str) -> str:
    parts = unpack(data, kind).parts
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise NotesError(f"this {kind} file is encrypted; save it without a password")
    content = parse(require(parts, "content.xml", kind), kind)
    roots = [parse(parts["styles.xml"], kind)] if "styles.xml" in parts else []
    reader = _Reader([*roots, content], parts, kind)
    body = child(content, "body")
    reader.blocks(body if body is not None else content, 0)
    return reader.page.text()


class _Reader:
    def __init__(self, roots: list[Element], parts: dict[str, bytes], kind: str) -> None:
        self.page = Page()
        self.parts = parts
        self.kind = kind
        self._nodes: dict[str, Element] = {}
        self._styles: dict[str, _Style] = {}
        self._ordered: dict[str, dict[int, int]] = {}
        for node in (node for root in roots for node in root.iter()):
            if local(node) == "style":
                self._nodes[attribute(node, "name") or ""] = node
            elif local(node) == "list-style":
                self._ordered[attribute(node, "name") or ""] = _ordered_levels(node)
        self._counts: dict[tuple[str, int], int] = {}
        self._last_list = ""

    def style(self, name: str | None, depth: int = 0) -> _Style:
        """Return a style with what it inherits."""
        node = self._nodes.get(name or "")
        if node is None or depth > _LONGEST_CHAIN:
            return _Style(Look())
        if name not in self._styles:
            above = self.style(attribute(node, "parent-style-name"), depth + 1)
            heading = 1 if name == "Title" else above.heading
            listed = attribute(node, "list-style-name") or above.list_name
            self._styles[name or ""] = _Style(_look(child(node, "text-properties")).over(above.look), heading, listed)
        return self._styles[name or ""]

    def blocks(self, parent: Element, depth: int, around: str = "") -> None:
        """Read headings, paragraphs, lists and tables."""
        for node in parent:
            name = local(node)
            if name == "h":
                self.page.heading(self._text(node, plain=True), whole(attribute(node, "outline-level"), 1))
            elif name == "p":
                self._paragraph(node)
            elif name == "page" and self._is_hidden(node):
                continue
            elif name == "list":
                self._list(node, depth, around)
            elif name == "table":
                self._table(node)
            elif name == "frame" and attribute(node, "class") in {"title", "subtitle"}:
                texts = (self._text(part, plain=True) for part in node.iter() if local(part) == "p")
                self.page.heading(" ".join(texts), 1)
            elif name not in _UNREAD and not (
                name == "frame" and attribute(node, "class") in {"page-number", "footer", "date-time"}
            ):
                self.blocks(node, depth, around)

    def _is_hidden(self, page: Element) -> bool:
        """Whether a slide is not shown."""
        style = self._nodes.get(attribute(page, "style-name") or "")
        return attribute(child(style, "drawing-page-properties"), "visibility") == "hidden"

    def _paragraph(self, node: Element) -> None:
        style = self.style(attribute(node, "style-name"))
        boxes: list[Element] = []
        if style.heading:
            self.page.heading(self._text(node, plain=True), style.heading)
        else:
            self.page.paragraph(joined(self._pieces(node, style.look, boxes)))
        for box in boxes:
            self.blocks(box, 0)

    def _list(self, node: Element, depth: int, around: str) -> None:
        name = attribute(node, "style-name") or around
        levels = self._ordered.get(name, {})
        counts = (name, depth) if attribute(node, "continue-numbering") == "true" else (f"{name} {id(node)}", depth)
        if depth == 0 and self._last_list != name:
            self.page.blank()
            self._last_list = name
        for item in node:
            first = True
            for part in item:
                if local(part) == "list":
                    self._list(part, depth + 1, name)
                elif local(part) in {"p", "h"}:
                    self._item(part, item, depth, counts, levels if first and local(item) == "list-item" else None)
                    first = False
        if counts in self._counts:
            self._counts[name, depth] = self._counts[counts]

    def _item(
        self, node: Element, item: Element, depth: int, counts: tuple[str, int], levels: dict[int, int] | None
    ) -> None:
        """One paragraph of a list's item; only the first has a bullet or a number, those after it stand below."""
        style = self.style(attribute(node, "style-name"))
        boxes: list[Element] = []
        text = joined(self._pieces(node, style.look, boxes))
        if local(node) == "h":
            self.page.heading(text.replace("**", ""), whole(attribute(node, "outline-level"), 1))
        elif levels is None:
            self.page.item(text, depth + 1) if text else None
        elif text:
            number = 0
            if depth + 1 in levels:
                start = attribute(item, "start-value")
                before = self._counts.get(counts, levels[depth + 1] - 1)
                number = whole(start, before + 1)
                self._counts[counts] = number
            self.page.item(text, depth, number)
        for box in boxes:
            self.blocks(box, 0)

    def _table(self, table: Element) -> None:
        rows: list[list[str]] = []
        for row in _rows(table):
            rows.append(self._row(row, rows[-1] if rows else []))
        if rows and all(len(row) == 1 for row in rows):
            for row in _rows(table):
                self.blocks(row, 0)
            return
        header = any(local(part) == "table-header-rows" for part in table)
        self.page.table(rows, header=header or (bool(rows) and all_bold(rows[0])))

    def _row(self, row: Element, above: list[str]) -> list[str]:
        """A row's cells. One that is covered by the cell above says the same, one covered by its neighbour nothing."""
        cells: list[str] = []
        for node in row:
            if local(node) == "covered-table-cell":
                says_the_same = len(cells) < len(above) and not (cells and _spans(row))
                cells.append(above[len(cells)] if says_the_same else "")
            elif local(node) == "table-cell":
                times = min(whole(attribute(node, "number-columns-repeated"), 1), _REPEATED)
                cells += [cell(self._texts(node))] * times
        return cells

    def _texts(self, node: Element) -> Iterator[str]:
        for part in node:
            if local(part) in {"p", "h"}:
                yield joined(self._pieces(part, self.style(attribute(part, "style-name")).look, []))
            elif local(part) not in _UNREAD:
                yield from self._texts(part)

    def _text(self, node: Element, *, plain: bool) -> str:
        return joined(self._pieces(node, Look(), []), plain=plain)

    def _pieces(self, node: Element, look: Look, boxes: list[Element]) -> Iterator[Piece]:
        yield _piece(_blank(node.text), look)
        for part in node:
            name = local(part)
            if name == "line-break":
                yield Piece("\n")
            elif name in {"s", "tab"}:
                yield _piece("\t" if name == "tab" else " ", look)
            elif name == "frame":
                yield from self._framed(part, boxes)
            elif name not in _UNREAD:
                inner = self.style(attribute(part, "style-name")).look if name == "span" else Look()
                yield from self._pieces(part, inner.over(look), boxes)
            yield _piece(_blank(part.tail), look)

    def _framed(self, frame: Element, boxes: list[Element]) -> Iterator[Piece]:
        """A formula in a frame is read where it stands, a text box after its paragraph."""
        for part in frame:
            if local(part) == "text-box":
                boxes.append(part)
            elif local(part) == "object":
                place = (attribute(part, "href") or "").removeprefix("./")
                formula = self.parts.get(f"{place}/content.xml")
                root = parse(formula, self.kind) if formula else child(part, "math")
                if root is not None and local(root) == "math":
                    yield Piece(equation(root))


def _spans(row: Element) -> bool:
    return any(whole(attribute(node, "number-columns-spanned"), 1) > 1 for node in row)


def _rows(table: Element) -> Iterator[Element]:
    for node in table:
        if local(node) == "table-row":
            yield node
        elif local(node) in {"table-header-rows", "table-rows", "table-row-group"}:
            yield from _rows(node)


def _blank(text: str | None) -> str:
    """Text of a file in which a line's end is a blank, and a line break an element of its own."""
    return (text or "").replace("\n", " ").replace("\t", " ")


def _piece(text: str, look: Look) -> Piece:
    shown = "" if look.hidden or look.struck else text
    return Piece(shown, bool(look.bold), bool(look.lit), look.raised or 0)


def _look(properties: Element | None) -> Look:
    if properties is None:
        return Look()
    weight, underline, through, shown, height, ground = (
        attribute(properties, name)
        for name in (
            "font-weight",
            "text-underline-style",
            "text-line-through-style",
            "display",
            "text-position",
            "background-color",
        )
    )
    bold = (
        None
        if weight is None and underline is None
        else weight in {"bold", "600", "700", "800", "900"} or underline not in {None, "none"}
    )
    raised = (
        None if height is None else 1 if height.startswith("super") else -1 if height.startswith(("sub", "-")) else 0
    )
    raised = 1 if height and height[:1].isdigit() and not height.startswith("0") else raised
    lit = None if ground is None else ground not in {"transparent", "#ffffff"}
    return Look(
        bold, None if shown is None else shown == "none", None if through is None else through != "none", raised, lit
    )


def _ordered_levels(node: Element) -> dict[int, int]:
    """The levels of a list, from 1, that are numbered, and the number each begins with."""
    levels = {}
    for level in children(node, "list-level-style-number"):
        if attribute(level, "num-format"):
            levels[whole(attribute(level, "level"), 1)] = whole(attribute(level, "start-value"), 1)
    return levels
