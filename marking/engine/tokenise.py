"""Taking a piece of an answer between two spaces apart into words, with their places and the breaks between them."""

# ruff: noqa: SIM905  (long lists of words read best as text)

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import takewhile

from marking.engine.normalise import fold
from marking.engine.numbers import roman

# What stands between two words: nothing much, the end of a clause, the end of a sentence.
NONE, CLAUSE, SENTENCE = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Word:
    """A word in its plain form and where it stands in its chunk, as typed. `gap` is the break before it.

    `before` and `after` are the signs glued to it that say something: "-" and "°" in -5°, "+" in Na+.
    """

    text: str
    start: int
    end: int
    gap: int
    capitals: bool
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Chunk:
    """What stands between two spaces. `joins` are hyphened neighbours read as one: (first, last, text).

    `texts` are the plain forms of its words.
    """

    words: tuple[Word, ...]
    joins: tuple[tuple[int, int, str], ...]
    lead: int
    tail: int
    breaks: bool
    texts: tuple[str, ...]


# Vowel signs and the like, which belong to the letters before them (Thai, Hindi, Arabic).
_MARKS = "".join(chr(code) for code in range(0x0300, 0x1D00) if unicodedata.category(chr(code)) in {"Mn", "Mc"})
_LETTER = rf"(?:[^\W_]|[{_MARKS}])"
# An acronym with dots, a row of numbers with dots (1.2.3), a number, the x of 3x10, a word that may hold apostrophes,
# or "&". Each branch is linear.
_WORD = re.compile(
    r"(?<![^\W_])(?:[^\W\d_]\.){2,}(?:[^\W\d_](?![^\W_]))?"
    r"|\d+(?:\.\d+){2,}"
    r"|(?<![\w.])\.\d+"
    r"|\d+(?:,\d{3})*(?:\.\d+)?(?:(?:st|nd|rd|th|'?s)(?![^\W_]))?"
    r"|(?<=\d)x(?=\d)"
    rf"|[^\W\d_]{_LETTER}*(?:'{_LETTER}+)*"
    r"|&"
)
# Signs that say something where they are glued to a word or a number, and where they stand alone between two.
SIGNS = frozenset("-+£$€%<>=#^≤≥≠")
CURRENCIES = frozenset("£$€")
_LONGEST_SIGNED = 4
_AS_TYPED = {">=": "≥", "<=": "≤", "=>": "≥", "=<": "≤"}
_ENDS = frozenset(".!?…。！？")
_CLAUSE_ENDS = frozenset(",;:–()[]")
_NO_END = frozenset(
    "dr mr mrs ms prof st rev gen col sgt etc vs cf eg ie ca approx fig nos vol ed jr sr inc ltd co "
    "jan feb mar apr jun jul aug sep sept oct nov dec".split()
)
_SHORT_FORMS = ("'s", "'re", "'ve", "'ll", "'d", "'m")
_cache: dict[str, Chunk] = {}
_MOST_CACHED = 100_000
# The chunk of a short text that was read before, None for others: the same as `chunk_of`, without a call of ours.
known_chunk = _cache.get
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
    if text.isascii() and text.isalpha():
        # One word, and nothing but letters, as most are.
        word = Word(text.lower(), 0, len(text), NONE, _capitals(text))
        return Chunk((word,), (), NONE, NONE, breaks=False, texts=(word.text,))
    folded, offsets = fold(text)
    words: list[Word] = []
    links: list[bool] = []
    at, lead = 0, NONE
    for match in _WORD.finditer(folded):
        between = folded[at : match.start()]
        gap = _break(between, words[-1].text if words else "")
        start = match.start() if offsets is None else offsets[match.start()]
        plain, end = _plain(match[0], match.end())
        end = end if offsets is None else offsets[end - 1] + 1
        raw = text[start:end]
        if words:
            # "cm^2" is cm2 too, "10^2" is not 102.
            links.append(between == "-" or (between == "^" and words[-1].text.isalpha()))
        else:
            lead = gap
        _glue(words, between, last=False)
        before = signs_before(between, plain, first=not words)
        words.append(Word(plain, start, end, gap if words else NONE, _capitals(raw), before))
        at = match.end()
    _glue(words, folded[at:], last=True)
    tail = _break(folded[at:], words[-1].text if words else "")
    breaks = tail == SENTENCE or any(word.gap == SENTENCE for word in words)
    return Chunk(tuple(words), _joins(words, links), lead, tail, breaks, tuple([word.text for word in words]))


