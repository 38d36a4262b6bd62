"""Whether an answer has another form of a scheme's word, too far from it to be met: personified, personification."""

# ruff: noqa: SIM905  (long lists of words read best as text)

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from quizzes.english.words import is_real

_ENDINGS = frozenset(
    """ed d ing s es e y ied ies ying ify ification ication ion ions ive or er ate ated ates ating ation ations
    ator ity ance ence ise ised ises ising isation ize ized izing ization ical
    """.split()
) | {""}
# What is done, and who or what does it: praying, prayer.
_DOING = frozenset("er ers or ors ing ings ed".split())
# So many letters two forms of a word begin with; fewer where the ending changes the last of them (erode, erosion).
_COMMON, _FEWEST = 5, 4
# So many letters the beginning of a word has that stands for it, and so many it leaves out.
_CUT, _LONGEST_CUT = 3, 5


@lru_cache(maxsize=50_000)
def another_form(word: str, wanted: str) -> bool:
    """Whether one folded word is another form of a second: both begin alike, and end in usual endings."""
    if word == wanted:
        return False
    turned = word.endswith("sion") != wanted.endswith("sion")
    one, other = (_before_sion(text) if turned else text for text in (word, wanted))
    common = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        common += 1
    if common == _FEWEST and one[common:] in _DOING and other[common:] in _DOING:
        return True
    # Of the ways to part stem and ending the longest stem, or one letter less ("creat-ed", "creat-ion").
    return common >= (_FEWEST if turned else _COMMON) and any(
        one[at:] in _ENDINGS and other[at:] in _ENDINGS for at in (common, common - 1)
    )


def _before_sion(word: str) -> str:
    """Erosion as erod-ion, so that it begins like erode."""
    return f"{word[:-4]}dion" if word.endswith("sion") else word


def any_form(words: Iterable[str], wanted: Iterable[str]) -> bool:
    """Whether any of some words is another form of one that is wanted."""
    known = [text for text in wanted if len(text) >= _FEWEST and text.isalpha()]
    return any(
        _begins(word, text) if len(word) < _FEWEST else another_form(word, text) or _begins(word, text)
        for word in words
        for text in known
    )


def _begins(word: str, wanted: str) -> bool:
    """Whether a word that is none is the beginning of a longer one: exo, mito."""
    cut = _CUT <= len(word) <= _LONGEST_CUT and len(wanted) - len(word) >= _CUT
    return cut and wanted.startswith(word) and not is_real(word)
