"""Whether neighbouring words of a question agree: articles, numbers and verbs."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from quizzes.english.words import is_word
from quizzes.notes.tags import Word

_COUNTED = frozenset("pair year type way part kind time day cell stage step".split())  # noqa: SIM905
_SILENT = ("eu", "one", "once")


def disagrees(words: Sequence[Word]) -> bool:
    """Whether two words that stand together do not agree: `a interval`, `23 pair`, `the cells is`, `a rocks`."""
    return any(
        _wrong_article(first, second) or _wrong_number(first, second) or _wrong_verb(words, first, second)
        for first, second in itertools.pairwise(words)
    )


def _wrong_article(first: Word, second: Word) -> bool:
    """`a interval`, `an banana`; words with a silent letter or in capitals are let be."""
    before, after = first.text.casefold(), second.text.casefold()
    if first.text == "a" and (second.noun or second.tag.startswith("AJ")):
        return after[0] in "aeio" and not after.startswith(_SILENT)
    return before == "an" and after[0] in "bcdfgjklpqtvwz" and second.text.islower()


def _wrong_number(first: Word, second: Word) -> bool:
    """`a rocks`, `each cells`, `23 pair`."""
    before, after = first.text.casefold(), second.text.casefold()
    if before in {"a", "an", "each", "every"}:
        return _is_plural(second)
    return first.tag == "CRD" and before not in {"1", "one"} and second.tag == "NN1" and after in _COUNTED


def _wrong_verb(words: Sequence[Word], first: Word, second: Word) -> bool:
    """`the cells is`; in `the number of cells is` the verb goes with an earlier noun."""
    if not _is_plural(first) or second.text.casefold() not in {"is", "was", "has"}:
        return False
    return not any(word.tag in {"PRF", "PRP", "VVG"} for word in words if word.start < first.start)


def _is_plural(word: Word) -> bool:
    folded = word.text.casefold()
    return word.tag == "NN2" and folded.endswith("s") and is_word(folded[:-1])
