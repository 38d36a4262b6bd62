"""A second answer in a short one, offered as if it were as good: "1922/1926", "London, Paris", "alkane or alkene".

It never changes a mark; a person is asked.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from marking.engine.dates import says_month
from marking.engine.match import Match
from marking.engine.numbers import SURE, numeric
from marking.engine.places import SHIFT, Place
from marking.engine.sheet import Sheet, Spot
from marking.engine.tokenise import Word, words_of

# Longer answers are sentences: a second name or number is no second answer, and "or" joins what belongs together.
_FEW_WORDS, _FEW_JOINED = 8, 12
_LONGEST_LIST = 4
_FEWEST_LISTED = 2
_FEWEST_ITEMS, _LONGEST_ITEM, _FEWEST_GUESSES = 3, 3, 2
_JOINS = re.compile(r"[/,;.?!|\\\n(–—]|->|→|\b(?:or|and|no|sorry|wait|then|actually|i mean)\b", re.IGNORECASE)
# What leaves a choice whatever is asked for.
_CHOOSES = re.compile(r"[/|?(]|\b(?:or|no|sorry|wait|actually|i mean)\b", re.IGNORECASE)
_DAY = re.compile(r"\d{1,2}(?:st|nd|rd|th)?")
_STROKED = re.compile(r"\d{4}\s*/\s*\d{4}")
_BARE_JOINS = re.compile(r"[\s\-]*")
_NOT_BETWEEN = re.compile(r"\b(?:not|isn't|rather than|instead of|before|after|until)\b", re.IGNORECASE)
_AFTER = re.compile(r"[\s?]*(?:/|,?\s*\bor\b|\bthen\b(?=.*\?))\s*(?P<other>[^,.;?]+)", re.IGNORECASE)
_BEFORE = re.compile(r"(?P<other>[^,.;?/]+?)[\s?]*(?:/|,?\s*\bor\b)\s*(?:an?|the)?\s*$", re.IGNORECASE)
_ITEMS = re.compile(r"[,;/]|\b(?:and|or)\b", re.IGNORECASE)
_JOINER = re.compile(r"[,;/]|\b(?:and|or|then)\b", re.IGNORECASE)  # without one, nothing is joined
_COULD_BE = frozenset("could be may might perhaps maybe possibly else".split())  # noqa: SIM905


def offers_another(
    answer: str, sheet: Sheet, pieces: Sequence[Match], little: Collection[str], *, one_wanted: bool, room: bool = False
) -> bool:
    """Whether a short answer gives something else beside what was met as if it were as good.

    `little` are the words that tell nothing. Where only `one_wanted`, words joined to what was met count too; where
    there is `room` for another thing that was asked for, and missed, a comma or an "and" joins that one.
    """
    if room and not _CHOOSES.search(answer):
        return False
    return _has_another_of_its_class(answer, sheet, pieces, little) or (
        one_wanted and _is_joined_to_another(answer, sheet, pieces, little)
    )


# ---- by its class: a number beside a number, a name beside a name ------------------------------------------


def _has_another_of_its_class(answer: str, sheet: Sheet, pieces: Sequence[Match], little: Collection[str]) -> bool:
    """Whether a number stands beside a number, a name with a capital beside a name, a word beside a word."""
    if len(sheet.chunks) > _FEW_WORDS:
        return False
    if _STROKED.fullmatch(answer.strip()):
        return True
    met = _places_of(sheet, (spot for piece in pieces for spot in piece.trail))
    # Another thing that the scheme looks for is no wrong answer.
    known = _places_of(sheet, (spot for spots in sheet.spots.values() for spot in spots))
    number = any(numeric(sheet.word(place).text) for place in met)
    for place, word, typed in _typed_words(sheet):
        if place in known or word.text in little or not _same_class(word, typed, sheet, met, number=number):
            continue
        if _is_day(place, sheet):
            continue
        nearest = min(met, key=lambda other: abs(other - place))
        if _offered_beside(_between(answer, sheet, place, nearest), bare=number or len(sheet.chunks) == 2):
            return True
    return False


def _is_day(place: Place, sheet: Sheet) -> bool:
    """Whether a word is the day behind a month: the 1st of "May 1st 1851"."""
    before = sheet.chunk((place >> SHIFT) - 1).words if place >> SHIFT else ()
    return bool(before) and says_month(before[-1].text) and _DAY.fullmatch(sheet.word(place).text) is not None


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


# ---- by what joins it: a stroke, "or", a list of guesses. English only -------------------------------------


def _is_joined_to_another(answer: str, sheet: Sheet, pieces: Sequence[Match], little: Collection[str]) -> bool:
    """Whether words that neither scheme nor question has are joined to what was met, or are guesses in a list."""
    if len(sheet.chunks) > _FEW_JOINED or not sheet.vocabulary.english:
        return False
    if not _JOINER.search(answer) and not _JOINER.search(sheet.text):
        return False
    known = {*little, *_COULD_BE, *_as_the_scheme_has_them(sheet)}
    for piece in pieces:
        start, end = sheet.offsets(piece.first, piece.last)
        behind, before = _AFTER.match(sheet.text, end), _BEFORE.search(sheet.text[:start])
        if behind and not known.issuperset(words_of(behind["other"])[:6]):
            return True
        if before and not known.issuperset(words_of(before["other"])[-2:]):
            return True
    return _guesses(answer, known)


def _as_the_scheme_has_them(sheet: Sheet) -> Iterator[str]:
    """The words of an answer that stand in the scheme without a slip."""
    for spots in sheet.spots.values():
        for first, last, edits, how in spots:
            if how == SURE and not edits:
                start, end = sheet.offsets(first, last)
                yield from words_of(sheet.text[start:end])


def _guesses(answer: str, known: set[str]) -> bool:
    """Whether an answer is a list of short items, some of which neither the scheme nor the question knows."""
    items = [words for item in _ITEMS.split(answer) if (words := words_of(item))]
    if len(items) < _FEWEST_ITEMS or any(len(words) > _LONGEST_ITEM for words in items):
        return False
    return sum(known.isdisjoint(words) for words in items) >= _FEWEST_GUESSES
