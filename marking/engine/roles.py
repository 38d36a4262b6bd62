"""What was met, said of the wrong one: turned round a verb or a comparison, of another person, as an opposite.

Nothing here changes a mark; a person is asked. English only.
"""

# ruff: noqa: SIM905  (long lists of words read best as text)

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Collection, Sequence
from typing import TypeAlias, TypeVar

from marking.engine.contrast import TITLES
from marking.engine.cues import (
    ASIDE,
    AWAY,
    AWAY_FROM,
    BY,
    CHANGED,
    CHANGES,
    ELSEWHERE,
    FROM,
    ONE,
    ONE_OF,
    OPPOSED,
    SET_ASIDE,
    THAN,
    UNLIKE,
)
from marking.engine.match import Found, Match
from marking.engine.opposites import TELLING
from marking.engine.places import SHIFT, WITHIN
from marking.engine.sheet import Sheet
from quizzes.english.forms import PAST_FORMS
from quizzes.english.stop_words import FUNCTION_WORDS

_BE = frozenset("is are was were be been being get gets got getting".split())
_LINKS = frozenset("the a an in of those that on for with".split())
_TURNS = frozenset("but while whereas whilst however although though".split())
_BESIDE = frozenset("underneath beneath under below above behind beside".split())
_FEWEST_AROUND, _SHORTEST_NAME = 3, 3
# Further behind a "than" no more of the comparison is looked for.
_REACH = 4
# Nothing that is looked for right beside a thing stands further off, articles and all.
_FAR = 8
# In an answer of fewer words two things with a full stop between them are two answers.
_FEW_SAID = 4
_PARTED = re.compile(
    r"[;:.(–—]|\s-\s|,\s+(?:and\s+)?(?:the|a|an|it|they|this|that|these|those)\s|"
    r"\b(?:unlike|whereas|while|but|than|which|because)\b|\band (?:then |it |they )?\w+(?:[^s\W]s|ed) ",
    re.IGNORECASE,
)
_NO_COMPARISON = frozenset("rather other more less fewer".split())
_TWO = 2
# In a longer answer the opposite is said of the same thing at another time, or in another place.
_ONE_THOUGHT = 30
_ARTICLES = frozenset("the a an its his their".split())
_BEFORE_PLACES = AWAY | {phrase.split()[1] for phrase in AWAY_FROM}
_FIGURE = re.compile(r"\d")
_THEIRS = re.compile(r",? (?:which|who|that|where)\b")


_Met = TypeVar("_Met")
_Checks: TypeAlias = Sequence[tuple[int, Callable[[_Met, Sheet], str]]]


def misplaced(found: Found, sheet: Sheet, *, who: bool = False, asked: Collection[str] = ()) -> str:
    """The word that says what was met of another than the scheme does, "" where none does.

    `who`: the question asks who did something, so that the answer is not whom it was done to. `asked` are its words.
    """
    if not sheet.vocabulary.english:
        return ""
    pieces, cues = found.pieces, sheet.cues
    for piece in pieces:
        # What is further off bears on nothing but opposites and "unlike".
        close = sheet.cues_near((piece.first >> SHIFT) - _FAR, (piece.last >> SHIFT) + _FAR) | cues & (OPPOSED | UNLIKE)
        if said := _first(_OF_EACH, close, piece, sheet) if close else _of_another_name(piece, sheet):
            return said
    if len(pieces) > 1:
        return _first(_OF_SEVERAL, cues, pieces, sheet)
    if not close:
        return ""
    said = (_done_to(pieces[0], sheet) if who and close & BY else "") or _first(_OF_ONE, close, pieces[0], sheet)
    return said or (_left(pieces[0], sheet) if close & FROM and "from" not in asked else "")


def _first(checks: _Checks[_Met], cues: int, met: _Met, sheet: Sheet) -> str:
    """What the first of some checks finds whose cues the answer has; 0 stands for none that is needed."""
    for needed, check in checks:
        if (not needed or cues & needed) and (said := check(met, sheet)):
            return said
    return ""


def explained(reject: Found, sheet: Sheet) -> bool:
    """Whether a rejected word stands in brackets or begins a sentence that says what it is, beside another answer."""
    piece = reject.pieces[0]
    start, end = sheet.offsets(piece.first, piece.last)
    before = sheet.text[:start]
    if before.rfind("(") > before.rfind(")"):
        return True
    ahead = sheet.text[end:].lower().split()[:2]
    told = len(ahead) > 1 and ahead[0] in {"is", "are"} and ahead[1].strip(".,") in {"when", "where", "what"}
    return told and before.rstrip()[-1:] in {".", ";", "!"}


