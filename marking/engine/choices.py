"""Two answers to choose from: "1922/1926", "London, Paris", "true/false", "Paris? London?"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from marking.engine.match import Match
from marking.engine.numbers import numeric
from marking.engine.places import SHIFT, Place
from marking.engine.sheet import Sheet, Spot
from marking.engine.tokenise import Word

# Longer answers are sentences, in which a second name or number is no second answer.
_FEW_WORDS = 8
_LONGEST_LIST = 4
_FEWEST_LISTED = 2
_JOINS = re.compile(r"[/,;.?!|\\\n(–—]|->|→|\b(?:or|and|no|sorry|wait|then|actually|i mean)\b", re.IGNORECASE)
_STROKED = re.compile(r"\d{4}\s*/\s*\d{4}")
_BARE_JOINS = re.compile(r"[\s\-]*")
_NOT_BETWEEN = re.compile(r"\b(?:not|isn't|rather than|instead of|before|after|until)\b", re.IGNORECASE)


def two_answers(answer: str, sheet: Sheet, pieces: Sequence[Match], little: Collection[str]) -> str:
    """What stands beside what was met in a short answer as if it were another answer; "" where nothing does.

    A number is another answer to a number, a name with a capital to a name, one word to one word with a stroke
    between them. `little` are the words that tell nothing.
    """
    if len(sheet.chunks) > _FEW_WORDS:
        return ""
    if number_of_years := _STROKED.fullmatch(answer.strip()):
        return number_of_years[0]
    met = _places_of(sheet, (spot for piece in pieces for spot in piece.trail))
    # Another thing that the scheme looks for is no wrong answer.
    known = _places_of(sheet, (spot for spots in sheet.spots.values() for spot in spots))
    number = any(numeric(sheet.word(place).text) for place in met)
    for place, word, typed in _typed_words(sheet):
        if place in known or word.text in little or not _same_class(word, typed, sheet, met, number=number):
            continue
        nearest = min(met, key=lambda other: abs(other - place))
        if _offered_beside(_between(answer, sheet, place, nearest), bare=number or len(sheet.chunks) == 2):
            return answer.strip()
    return ""


def _typed_words(sheet: Sheet) -> Iterator[tuple[Place, Word, str]]:
    """The words of an answer with their places, and as they were typed."""
    for at, chunk_text in enumerate(sheet.chunks):
        for index, word in enumerate(sheet.chunk(at).words):
            yield at << SHIFT | index, word, chunk_text[word.start : word.end]


def _offered_beside(between: str, *, bare: bool) -> bool:
    """Whether what stands between two answers offers both: a stroke, "or"; a mere space only where it is `bare`."""
    joined = (bare and _BARE_JOINS.fullmatch(between)) or _JOINS.search(between)
    return bool(joined) and not _NOT_BETWEEN.search(between)


def _places_of(sheet: Sheet, spots: Iterable[Spot]) -> set[Place]:
    """The places of all words of some spots."""
    return {place for first, last, *_ in spots for place in _places(sheet, first, last)}


def _places(sheet: Sheet, first: int, last: int) -> Iterator[int]:
    """The places of all words from one to another: a date or a number may have several."""
    for number in range(first >> SHIFT, (last >> SHIFT) + 1):
        for index in range(len(sheet.chunk(number).words)):
            if first <= (place := number << SHIFT | index) <= last:
                yield place


def _same_class(word: Word, typed: str, sheet: Sheet, met: Collection[int], *, number: bool) -> bool:
    if number:
        return word.text[0].isdigit() and len(word.text) > 1
    first = sheet.word(min(met))
    raw = sheet.chunks[min(met) >> SHIFT][first.start : first.end]
    if typed[0].isupper() and raw[0].isupper():
        return True
    # Single words with a stroke, or few words with "or" or a comma: true/false, "oxygen or carbon dioxide".
    few = len(sheet.chunks) == 1 or (len(sheet.chunks) <= _LONGEST_LIST and _apart(sheet, met))
    return few and word.text.isalpha() and first.text.isalpha()


def _apart(sheet: Sheet, met: Collection[int]) -> bool:
    """Whether "or" stands right beside what was met, or a comma right behind it at the answer's beginning."""
    first, last = min(met) >> SHIFT, max(met) >> SHIFT
    if _is_list(sheet.chunks):
        return True
    beside = [sheet.chunks[at].lower() for at in (first - 1, last + 1) if 0 <= at < len(sheet.chunks)]
    listed = len(sheet.chunks) < _LONGEST_LIST and sheet.chunks[0].endswith(",") and "then" in sheet.chunks
    return "or" in beside or listed or (first == 0 and sheet.chunks[last].endswith(","))


def _is_list(chunks: Sequence[str]) -> bool:
    """Whether an answer is three words or more, each with a comma behind it: guesses."""
    return len(chunks) > _FEWEST_LISTED and all(chunk[-1] in ",;/" for chunk in chunks[:-1])


def _between(answer: str, sheet: Sheet, one: int, other: int) -> str:
    """The text between two words."""
    first, last = min(one, other), max(one, other)
    _, end = sheet.offsets(first, first)
    start, _ = sheet.offsets(last, last)
    return answer[end:start]
