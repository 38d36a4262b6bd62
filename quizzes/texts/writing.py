"""A text with form as clean HTML and as plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import escape

import nh3
from markdown_it.token import Token

from quizzes.notes.symbols import lowered, raised
from quizzes.texts.formulas import UnreadableFormula, mathml, plain
from quizzes.texts.parsing import parser

# ---- pictures ----------------------------------------------------------------------------------------------

# `picture:` and the name of a picture: the beginning of the hash of its content, and its size in pixels.
PICTURE = re.compile(r"picture:([0-9a-f]{16})-([1-9]\d{0,4})x([1-9]\d{0,4})")
CREDIT = " | "  # between a picture's caption and its credit


def address_of(name: str) -> str:
    """Return where a picture is served; a test holds this to the site's addresses."""
    return f"/pictures/{name}/"


def pictures_in(text: str) -> tuple[str, ...]:
    """Return the names of the pictures that a text shows, each once, in their order."""
    images = (token for token in _all(parser().parse(text)) if token.type == "image")
    found = (PICTURE.fullmatch(str(token.attrs["src"])) for token in images)
    return tuple(dict.fromkeys(match[1] for match in found if match is not None))


# ---- HTML --------------------------------------------------------------------------------------------------

_MATHS = frozenset(
    [
        "math", "mrow", "mi", "mo", "mn", "ms", "mtext", "mspace", "msup", "msub", "msubsup", "mfrac", "msqrt", "mroot",
        "mover", "munder", "munderover", "mtable", "mtr", "mtd", "mpadded", "mphantom", "mstyle",
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
    "span": {"class"},
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
    return _cleaner().clean("".join(_blocks(parser().parse(text))))


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


def _blocks(tokens: Sequence[Token]) -> Iterator[str]:
    shown_alone = False
    for place, token in enumerate(tokens):
        if token.type == "paragraph_open":
            shown_alone = _only_pictures(tokens[place + 1].children or ())
        if token.type in {"paragraph_open", "paragraph_close"}:
            yield "" if shown_alone or token.hidden else _tag(token)
            shown_alone = shown_alone and token.type == "paragraph_open"
        elif token.type == "inline" and shown_alone:
            yield from (_figure(one) for one in token.children or () if one.type == "image")
        elif token.type == "inline":
            yield from _inline(token.children or ())
        else:
            yield _block(token)


def _block(token: Token) -> str:
    """Return what is no paragraph and holds no words of its own line."""
    if token.type == "fence":
        return f"<pre><code>{escape(token.content)}</code></pre>\n"
    if token.type.startswith("math_block"):
        return f"<p>{_formula(token.content, block=True)}</p>\n"
    return _tag(token)


def _only_pictures(inside: Sequence[Token]) -> bool:
    """Return whether a paragraph holds pictures and nothing to read beside them."""
    return bool(inside) and all(
        one.type in {"image", "softbreak"} or (one.type == "text" and not one.content.strip()) for one in inside
    )


def _tag(token: Token) -> str:
    """Return the tag of an element that needs no thought."""
    if token.nesting == -1:
        return f"</{token.tag}>\n" if token.block else f"</{token.tag}>"
    start = f' start="{token.attrs["start"]}"' if token.attrs.get("start") else ""
    align = re.search(r"text-align:(right|center)", str(token.attrs.get("style", "")))
    where = f' class="{align[1]}"' if align else ""
    return f"<{token.tag}{start}{where}>"


_TYPED = {"text": "{}", "code_inline": "<code>{}</code>"}


def _inline(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in _TYPED:
            yield _TYPED[token.type].format(escape(token.content))
        elif token.type in {"softbreak", "hardbreak"}:
            yield "<br>"
        elif token.type.startswith("math"):
            yield _formula(token.content, block=token.type != "math_inline")
        elif token.type == "image":
            yield _picture(token, inline=True)
        elif token.content:
            yield escape(token.content)
        else:
            yield _tag(token)


def _formula(latex: str, *, block: bool) -> str:
    try:
        return mathml(latex, block=block)
    except UnreadableFormula:
        return f"<code>{escape(latex)}</code>"


def _picture(token: Token, *, inline: bool) -> str:
    match = PICTURE.fullmatch(str(token.attrs["src"]))
    alt = escape(_alt(token))
    if match is None:  # of another site, or no address at all: what it shows is said instead
        return f"<em>[Picture: {alt}]</em>"
    name, width, height = match.groups()
    how = ' class="inline"' if inline else ""
    return f'<img src="{address_of(name)}" alt="{alt}" width="{width}" height="{height}"{how}>'


def _figure(token: Token) -> str:
    caption, _, credit = str(token.attrs.get("title", "")).partition(CREDIT)
    by = f' <span class="credit">{escape(credit.strip())}</span>' if credit.strip() else ""
    below = escape(caption.strip()) + by
    said = f"<figcaption>{below}</figcaption>" if below else ""
    return f'<figure class="picture">{_picture(token, inline=False)}{said}</figure>\n'


def _alt(token: Token) -> str:
    return "".join(_words(token.children or ())) or token.content


# ---- plain text --------------------------------------------------------------------------------------------


@lru_cache(maxsize=2_000)
def plain_of(text: str) -> str:
    """Return what a text says, without form: what is searched, listed and told to the engine.

    Indices and powers stay (H₂O, 10⁵), a formula is a line of signs, a picture its alternative text in brackets.
    """
    return re.sub(r"\n{3,}", "\n\n", "".join(_plain_blocks(parser().parse(text)))).strip("\n").rstrip()


def _plain_blocks(tokens: Sequence[Token]) -> Iterator[str]:
    writer = _PlainWriter()
    for token in tokens:
        if token.type == "inline":
            yield "".join(_words(token.children or ()))
        elif token.type == "fence":
            yield f"{token.content}\n"
        elif token.type.startswith("math_block"):
            yield f"{plain(token.content)}\n\n"
        elif token.type == "paragraph_close":
            yield "\n" if token.hidden or writer.lists else "\n\n"
        else:
            yield writer.between(token)


class _PlainWriter:
    """What stands between the words of lists and tables."""

    def __init__(self) -> None:
        self.lists: list[int | None] = []  # that are open: the next number, None where they have bullets
        self._cells = 0

    def between(self, token: Token) -> str:
        """Return the signs for an element that begins or ends."""
        kind = token.type
        if kind in {"bullet_list_open", "ordered_list_open"}:
            self.lists.append(int(token.attrs.get("start") or 1) if kind.startswith("ordered") else None)
            return ""
        if kind in {"bullet_list_close", "ordered_list_close"}:
            self.lists.pop()
            return "" if self.lists else "\n"
        if kind == "list_item_open":
            return self._bullet()
        if kind in {"th_open", "td_open"}:
            self._cells += 1
            return " | " if self._cells > 1 else ""
        if kind in {"tr_close", "table_close"}:
            self._cells = 0
            return "\n"
        return ""

    def _bullet(self) -> str:
        number = self.lists[-1]
        self.lists[-1] = None if number is None else number + 1
        return f"{'  ' * (len(self.lists) - 1)}{'•' if number is None else f'{number}.'} "


def _words(tokens: Sequence[Token]) -> Iterator[str]:
    script: str | None = None  # the sub- or superscript that is open
    last = ""
    for token in tokens:
        said = token.content
        if token.type in {"sub_open", "sup_open"}:
            script = token.tag
        elif token.type in {"sub_close", "sup_close"}:
            script = None
        elif token.type in {"softbreak", "hardbreak"}:
            said = "\n"
        elif token.type.startswith("math"):
            said = plain(token.content)
        elif token.type == "image":
            said = f"[Picture: {_alt(token)}]"
        elif script is not None:
            said = lowered(said) if script == "sub" else raised(said, last)
        last = said or last
        yield said


def problems_in(text: str) -> list[str]:
    """Return what of a text cannot be shown as it is meant, each as a sentence for its author."""
    tokens = list(_all(parser().parse(text)))
    problems = []
    for token in tokens:
        if token.type.startswith("math"):
            try:
                mathml(token.content)
            except UnreadableFormula as error:
                problems.append(str(error))
        elif token.type == "image" and PICTURE.fullmatch(str(token.attrs["src"])) is None:
            problems.append("Pictures of other sites cannot be shown: insert the picture here.")
        elif token.type == "image" and not _alt(token).strip():
            problems.append("A picture has no description. Say in the square brackets what it shows.")
    return list(dict.fromkeys(problems))


def _all(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _all(token.children or ())


def has_form(text: str) -> bool:
    """Return whether a text shows anything else than its own signs, in paragraphs."""
    return plain_of(text).split() != text.split() or bool(re.search(r"<(?!p>|/p>|br>)", html_of(text)))
