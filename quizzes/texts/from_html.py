"""HTML of other programs, as it is pasted or imported, in the notation of texts with form."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any, NamedTuple
from xml.etree.ElementTree import ParseError

import nh3
from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from markdownify import MarkdownConverter

from quizzes.notes.reading.equations import equation
from quizzes.notes.symbols import lowered, raised
from quizzes.texts.elsewhere import TYPED, typed_in
from quizzes.texts.escaping import escaped
from quizzes.texts.formulas import LATEX, UnreadableFormula, mathml


class FoundPicture(NamedTuple):
    """A picture of a page: its address, and what is said of it. `inline`: it stands within a line."""

    address: str
    alt: str
    caption: str = ""
    credit: str = ""
    inline: bool = False


# Gives what stands for a picture in Markdown.
Pictured = Callable[[FoundPicture], str]

_KEPT = frozenset(
    [
        "p", "div", "br", "b", "strong", "i", "em", "s", "del", "strike", "sub", "sup", "code", "pre", "kbd", "samp",
        "ul", "ol", "li", "blockquote", "table", "thead", "tbody", "tfoot", "tr", "th", "td", "caption", "figure",
        "figcaption", "img", "span", "font", "u", "a", "h1", "h2", "h3", "h4", "h5", "h6", "dl", "dt", "dd", "section",
        "article", "hr", "math", "mrow", "mi", "mo", "mn", "ms", "mtext", "msup", "msub", "msubsup", "mfrac", "msqrt",
        "mroot", "mover", "munder", "munderover", "mtable", "mtr", "mtd", "semantics", "annotation",
    ]
)  # fmt: skip
_ATTRIBUTES = {name: {"style", "class"} for name in ("p", "span", "b", "i", "div", "li", "font", "u")} | {
    "img": {"src", "alt", "class"},
    "ol": {"start"},
    "math": {"alttext", "display"},
    "annotation": {"encoding"},
    "td": {"class", "style", "align"},
    "th": {"class", "style", "align"},
}
_ATTRIBUTES["span"] = {"style", "class", TYPED}
_LONGEST = 500_000  # characters
_MOST_TAGS = 6_000
_DEEPEST = 60  # elements within each other
_END_THEMSELVES = frozenset(["br", "img", "hr", "meta", "link", "col", "input", "wbr", "p", "li", "td", "th", "tr"])
_WORD_BULLET = re.compile(r"mso-list\s*:\s*ignore", re.IGNORECASE)
_WORD_LEVEL = re.compile(r"mso-list\s*:[^;]*level(\d)", re.IGNORECASE)
_NUMBERED = re.compile(r"\(?(\d{1,2}|[a-z])[.)]")


def markdown_of(html: str, picture: Pictured | None = None) -> str:
    """Return HTML as a text with form; without `picture`, pictures are left out.

    What is nested deeper or has more elements than any text comes as its words alone.
    """
    if len(html) > _LONGEST or html.count("<") > _MOST_TAGS or _depth(html) > _DEEPEST:
        return escaped(_words(html))
    clean = nh3.clean(
        html, tags=set(_KEPT), attributes=_ATTRIBUTES, url_schemes={"http", "https", "data"}, link_rel=None,
        generic_attribute_prefixes=set(),
    )  # fmt: skip
    if _depth(clean) > _DEEPEST:
        return escaped(_words(html))
    soup = BeautifulSoup(clean, "html.parser")
    for text in soup.find_all(string=True):
        _fold_spaces(text)
    for tag in soup.find_all("span", attrs={TYPED: True}):
        _take_formula(tag)
    for tag in soup.find_all(["span", "p", "b", "i", "div", "u", "font", "li"]):
        _take_style(soup, tag)
    for tag in soup.find_all("figure") if picture is not None else ():
        _take_caption(tag)
    made = _Converter(picture=picture).convert_soup(soup)
    made = re.sub(r"[ \t\u00a0]+\n", "\n", made.replace("\u00a0", " "))
    return re.sub(r"\n{3,}", "\n\n", made).strip()


def _words(html: str) -> str:
    return re.sub(r"[ \t]*\n\s*", "\n", unescape(re.sub(r"<[^<>]*>", "\n", html))).strip()


def _depth(html: str) -> int:
    """Return how many elements are open at once at most, those not counted that end by themselves."""
    depth = deepest = 0
    for closes, name in re.findall(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)", html):
        if name.lower() not in _END_THEMSELVES:
            depth += -1 if closes else 1
            deepest = max(deepest, depth)
    return deepest


def _fold_spaces(text: NavigableString) -> None:
    """Make one space of where a page breaks its lines, which says nothing; only `br` and `pre` do."""
    if "\n" not in text or any(parent.name == "pre" for parent in text.parents):
        return
    folded = re.sub(r"[ \t\r]*\n\s*", " ", text)
    before = text.previous_sibling
    text.replace_with(folded.lstrip() if isinstance(before, Tag) and before.name == "br" else folded)


def _take_style(soup: BeautifulSoup, tag: Tag) -> None:
    """Turn what an element's style says of its text into elements: Word, Google Docs and editors write no others."""
    style = str(tag.get("style") or "").lower()
    if not style:
        return
    if _WORD_BULLET.search(style):
        tag.string = f"\ue010{tag.get_text().strip()}\ue011"
        return
    if level := _WORD_LEVEL.search(style):
        tag.name, tag["data-level"] = "wordlist", level[1]
        return
    said = {name.strip(): value.strip() for name, _, value in (rule.partition(":") for rule in style.split(";"))}
    if tag.name == "b" and said.get("font-weight") in {"normal", "400"}:
        tag.name = "span"  # Google's frame around everything that it copies
    looks = {
        "strong": said.get("font-weight", "") in {"bold", "bolder", "600", "700", "800", "900"} and tag.name != "b",
        "em": said.get("font-style", "") == "italic" and tag.name != "i",
        "s": "line-through" in said.get("text-decoration", ""),
        "sup": said.get("vertical-align", "") == "super",
        "sub": said.get("vertical-align", "") == "sub",
    }
    for name in [name for name, holds in looks.items() if holds]:
        inner = soup.new_tag(name)
        inner.extend(list(tag.contents))
        tag.append(inner)


