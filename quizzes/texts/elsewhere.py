r"""Formulas in the HTML of other programs: what those show, beside it what was typed; read back while both agree.

A formula goes out as `<span class="formula" data-tex="\ce{H2O}">H<sub>2</sub>O</span>`. Who changes what is shown in
the other program changes it here too: what was typed is believed only where it still gives what is shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Literal

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString
from markdown_it.token import Token

from quizzes.texts.formulas import UnreadableFormula, annotated, chemistry_in, in_brackets
from quizzes.texts.parsing import parser
from quizzes.texts.pictures import all_of

TYPED = "data-tex"
Notation = Literal["latex", "mathml"]


def formula_for_others(token: Token, notation: Notation) -> str:
    """Return the formula of a token as other programs show it, with what was typed beside it."""
    inner = _shown(token, notation)
    return f'<span class="formula" {TYPED}="{escape(_typed(token))}">{inner}</span>'


def typed_in(element: Tag) -> str:
    """Return what was typed for the formula that an element shows, "" where it says nothing or shows another one."""
    typed = str(element.get(TYPED) or "").strip()
    tokens = [token for token in all_of(parser().parse(typed)) if token.type not in _AROUND]
    if len(tokens) != 1 or not _is_formula(tokens[0]):
        return ""
    said = list(_said(element))
    ways: tuple[Notation, ...] = ("latex", "mathml")
    agrees = any(said == list(_said(BeautifulSoup(_shown(tokens[0], way), "html.parser"))) for way in ways)
    return typed if agrees else ""


_AROUND = frozenset(["paragraph_open", "paragraph_close", "inline"])


def _is_formula(token: Token) -> bool:
    return token.type.startswith("math")


def _typed(token: Token) -> str:
    begin = token.markup
    end = {"\\(": "\\)", "\\[": "\\]"}.get(begin, begin)
    return f"{begin}{token.content}{end}"


def _shown(token: Token, notation: Notation) -> str:
    if (chemistry := chemistry_in(token.content)) is not None:
        return chemistry
    block = token.type != "math_inline"
    if notation == "latex":
        return in_brackets(token.content, block=block)
    try:
        return annotated(token.content, block=block)
    except UnreadableFormula:
        return f"<code>{escape(token.content)}</code>"


def _said(element: Tag) -> Iterator[tuple[str, str]]:
    """Yield the words of an element, each with whether it stands high or low."""
    for text in element.find_all(string=True):
        parents = {parent.name for parent in text.parents}
        if isinstance(text, NavigableString) and "annotation" not in parents and (words := "".join(text.split())):
            yield ("sub" if "sub" in parents else "sup" if "sup" in parents else ""), words
