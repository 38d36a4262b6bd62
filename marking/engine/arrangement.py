"""How what was met stands among an answer's words, beside how the scheme has it: signs of who does what.

Roles can't be told without grammar, but some traces of them can: one point's words between another's, a word that the
scheme leaves open on the wrong side or another one in its place, "it's the continental crust that sinks".
"""

# ruff: noqa: SIM905  (long lists of words read best as text)

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from marking.engine.match import Found
from marking.engine.opposites import OPPOSITES
from marking.engine.places import Place
from marking.engine.tokenise import CLAUSE, words_of
from quizzes.english.stop_words import FUNCTION_WORDS

# What a word of an answer is to the scheme and the question.
MET, KNOWN, LITTLE, ASKED, FURTHER = "met", "known", "little", "asked", "further"
_ARTICLES = frozenset("the a an".split())
_RELATIVES = frozenset("that who which".split())
_IT, _BE = frozenset({"it", "its"}), frozenset({"is", "was"})
_OPTIONAL_FIRST = re.compile(r"\s*\(([^()]*)\)")
_OPTIONAL_LAST = re.compile(r"(?<!\\)\(([^()]*)\)\s*$")
_REACH = 2


class Said(NamedTuple):
    """A word of an answer: its plain form, as typed, its place, the break before it, and what it is to the scheme."""

    text: str
    typed: str
    place: Place
    gap: int
    kind: str


class _Open(NamedTuple):
    """The words that a phrase leaves open at its beginning and at its end; none where it leaves none open there."""

    before: frozenset[str]
    behind: frozenset[str]


def arrangement(words: Sequence[Said], found: Sequence[Found], news: Collection[str]) -> dict[str, float]:
    """The signs of an answer that earns something. `news` are its words that neither scheme nor question has."""
    pieces = [piece for one in found for piece in one.pieces]
    seen = {"met_crossed": float(len(found) > 1 and any(_crossed(one, found) for one in found))}
    for piece in pieces:
        left_open = _left_open(piece.path.text)
        if not (left_open.before or left_open.behind):
            continue
        inside = [at for at, word in enumerate(words) if piece.first <= word.place <= piece.last]
        if inside:
            before, behind = words[: inside[0]], words[inside[-1] + 1 :]
            if _moved(left_open, words[inside[0] : inside[-1] + 1], before, behind):
                seen["met_open_moved"] = 1.0
            elif _replaced(left_open, words, before, behind):
                seen["met_open_replaced"] = 1.0
    return seen | {
        "met_cleft": float(_is_cleft(words)),
        "met_opposite": float(any(not _opposites(piece.path.text).isdisjoint(news) for piece in pieces)),
    }


def _crossed(one: Found, found: Sequence[Found]) -> bool:
    """Whether a piece of another point stands between the pieces of a point, and is none of its own."""
    if len(one.pieces) == 1:
        return False
    low, high = min(piece.first for piece in one.pieces), max(piece.last for piece in one.pieces)
    own = {piece.first for piece in one.pieces}
    others = (piece.first for other in found if other is not one for piece in other.pieces)
    return any(low < first < high and first not in own for first in others)


@lru_cache(maxsize=20_000)
def _left_open(text: str) -> _Open:
    """What a phrase leaves open: "blood" and the like behind the "low" of `low (blood)`."""
    first, last = _OPTIONAL_FIRST.match(text), _OPTIONAL_LAST.search(text)
    return _Open(*(frozenset(words_of(one[1])) - FUNCTION_WORDS if one else frozenset() for one in (first, last)))


@lru_cache(maxsize=20_000)
def _opposites(text: str) -> frozenset[str]:
    others = (other for word in words_of(text) for other in OPPOSITES.get(word, ()))
    return frozenset(others) - FUNCTION_WORDS


def _moved(left_open: _Open, inside: Sequence[Said], before: Sequence[Said], behind: Sequence[Said]) -> bool:
    """Whether a word that may stand on one side of what was met stands on the other only: a human became God."""
    if _only_in(left_open.before, behind, [*before, *inside]):
        return True
    return _only_in(left_open.behind, before, [*inside, *behind])


def _only_in(wanted: frozenset[str], there: Iterable[Said], elsewhere: Iterable[Said]) -> bool:
    return not wanted.isdisjoint(word.text for word in there) and wanted.isdisjoint(word.text for word in elsewhere)


def _replaced(left_open: _Open, words: Sequence[Said], before: Sequence[Said], behind: Sequence[Said]) -> bool:
    """Whether another word stands where the scheme leaves one open: low pressure for `low (blood sugar)`, 2 bars."""
    if not (left_open.before | left_open.behind).isdisjoint(word.text for word in words):
        return False
    ahead = behind[:_REACH]
    after = next((word for word in ahead if word.kind != LITTLE), None)
    if left_open.behind and after is not None and not any(word.gap >= CLAUSE for word in ahead):
        return after.kind in {FURTHER, ASKED}
    return bool(left_open.before and before and before[-1].kind == FURTHER)


def _is_cleft(words: Sequence[Said]) -> bool:
    """ "It's the … that", of a thing that was not met, in front of something that was."""
    last = max((at for at, word in enumerate(words) if word.kind == MET), default=0)
    for at, word in enumerate(words[:last]):
        begins = at + (2 if _text(words, at + 1) in _BE else 1)
        if word.text in _IT and _text(words, begins) in _ARTICLES and begins + 2 < last:
            return words[begins + 1].kind != MET and _text(words, begins + 2) in _RELATIVES
    return False


def _text(words: Sequence[Said], at: int) -> str:
    return words[at].text if at < len(words) else ""
