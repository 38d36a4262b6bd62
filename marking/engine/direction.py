"""Little words that turn what a phrase says: into and out of, from and to, with and without, and the passive's "by".

They may be left out or swapped for others, but not for their opposites: then the phrase is only nearly met.
"""

# ruff: noqa: SIM905  (long lists of words read best as text)

from __future__ import annotations

from marking.engine.places import SHIFT, WITHIN, Place
from marking.engine.program import Path
from marking.engine.sheet import Sheet, Spot
from quizzes.english.forms import PAST_FORMS

_PAIRS = """into out;onto off;in out;to from;towards from;toward from;with without;on off;and or;over under;up down
above below;before after;for against;by for;by from;by to;for from;for on;with for;into from;onto from;of has;of have
of had""".replace("\n", ";")
COUNTERPARTS: dict[str, frozenset[str]] = {}
for _one, _other in (pair.split() for pair in _PAIRS.split(";")):
    COUNTERPARTS[_one] = COUNTERPARTS.get(_one, frozenset()) | {_other}
    COUNTERPARTS[_other] = COUNTERPARTS.get(_other, frozenset()) | {_one}
# Where one is a phrase's only other word, the phrase is about it: "on off", "around the Sun", "like Lenin".
TELLING_ALONE = frozenset("for while if on around like about among amongst per".split())
_BE = frozenset("is are was were be been being got gets get".split())
_LOOK_BACK = 3
# A passive has what is done and by whom, mostly behind somebody whom it is done to.
FEWEST_PASSIVE = 2


def turned_by(path: Path, trail: tuple[Spot, ...], sheet: Sheet) -> str:
    """The word of the answer that turns what was met, "" where none does."""
    for unit, word in path.little:
        opposite = _opposite(unit, word, trail, sheet)
        if opposite:
            return opposite
    return "" if path.by or len(trail) < FEWEST_PASSIVE else _passive(trail, sheet)


def _opposite(unit: int, word: str, trail: tuple[Spot, ...], sheet: Sheet) -> str:
    """The opposite of a little word in front of the word that meets a unit."""
    places = {spot[0] for spot in sheet.spots.get(unit, ())}
    for index, spot in enumerate(trail):
        if spot[0] not in places:
            continue
        before = trail[index - 1][1] if index else -1
        said = _words_before(spot[0], before, sheet)
        if word in said:
            return ""
        return next((other for other in said if other in COUNTERPARTS[word]), "")
    return ""


def _words_before(place: Place, after: Place, sheet: Sheet) -> list[str]:
    """Up to three words in front of a place, behind another one, the nearest first."""
    words: list[str] = []
    number, index = place >> SHIFT, place & WITHIN
    while len(words) < _LOOK_BACK:
        index -= 1
        while index < 0:
            number -= 1
            if number < 0:
                return words
            index = len(sheet.chunk(number).words) - 1
        if number << SHIFT | index <= after:
            return words
        words.append(sheet.chunk(number).words[index].text)
    return words


def _passive(trail: tuple[Spot, ...], sheet: Sheet) -> str:
    """ "By" in front of the last word of a phrase, a passive before it: Germany was invaded by Poland."""
    if (trail[-1][0] >> SHIFT) - (trail[-2][1] >> SHIFT) <= 1:
        return ""
    behind = _words_before(trail[-1][0], trail[-2][1], sheet)
    after = trail[-3][1] if len(trail) > FEWEST_PASSIVE else -1
    if "by" not in behind:
        return ""
    if not _BE.isdisjoint(_words_before(trail[-2][0], after, sheet)):
        return "by"
    done = sheet.word(trail[-2][0]).text
    return "by" if len(trail) == FEWEST_PASSIVE and (done.endswith("ed") or done in PAST_FORMS) else ""
