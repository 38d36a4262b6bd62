"""Shapes in which one word may be typed: other spellings, signs glued to it, figures for letters."""

from __future__ import annotations

import re

from marking.engine.tokenise import CURRENCIES

# Scripts that write no spaces between words (Chinese, Japanese, Thai and its neighbours), and Korean, whose particles
# are glued on: a word of theirs is looked for within what stands between two spaces.
UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2}")
_MAKE_ANOTHER = frozenset({"+", "++", "#", "^", "--"})
# What makes another spelling of a word, brought to one for wildcards: organiz, colour, haemo.
_SPELT = (
    (re.compile(r"(?<=[a-z]{3})iz"), "is"),
    (re.compile(r"(?<=[a-z]{2})yz"), "ys"),
    (re.compile(r"(?<=[a-z]{3})our"), "or"),
)


def british(word: str) -> str:
    """A word in one of its spellings, so that both begin alike."""
    for pattern, form in _SPELT:
        word = pattern.sub(form, word)
    return word


_ALIKE = str.maketrans({"o": "0", "l": "1", "i": "1", "s": "5", "e": "3", "b": "8"})


def code(word: str) -> str:
    """A word with one sign for letters and figures that look alike: h20 and h2o, l928 and 1928."""
    return word.translate(_ALIKE)


def signs_differ(wanted: tuple[str, str], before: str, after: str) -> bool:
    """Whether a word's signs are others than the scheme's; where it wants none, some make another thing of it.

    Wanted "5": £5 and 5% are it, -5 is not. Wanted "C": C# is not. Wanted "Na+": neither Na nor Na- is.
    """
    if wanted == (before, after):
        return False
    if any(wanted):
        return not set("".join(wanted)) & CURRENCIES or "".join(wanted) != before + after
    return before.startswith("-") or after in _MAKE_ANOTHER
