"""Formulas in LaTeX as a teacher would type them; what is more than a line of signs is not read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from quizzes.notes.symbols import fraction, lowered, raised, root

LONGEST = 200  # characters; what is longer is a derivation, not a formula to ask about
_DEEPEST = 8
_TOKEN = re.compile(r"\\[A-Za-z]+\s*|\\.|[{}^_]|\s+|[^\\{}^_\s]", re.DOTALL)
_NOTHING = frozenset(["!", "left", "right", "displaystyle", "limits", "big", "Big"])
_BLANK = frozenset([",", ";", ":", " ", "quad", "qquad"])
_PLAIN = frozenset(
    [
        "text",
        "textrm",
        "textbf",
        "textit",
        "mathrm",
        "mathbf",
        "mathit",
        "mathsf",
        "operatorname",
        "boxed",
        "vec",
        "bar",
        "hat",
    ]
)


def _signs() -> dict[str, str]:
    lines = (Path(__file__).parent / "signs.txt").read_text(encoding="utf-8").splitlines()
    signs = dict(line.split() for line in lines if not line.startswith("#"))
    return signs | {sign: sign for sign in "%$&#_{}"} | dict.fromkeys(_NOTHING, "") | dict.fromkeys(_BLANK, " ")


_SIGNS = _signs()


class _Unreadable(Exception):
    """The formula holds what has no place on a line."""


def readable(formula: str) -> str | None:
    """A formula as one line of plain characters; None where it holds what cannot be read out.

    `E = mc^2` gives `E = mc²`, `\\frac{a}{b+c}` gives `a/(b+c)`, `\\ce{2H2O}` gives `2H₂O`.
    """
    if len(formula) > LONGEST:
        return None
    try:
        pieces = iter(_TOKEN.findall(formula.strip()))
        text = _run(pieces, 0, until="")
    except _Unreadable:
        return None
    text = re.sub(r"\s*([×÷±∓≤≥≠≈≡∝→←↔⇌=<>])\s*", r" \1 ", text)
    return " ".join(text.split())


def _run(pieces: Iterator[str], depth: int, *, until: str) -> str:
    """What stands up to the closing sign."""
    if depth > _DEEPEST:
        raise _Unreadable
    said: list[str] = []
    for piece in pieces:
        if piece == until:
            return "".join(said)
        if piece == "}":
            raise _Unreadable
        said.append(_one(piece, pieces, depth, "".join(said)[-1:]))
    if until:
        raise _Unreadable
    return "".join(said)


def _one(piece: str, pieces: Iterator[str], depth: int, before: str) -> str:
    if piece == "{":
        return _run(pieces, depth + 1, until="}")
    if piece == "^":
        return _power(_argument(pieces, depth), before)
    if piece == "_":
        return _index(_argument(pieces, depth))
    if piece.startswith("\\"):
        return _command(piece[1:].rstrip() or " ", pieces, depth)
    if piece in {"&", "~"}:
        return " "
    return " " if piece.isspace() else piece


def _power(text: str, before: str) -> str:
    return text if text in {"°", "′"} else raised(text, before or "x")


def _index(text: str) -> str:
    sunk = lowered(text)
    return f"_{text}" if sunk == text and len(text) == 1 else sunk


def _command(name: str, pieces: Iterator[str], depth: int) -> str:
    if name in _SIGNS:
        sign = _SIGNS[name]
        return f" {sign} " if sign.isalpha() and len(sign) > 1 else sign
    if name in _PLAIN:
        return _argument(pieces, depth)
    if name in {"frac", "dfrac", "tfrac"}:
        return fraction(_argument(pieces, depth), _argument(pieces, depth))
    if name == "sqrt":
        return root(_argument(pieces, depth))
    if name == "ce":
        return re.sub(r"(?<=[A-Za-z)\]])\d+", lambda match: lowered(match[0]), _chemical(_argument(pieces, depth)))
    raise _Unreadable


def _chemical(text: str) -> str:
    return text.replace("<=>", " ⇌ ").replace("->", " → ")


def _argument(pieces: Iterator[str], depth: int) -> str:
    """The next piece or group."""
    for piece in pieces:
        if not piece.isspace():
            return _one(piece, pieces, depth + 1, "").strip()
    raise _Unreadable