def parted(met: Found, reject: Found, sheet: Sheet) -> bool:
    """Whether a clause ends between what was met and what the scheme rejects, which may be said of something else."""
    one, other = sorted((met.pieces[0], reject.pieces[0]), key=lambda piece: piece.first)
    _, end = sheet.offsets(one.first, one.last)
    start, _ = sheet.offsets(other.first, other.last)
    between = sheet.text[end:start]
    return len(sheet.chunks) > _FEW_SAID and bool(_PARTED.search(between))


def _between(sheet: Sheet, first: int, until: int) -> list[str]:
    """The words of the chunks from one to before another."""
    return [text for number in range(max(first, 0), until) for text in sheet.chunk(number).texts]


def _set_aside(piece: Match, sheet: Sheet) -> str:
    """ "The opposite of" or the like, right in front of what was met."""
    start = piece.first >> SHIFT
    before = [word for word in _between(sheet, start - _REACH, start) if word not in {"a", "an", "the"}][-2:]
    said = tuple(before)
    return " ".join(said) if said in ASIDE and said[-1] not in piece.path.text.lower().split() else ""


def _of_another_name(piece: Match, sheet: Sheet) -> str:
    """The other first name in front of a surname whose own first name the scheme leaves open."""
    start = piece.first >> SHIFT
    if len(piece.trail) != 1 or piece.path.chain is not None or not start:
        return ""
    names = _names_of(piece, sheet)
    typed = sheet.chunks[start - 1]
    if len(names) == 1 or not (typed.isalpha() and typed[0].isupper() and len(typed) >= _SHORTEST_NAME):
        return ""
    word = typed.lower()
    known = word in TITLES or word in FUNCTION_WORDS or any(name[0].lower() == word[0] for name in names)
    return "" if known or not all(name[0].isupper() for name in names) else typed


def _names_of(piece: Match, sheet: Sheet) -> list[str]:
    """The words of what was met as the scheme writes them, those that it leaves open among them."""
    units = sheet.vocabulary.units
    own = piece.path.units & ~piece.path.side
    return [units[unit].raw for unit in range(own.bit_length()) if own >> unit & 1 and units[unit].raw]


def _done_to(piece: Match, sheet: Sheet) -> str:
    """ "By" behind a passive whose subject is what was met: Wren was taught by Hooke."""
    end = (piece.last >> SHIFT) + 1
    behind = _between(sheet, end, min(end + _REACH, len(sheet.chunks)))
    return "by" if behind[:1] and behind[0] in _BE and "by" in behind[2:] else ""


def _around_verb(pieces: Sequence[Match], sheet: Sheet) -> str:
    """The verb that has behind it in the answer what the scheme has before it, and the other way round."""
    if len(pieces) < _FEWEST_AROUND or "by" in _between(sheet, 0, len(sheet.chunks)):
        return ""
    for index in range(1, len(pieces) - 1):
        verb = pieces[index].first
        word = sheet.word(verb).text
        if not word.startswith(CHANGES):
            continue
        if all(one.first > verb for one in pieces[:index]) and all(one.first < verb for one in pieces[index + 1 :]):
            return word
    return ""


def _passive(pieces: Sequence[Match], sheet: Sheet) -> str:
    """ "By" behind a verb whose subject is what does it in the scheme: phagocytes get engulfed by germs."""
    for doer, verb in itertools.pairwise(pieces):
        here, there = doer.last >> SHIFT, verb.first >> SHIFT
        if doer.last >= verb.first or verb.path.by or doer.path.by or there - here > _REACH + 1:
            continue
        behind = _between(sheet, (verb.last >> SHIFT) + 1, min((verb.last >> SHIFT) + 3, len(sheet.chunks)))
        if "by" not in behind or _BE.isdisjoint(_between(sheet, here + 1, there)):
            continue
        if _is_active(verb, sheet) or any(verb.last < one.first for one in pieces[pieces.index(verb) + 1 :]):
            return "by"
    return ""


def _is_active(verb: Match, sheet: Sheet) -> bool:
    """Whether the scheme has a verb in another form than the passive that the answer has."""
    word = sheet.word(verb.last).text
    return (word.endswith("ed") or word in PAST_FORMS) and word not in verb.path.text.lower().split()


def _standard(piece: Match, sheet: Sheet) -> str:
    """ "Than" in front of the only thing that was met: something else is further from it, or bigger than it."""
    if "than" in piece.path.text.lower().split() or _FIGURE.search(piece.path.text):
        return ""
    start = piece.first >> SHIFT
    before = _between(sheet, start - _REACH, start)
    if "than" not in before or not _LINKS.issuperset(before[before.index("than") + 1 :]):
        return ""
    at = before.index("than")
    # "No other than", "rather than" and "less X than" are no comparisons with it, or say what it is more of.
    return "than" if at and _NO_COMPARISON.isdisjoint(before[:at]) else ""


