"""The text of a presentation: each slide's title, its lines, tables and drawings, and what the speaker notes say."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from quizzes.notes.reading.archive import unpack
from quizzes.notes.reading.equations import equation
from quizzes.notes.reading.lines import Page, Piece, cell, joined
from quizzes.notes.reading.xml import attribute, child, children, local, parse, related, require, whole

_KIND = ".pptx"
_NO_NOTES = frozenset(["ftr", "sldNum", "dt", "hdr", "sldImg"])
_TITLES = frozenset(["title", "ctrTitle"])


def read_pptx(data: bytes) -> str:
    """The text of a presentation's slides in their order; hidden slides are left out. Raises NotesError."""
    parts = unpack(data, _KIND).parts
    page = Page()
    for name in _order(parts):
        slide = parse(parts[name], _KIND)
        if slide.get("show") in {"0", "false"}:
            continue
        parts_of = related(parts, name, _KIND)
        _write_slide(
            slide,
            page,
            {
                key: parse(parts[of], _KIND)
                for key, (kind, of) in parts_of.items()
                if kind == "diagramData" and of in parts
            },
        )
        for kind, of in parts_of.values():
            if kind == "notesSlide" and of in parts:
                _write_notes(parse(parts[of], _KIND), page)
    return page.text()


def _order(parts: dict[str, bytes]) -> list[str]:
    """The slides as they are shown, or by their numbers where the presentation does not say."""
    presentation = parse(require(parts, "ppt/presentation.xml", _KIND), _KIND)
    slides = related(parts, "ppt/presentation.xml", _KIND)
    ids = (
        next((value for key, value in node.items() if key.endswith("}id")), "")
        for shown in children(presentation, "sldIdLst")
        for node in shown
    )
    names = [slides[key][1] for key in ids if key in slides and slides[key][1] in parts]
    numbered = [name for name in parts if name.startswith("ppt/slides/slide") and name.endswith(".xml")]
    return names or sorted(numbered, key=lambda name: (len(name), name))


def _write_slide(slide: Element, page: Page, diagrams: dict[str, Element]) -> None:
    shapes = list(_shapes(slide))
    titles = [shape for shape in shapes if _place(shape) in _TITLES]
    for shape in titles:
        page.heading(" ".join(joined(_pieces(node), plain=True) for node in _paragraphs(shape)), 1)
    for shape in shapes:
        if local(shape) == "graphicFrame":
            _write_graphic(shape, page, diagrams)
        elif _place(shape) not in _NO_NOTES | _TITLES:
            _write_box(shape, page)


def _shapes(node: Element) -> Iterator[Element]:
    """Text boxes, placeholders and graphics, through groups."""
    for part in node:
        name = local(part)
        if name in {"sp", "graphicFrame"}:
            if not _is_hidden(part):
                yield part
        elif name == "AlternateContent":
            chosen = child(part, "Choice")
            yield from _shapes(chosen if chosen is not None else part)
        elif name in {"cSld", "spTree", "grpSp", "Choice", "Fallback"}:
            yield from _shapes(part)


def _is_hidden(shape: Element) -> bool:
    return any(local(node) == "cNvPr" and node.get("hidden") in {"1", "true"} for group in shape for node in group)


def _place(shape: Element) -> str | None:
    """The kind of placeholder a shape is, "body" where it doesn't say; None for a box that somebody drew."""
    place = next((node for node in shape.iter() if local(node) == "ph"), None)
    return place.get("type", "body") if place is not None else None


def _paragraphs(shape: Element) -> Iterator[Element]:
    for body in children(shape, "txBody"):
        yield from children(body, "p")


