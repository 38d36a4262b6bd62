"""Formulas in LaTeX as MathML, which browsers and screen readers know by themselves, and as a line of plain signs."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from typing import Final

from latex2mathml.converter import convert

from quizzes.notes.clean.latex import readable
from quizzes.texts.chemistry import as_html, as_latex, as_plain

LONGEST: Final = 1_000  # characters
LATEX: Final = "application/x-tex"  # what MathML calls it beside a formula
_DEEPEST = 30
_CHEMISTRY = re.compile(r"\\ce\{((?:[^{}]|\{[^{}]*\})*)\}")
_UNKNOWN = re.compile(r"<m[a-z]+>\\")
# What a formula may not do: load, link, or dress itself up.
_FORBIDDEN = re.compile(r"\\(href|url|class|style|cssId|html\w*|includegraphics|input|include|def|newcommand)\b")
_WITHOUT_TAGS = str.maketrans({"<": r"\lt ", ">": r"\gt "})
# In words within a formula such signs stand for themselves: private characters see them through the converter.
_WORDS = re.compile(r"\\(?:text|textrm|textbf|textit|mathrm)\{[^{}]*\}")
_ASIDE = {"<": "\ue000", ">": "\ue001", "&": "\ue002"}
_PUT_ASIDE = str.maketrans("<>&", "\ue000\ue001\ue002")


class UnreadableFormula(ValueError):
    """A formula that cannot be shown; the message says why, for its author."""


@lru_cache(maxsize=2_000)
def mathml(formula: str, *, block: bool = False) -> str:
    """Return a formula as a `math` element, with its plain reading as alternative text. Raises UnreadableFormula."""
    latex = _checked(formula)
    if (chemistry := chemistry_in(formula)) is not None:
        return f'<span class="formula">{chemistry}</span>'
    try:
        made = convert(_CHEMISTRY.sub(lambda match: as_latex(match[1]), latex), display="block" if block else "inline")
    except Exception as error:  # whatever stops the library, the page must be shown
        raise UnreadableFormula(f"The formula “{_short(formula)}” cannot be read.") from error
    if unknown := _UNKNOWN.search(made):
        name = made[unknown.end() - 1 :].split("<")[0]
        raise UnreadableFormula(f"The formula “{_short(formula)}” has {name}, which is not known here.")
    for sign, aside in _ASIDE.items():
        made = made.replace(aside, escape(sign))
    return made.replace("<math ", f'<math alttext="{escape(plain(formula))}" ', 1)


def chemistry_in(formula: str) -> str | None:
    """Return a formula of chemistry as HTML, which all programs show; None for one of mathematics."""
    whole = _CHEMISTRY.fullmatch(formula.strip())
    return None if whole is None else as_html(whole[1])


def in_brackets(formula: str, *, block: bool) -> str:
    """Return a formula for programs that read LaTeX between brackets."""
    latex = escape(_CHEMISTRY.sub(lambda match: as_latex(match[1]), formula))
    return rf"\[{latex}\]" if block else rf"\({latex}\)"


def annotated(formula: str, *, block: bool) -> str:
    """Return a formula as MathML that names its LaTeX, as MathML does it. Raises UnreadableFormula."""
    made = mathml(formula, block=block)
    latex = escape(_CHEMISTRY.sub(lambda match: as_latex(match[1]), formula.strip()))
    begin = made.index(">") + 1
    note = f'<annotation encoding="{LATEX}">{latex}</annotation>'
    return f"{made[:begin]}<semantics>{made[begin:].removesuffix('</math>')}{note}</semantics></math>"


def plain(formula: str) -> str:
    """Return a formula as a line of plain signs: `x²`, `(a + b)/c`; one that has no such line as it is typed."""
    whole = _CHEMISTRY.fullmatch(formula.strip())
    if whole is not None:
        return as_plain(whole[1])
    read = readable(_CHEMISTRY.sub(lambda match: rf"\text{{{as_plain(match[1])}}}", formula))
    return " ".join(formula.split()) if read is None else read


def _checked(formula: str) -> str:
    if len(formula) > LONGEST:
        raise UnreadableFormula(f"The formula “{_short(formula)}” has more than {LONGEST:,} characters.")
    depth = 0
    for sign in formula:
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if depth > _DEEPEST:
            raise UnreadableFormula(f"The formula “{_short(formula)}” has too many brackets within each other.")
    if depth:
        raise UnreadableFormula(f"The formula “{_short(formula)}” has a bracket {{ or }} too many.")
    if forbidden := _FORBIDDEN.search(formula):
        raise UnreadableFormula(f"The formula “{_short(formula)}” has {forbidden[0]}, which is not known here.")
    return _WORDS.sub(lambda match: match[0].translate(_PUT_ASIDE), formula).translate(_WITHOUT_TAGS)


def _short(formula: str) -> str:
    return formula if len(formula) <= 60 else f"{formula[:57]}…"
