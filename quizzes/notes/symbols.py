"""Raised and lowered letters, and the signs that a formula is read out with."""

from __future__ import annotations

import re

_RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_CAN_RISE = re.compile(r"[0-9+\-−=()n]+")
_CAN_SINK = re.compile(r"[0-9+\-−=()]+")
_ORDINAL = re.compile(r"(?:st|nd|rd|th|ers?|re|e|è|ème|o|a|os|as|TM|SM|ᵗʰ)$")


def raised(text: str, before: str = "") -> str:
    """Superscript as plain characters: `10` and `23` give `²³`, `x` and `a+b` give `^(a+b)`.

    `before` is what stands before it: the ending of `19th` stays as it is.
    """
    text = text.strip()
    if _CAN_RISE.fullmatch(text):
        return text.translate(_RAISED)
    if not text or _ORDINAL.match(text) or not before.strip() or not before[-1:].strip():
        return text
    return f"^{text}" if len(text) == 1 else f"^({text})"


def lowered(text: str) -> str:
    """Subscript as plain characters: the `2` of H2O gives `₂`; letters stay, as in Vmax."""
    text = text.strip()
    return text.translate(_LOWERED) if _CAN_SINK.fullmatch(text) else text


def fraction(above: str, below: str) -> str:
    """A fraction on one line: `a/b`, `(a + b)/c`."""
    return f"{grouped(above)}/{grouped(below)}"


def root(inner: str, degree: str = "") -> str:
    """A root on one line: `√2`, `√(2gh)`, `³√8`."""
    sign = f"{raised(degree, 'x')}√" if degree and degree != "2" else "√"
    return f"{sign}{inner}" if len(inner) == 1 or inner.isdigit() else f"{sign}({inner})"


def grouped(text: str) -> str:
    """The text in brackets, unless it is one word or number."""
    return text if _ONE_WORD.fullmatch(text) else f"({text})"


_ONE_WORD = re.compile(r"[\w²³¹⁰-⁹₀-₉.√°]+|\([^()]*\)")