def _left(piece: Match, sheet: Sheet) -> str:
    """ "From" in front of what was met, "to" behind it: what is so no more ("from loud to soft")."""
    if not {"from", "to"}.isdisjoint(piece.path.text.lower().split()):
        return ""
    start, end = piece.first >> SHIFT, (piece.last >> SHIFT) + 1
    before = [word for word in _between(sheet, start - 2, start) if word not in _ARTICLES]
    behind = _between(sheet, end, min(end + 3, len(sheet.chunks)))
    return "from" if before[-1:] == ["from"] and not {"to", "into", "towards"}.isdisjoint(behind) else ""


def _unlike(piece: Match, sheet: Sheet) -> str:
    """ "Unlike" in front of the thing that what was met is said of: unlike basalt, which cools fast."""
    before = sheet.text[: sheet.offsets(piece.first, piece.last)[0]]
    clause = before[max(before.rfind("."), before.rfind(";")) + 1 :].lower()
    told = clause.rpartition("unlike ")[2] if "unlike " in clause else ","
    return "unlike" if _THEIRS.search(told) and "," not in _THEIRS.sub("", told) else ""


def _only_one(piece: Match, sheet: Sheet) -> str:
    """ "One" in front of a thing of which the scheme wants several: one parent for parents."""
    for place, _, edits, _ in piece.trail:
        number = place >> SHIFT
        before = sheet.chunk(number - 1).words if number and not place & WITHIN else ()
        if edits or not before or before[-1].text not in ONE:
            continue
        word = sheet.word(place).text
        wanted = piece.path.text.lower().replace("/", " ").split()
        if word not in wanted and not {f"{word}s", f"{word}es"}.isdisjoint(wanted):
            return f"{before[-1].text} {word}"
    return ""


def _elsewhere(piece: Match, sheet: Sheet) -> str:
    """What makes another place or time of the one that was met: outside the cell, south of Paris, before Versailles."""
    at = (piece.first >> SHIFT) - 1
    while at >= 0 and sheet.chunks[at].lower() in _ARTICLES:
        at -= 1
    if (
        at < 0
        or sheet.chunks[at].lower() not in _BEFORE_PLACES
        or piece.path.negative
        or _FIGURE.search(piece.path.text)
    ):
        return ""
    word = sheet.chunks[at].lower()
    said = word if word in AWAY else " ".join(_between(sheet, at - 1, at + 1)[-2:])
    known = piece.path.text.lower().split()
    return said if (word in AWAY or said in AWAY_FROM) and said.split()[0] not in known else ""


def _opposite_within(piece: Match, sheet: Sheet) -> str:
    """The opposite of a word of what was met, between its words: the price increases and supply falls."""
    here, there = piece.first >> SHIFT, piece.last >> SHIFT
    if len(piece.trail) < _TWO or there - here < _TWO:
        return ""
    met = {spot[0] >> SHIFT for spot in piece.trail}
    within = {
        word for number in range(here, there) if number not in met for word in _between(sheet, number, number + 1)
    }
    away = {word for word in within & AWAY if word not in piece.path.text.lower().split()}
    if away:
        return min(away)
    opposites = {
        other for number in met for word in _between(sheet, number, number + 1) for other in TELLING.get(word, ())
    }
    return min(within & opposites - {*piece.path.text.lower().split()}, default="")


def _object(pieces: Sequence[Match], sheet: Sheet) -> str:
    """The verb right in front of the name that does something in the scheme: the hospital cleaned Nightingale."""
    for name, verb in itertools.pairwise(pieces):
        here, word = name.first >> SHIFT, sheet.word(verb.last).text
        if (verb.last >> SHIFT) + 1 != here or not sheet.chunks[here][0].isupper() or not verb.first >> SHIFT:
            continue
        if word in PAST_FORMS or word.endswith(("ed", "s")):
            return word
    return ""


def _from_to(pieces: Sequence[Match], sheet: Sheet) -> str:
    """ "From" before the later of two opposites, "to" before the earlier: from a low to a high concentration."""
    for one, other in itertools.pairwise(pieces):
        if sheet.word(other.first).text not in TELLING.get(sheet.word(one.first).text, ()):
            continue
        before = [_between(sheet, (piece.first >> SHIFT) - 3, piece.first >> SHIFT) for piece in (one, other)]
        if {"to", "into"} & {*before[0]} and "from" in before[1] and "from" not in before[0]:
            return "from"
    return ""