def _glue(words: list[Word], between: str, *, last: bool) -> None:
    """Gives the last of the words the signs right after it."""
    if words and (glued := signs_after(words[-1].text, between, last=last)):
        words[-1] = replace(words[-1], after=glued)


def _plain(word: str, end: int) -> tuple[str, int]:
    """The word without possessive 's, apostrophes and dots, and where it ends."""
    if word[0].isdigit():
        return word, end
    if word[0] == "." and word[1:].isdigit():
        return "0" + word, end
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
    between = between.replace("!=", "")
    if any(sign in _ENDS for sign in between):
        abbreviated = between == "." and (before in _NO_END or (len(before) == 1 and not before.isdigit()))
        return NONE if abbreviated else SENTENCE
    return CLAUSE if any(sign in _CLAUSE_ENDS for sign in between) else NONE


def sign_of(text: str) -> str:
    """The sign that a text without words is, in one spelling of it; "" where it is none."""
    text = text.replace("!=", "≠").replace("−", "-")
    return _AS_TYPED.get(text, text) if set(text) <= SIGNS else ""


def signs_before(between: str, word: str, *, first: bool) -> str:
    """The signs right before a word that say something: "-" in -5 and 10^-3, "£" in £5, ">" in >3, "." in .NET.

    `between` is what stands between it and the word before it, or the beginning if it is the `first` of its chunk.
    """
    glued = sign_of(_run(reversed(between.replace("!=", "≠")))[::-1])
    if first and between in {"–", "'–"} and word[0].isdigit():
        return "-"
    if first and between == "." and word[0].isalpha():
        return "."
    if glued.strip("-") or (first and word[0].isdigit()):
        return glued.replace("^", "")
    # A hyphen between two words joins them, at the beginning of a word it is a dash.
    return ""


def signs_after(word: str, between: str, *, last: bool) -> str:
    """The signs right after a word that say something: "+" in Na+, "-" in Cl-, "%" in 50%, "^" in n², "++" in C++."""
    glued = _run(between)
    if not last and len(glued) == len(between):
        # Between two words a sign belongs to the second; what is raised to a power is another thing.
        return "^" if glued[:1] == "^" else ""
    if not glued.strip("-") and (len(word) > _LONGEST_SIGNED or not last or len(glued) > 2):
        return ""
    return glued.replace("^", "")


def _run(signs: Iterable[str]) -> str:
    """The signs at the beginning that say something; a degree sign says nothing that a person would leave out."""
    return "".join(takewhile(SIGNS.__contains__, (sign for sign in signs if sign != "°")))


def _joins(words: list[Word], links: list[bool]) -> tuple[tuple[int, int, str], ...]:
    """Hyphened neighbours read as one word, two and three at a time."""
    joins: list[tuple[int, int, str]] = []
    for first in range(len(links)):
        last = first
        while last < len(links) and links[last] and last - first + 1 < _LONGEST_JOIN:
            last += 1
            joins.append((first, last, "".join(word.text for word in words[first : last + 1])))
    return tuple(joins)


def roman_value(word: Word, raw: str) -> int | None:
    """The number that a word in capitals says, as in "World War II"; one letter (V) may be no numeral at all."""
    return roman(raw[word.start : word.end]) if word.capitals or word.end - word.start == 1 else None
