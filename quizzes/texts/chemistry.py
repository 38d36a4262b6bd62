r"""Formulas and equations of chemistry in the notation that LaTeX users know as `\ce{2H2 + O2 -> 2H2O}`."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from quizzes.notes.symbols import lowered, raised

_ARROWS = {"<=>": "⇌", "<->": "↔", "->": "→", "<-": "←", "→": "→", "⇌": "⇌"}
_TO_LATEX = {"⇌": r"\rightleftharpoons", "↔": r"\leftrightarrow", "→": r"\rightarrow", "←": r"\leftarrow"}
_SIGNS = {"*": "·", ".": "·", "#": "≡"}
_PIECE = re.compile(
    r"(?P<arrow><=>|<->|->|<-|→|⇌)(?:\[(?P<over>[^\[\]]*)\])?"
    r"|\^(?:\{(?P<up>[^{}]*)\}|(?P<charge>\d*[+\-−.]|\d+|[A-Za-z]))"
    r"|_(?:\{(?P<down>[^{}]*)\}|(?P<index>\d+|[A-Za-z]))"
    r"|(?P<number>\d+)"
    r"|(?P<sign>[+\-−](?=\s|$|\)|\]))"
    r"|(?P<other>[^\s{}$]|\s+)"
)


def parts_of(formula: str) -> list[tuple[str, str]]:
    """Return the pieces of a formula, each with what it is: "base", "sub", "sup" or "arrow"."""
    parts: list[tuple[str, str]] = []
    bound = False  # whether what comes next stands close behind an element or a bracket
    for match in _PIECE.finditer(formula):
        kind = match.lastgroup or ""
        text = match[kind]
        if kind in {"arrow", "over"}:
            over = f" {match['over'].strip()}" if match["over"] else ""
            parts.append(("arrow", f"{_ARROWS[match['arrow']]}{over}"))
            bound = False
        elif kind in {"up", "charge"}:
            parts.append(("sup", text.replace("-", "−")))
        elif kind in {"down", "index"} or (kind == "number" and bound):
            parts.append(("sub", text))
        elif kind == "sign" and bound:
            parts.append(("sup", text.replace("-", "−")))
        else:
            sign = _SIGNS.get(text, text) if bound else text
            parts.append(("base", " " if text.isspace() else sign))
            bound = text[-1].isalpha() or text[-1] in ")]"
    return parts


def as_html(formula: str) -> str:
    """Return a formula as HTML: H<sub>2</sub>O."""
    tags = {"sub": "<sub>{}</sub>", "sup": "<sup>{}</sup>", "arrow": " {} "}
    pieces = (tags.get(kind, "{}").format(escape(text)) for kind, text in parts_of(formula))
    return re.sub(" +", " ", "".join(pieces))


def as_plain(formula: str) -> str:
    """Return a formula as a line of plain signs: H₂O, SO₄²⁻, 2H₂ + O₂ → 2H₂O."""
    said: dict[str, Callable[[str], str]] = {
        "sub": lowered,
        "sup": lambda text: raised(text, "x"),
        "arrow": lambda text: f" {text} ",
    }
    return " ".join("".join(said.get(kind, str)(text) for kind, text in parts_of(formula)).split())


def as_latex(formula: str) -> str:
    r"""Return a formula as LaTeX without `\ce`, for what knows only mathematics."""
    pieces = []
    for kind, text in parts_of(formula):
        if kind == "arrow":
            pieces.append(f" {_TO_LATEX[text[0]]} ")
        elif kind in {"sub", "sup"}:
            pieces.append(f"{'_' if kind == 'sub' else '^'}{{{text.replace('−', '-')}}}")
        else:
            pieces.append(rf"\mathrm{{{text}}}" if text.strip() else r"\;")
    return "".join(pieces)
