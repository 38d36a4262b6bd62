"""Plain text in the notation of texts with form: every sign stands for itself."""

from __future__ import annotations

import re

# Formulas of other programs are formulas here too: `\(x^2\)`, `\[x^2\]`, `$$x^2$$`, `\ce{H2O}`.
_FORMULA = re.compile(
    r"(\\\(.{1,1000}?\\\)|\\\[.{1,1000}?\\\]|\$\$[^$]{1,1000}\$\$|\\ce\{(?:[^{}]|\{[^{}]*\})*\})", re.DOTALL
)
_SIGNS = re.compile(r"[\\*`|]|(?<=\S)[~^]|~(?=\S)|\$(?=\S)|(?<![_\w])_{1,2}(?!_)|(?<!_)_{1,2}(?![_\w])|!(?=\[)")
_BEGINNING = re.compile(r"^(\s*)([-+>](?=\s|$)|\d{1,2}(?=[.)](?:\s|$)))", re.MULTILINE)


def escaped(text: str) -> str:
    """Return plain text so that it reads as it is; formulas stay formulas."""
    pieces = _FORMULA.split(text)
    return "".join(piece if place % 2 else _escaped(piece) for place, piece in enumerate(pieces))


def _escaped(text: str) -> str:
    text = _SIGNS.sub(lambda match: "".join(f"\\{sign}" for sign in match[0]), text)
    return _BEGINNING.sub(lambda m: f"{m[1]}{m[2]}\\" if m[2].isdigit() else f"{m[1]}\\{m[2]}", text)
