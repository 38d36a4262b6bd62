"""English words: how frequent they are, what stands beside them, their base forms."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files

import simplemma

_SPELLINGS = (
    (re.compile(r"is(e|es|ed|ing|ation|ations|er|ers|ational)$"), r"iz\1"),
    (re.compile(r"ys(e|es|ed|ing)$"), r"yz\1"),
    (re.compile(r"our"), "or"),
    (re.compile(r"ll(ed|ing|er|ers)$"), r"l\1"),
    (re.compile(r"tre(s?)$"), r"ter\1"),
    (re.compile(r"ae|oe"), "e"),
    (re.compile(r"ence(s?)$"), r"ense\1"),
    (re.compile(r"ogue(s?)$"), r"og\1"),
)
_ENDINGS = ("'s", "s", "es", "ed", "ing", "ly", "ness", "ist", "ists", "ism", "ic", "like")
_PREFIXES = ("anti", "non", "pre", "post", "co", "re", "un", "sub", "inter", "over", "under", "semi", "multi", "micro")


@cache
def frequencies() -> dict[str, int]:
    """How often each of some 80,000 English words occurs in a large collection of texts."""
    text = (files("symspellpy") / "frequency_dictionary_en_82_765.txt").read_text(encoding="utf-8-sig")
    return {word: int(count) for word, _, count in (line.partition(" ") for line in text.splitlines()) if count}


@cache
def pairs() -> dict[str, int]:
    """How often each of some 240,000 pairs of English words occurs there."""
    text = (files("symspellpy") / "frequency_bigramdictionary_en_243_342.txt").read_text(encoding="utf-8-sig")
    found = (line.rpartition(" ") for line in text.splitlines())
    return {pair: int(count) for pair, _, count in found if count.isdigit()}


def frequency(word: str) -> int:
    """How often a word occurs, in either British or American spelling; 0 for no English word."""
    word = word.casefold().replace("’", "'")
    counts = frequencies()
    return counts.get(word, 0) or max((counts.get(other, 0) for other in _american(word)), default=0)


@lru_cache(maxsize=20_000)
def is_word(word: str) -> bool:
    """Whether this is an English word, an inflection of one, or one with a common prefix."""
    word = word.casefold().replace("’", "'").strip("'-")
    if "-" in word:
        return all(is_word(part) for part in word.split("-") if part)
    if not word:
        return False
    if frequency(word) or simplemma.is_known(word, lang="en"):
        return True
    for ending in _ENDINGS:
        base = word.removesuffix(ending)
        if base != word and len(base) > 2 and (frequency(base) or frequency(base + "e")):
            return True
    return any(word.startswith(p) and len(word) > len(p) + 3 and frequency(word[len(p) :]) > 0 for p in _PREFIXES)


@lru_cache(maxsize=20_000)
def base_form(word: str) -> str:
    """The word as a dictionary lists it: `signed` gives `sign`."""
    return str(simplemma.lemmatize(word.casefold(), lang="en"))


def _american(word: str) -> set[str]:
    return {pattern.sub(new, word) for pattern, new in _SPELLINGS if pattern.search(word)}
