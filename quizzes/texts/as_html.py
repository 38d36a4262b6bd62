"""A text with form as clean HTML."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from html import escape

import nh3
from markdown_it.token import Token

from quizzes.texts.elsewhere import TYPED, Notation, formula_for_others
from quizzes.texts.formulas import UnreadableFormula, mathml
from quizzes.texts.parsing import parser
from quizzes.texts.pictures import PICTURE, address_of, alt_of, below_of

_MATHS = frozenset(
    [
        "math", "mrow", "mi", "mo", "mn", "ms", "mtext", "mspace", "msup", "msub", "msubsup", "mfrac", "msqrt", "mroot",
        "mover", "munder", "munderover", "mtable", "mtr", "mtd", "mpadded", "mphantom", "mstyle", "semantics",
        "annotation",
    ]
)  # fmt: skip
_TAGS = _MATHS | frozenset(
    [
        "p", "br", "strong", "em", "s", "sub", "sup", "code", "pre", "ul", "ol", "li", "blockquote", "table", "thead",
        "tbody", "tr", "th", "td", "figure", "figcaption", "img", "span",
    ]
)  # fmt: skip
_ATTRIBUTES = {
    "img": {"src", "alt", "width", "height", "class"},
    "figure": {"class"},
    "span": {"class", TYPED},
    "annotation": {"encoding"},
    "ol": {"start"},
    "th": {"class"},
    "td": {"class"},
    "math": {"display", "alttext"},
    "mo": {"stretchy", "fence", "form", "accent", "separator", "lspace", "rspace"},
    "mi": {"mathvariant"},
    "mspace": {"width"},
    "mtable": {"columnalign"},
    "mfrac": {"linethickness"},
}


@lru_cache(maxsize=2_000)
def html_of(text: str) -> str:
    """Return a text with form as HTML that is safe to show: known elements only, pictures of this site only."""
    return _cleaner().clean("".join(_Html().blocks(parser().parse(text))))


def html_for_others(text: str, place_of: Callable[[str], str], *, formulas: Notation = "latex") -> str:
    """Return a text as HTML for another program, with formulas in a notation that it reads.

    `place_of` says where the picture of each name is; one without a place ("") is said in words. `markdown_of` reads
    it back as it was.
    """
    clean = _cleaner().clean("".join(_Html(formulas).blocks(parser().parse(text))))

    def placed(match: re.Match[str]) -> str:
        name, rest = match.groups()
        alt = re.search(r'alt="([^"]*)"', rest)
        where = place_of(name)
        return f'<img src="{where}"{rest}>' if where else f"<em>[Picture: {alt[1] if alt else ''}]</em>"

    return re.sub(r'<img src="/pictures/([0-9a-f]{16})/"([^>]*)>', placed, clean)


def shown(stem: str, markdown: str) -> str:
    """Return a stem as HTML: with its form, or its plain words with their line breaks."""
    return html_of(markdown) if markdown else f"<p>{escape(stem).replace(chr(10), '<br>')}</p>"


@lru_cache(maxsize=1)
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(_TAGS),
        attributes={name: set(allowed) for name, allowed in _ATTRIBUTES.items()},
        attribute_filter=_ours,
        url_schemes=set(),
        generic_attribute_prefixes=set(),
        link_rel=None,
    )


def _ours(_element: str, attribute: str, value: str) -> str | None:
    """Let through a picture's address only where it is one of this site's."""
    return value if attribute != "src" or re.fullmatch(r"/pictures/[0-9a-f]{16}/", value) else None


class _Html:
    """Writes the elements of a text; `formulas` says in which notation another program has them (None: this one)."""

    def __init__(self, formulas: Notation | None = None) -> None:
        self._formulas = formulas
        self._shown_alone = False

    def blocks(self, tokens: Sequence[Token]) -> Iterator[str]:
        """Yield the text's HTML piece by piece."""
        for place, token in enumerate(tokens):
            if token.type == "paragraph_open":
                self._shown_alone = _is_pictures(tokens[place + 1].children or ())
            yield self._block(token)

    def _block(self, token: Token) -> str:
        if token.type in {"paragraph_open", "paragraph_close"}:
            return "" if self._shown_alone or token.hidden else _tag(token)
        if token.type == "inline" and self._shown_alone:
            return "".join(_figure(one) for one in token.children or () if one.type == "image")
        if token.type == "inline":
            return "".join(self._inline(one) for one in token.children or ())
        if token.type == "fence":
            return f"<pre><code>{escape(token.content)}</code></pre>\n"
        if token.type.startswith("math_block"):
            return f"<p>{self._formula(token, block=True)}</p>\n"
        return _tag(token)

    def _inline(self, token: Token) -> str:
        if token.type == "code_inline":
            return f"<code>{escape(token.content)}</code>"
        if token.type in {"softbreak", "hardbreak"}:
            return "<br>"
        if token.type.startswith("math"):
            return self._formula(token, block=token.type != "math_inline")
        if token.type == "image":
            return _picture(token, inline=True)
        return escape(token.content) if token.type == "text" or token.content else _tag(token)

    def _formula(self, token: Token, *, block: bool) -> str:
        if self._formulas is not None:
            return formula_for_others(token, self._formulas)
        try:
            return mathml(token.content, block=block)
        except UnreadableFormula:
            return f"<code>{escape(token.content)}</code>"


def _is_pictures(tokens: Sequence[Token]) -> bool:
    """Whether a paragraph holds nothing but pictures."""
    words = [one for one in tokens if one.type not in {"image", "softbreak"}]
    return len(words) < len(tokens) and all(one.type == "text" and not one.content.strip() for one in words)


def _tag(token: Token) -> str:
    """Return the tag of an element that needs no thought."""
    if token.nesting == -1:
        return f"</{token.tag}>\n" if token.block else f"</{token.tag}>"
    start = f' start="{token.attrs["start"]}"' if token.attrs.get("start") else ""
    align = re.search(r"text-align:(right|center)", str(token.attrs.get("style", "")))
    where = f' class="{align[1]}"' if align else ""
    return f"<{token.tag}{start}{where}>"


def _picture(token: Token, *, inline: bool) -> str:
    match = PICTURE.fullmatch(str(token.attrs["src"]))
    alt = escape(alt_of(token))
    if match is None:  # of another site, or no address at all: what it shows is said instead
        return f"<em>[Picture: {alt}]</em>"
    name, width, height = match.groups()
    how = ' class="inline"' if inline else ""
    return f'<img src="{address_of(name)}" alt="{alt}" width="{width}" height="{height}"{how}>'


def _figure(token: Token) -> str:
    caption, credit = below_of(token)
    by = f' <span class="credit">{escape(credit)}</span>' if credit else ""
    below = escape(caption) + by
    said = f"<figcaption>{below}</figcaption>" if below else ""
    return f'<figure class="picture">{_picture(token, inline=False)}{said}</figure>\n'
