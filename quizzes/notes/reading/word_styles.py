"""Styles and lists of a Word document: what a paragraph or run inherits, and the number an item has."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from quizzes.notes.reading.xml import attribute, child, children, whole

_LONGEST_CHAIN = 20  # styles that a style is based on
_LEVELS = 9  # of headings; Word gives body text the next
_OFF = {"0", "false", "off", "none"}


def is_on(node: Element | None, name: str) -> bool | None:
    """Whether a property is switched on; None where it isn't named."""
    switch = child(node, name)
    return None if switch is None else (attribute(switch, "val") or "1").lower() not in _OFF


@dataclass(frozen=True, slots=True)
class Look:
    """How a run looks, as far as notes care. None: as what it stands in."""

    bold: bool | None = None
    hidden: bool | None = None
    struck: bool | None = None
    raised: int | None = None
    lit: bool | None = None

    def over(self, other: Look) -> Look:
        """Return this look, and what it doesn't say as `other` says it."""
        names = ("bold", "hidden", "struck", "raised", "lit")
        return Look(*(getattr(other, name) if getattr(self, name) is None else getattr(self, name) for name in names))


def look_of(properties: Element | None, *, linked: bool = False) -> Look:
    """The look that a run's own properties name; the underline of a link says nothing."""
    if properties is None:
        return Look()
    bold = is_on(properties, "b")
    if bold is None and not linked and is_on(properties, "u"):
        bold = True
    height = attribute(child(properties, "vertAlign"), "val")
    raised = None if height is None else {"superscript": 1, "subscript": -1}.get(height, 0)
    if raised is None:
        raised = _shifted(attribute(child(properties, "position"), "val"))
    struck = is_on(properties, "strike") or is_on(properties, "dstrike")
    hidden = is_on(properties, "vanish") or is_on(properties, "webHidden")
    return Look(bold, hidden, struck, raised, is_on(properties, "highlight"))


def _shifted(points: str | None) -> int | None:
    """LibreOffice writes superscript as text set some half-points above the line."""
    number = _SHIFT.fullmatch(points or "")
    return None if number is None else 0 if int(points or "0") == 0 else -1 if number[1] else 1


_SHIFT = re.compile(r"(-?)\d{1,3}")


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph or character style with what it inherits. `outline` is a heading's level from 1, 0 for none."""

    name: str = ""
    look: Look = field(default_factory=Look)
    outline: int = 0
    numbering: tuple[str, int] = ("", 0)


class Styles:
    """The styles of a document by their id."""

    def __init__(self, root: Element | None) -> None:
        nodes = list(children(root, "style")) if root is not None else []
        self._nodes = {attribute(node, "styleId") or "": node for node in nodes}
        self._found: dict[str, Style] = {}

    def get(self, style_id: str | None, depth: int = 0) -> Style:
        """Return a style by its id, an empty one where there is none."""
        node = self._nodes.get(style_id or "")
        if node is None or depth > _LONGEST_CHAIN:
            return Style()
        if style_id not in self._found:
            based = self.get(attribute(child(node, "basedOn"), "val"), depth + 1)
            self._found[style_id or ""] = _style(node, based)
        return self._found[style_id or ""]


def _style(node: Element, based: Style) -> Style:
    paragraph = child(node, "pPr")
    name = (attribute(child(node, "name"), "val") or "").lower()
    heading = re.fullmatch(r"heading (\d)", name)
    outline = int(heading[1]) if heading else 1 if name == "title" else outline_of(paragraph) or based.outline
    return Style(name, look_of(child(node, "rPr")).over(based.look), outline, numbering_of(paragraph, based.numbering))


def outline_of(properties: Element | None) -> int:
    """The level of a heading from 1, 0 for body text."""
    level = whole(attribute(child(properties, "outlineLvl"), "val"), -1)
    return level + 1 if level < _LEVELS else 0


def numbering_of(properties: Element | None, inherited: tuple[str, int] = ("", 0)) -> tuple[str, int]:
    """The list that a paragraph belongs to and its level there; an id of "" or "0" is none."""
    numbering = child(properties, "numPr")
    if numbering is None:
        return inherited
    number, level = (attribute(child(numbering, name), "val") for name in ("numId", "ilvl"))
    return number or inherited[0], whole(level, inherited[1])


@dataclass(frozen=True, slots=True)
class _Level:
    kind: str = "decimal"
    start: int = 1


@dataclass(slots=True)
class _List:
    """A list: its levels, and how far it has counted in each. Lists of one kind share the count, as in Word."""

    levels: dict[int, _Level] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """The lists of a document."""

    def __init__(self, root: Element | None) -> None:
        self._lists: dict[str, _List] = {}
        self._of: dict[str, tuple[str, dict[int, int]]] = {}
        if root is None:
            return
        for node in children(root, "abstractNum"):
            self._lists[attribute(node, "abstractNumId") or ""] = _List(dict(map(_level, children(node, "lvl"))))
        for node in children(root, "num"):
            self._of[attribute(node, "numId") or ""] = (
                attribute(child(node, "abstractNumId"), "val") or "",
                _restarts(node),
            )

    def kind(self, number: str, level: int) -> str:
        """Return "bullet", "none" for a paragraph that only continues, else the kind of number."""
        listed = self._lists.get(self._of.get(number, ("", {}))[0])
        return listed.levels.get(level, _Level()).kind if listed is not None else ""

    def next(self, number: str, level: int) -> int:
        """Count on in a list and return the item's number."""
        abstract, restarts = self._of[number]
        listed = self._lists[abstract]
        if level in restarts:
            listed.counts[level] = restarts.pop(level) - 1
        start = listed.levels.get(level, _Level()).start
        listed.counts[level] = listed.counts.get(level, start - 1) + 1
        for deeper in [other for other in listed.counts if other > level]:
            del listed.counts[deeper]
        return listed.counts[level]


def _level(node: Element) -> tuple[int, _Level]:
    kind = attribute(child(node, "numFmt"), "val") or "decimal"
    start = whole(attribute(child(node, "start"), "val"), 1)
    return whole(attribute(node, "ilvl"), 0), _Level(kind, start)


def _restarts(node: Element) -> dict[int, int]:
    """The levels at which a list begins anew, and with which number."""
    starts = {}
    for override in children(node, "lvlOverride"):
        start = attribute(child(override, "startOverride"), "val")
        if start is not None:
            starts[whole(attribute(override, "ilvl"), 0)] = whole(start, 1)
    return starts
