"""The text of web pages, as saved from a browser, Word, LibreOffice or Google Docs."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from quizzes.notes.reading.equations import equation
from quizzes.notes.reading.lines import Page, Piece, cell, joined
from quizzes.notes.reading.word_styles import Look
from quizzes.notes.reading.xml import whole
from quizzes.notes.values import NotesError

_MOST_TAGS = 200_000
_DEEPEST = 200
_LONGEST_FORMULA = 20_000
_UNREAD = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "iframe",
        "object",
        "nav",
        "head",
        "title",
        "button",
        "select",
        "textarea",
    ]
)
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
        "tr",
        "td",
        "th",
        "li",
        "header",
    ]
    + [
        "footer",
        "main",
        "figure",
        "figcaption",
        "hr",
        "body",
        "address",
        "details",
        "summary",
        "center",
        "form",
        "caption",
        "aside",
    ]
    + [f"h{level}" for level in range(1, 7)]
)
_VOID = frozenset(
    ["br", "hr", "img", "input", "meta", "link", "col", "wbr", "source", "area", "base", "embed", "param", "track"]
)
# What the beginning of one ends, up to the element that holds it.
_ENDS = {
    "li": (frozenset(["li"]), frozenset(["ul", "ol", "td", "th"])),
    "p": (frozenset(["p"]), frozenset(["li", "td", "th", "div", "blockquote", "section", "dd"])),
    "dt": (frozenset(["dt", "dd"]), frozenset(["dl"])),
    "dd": (frozenset(["dt", "dd"]), frozenset(["dl"])),
    "tr": (frozenset(["tr", "td", "th"]), frozenset(["table"])),
    "td": (frozenset(["td", "th"]), frozenset(["tr", "table"])),
    "th": (frozenset(["td", "th"]), frozenset(["tr", "table"])),
}
_LOOKS = {
    **dict.fromkeys(["b", "strong", "u", "ins"], Look(bold=True)),
    **dict.fromkeys(["s", "strike", "del"], Look(struck=True)),
    "mark": Look(lit=True),
    "sup": Look(raised=1),
    "sub": Look(raised=-1),
}
_CLASS = re.compile(r"\.([\w-]{1,60})\s*\{([^{}]{0,2000})\}")
_TAG = re.compile(r"/?[A-Za-z][^>\"']*(?:(?:\"[^\"]*\"|'[^']*')[^>\"']*)*>")
_REFERENCE = re.compile(r"\s*\[?(?:\d{1,3}|[a-z]|note \d+)\]\s*$")
_GOOGLE_LEVEL = re.compile(r"lst-[\w]+-(\d)\b")
_HIDDEN_CLASSES = frozenset(
    ["katex-html", "mw-editsection", "sr-only", "visually-hidden", "noprint", "MJX_Assistive_MathML"]
)


def read_html(text: str) -> str:
    """A web page's text: headings, lists and tables in plain signs; what the page doesn't show is left out.

    Raises NotesError for a page with far more tags than notes have.
    """
    if text.count("<") > _MOST_TAGS:
        raise NotesError("this page has far more tags than notes have; paste the text")
    reader = _Reader({name: _css(rules) for name, rules in _CLASS.findall(text[:_MOST_TAGS])})
    reader.feed(_without_comments(text))
    reader.close()
    reader.finish()
    return reader.page.text()


def _without_comments(text: str) -> str:
    """The page without comments and declarations; the parser would look for the end of each one that has none."""
    for opens, closes in (("<!--", "-->"), ("<![", "]>"), ("<!", ">"), ("<?", ">")):
        pieces, at = [], 0
        while (start := text.find(opens, at)) >= 0 and (end := text.find(closes, start + len(opens))) >= 0:
            pieces.append(text[at:start])
            at = end + len(closes)
        text = "".join([*pieces, text[at:].replace(opens, " ")])
    # A sign that no `>` follows before the next begins no tag; one with an odd quote would be looked for to the end.
    first, *rest = text.split("<")
    return first + "".join(f"<{piece}" if _TAG.match(piece) else f"&lt;{piece}" for piece in rest)


def _css(rules: str) -> Look:
    """What a style says of bold, raised, struck-out, hidden and highlighted text."""
    said = {
        name.strip().lower(): value.strip().lower()
        for name, _, value in (rule.partition(":") for rule in rules.split(";"))
    }
    weight, line, height = said.get("font-weight", ""), said.get("text-decoration", ""), said.get("vertical-align", "")
    ground = said.get("background-color", "") or said.get("background", "")
    lit = ground.startswith(("#ff0", "#00ff", "yellow", "lime", "aqua", "cyan", "#ffff00", "rgb(255, 255, 0")) or None
    bold = (weight in {"bold", "bolder", "600", "700", "800", "900"}) if weight else None
    return Look(
        True if "underline" in line and bold is None else bold,
        True if said.get("display") == "none" or said.get("visibility") == "hidden" else None,
        True if "line-through" in line else False if line == "none" else None,
        {"super": 1, "sub": -1, "baseline": 0}.get(height),
        lit,
    )


@dataclass(slots=True)
class _Open:
    """An element that has begun: how its text looks, and whether it is read."""

    name: str
    look: Look
    unread: bool = False
    classes: str = ""
    counted: int = 0


@dataclass(slots=True)
class _Table:
    rows: list[list[str]] = field(default_factory=list)
    header: bool = False
    cell: list[str] | None = None
    span: int = 1


class _Reader(HTMLParser):
    """Reads a page in one pass, whatever its tags leave open."""

    def __init__(self, classes: dict[str, Look]) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self.open: list[_Open] = []
        self.pieces: list[Piece] = []
        self.tables: list[_Table] = []
        self.formula: list[str] | None = None
        self.numbered = False
        self.classes = classes

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin an element."""
        if self.formula is not None:
            self.formula.append(f"<{tag}>")
            return
        if tag == "math":
            self.formula = ["<math>"]
            return
        if tag in _BLOCKS:
            self.end_block()
        if tag in _ENDS:
            self._close_until(*_ENDS[tag])
        if tag == "br":
            self.pieces.append(Piece("\n"))
        if tag in _VOID:
            return
        given = {name: value or "" for name, value in attrs}
        if len(self.open) < _DEEPEST:
            self.open.append(self._opened(tag, given))
        self._begin(tag, given)

    def _opened(self, tag: str, given: dict[str, str]) -> _Open:
        """Return an element that begins inside those that are open."""
        above = self.open[-1] if self.open else _Open("", Look())
        look, classes = _LOOKS.get(tag, Look()), given.get("class", "")
        for name in classes.split():
            look = self.classes.get(name, Look()).over(look)
        look = _css(given.get("style", "")).over(look)
        if tag == "a":  # underlined, but not because a teacher marked it
            look = Look(bold=None, hidden=look.hidden, struck=look.struck, raised=look.raised)
        hidden = "hidden" in given or look.hidden or not _HIDDEN_CLASSES.isdisjoint(classes.split())
        unread = above.unread or tag in _UNREAD or bool(hidden)
        return _Open(tag, look.over(above.look), unread, classes, whole(given.get("start"), 1) - 1)

    def _begin(self, tag: str, given: dict[str, str]) -> None:
        if tag == "table":
            self.tables.append(_Table())
        elif self.tables and tag == "tr":
            self.tables[-1].rows.append([])
        elif self.tables and tag in {"td", "th"}:
            table = self.tables[-1]
            table.cell = []
            table.span = min(whole(given.get("colspan"), 1), 50)
            table.header = table.header or (tag == "th" and len(table.rows) == 1)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin and end an element that is empty."""
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """End an element, and what was left open in it."""
        if self.formula is not None:
            self._formula_end(tag)
            return
        if tag in _BLOCKS:
            self.end_block()
        if any(element.name == tag for element in self.open[-_DEEPEST:]):
            while self.open:
                done = self.open.pop()
                self._end(done.name)
                if done.name == tag:
                    break

    def finish(self) -> None:
        """End what the page left open."""
        self.end_block()
        while self.open:
            self._end(self.open.pop().name)

    def _close_until(self, names: frozenset[str], within: frozenset[str]) -> None:
        """End the innermost of these elements, unless one that holds it has begun since."""
        for at in range(len(self.open) - 1, -1, -1):
            if self.open[at].name in within:
                return
            if self.open[at].name in names:
                while len(self.open) > at:
                    self.end_block()
                    self._end(self.open.pop().name)
                return

    def _end(self, tag: str) -> None:
        if not self.tables:
            return
        table = self.tables[-1]
        if tag in {"td", "th"} and table.cell is not None:
            if not table.rows:
                table.rows.append([])
            table.rows[-1] += [cell(table.cell)] + [""] * (table.span - 1)
            table.cell = None
        elif tag == "table":
            self.tables.pop()
            self._write_table(table)

    def _write_table(self, table: _Table) -> None:
        rows = [row for row in table.rows if any(row)]
        if self.tables and self.tables[-1].cell is not None:
            self.tables[-1].cell += [text for row in rows for text in row]
        elif rows and all(len(row) == 1 for row in rows):
            for row in rows:
                self.page.paragraph(row[0].replace("\\|", "|"))
        else:
            self.page.table(rows, header=table.header)

    def handle_data(self, data: str) -> None:
        """Read some text."""
        if self.formula is not None:
            self.formula.append(data.replace("&", "&amp;").replace("<", "&lt;"))
            return
        around = self.open[-1] if self.open else _Open("", Look())
        if around.unread or around.look.struck:
            return
        text = data if self._within("pre") else re.sub(r"\s+", " ", data)
        if around.look.raised == 1 and _REFERENCE.match(text):
            return
        self.pieces.append(Piece(text, bool(around.look.bold), bool(around.look.lit), around.look.raised or 0))

    def _formula_end(self, tag: str) -> None:
        formula = self.formula or []
        formula.append(f"</{tag}>")
        if tag != "math":
            return
        self.formula = None
        text = "".join(formula)
        if len(text) > _LONGEST_FORMULA or (self.open and self.open[-1].unread):
            return
        try:
            root: Element = fromstring(text, forbid_dtd=True)
        except (ParseError, DefusedXmlException, ValueError, RecursionError):
            return
        self.pieces.append(Piece(equation(root)))

    def _within(self, *names: str) -> _Open | None:
        return next((element for element in reversed(self.open) if element.name in names), None)

    def end_block(self) -> None:
        """Write what has been said since the last block began."""
        pieces, self.pieces = self.pieces, []
        if not any(piece.text.strip() for piece in pieces):
            return
        inside = [element.name for element in self.open]
        if self.tables and self.tables[-1].cell is not None:
            self.tables[-1].cell.append(joined(pieces))
            return
        heading = next(
            (name for name in reversed(inside) if len(name) == 2 and name[0] == "h" and name[1].isdigit()), ""
        )
        text = joined(pieces, plain=bool(heading))
        if heading:
            self.page.heading(text, int(heading[1]))
        elif "pre" in inside:
            self.page.lines += ["```", *text.split("\n"), "```", ""]
        elif item := self._within("li"):
            self._item(text, item)
        elif "dd" in inside:
            self.page.meaning(text)
        else:
            self.page.paragraph(text)

    def _item(self, text: str, item: _Open) -> None:
        """An item of a list; what it says after its first block stands below it."""
        depth = sum(element.name in {"ul", "ol"} for element in self.open) - 1
        of_list = self._within("ul", "ol")
        level = _GOOGLE_LEVEL.search(f"{of_list.classes} {item.classes}") if of_list else None
        depth = int(level[1]) if level else max(depth, 0)
        if item.counted < 0:
            self.page.item(text, depth + 1)
            return
        item.counted = -1
        numbered = of_list is not None and of_list.name == "ol"
        if depth == 0 and numbered != self.numbered:
            self.page.blank()
        self.numbered = numbered if depth == 0 else self.numbered
        if of_list is not None and numbered:
            of_list.counted += 1
        self.page.item(text, depth, of_list.counted if of_list is not None and numbered else 0)
