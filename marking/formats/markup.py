"""HTML of other programs as plain text: paragraphs on lines of their own, powers and indices kept. In linear time."""

# ruff: noqa: SIM905  (long lists of words read best as text)

from __future__ import annotations

import html
import re
from collections.abc import Iterator

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]*)((?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*)>")
_MARKED_UP = re.compile(r"<[a-zA-Z/!]|&[a-zA-Z#]")
_BLOCKS = frozenset(
    "p div li tr h1 h2 h3 h4 h5 h6 pre table ul ol dl dt dd blockquote section article "
    "figure figcaption caption hr br".split()
)
_HIDDEN = frozenset(["script", "style", "template"])
_KNOWN = (
    _BLOCKS
    | _HIDDEN
    | frozenset(
        "b i em strong u s sub sup span font a code kbd tt samp var small big del ins mark q cite abbr dfn "
        "center strike label input td th tbody thead tfoot col colgroup img audio video source object param embed "
        "iframe nolink html body head title meta link bdi bdo wbr time ruby rt main header footer aside nav details "
        "summary picture lang o:p".split()
    )
)
_RAISED = str.maketrans("0123456789+-−–=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-−–=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₌₍₎")
_RAISABLE = re.compile(r"[0-9+\-−–=()n]+")
_LOWERABLE = re.compile(r"[0-9+\-−–=()]+")
# What stands high without being a power: the ending of an ordinal, a charge, the sign of a trade mark or a note.
_ORDINAL = re.compile(r"(?:st|nd|rd|th|er|ère|e|o|a|\*|†|®|™|TM)", re.IGNORECASE)
_CHARGE = re.compile(r"\d*[+\-−–]")
_SCRIPT = re.compile(r"<su[bp]\b[^<>]*>([^<]*)", re.IGNORECASE)

POWERS = (
    "It holds powers or indices. They are written 10⁵ and H₂O in the question, 10^5 and H2O in answers: check them."
)
PICTURES = "Pictures and media are left out."
MEDIA = "Sounds, films and other media are left out."
LANGUAGES = "It says the same in several languages: only the first of them is taken over."


def raised(text: str, *, typed: bool = False) -> str:
    """Return what stands as a superscript in plain signs: 10⁵, or 10^5 where `typed`, as a student types it."""
    text = text.strip()
    if not text or _ORDINAL.fullmatch(text):
        return text
    if typed:
        text = re.sub("[−–]", "-", text)
        return text if _CHARGE.fullmatch(text) and text[-1] in "+-" else f"^{_grouped(text)}"
    return text.translate(_RAISED) if _RAISABLE.fullmatch(text) else f"^{_grouped(text)}"


def lowered(text: str, *, typed: bool = False) -> str:
    """Return what stands as a subscript in plain signs: H₂O, or H2O where `typed`; other indices get a low line."""
    text = text.strip()
    if typed:
        return text
    return text.translate(_LOWERED) if _LOWERABLE.fullmatch(text) or not text else f"_{_grouped(text)}"


def _grouped(text: str) -> str:
    return text if re.fullmatch(r"-?\w+", text) else f"({text})"


def plain(text: str, style: str = "html", *, typed: bool = False) -> str:
    """Return text without markup, its paragraphs on lines of their own.

    `style` is what the file calls its format: only "html" and Moodle's own formats hold markup. `typed`: it is an
    accepted answer, so powers become what a student can type.
    """
    if style in {"plain", "plain_text"}:
        return text.replace("\r\n", "\n").strip("\n").rstrip()
    if style in {"html", "moodle", "moodle_auto_format"} and _MARKED_UP.search(text):
        text = _Text(typed=typed, folds=style == "html").read(text)
    lines = (re.sub(r"[ \t\u00a0]+", " ", line).strip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def plain_answer(text: str, style: str = "html") -> str:
    """Return an accepted answer without markup; one that is nothing but a tag, as computing asks for, is kept."""
    return plain(text, style, typed=True) or text.strip()


def as_typed(text: str, style: str) -> str:
    """Return a text with the spaces before its lines, as a mark scheme needs them."""
    if style in {"html", "moodle_auto_format"} and _MARKED_UP.search(text):
        text = _Text(typed=True, folds=False).read(text)
    return "\n".join(line.replace("\u00a0", " ").rstrip() for line in text.split("\n")).strip("\n")


def remarks_on(*texts: str) -> Iterator[str]:
    """Yield what plain text cannot show of these pieces of HTML."""
    whole = "\n".join(texts)
    if re.search(r"<img\b|@@PLUGINFILE@@", whole, re.IGNORECASE):
        yield PICTURES
    if re.search(r"<(audio|video|object|embed|iframe)\b", whole, re.IGNORECASE):
        yield MEDIA
    if any(not _ORDINAL.fullmatch(match[1].strip()) for match in _SCRIPT.finditer(whole)):
        yield POWERS
    if re.search(r"class\s*=\s*[\"']multilang", whole, re.IGNORECASE):
        yield LANGUAGES


def _is_markup(tag: re.Match[str]) -> bool:
    """Whether it is a tag of HTML, and not code (`vector<int>`) or two comparisons (`a <b and c> d`)."""
    rest = tag[3].strip()
    return tag[2].lower() in _KNOWN and (not rest or "=" in rest or rest == "/")


class _Text:
    """Reads HTML once from left to right; what is never closed costs nothing."""

    def __init__(self, *, typed: bool, folds: bool) -> None:
        self._typed = typed
        self._folds = folds
        self._out: list[str] = []
        self._line_begins = True
        self._script: tuple[str, list[str]] | None = None  # the sub- or superscript that is open
        self._hidden = ""
        self._pre = 0
        self._languages: list[bool] = []  # open spans: is it one of several languages?
        self._language = ""
        self._muted = 0

    def read(self, text: str) -> str:
        at, comments = 0, True
        while (begin := text.find("<", at)) >= 0:
            self._said(text[at:begin])
            at = begin
            if comments and text.startswith("<!--", begin):
                end = text.find("-->", begin)
                comments = end >= 0
                at = end + 3 if comments else begin
            if at == begin:
                tag = _TAG.match(text, begin)
                if tag is None or not _is_markup(tag):
                    self._said("<")
                    at = begin + 1
                else:
                    self._tag(tag)
                    at = tag.end()
        self._said(text[at:])
        self._close_script()
        return "".join(self._out)

    def _said(self, raw: str) -> None:
        if not raw or self._hidden or self._muted:
            return
        text = html.unescape(raw)
        if self._script is not None:
            self._script[1].append(text)
            return
        if self._folds and not self._pre:
            text = re.sub(r"[ \t\r\n]+", " ", text)
            text = text.lstrip(" ") if self._line_begins else text
        if text:
            self._out.append(text)
            self._line_begins = text.endswith("\n")

    def _tag(self, match: re.Match[str]) -> None:
        closes, name = bool(match[1]), match[2].lower()
        if self._hidden:
            self._hidden = "" if closes and name == self._hidden else self._hidden
        elif name in _HIDDEN:
            self._hidden = "" if closes else name
        elif name in {"sup", "sub"}:
            self._close_script()
            self._script = None if closes else (name, [])
        elif name == "span":
            self._span(match[3], closes=closes)
        elif name in _BLOCKS:
            self._block(name, closes=closes)
        elif name in {"td", "th"} and closes:
            self._said(" ")

    def _block(self, name: str, *, closes: bool) -> None:
        self._close_script()
        if name == "pre":
            self._pre = 0 if closes else 1
        if not self._line_begins or name == "br":
            self._out.append("\n")
        self._line_begins = True

    def _span(self, attributes: str, *, closes: bool) -> None:
        """Show of spans that say the same in several languages those of the first."""
        if closes:
            self._muted -= bool(self._languages and self._languages.pop() and self._muted)
            return
        language = re.search(r"lang\s*=\s*[\"']?([\w-]+)", re.sub(r"class\s*=\s*[\"'][^\"']*[\"']", "", attributes))
        other = False
        if "multilang" in attributes and language is not None:
            self._language = self._language or language[1]
            other = language[1] != self._language
        self._languages.append(other)
        self._muted += other

    def _close_script(self) -> None:
        if self._script is None:
            return
        name, texts = self._script
        self._script = None
        text = "".join(texts)
        self._out.append((raised if name == "sup" else lowered)(text, typed=self._typed))
        self._line_begins = False
