"""Formulas and equations: n - 1 is not n + 1, v = u + at is u + at = v. Signs and order count where they count."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SIGNS = "=+*/^<>≤≥→÷"
_BETWEEN = re.compile(rf"[\w)\]]\s*[-{re.escape(_SIGNS)}]\s*[\w(\[]|\w\(|\d:\d")
# "Na+ is" is no sum: a plus or minus with a space on one side only belongs to what it is glued to.
_GLUE = re.compile(r"\s*([=*/<>≤≥→÷])\s*|\s+([-+])\s+|(?<=\()\s+()|()\s+(?=\))")
_WORDS = re.compile(r"[^\W\d_]+")
_FUNCTIONS = frozenset({"log", "sin", "cos", "tan", "exp", "sqrt", "ln", "mod", "and", "not"})
_LONGEST_NAME = 2
# Symbols of elements one behind another: NaCl, HCO.
_SYMBOLS = re.compile("(?:[A-Z][a-z]?){1,4}")
# U-2, T-34: a name, no difference of two things.
_CODE = re.compile(r"[A-Z]+-?\d+")
_ONE_SIGN = {
    **dict.fromkeys("−–—‒―‐‑", "-"),
    **dict.fromkeys("×·∙•⋅", "*"),
    "÷": "/",
    "⇒": "→",
    "⟶": "→",
    "⇌": "→",
}
_ARROWS = re.compile(r"-{1,2}>|={1,2}>")
_POWERS = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ]+")
_LONGEST = 200
# What would make another formula of it.
_BESIDE = re.escape("-" + _SIGNS)


def formula(text: str) -> str:
    """The formula that a phrase of the scheme is, in a form in which equal ones are alike; "" for any other text."""
    plain = _plain(text)
    between = _BETWEEN.search(plain)
    if not between or _CODE.fullmatch(text.strip()) or len(text) > _LONGEST:
        return ""
    words = _WORDS.findall(plain)
    named = all(len(word) <= _LONGEST_NAME or word in _FUNCTIONS or _SYMBOLS.fullmatch(word) for word in words)
    if not named or not (words or ":" in plain):
        return ""
    return _compact(plain)


@lru_cache(maxsize=10_000)
def said(wanted: str, answer: str) -> bool | None:
    """Whether an answer has a formula of `formula`; None where it has none at all, so that its words may say it."""
    if len(answer) > _LONGEST:
        return None
    plain = _plain(answer)
    glued = _GLUE.sub(_sign, plain)
    whole = re.compile(rf"(?<![\w{_BESIDE}]){re.escape(wanted)}(?![\w({_BESIDE}])")
    if whole.search(_compact(plain)) or whole.search(glued):
        return True
    equal = _canonical(wanted)
    segments = [plain, *glued.split()]
    is_said = None
    for segment in (one.strip(".,;!?\"' ") for one in segments):
        if _BETWEEN.search(segment):
            if _canonical(segment) == equal:
                return True
            is_said = False
    return is_said


def _plain(text: str) -> str:
    """One sign for each thing: arrows, minus and times signs, powers."""
    text = _POWERS.sub(lambda power: "^" + unicodedata.normalize("NFKC", power[0]), text)
    text = "".join(_ONE_SIGN.get(sign, sign) for sign in text)
    text = _ARROWS.sub("→", text).replace("**", "^").replace("\\", "")
    return unicodedata.normalize("NFKC", text).replace("−", "-")


def _sign(match: re.Match[str]) -> str:
    return match[1] or match[2] or ""


def _compact(plain: str) -> str:
    """Without times signs, and without spaces beside a sign or within brackets."""
    glued = re.sub(r"\(([^()]*)\)", lambda inner: f"({inner[1].replace(' ', '')})", _GLUE.sub(_sign, plain))
    return re.sub(r"(?<=[\w)])[*](?=[\w(])", "", glued)


def _canonical(plain: str) -> str:
    """Without spaces and times signs; what is added up in the order of the alphabet, and so the sides of one "="."""
    sides = re.split("([=→])", re.sub(r"\s", "", _compact(plain)))
    sides[::2] = [_ordered(side) for side in sides[::2]]
    if sides[1::2] == ["="]:
        sides[::2] = sorted(sides[::2])
    return "".join(sides)


def _ordered(side: str) -> str:
    return side if "(" in side else "+".join(sorted(side.split("+")))
