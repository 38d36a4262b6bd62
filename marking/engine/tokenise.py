"""Taking a piece of an answer between two spaces apart into words, with their places and the breaks between them."""

# ruff: noqa: SIM905  (long lists of words read best as text)

from __future__ import annotations

import re
from dataclasses import dataclass

from marking.engine.normalise import fold
from marking.engine.numbers import roman

# What stands between two words: nothing much, the end of a clause, the end of a sentence.
NONE, CLAUSE, SENTENCE = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Word:
    """A word in its plain form and where it stands in its chunk, as typed. `gap` is the break before it."""

    text: str
    start: int
    end: int
    gap: int
    capitals: bool


@dataclass(frozen=True, slots=True)
class Chunk:
    """What stands between two spaces. `joins` are hyphened neighbours read as one: (first, last, text)."""

    words: tuple[Word, ...]
    joins: tuple[tuple[int, int, str], ...]
    lead: int
    tail: int
    breaks: bool


# An acronym with dots, a number, a word that may hold apostrophes, or "&". Each branch is linear.
_WORD = re.compile(
    r"(?<![^\W_])(?:[^\W\d_]\.){2,}(?:[^\W\d_](?![^\W_]))?"
    r"|\d+(?:,\d{3})*(?:\.\d+)?(?:(?:st|nd|rd|th|'?s)(?![^\W_]))?"
    r"|[^\W\d_][^\W_]*(?:'[^\W_]+)*"
    r"|&"
)
_ENDS = frozenset(".!?…。！？")
_CLAUSE_ENDS = frozenset(",;:–()[]")
_NO_END = frozenset(
    "dr mr mrs ms prof st rev gen col sgt etc vs cf eg ie ca approx fig nos vol ed jr sr inc ltd co".split()
)
_SHORT_FORMS = ("'s", "'re", "'ve", "'ll", "'d", "'m")
_cache: dict[str, Chunk] = {}
_MOST_CACHED = 100_000
LONGEST_CACHED = 40
_LONGEST_JOIN = 3


def chunk_of(text: str) -> Chunk:
    """The words of a text without spaces (in one with spaces they count for nothing). Any string will do.

    Remembered for short texts, up to a bound, since answers use the same words again and again.
    """
    known = _cache.get(text)
    if known is None:
        known = _read(text)
        if len(text) <= LONGEST_CACHED:
            if len(_cache) >= _MOST_CACHED:
                _cache.clear()
            _cache[text] = known
    return known


def words_of(text: str) -> list[str]:
    """The plain words of any text, in order."""
    return [word.text for piece in text.split() for word in chunk_of(piece).words]


def _read(text: str) -> Chunk:
    folded, offsets = fold(text)
    words: list[Word] = []
    links: list[bool] = []
    at, lead = 0, NONE
    for found in _WORD.finditer(folded):
        between = folded[at : found.start()]
        gap = _break(between, words[-1].text if words else "")
        start = found.start() if offsets is None else offsets[found.start()]
        plain, end = _plain(found[0], found.end())
        end = end if offsets is None else offsets[end - 1] + 1
        raw = text[start:end]
        if words:
            links.append(between == "-")
        else:
            lead = gap
        words.append(Word(plain, start, end, gap if words else NONE, _capitals(raw)))
        at = found.end()
    tail = _break(folded[at:], words[-1].text if words else "")
    breaks = tail == SENTENCE or any(word.gap == SENTENCE for word in words)
    return Chunk(tuple(words), _joins(words, links), lead, tail, breaks)


def _plain(word: str, end: int) -> tuple[str, int]:
    """The word without possessive 's, apostrophes and dots, and where it ends."""
    if word[0].isdigit():
        return word, end
    if "'" in word:
        for ending in _SHORT_FORMS:
            if word.endswith(ending) and len(word) > len(ending):
                word, end = word[: -len(ending)], end - len(ending)
                break
        word = word.replace("'", "")
    if word == "&":
        return "and", end
    return word.replace(".", ""), end


def _capitals(raw: str) -> bool:
    letters = raw.replace(".", "")
    return len(letters) > 1 and letters.isupper()


def _break(between: str, before: str) -> int:
    """The strongest break in the signs between two words; a full stop after "Dr" or an initial is none."""
    if not between or between == "-":
        return NONE
    if any(sign in _ENDS for sign in between):
        abbreviated = between == "." and (before in _NO_END or (len(before) == 1 and not before.isdigit()))
        return NONE if abbreviated else SENTENCE
    return CLAUSE if any(sign in _CLAUSE_ENDS for sign in between) else NONE


def _joins(words: list[Word], links: list[bool]) -> tuple[tuple[int, int, str], ...]:
    """Hyphened neighbours read as one word, two and three at a time."""
    found: list[tuple[int, int, str]] = []
    for first in range(len(links)):
        last = first
        while last < len(links) and links[last] and last - first + 1 < _LONGEST_JOIN:
            last += 1
            found.append((first, last, "".join(word.text for word in words[first : last + 1])))
    return tuple(found)


def roman_value(word: Word, raw: str) -> int | None:
    """The number that a word in capitals says, as in "World War II"."""
    return roman(raw[word.start : word.end]) if word.capitals else None
