"""Which words are real English words, and which carry no meaning of their own.

The list of real words is the English one that comes with symspellpy: SCOWL's words with frequencies from the
Google Books n-grams (https://github.com/wolfgarbe/SymSpell, MIT; SCOWL's own terms, BSD-like; n-grams CC BY 3.0).
It is read from the installed package, never copied.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

# They may be left out of a phrase or swapped for others. Not among them: words that turn or order a claim
# ("not", "without", "against", "before", "after", "up", "out").
FUNCTION_WORDS = frozenset(
    """a an the this that these those some any each every such its his her hers my your our their theirs mine yours ours
    i me you he him she it we us they them who whom whose which what one's oneself himself herself itself themselves
    myself yourself ourselves there here where when while as if so than then thus too also very quite really
    is are was were be been being am do does did done doing have has had having can could shall should will would may
    might must in on at by for of to from into onto upon with within about around toward towards through during between
    among amongst via per and or but yet because since although though however therefore hence even ever own other
    like im ive id thats theyre youre hes shes isnt""".split()  # noqa: SIM905
) - {"through", "isnt", "between", "during"}

_LIST = "frequency_dictionary_en_82_765.txt"
# How often a word must stand in the list's books to be taken for what a student may have meant.
_COMMON = 5_000_000


@lru_cache(maxsize=1)
def _frequencies() -> dict[str, int]:
    text = (files("symspellpy") / _LIST).read_text(encoding="utf-8-sig")
    pairs = (line.split() for line in text.splitlines())
    return {pair[0]: int(pair[1]) for pair in pairs}


def is_real(word: str) -> bool:
    """Whether a folded word is in the list of English words, or is a word of one letter."""
    return word in _frequencies() or len(word) == 1


@lru_cache(maxsize=64)
def common_words(letter: str) -> list[str]:
    """The words of the list that people use often and that begin with a letter, most frequent first."""
    return [word for word, count in _frequencies().items() if count >= _COMMON and word[0] == letter]
