"""The XML of office files, parsed within bounds."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from quizzes.notes.values import NotesError

DEEPEST_XML = 200
_MOST_TAGS = 1_000_000
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


def parse(part: bytes, kind: str) -> Element:
    """A part as XML without entities or document types, at most 200 deep. Raises NotesError."""
    if part.count(b"<") > _MOST_TAGS:
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


def whole(text: str | None, default: int = 0) -> int:
    """A whole number of at most five digits as a file writes it; `default` for anything else."""
    return int(text) if text and len(text) < 6 and text.isdecimal() else default


def require(parts: dict[str, bytes], name: str, kind: str) -> bytes:
    """The part of this name. Raises NotesError where the file has none."""
    if name not in parts:
        raise NotesError(f"this is not a {kind} file, whatever its name says; save the notes again as {kind} or .txt")
    return parts[name]


def related(parts: dict[str, bytes], name: str, kind: str) -> dict[str, tuple[str, str]]:
    """What a part of a Microsoft file refers to: id → (the kind of thing, the name of its part)."""
    folder, _, file = name.rpartition("/")
    rels = posixpath.join(folder, "_rels", f"{file}.rels")
    if rels not in parts:
        return {}
    places = {}
    for relation in parse(parts[rels], kind).iter(_RELATION):
        target = relation.get("Target", "")
        if relation.get("TargetMode") != "External":
            place = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            places[relation.get("Id", "")] = (relation.get("Type", "").rpartition("/")[2], place)
    return places


def local(node: Element) -> str:
    """The name of an element without its namespace."""
    return str(node.tag).rpartition("}")[2]


def children(node: Element, name: str) -> Iterator[Element]:
    """The children of this local name."""
    return (child for child in node if local(child) == name)


def child(node: Element | None, name: str) -> Element | None:
    """The first child of this local name."""
    return next(children(node, name), None) if node is not None else None


def attribute(node: Element | None, name: str) -> str | None:
    """An attribute by its local name."""
    if node is None:
        return None
    return next((value for key, value in node.items() if key.rpartition("}")[2] == name), None)
