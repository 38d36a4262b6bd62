"""The form of a body of QTI as HTML, as all readers of questions take it; and HTML as elements of QTI.

QTI has the elements of HTML but for a few. What it lacks is written as classes by which it comes back: a figure, text
that is struck out, the first number of a list, what was typed for a formula (`label`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from marking.formats.gaps import BLANK
from marking.formats.qti.body import BLOCKS, HIDDEN, MEDIA
from marking.formats.qti.xml import Node
from quizzes.texts.elsewhere import TYPED

FORMULAS: Final = "Formulas are written as plain text: look through them."
MATHML: Final = "http://www.w3.org/1998/Math/MathML"
MATHS: Final = frozenset(
    [
        "math", "mrow", "mi", "mo", "mn", "ms", "mtext", "mspace", "msup", "msub", "msubsup", "mfrac", "msqrt", "mroot",
        "mover", "munder", "munderover", "mtable", "mtr", "mtd", "mpadded", "mphantom", "mstyle", "semantics",
        "annotation",
    ]
)  # fmt: skip
HTML: Final = frozenset(
    [
        "p", "div", "br", "pre", "strong", "b", "em", "i", "sub", "sup", "code", "kbd", "samp", "ul", "ol", "li",
        "blockquote", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "span", "img", "h1", "h2", "h3",
        "h4", "h5", "h6", "dl", "dt", "dd", "figure", "figcaption", "s", "del", "u", "hr", "a",
    ]
)  # fmt: skip
_EMPTY = frozenset({"br", "img", "hr"})
_KEPT = ("class", "src", "alt", "start", "align", "style", "colspan", "display", "alttext", "encoding")
_STRUCK, _FIGURE, _CAPTION, _START = "struck-out", "picture", "caption", "start-"
_BY_CLASS = {("span", _STRUCK): "s", ("div", _FIGURE): "figure", ("p", _CAPTION): "figcaption"}
_LABELLED: dict[tuple[str, ...], str] = {("span", "formula"): TYPED, ("div", "source"): "data-source"}
_LONGEST_LABEL = 256  # characters, by the schema of version 2.1


# ---- from QTI ----------------------------------------------------------------------------------------------


def html_in(node: Node, *, number: bool = False, skip: frozenset[str] = frozenset()) -> str:
    """Return what is in an element as HTML, gaps as low lines, numbered if `number`. `skip` names what to leave out."""
    return _Html(number, skip).within(node).strip()


class _Html:
    def __init__(self, number: bool, skip: frozenset[str]) -> None:
        self._number = number
        self._skip = skip | HIDDEN
        self._blanks = 0

    def within(self, node: Node) -> str:
        return "".join(
            escape(child, quote=False) if isinstance(child, str) else self._element(child) for child in node.children
        )

    def _element(self, node: Node) -> str:
        if node.name in self._skip:
            return ""
        if node.name == "textEntryInteraction":
            self._blanks += 1
            return f" ({self._blanks}) {BLANK} " if self._number else f" {BLANK} "
        if node.name == "inlineChoiceInteraction":  # asked without its choices
            return f" {BLANK} "
        if node.name == "img" or (node.name == "object" and node.get("type").startswith("image/")):
            said = {"src": node.get("src") or node.get("data"), "alt": node.get("alt") or " ".join(node.said().split())}
            return _tag("img", {**said, "class": node.get("class")})
        if node.name in MEDIA:
            said_of_it = " ".join((node.get("alt") or node.said()).split())
            return escape(f" [{said_of_it}] ") if said_of_it else ""
        name, attributes = _as_html(node)
        if not name:
            return self.within(node)
        return _tag(name, attributes) + ("" if name in _EMPTY else f"{self.within(node)}</{name}>")


def _as_html(node: Node) -> tuple[str, dict[str, str]]:
    """Return the element of HTML that one of QTI is, "" for what says nothing of form; and its attributes."""
    attributes = {name: value for name in _KEPT if (value := node.get(name))}
    own = (node.name, *node.get("class").split())
    if known := next((html for begins, html in _BY_CLASS.items() if own[:2] == begins), ""):
        return known, attributes
    if node.name == "ol" and (first := re.search(rf"\b{_START}(\d+)\b", node.get("class"))):
        return "ol", {"start": first[1]}
    if own in _LABELLED and node.get("label"):
        attributes[_LABELLED[own]] = node.get("label")
    if node.name in HTML or node.name in MATHS:
        return node.name, attributes
    return ("div", {}) if node.name in BLOCKS else ("", {})


def _tag(name: str, attributes: dict[str, str]) -> str:
    said = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items() if value or key == "alt")
    return f"<{name}{said}>"


# ---- to QTI ------------------------------------------------------------------------------------------------


def put(parent: Element, html: str) -> set[str]:
    """Add HTML of ours to an element of QTI; return what other programs will not show of it, in words."""
    lost: set[str] = set()
    for child in BeautifulSoup(html, "html.parser").children:
        _put(parent, child, lost)
    return lost


def _put(parent: Element, child: object, lost: set[str]) -> None:
    if isinstance(child, NavigableString):
        _say(parent, str(child))
    elif isinstance(child, Tag):
        name, attributes = _as_qti(child, lost)
        made = SubElement(parent, name, attributes)
        for one in child.children:
            _put(made, one, lost)


def _say(parent: Element, text: str) -> None:
    """Add text behind what an element holds."""
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def _as_qti(tag: Tag, lost: set[str]) -> tuple[str, dict[str, str]]:
    attributes = dict(_attributes(tag))
    name = tag.name
    if name == "math":
        attributes = {"xmlns": MATHML, **attributes}
    elif name == "s":
        lost.add("that text is struck out")
        return "span", {"class": _STRUCK}
    elif name == "figure":
        return "div", {"class": _FIGURE}
    elif name == "figcaption":
        return "p", {"class": _CAPTION}
    elif name == "ol" and (first := attributes.pop("start", "")):
        lost.add(f"that a list begins with {first}")
        attributes["class"] = f"{_START}{first}"
    return name, attributes


def _attributes(tag: Tag) -> Iterator[tuple[str, str]]:
    for key, value in tag.attrs.items():
        text = " ".join(value) if isinstance(value, list) else str(value)
        if key not in {TYPED, "data-source"}:
            yield key, text
        elif len(text) <= _LONGEST_LABEL:
            yield "label", text