def _take_formula(tag: Tag) -> None:
    """Turn a formula that a program of ours wrote into what was typed for it."""
    if typed := typed_in(tag):
        tag.clear()
        tag.name, tag[TYPED] = "formula", typed


def _take_caption(figure: Tag) -> None:
    """Give the picture of a figure what is written below it, its credit apart where it is marked as one."""
    images, below = figure.find_all("img"), figure.find("figcaption")
    if len(images) != 1 or below is None:
        return
    credit = below.find(class_="credit")
    if credit is not None:
        images[0]["data-credit"] = " ".join(credit.extract().get_text().split())
    images[0]["data-caption"] = " ".join(below.extract().get_text().split())


class _Converter(MarkdownConverter):
    """The library's converter with this notation's signs."""

    def __init__(self, picture: Pictured | None) -> None:
        super().__init__(bullets="-", strong_em_symbol="*", autolinks=False, table_infer_header=True)
        self._picture = picture

    def escape(self, text: str, parent_tags: Any) -> str:
        """Return a text of the page so that each sign stands for itself."""
        return text if {"code", "pre"} & set(parent_tags) else escaped(text)

    def convert_a(self, _el: Tag, text: str, parent_tags: Any) -> str:
        """A link leads out of the quiz: its words stay."""
        return text

    def convert_br(self, _el: Tag, _text: str, parent_tags: Any) -> str:
        """A line break is one."""
        return " " if "_inline" in parent_tags or "td" in parent_tags or "th" in parent_tags else "\n"

    def convert_hr(self, _el: Tag, _text: str, parent_tags: Any) -> str:
        """A ruled line parts paragraphs."""
        return "\n\n"

    def convert_hN(self, _n: int, _el: Tag, text: str, parent_tags: Any) -> str:  # noqa: N802 -- the library's name
        """A heading is a paragraph in bold: a question has none of its own."""
        text = text.strip().strip("*")
        return f"\n\n**{text}**\n\n" if text else ""

    def convert_sub(self, _el: Tag, text: str, parent_tags: Any) -> str:
        """H~2~O."""
        return self._script("~", text, lowered(text))

    def convert_sup(self, _el: Tag, text: str, parent_tags: Any) -> str:
        """x^2^."""
        return self._script("^", text, raised(text, "x"))

    @staticmethod
    def _script(sign: str, text: str, plain: str) -> str:
        text = text.strip()
        return "" if not text else f"{sign}{text}{sign}" if not re.search(r"[\s^~]", text) else plain

    def convert_img(self, el: Tag, _text: str, parent_tags: Any) -> str:
        """A picture as its keeper writes it."""
        if self._picture is None:
            return ""
        alt, caption, credit = (
            " ".join(str(el.get(name) or "").split()) for name in ("alt", "data-caption", "data-credit")
        )
        inline = "inline" in (el.get("class") or []) or bool({"td", "th"} & set(parent_tags))
        return self._picture(FoundPicture(str(el.get("src") or ""), alt, caption, credit, inline))

    def convert_formula(self, el: Tag, _text: str, parent_tags: Any) -> str:
        """A formula as it was typed here."""
        return str(el[TYPED])

    def convert_math(self, el: Tag, text: str, parent_tags: Any) -> str:
        """A formula as the LaTeX that it names, else as a line of signs."""
        block = el.get("display") == "block"
        latex = [note.get_text().strip() for note in el.find_all("annotation") if note.get("encoding") == LATEX]
        if latex and (typed := _formula(latex[0], block=block)):
            return typed
        for note in el.find_all("annotation"):
            note.decompose()
        for frame in el.find_all("semantics"):
            frame.unwrap()
        try:
            return escaped(str(el.get("alttext") or "") or equation(fromstring(str(el))).strip())
        except (ParseError, DefusedXmlException, ValueError):
            return text

    def convert_table(self, el: Tag, text: str, parent_tags: Any) -> str:
        """A table whose columns stand as those of the page do."""
        if not re.search(r"[^\s|:-]", text):
            return ""  # a frame for something that did not come along
        row = el.find("tr")
        sides = [_side(cell) for cell in row.find_all(["td", "th"])] if row is not None else []
        if any(side != "---" for side in sides):
            text = re.sub(r"^\|(?: --- \|)+$", f"| {' | '.join(sides)} |", text, count=1, flags=re.MULTILINE)
        return f"\n\n{text.strip()}\n\n"

    def convert_figcaption(self, _el: Tag, text: str, parent_tags: Any) -> str:
        """A caption on a line of its own."""
        return f"\n\n{text.strip()}\n\n"

    def convert_wordlist(self, el: Tag, text: str, parent_tags: Any) -> str:
        """An item of a list as Word copies it: a paragraph with its bullet before it."""
        item = re.match(r"\s*\ue010(.*?)\ue011\s*(.*)", text.strip(), re.DOTALL)
        bullet, words = (item[1], item[2]) if item else ("", text.strip())
        sign = f"{bullet.replace(chr(92), '').strip('().')}." if _NUMBERED.fullmatch(bullet.replace("\\", "")) else "-"
        sign = sign if sign[:-1].isdigit() else "-"
        return f"\n{'   ' * (int(str(el['data-level'])) - 1)}{sign} {' '.join(words.split())}\n"


def _formula(latex: str, *, block: bool) -> str:
    """Return LaTeX as it is typed here, "" for what cannot be read or would not be a formula between its signs."""
    latex = " ".join(latex.split())
    try:
        mathml(latex)
    except UnreadableFormula:
        return ""
    if re.search(r"\$|\\[)\]]", latex):
        return ""
    return f"$${latex}$$" if block else f"\\({latex}\\)"


def _side(cell: Tag) -> str:
    """Return the signs that set a column as its first cell is."""
    said = " ".join([*(cell.get("class") or []), str(cell.get("align") or ""), str(cell.get("style") or "")])
    side = re.search(r"(?:^|\s|text-align:\s*)(right|center)\b", said)
    return {"right": "--:", "center": ":-:"}[side[1]] if side else "---"