def _both_ways(piece: Match, sheet: Sheet) -> str:
    """The opposite of a word of what was met, said of the same thing elsewhere: prices rise, so prices fall."""
    if len(piece.trail) != _TWO or len(sheet.chunks) > _ONE_THOUGHT:
        return ""
    for place, companion in (piece.trail, piece.trail[::-1]):
        opposites = TELLING.get(sheet.word(place[0]).text, frozenset()) - {*piece.path.text.lower().split()}
        if not opposites:
            continue
        same = sheet.word(companion[0]).text
        for number in range(len(sheet.chunks)):
            beside = number + 1 if place[0] > companion[0] else number - 1
            if not 0 <= beside < len(sheet.chunks) or number in {companion[0] >> SHIFT, place[0] >> SHIFT}:
                continue
            said = opposites.intersection(_between(sheet, beside, beside + 1))
            if said and same in _between(sheet, number, number + 1):
                return min(said)
    return ""


def _behind_than(pieces: Sequence[Match], sheet: Sheet) -> str:
    """ "Than" in front of the thing that the scheme says is the greater: it stands first there."""
    if any("than" in piece.path.text.lower().split() for piece in pieces):
        return ""
    for number, piece in enumerate(pieces[:2]):
        start = piece.first >> SHIFT
        before = _between(sheet, start - _REACH, start)
        if "than" not in before or not _LINKS.issuperset(before[before.index("than") + 1 :]):
            continue
        rest = [one for one in pieces if one is not piece]
        compared = [one for one in rest if one.first < piece.first and _compares(one, sheet)]
        if compared and (not number or compared[0] is pieces[0]) and rest[0].first < piece.first:
            return "than"
    return ""


def _compares(piece: Match, sheet: Sheet) -> bool:
    word = sheet.word(piece.first).text
    return word.endswith("er") or word in {"more", "less"}


def _beside(pieces: Sequence[Match], sheet: Sheet) -> str:
    """What makes a place of the thing that something is said of: hard rock is worn away below the soft rock."""
    thing, verb = pieces[0], pieces[1]
    if len(pieces) != 2 or verb.last >= thing.first:
        return ""
    before = _between(sheet, (verb.first >> SHIFT) - 2, verb.first >> SHIFT)
    if _BE.isdisjoint(before):
        return ""
    between = _between(sheet, (verb.last >> SHIFT) + 1, thing.first >> SHIFT)
    return next((word for word in between if word in _BESIDE), "")


def _nearer(pieces: Sequence[Match], sheet: Sheet) -> str:
    """The opposite of a word, nearer to the rest of what was met than the word, with a "but" or the like between."""
    for piece in pieces:
        here = piece.first >> SHIFT
        opposites = TELLING.get(sheet.word(piece.first).text)
        if not opposites:
            continue
        for other in pieces:
            there = other.first >> SHIFT
            low, high = sorted((here, there))
            if other is piece or not (_parts(sheet, low, high) or not _TURNS.isdisjoint(_between(sheet, low, high))):
                continue
            reach = abs(there - here)
            for number in range(max(there - reach - 1, 0), min(there + reach + 2, len(sheet.chunks))):
                said = opposites.intersection(_between(sheet, number, number + 1))
                if said and _together(sheet, *sorted((number, there)), nearer=abs(number - there) < reach):
                    return min(said)
    return ""


def _together(sheet: Sheet, low: int, high: int, *, nearer: bool) -> bool:
    """Whether two chunks stand in one clause, and neither is what the other is compared with."""
    return (nearer or not _parts(sheet, low, high)) and "than" not in _between(sheet, low, high)


def _parts(sheet: Sheet, low: int, high: int) -> bool:
    """Whether a clause ends between two chunks: a comma, a semicolon, an "and"."""
    between = sheet.chunks[low:high]
    return any(chunk[-1] in ",;" or chunk == "and" for chunk in between)


# What is looked for, each with the cues of which an answer must have one; 0 where it needs none.
_OF_EACH = (
    (SET_ASIDE, _set_aside),
    (0, _of_another_name),
    (ONE_OF, _only_one),
    (ELSEWHERE | OPPOSED, _opposite_within),
    (UNLIKE, _unlike),
)
_OF_ONE = ((THAN, _standard), (OPPOSED, _both_ways), (ELSEWHERE, _elsewhere))
_OF_SEVERAL = (
    (CHANGED, _around_verb),
    (BY, _passive),
    (THAN, _behind_than),
    (0, _beside),
    (OPPOSED, _nearer),
    (OPPOSED, _from_to),
    (0, _object),
)
