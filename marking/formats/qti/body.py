"""The text of a question's body: paragraphs, lists, tables and blanks in plain signs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from marking.formats.gaps import BLANK
from marking.formats.markup import lowered, raised
from marking.formats.qti.xml import Node

_TABLES = ("table", "caption", "tr")
_LISTS = ("dl", "dt", "dd", "ul", "ol", "li")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_PARTS = ("p", "div", "section", "article", "blockquote", "pre", "header", "footer", "main", "figure", "figcaption")
_OF_QTI = ("contentBody", "rubricBlock", "prompt", "extendedTextInteraction", "templateBlock", "infoControl")
_FEEDBACK = ("feedbackBlock", "feedbackInline", "modalFeedback")
_IN_LINE = {"br": "\v", "inlineChoiceInteraction": f" {BLANK} "}  # a choice is asked without its words
BLOCKS = frozenset((*_TABLES, *_LISTS, *_HEADINGS, *_PARTS, *_OF_QTI, "feedbackBlock", "modalFeedback"))
MEDIA = frozenset({"img", "object", "audio", "video", "picture", "svg", "embed", "iframe"})
HIDDEN = frozenset({"script", "style", "stylesheet", "template", "catalogInfo", "companionMaterialsInfo"})


@dataclass(slots=True)
class Body:
    """What a body says. `blanks` are the interactions that stand in a line; `lost` names what text cannot show."""

    text: str = ""
    blanks: list[Node] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)


def read_body(node: Node, *, number: bool = False, skip: frozenset[str] = frozenset()) -> Body:
    """The text of an element; blanks are numbered if `number`. `skip` names elements to leave out, with all in them."""
    reader = _Reader(number, skip)
    reader.walk(node)
    reader.flush()
    reader.body.text = re.sub(r"\n{3,}", "\n\n", "\n".join(reader.lines)).strip("\n").rstrip()
    return reader.body


class _Reader:
    def __init__(self, number: bool, skip: frozenset[str]) -> None:
        self.body = Body()
        self.lines: list[str] = []
        self._number = number
        self._skip = skip | HIDDEN
        self._run: list[str] = []

    def flush(self) -> None:
        """End the line."""
        # Where an author broke the lines of the file means nothing; a `br` does.
        text = "\n".join(" ".join(line.split()) for line in "".join(self._run).split("\v"))
        text = re.sub(rf"({BLANK}) (?=[.,;:!?)])", r"\1", text)
        if text.strip():
            self.lines.append(text.strip())
        self._run.clear()

    def walk(self, node: Node) -> None:
        """Read what is in an element."""
        for child in node.children:
            if isinstance(child, str):
                self._run.append(child)
            elif child.name not in self._skip:
                self._element(child)

    def _element(self, node: Node) -> None:
        if node.name == "textEntryInteraction":
            self.body.blanks.append(node)
            self._run.append(f" ({len(self.body.blanks)}) {BLANK} " if self._number else f" {BLANK} ")
        elif node.name in _IN_LINE:
            self._run.append(_IN_LINE[node.name])
        elif node.name in MEDIA:
            self._media(node)
        elif node.name in {"sup", "sub"}:
            self.body.lost.add("powers")
            self._run.append((raised if node.name == "sup" else lowered)(node.said()))
        elif node.name == "math":
            self.body.lost.add("formulas")
            self._run.append(f" {node.get('alttext') or formula(node)} ")
        elif node.name == "pre":
            self.flush()
            self.lines += ["", *node.said().strip("\n").split("\n"), ""]
        elif node.name == "tr":
            self.flush()
            self.lines.append(" | ".join(self._cell(cell) for cell in node.nodes() if cell.name in {"td", "th"}))
        elif node.name in {"ul", "ol"}:
            self._list(node)
        elif node.name in BLOCKS:
            self._block(node)
        else:
            self.walk(node)

    def _cell(self, node: Node) -> str:
        within = _Reader(self._number, self._skip)
        within.body = self.body  # gaps are counted through
        within.walk(node)
        within.flush()
        return " ".join(" ".join(within.lines).split())

    def _block(self, node: Node) -> None:
        self.flush()
        apart = node.name not in {"td", "th", "li", "caption", "dt", "dd"}
        self.lines += [""] if apart else []
        self.walk(node)
        self.flush()
        self.lines += [""] if apart else []

    def _list(self, node: Node) -> None:
        self.flush()
        for number, item in enumerate((child for child in node.nodes() if child.name == "li"), 1):
            at = len(self.lines)
            self.walk(item)
            self.flush()
            if len(self.lines) > at:
                self.lines[at] = ("- " if node.name == "ul" else f"{number}. ") + self.lines[at]

    def _media(self, node: Node) -> None:
        is_picture = node.name == "img" or node.get("type").startswith("image/")
        self.body.lost.add("pictures" if is_picture else "media")
        said = " ".join((node.get("alt") or node.said()).split())
        if said:
            self._run.append(f" [{said}] ")


def formula(node: Node) -> str:
    """A formula in one line: powers, indices, fractions and roots in plain signs."""
    parts = [" ".join(child.split()) if isinstance(child, str) else formula(child) for child in node.children]
    parts = [part for part in parts if part]
    if node.name == "msup" and len(parts) == 2:
        return parts[0] + raised(parts[1])
    if node.name == "msub" and len(parts) == 2:
        return parts[0] + lowered(parts[1])
    if node.name == "mfrac" and len(parts) == 2:
        return "/".join(part if part.isalnum() else f"({part})" for part in parts)
    if node.name == "msqrt":
        return f"√({' '.join(parts)})"
    return (" " if node.name in {"math", "mrow"} else "").join(parts)


def typed(node: Node) -> str:
    """The text of an accepted answer in one line, powers and indices as a student types them."""
    return " ".join("".join(_typed(node)).split())


def _typed(node: Node) -> Iterator[str]:
    for child in node.children:
        if isinstance(child, str):
            yield child
        elif child.name in {"sup", "sub"}:
            yield (raised if child.name == "sup" else lowered)(child.said(), typed=True)
        else:
            yield from _typed(child)


def feedback_of(item: Node) -> list[Node]:
    """The blocks of feedback of an item, wherever they stand."""
    return list(item.below(*_FEEDBACK))
