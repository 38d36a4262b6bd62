"""How near two words are, and which English words are near a word that is none."""

from __future__ import annotations

import bisect
import string
from collections import Counter
from functools import cache, lru_cache

from rapidfuzz.distance import OSA

from quizzes.english.words import base_form, frequencies, frequency

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_INFLECTIONS = frozenset(
    [
        "s",
        "es",
        "d",
        "ed",
        "n",
        "r",
        "er",
        "ers",
        "ing",
        "y",
        "ly",
        "ian",
        "ians",
        "an",
        "ans",
        "ist",
        "ists",
        "ism",
        "ic",
        "al",
        "ese",
        "ish",
        "i",
        "is",
        "st",
        "th",
        "um",
        "us",
    ]
)


@cache
def _neighbours() -> dict[str, str]:
    """Which letters lie beside each other on the keyboard."""
    beside: dict[str, set[str]] = {letter: set() for letter in string.ascii_lowercase}
    for row, keys in enumerate(_ROWS):
        for column, key in enumerate(keys):
            near = set(keys[max(0, column - 1) : column + 2])
            if row + 1 < len(_ROWS):
                near |= set(_ROWS[row + 1][max(0, column - 1) : column + 1])
            beside[key] |= near - {key}
            for other in near - {key}:
                beside[other].add(key)
    return {key: "".join(sorted(others)) for key, others in beside.items()}


def allowed_slips(word: str) -> int:
    """How many slips of the pen a word of this length may hold and still be known."""
    return 0 if len(word) < 4 else 1 if len(word) < 6 else 2


def distance(one: str, other: str, most: int = 3) -> int:
    """The optimal string alignment distance, `most` + 1 where it is above `most`."""
    return OSA.distance(one, other, score_cutoff=most)


def inflected(one: str, other: str) -> bool:
    """Whether two words differ only by an ending, so that neither is a slip for the other."""
    short, long = sorted((one.casefold(), other.casefold()), key=len)
    if long.startswith(short) and long[len(short) :] in _INFLECTIONS:
        return True
    if len(short) > 4 and short[:-1] == long[:-1] and short[-1] in "aeiy" and long[-1] in "aeiy":
        return len(short) == len(long) and base_form(short) == base_form(long)
    return base_form(short) == base_form(long)


def one_typing_slip(one: str, other: str) -> bool:
    """Whether one letter too many, one too few, two swapped, or a key beside the right one tells them apart."""
    if distance(one, other, 1) != 1:
        return False
    if len(one) != len(other) or sorted(one) == sorted(other):
        return True
    here, there = next((a, b) for a, b in zip(one, other, strict=True) if a != b)
    return there in _neighbours().get(here, "")


def keys_beside(one: str, other: str) -> bool:
    """Whether every letter in which two words differ lies beside the other on the keyboard."""
    one, other = one.casefold(), other.casefold()
    differ = [(a, b) for a, b in zip(one, other, strict=True) if a != b] if len(one) == len(other) else []
    return bool(differ) and all(b in _neighbours().get(a, "") for a, b in differ)


@lru_cache(maxsize=5_000)
def near_words(word: str) -> tuple[str, ...]:
    """The English words one slip away, the most frequent first. Both in small letters."""
    if len(word) > LONGEST_WORD:
        return ()
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    made = {a + b[1:] for a, b in cuts if b} | {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    letters = string.ascii_lowercase
    made |= {a + c + b[1:] for a, b in cuts if b for c in letters} | {a + c + b for a, b in cuts for c in letters}
    counts = frequencies()
    near = [other for other in made - {word} if other in counts]
    return tuple(sorted(near, key=lambda other: (-frequency(other), other)))


# Endings that sound alike and are written for each other: `partical`, `dependant`.
_ALIKE = (
    ("al", "le"),
    ("el", "le"),
    ("ant", "ent"),
    ("ance", "ence"),
    ("able", "ible"),
    ("sion", "tion"),
    ("er", "or"),
)


def sounding_alike(word: str) -> tuple[str, ...]:
    """The English words that differ from `word` (in small letters) only by an ending that sounds the same."""
    swaps = [*_ALIKE, *((there, here) for here, there in _ALIKE)]
    made = [word.removesuffix(here) + there for here, there in swaps if word.endswith(here)]
    return tuple(other for other in dict.fromkeys(made) if other in frequencies())


LONGEST_WORD = 30  # letters; no English word is longer, and what is made of a word grows with its square


@cache
def _in_order() -> list[str]:
    return sorted(frequencies())


def longer_words(word: str) -> tuple[str, ...]:
    """The English words that begin so and have up to two letters more."""
    if len(word) > LONGEST_WORD:
        return ()
    words = _in_order()
    longer = []
    start = bisect.bisect_left(words, word)
    for other in words[start : start + 400]:
        if not other.startswith(word):
            break
        if 0 < len(other) - len(word) <= 2:
            longer.append(other)
    return tuple(longer)


@cache
def _trigrams() -> Counter[str]:
    counted: Counter[str] = Counter()
    for word in frequencies():
        counted.update(word[at : at + 3] for at in range(len(word) - 2))
    return counted


def likelier(one: str, other: str) -> str:
    """Of two spellings the one whose letters go together better, as English words have them."""
    counts = _trigrams()

    def of(word: str) -> set[str]:
        folded = word.casefold()
        return {folded[at : at + 3] for at in range(len(folded) - 2)}

    mine, yours = of(one) - of(other), of(other) - of(one)
    worst = min((counts[t] for t in mine), default=0), min((counts[t] for t in yours), default=0)
    return one if worst[0] >= worst[1] else other
