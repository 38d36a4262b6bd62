"""English words: which are real, how frequent they are, what stands beside them, their base forms.

The list of real words is the English one that comes with symspellpy: SCOWL's words with frequencies from the
Google Books n-grams (https://github.com/wolfgarbe/SymSpell, MIT; SCOWL's own terms, BSD-like; n-grams CC BY 3.0).
It is read from the installed package, never copied.
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files
from typing import TypeAlias

import numpy as np
import simplemma
from english_words import get_english_words_set

from quizzes.english.spellings import american

# How often a word must occur in the list's books to be taken for what somebody may have meant.
_COMMON = 5_000_000
_ENDINGS = ("'s", "s", "es", "ed", "ing", "ly", "ness", "ist", "ists", "ism", "ic", "like")
_PREFIXES = ("anti", "non", "pre", "post", "co", "re", "un", "sub", "inter", "over", "under", "semi", "multi", "micro")


@cache
def frequencies() -> dict[str, int]:
    """Return how often each of some 80,000 English words occurs in a large collection of texts; read once a process."""
    text = (files("symspellpy") / "frequency_dictionary_en_82_765.txt").read_text(encoding="utf-8-sig")
    return {word: int(count) for word, _, count in (line.partition(" ") for line in text.splitlines()) if count}


@cache
def pairs() -> dict[str, int]:
    """How often each of some 240,000 pairs of English words occurs there."""
    text = (files("symspellpy") / "frequency_bigramdictionary_en_243_342.txt").read_text(encoding="utf-8-sig")
    fields = (line.rpartition(" ") for line in text.splitlines())
    return {pair: int(count) for pair, _, count in fields if count.isdigit()}


def is_real(word: str) -> bool:
    """Return whether a folded word is in the list of English words, or is a word of one letter."""
    return word in frequencies() or len(word) == 1


# Shorter words of the large list are names and oddities too often ("gril", "dich").
SHORTEST_RARE = 7


_Hashes: TypeAlias = np.ndarray[tuple[int], np.dtype[np.int64]]


@cache
def _large() -> tuple[_Hashes, _Hashes]:
    """Hashes of the long words of the large list, and of those of its words that take no capital by themselves.

    Eight times smaller than the words, and good for one question only. The list is Webster's Second International
    (1934, in the public domain) as the package english-words ships it.
    """
    words = get_english_words_set(["web2"], alpha=True)
    capitals = {word.lower() for word in words if not word.islower()}
    rare = {hash(word.lower()) for word in words if len(word) >= SHORTEST_RARE}
    small = {hash(word) for word in words if word.islower() and word not in capitals}
    return np.array(sorted(rare), dtype=np.int64), np.array(sorted(small), dtype=np.int64)


def _holds(hashes: _Hashes, forms: list[str]) -> bool:
    places = np.searchsorted(hashes, [hash(form) for form in forms])
    return any(place < len(hashes) and hashes[place] == hash(form) for place, form in zip(places, forms, strict=True))


def is_rare(word: str) -> bool:
    """Return whether a folded word of seven letters or more, or its singular, is in a list of some 200,000 words.

    It has technical words that the usual list has not ("interspecific", "propanol").
    """
    return _holds(_large()[0], [word, word.removesuffix("s")] if len(word) > SHORTEST_RARE else [word])


def takes_no_capital(word: str) -> bool:
    """Return whether a folded word, or its singular, is written small: `chromatin`, not `london`.

    False for a word that is a name too (`turkey`) and for one that the list has not.
    """
    return _holds(_large()[1], [word, word.removesuffix("s")])


def common_words(letter: str) -> list[str]:
    """Return the words of the list that people use often and that begin with a letter, most frequent first."""
    return _common().get(letter, [])


@cache
def _common() -> dict[str, list[str]]:
    """Return them by their letters: one look through the whole list, not one a letter while a class waits."""
    by_letter: dict[str, list[str]] = {}
    for word, count in frequencies().items():
        if count >= _COMMON:
            by_letter.setdefault(word[0], []).append(word)
    return by_letter


def frequency(word: str) -> int:
    """How often a word occurs, in either British or American spelling; 0 for no English word."""
    word = word.casefold().replace("’", "'")
    counts = frequencies()
    return counts.get(word, 0) or max((counts.get(other, 0) for other in american(word)), default=0)


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
