"""What two forms of one word share: a key that inflections, irregular forms and spellings of one word have alike.

The stems are Snowball's (https://snowballstem.org, Porter's second algorithm for English), from snowballstemmer.
Snowball takes "social" and "socialism", "capital" and "capitalism" for one; a teacher doesn't, so the words
of -ism and -ist keep that ending in their key, and share it ("fascism", "fascist", "fascists").
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

import snowballstemmer

from marking.engine.notation.header import LANGUAGES
from quizzes.english.forms import BASE_OF
from quizzes.english.spellings import one_spelling

_ISM = re.compile(r"(?:isms?|ists?|istic|istically)$")
_SHORTEST_ISM = 6


class Stems:
    """Keys of words of one language; English has irregular forms and British and American spellings besides.

    For the other languages the key is Snowball's stem and nothing more.
    """

    def __init__(self, language: str) -> None:
        """`language` is a code as the notation has it, like "en"."""
        self._stem: Callable[[str], str] = snowballstemmer.stemmer(LANGUAGES[language]).stemWord
        self.english = language == "en"
        self.key = lru_cache(maxsize=100_000)(self._key)

    def irregular(self, word: str) -> bool:
        """Whether the key of a word may begin with other letters than the word."""
        return self.english and (word in BASE_OF or word[:2] in _SHIFTED)

    def _key(self, word: str) -> str:
        if len(word) > _LONGEST:
            return word
        if not self.english:
            return self._stem(word)
        word = BASE_OF.get(word, word)
        word = one_spelling(word)
        if len(word) >= _SHORTEST_ISM and (ism := _ISM.search(word)):
            return word[: ism.start()] + "+ist"
        stem = self._stem(word)
        return stem[:-3] + "+ist" if len(stem) > 3 and stem.endswith("ist") else stem


_LONGEST = 60
# Beginnings that a British spelling has and its key has not ("oestrogen", "haemoglobin", "anaemia").
_SHIFTED = frozenset({"oe", "ae", "ha", "pa", "fo", "an", "ja", "sk", "mu"})


@lru_cache(maxsize=32)
def stems(language: str) -> Stems:
    """The keys of a language, shared by all schemes in it."""
    return Stems(language)