def _write_box(shape: Element, page: Page) -> None:
    """A placeholder's paragraphs are bullets unless they say otherwise, those of a drawn box are not unless they do."""
    listed = _place(shape) in {"body", "obj"}
    counts: dict[int, int] = {}
    page.blank()
    for node in _paragraphs(shape):
        text = joined(_pieces(node))
        if not text:
            continue
        properties = child(node, "pPr")
        depth = whole(attribute(properties, "lvl"))
        counted = child(properties, "buAutoNum")
        goes_on = depth + 1 if counted is not None else depth
        counts = {of: count for of, count in counts.items() if of < goes_on}
        if counted is not None:
            counts[depth] = counts.get(depth, whole(attribute(counted, "startAt"), 1) - 1) + 1
            page.item(text, depth, counts[depth])
        elif child(properties, "buChar") is not None or (listed and child(properties, "buNone") is None):
            page.item(text, depth)
        else:
            page.paragraph(text)
    page.blank()


def _pieces(paragraph: Element) -> Iterator[Piece]:
    for part in paragraph:
        name = local(part)
        if name in {"r", "fld"}:
            if part.get("type", "").startswith(("slidenum", "datetime")):
                continue
            properties = child(part, "rPr")
            text = "".join(node.text or "" for node in children(part, "t"))
            yield from _styled(text.replace("_x000B_", "\n").replace("\v", "\n"), properties)
        elif name == "br":
            yield Piece("\n")
        elif name in {"m", "oMath", "oMathPara"}:
            yield Piece(equation(part))
        elif name == "AlternateContent" and (chosen := child(part, "Choice")) is not None:
            yield from _pieces(chosen)


def _styled(text: str, properties: Element | None) -> Iterator[Piece]:
    if properties is None:
        yield Piece(text)
        return
    if properties.get("strike", "noStrike") != "noStrike":
        return
    underlined = properties.get("u", "none") != "none" and child(properties, "hlinkClick") is None
    height = properties.get("baseline", "0")
    raised = 0 if height in {"0", "0%"} else -1 if height.startswith("-") else 1
    bold = properties.get("b") in {"1", "true"} or underlined
    yield Piece(text, bold, child(properties, "highlight") is not None, raised)


def _write_graphic(frame: Element, page: Page, diagrams: dict[str, Element]) -> None:
    for node in frame.iter():
        name = local(node)
        if name == "tbl":
            _write_table(node, page)
        elif name == "relIds" and (data := diagrams.get(attribute(node, "dm") or "")) is not None:
            _write_diagram(data, page)


def _write_table(table: Element, page: Page) -> None:
    rows: list[list[str]] = []
    for row in children(table, "tr"):
        cells: list[str] = []
        for node in children(row, "tc"):
            above = rows[-1] if rows else []
            if node.get("vMerge") in {"1", "true"} and len(cells) < len(above):
                cells.append(above[len(cells)])
            else:
                cells.append(cell(joined(_pieces(paragraph)) for paragraph in _paragraphs(node)))
        rows.append(cells)
    properties = child(table, "tblPr")
    page.table(rows, header=attribute(properties, "firstRow") in {"1", "true"} and len(rows) > 1)


def _write_diagram(data: Element, page: Page) -> None:
    """A drawing of boxes (SmartArt) as nested bullets."""
    points = {node.get("modelId", ""): node for node in data.iter() if local(node) == "pt"}
    below: dict[str, list[tuple[int, str]]] = {}
    for node in data.iter():
        if local(node) == "cxn" and node.get("type", "parOf") == "parOf":
            child_of = below.setdefault(node.get("srcId", ""), [])
            child_of.append((whole(node.get("srcOrd")), node.get("destId", "")))
    page.blank()
    waiting = [(key, -1) for key, node in points.items() if node.get("type") == "doc"]
    seen: set[str] = set()
    while waiting:
        key, depth = waiting.pop()
        if key in seen or key not in points:
            continue
        seen.add(key)
        text = " ".join(
            joined(_pieces(paragraph)) for body in children(points[key], "t") for paragraph in children(body, "p")
        )
        page.item(text.strip(), max(depth, 0))
        waiting += [(of, depth + 1) for _, of in sorted(below.get(key, ()), reverse=True)]
    page.blank()


def _write_notes(notes: Element, page: Page) -> None:
    for shape in _shapes(notes):
        if _place(shape) == "body":
            for node in _paragraphs(shape):
                page.paragraph(joined(_pieces(node)))
