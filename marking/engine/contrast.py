"""What an answer says in place of a phrase's missing word: then the phrase is not half right, it is something else.

Louis XVI is not half of Louis XIV, "low pressure" not half of "high pressure", Charlotte Brontë not half of Emily
Brontë. Asked only of short answers that have some of a phrase's words and not the others.
"""

# ruff: noqa: SIM905  (long lists of words read best as text)

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz.distance import OSA

from marking.engine import numbers
from marking.engine.affixes import differ_in_affix
from marking.engine.dates import says_month
from marking.engine.match import Found
from marking.engine.misspelt import is_known_word
from marking.engine.negation import TRIGGERS
from marking.engine.numbers import WEAK
from marking.engine.opposites import OPPOSITES
from marking.engine.places import SHIFT, Place
from marking.engine.program import Path, Unit
from marking.engine.sheet import Sheet, Spot
from marking.engine.tokenise import words_of
from quizzes.english.stop_words import FUNCTION_WORDS

# In a longer answer another word may stand in no one's place.
FEW_WORDS = 8
_LEAST_APART, _SHORTEST_NAME = 3, 3

# They may stand before a name without being part of it.
TITLES = frozenset(
    """mr mrs ms miss dr doctor sir lord lady king queen president prime minister general captain saint st pope emperor
    empress tsar czar prince princess duke professor chancellor the comrade colonel senator chairman dictator leader
    """.split()
)


class _Said(NamedTuple):
    """A word of the answer that meets nothing of the phrase: its plain form, as typed, and its place."""

    text: str
    typed: str
    place: Place
    glued: bool


def contradicted(path: Path, sheet: Sheet) -> bool:
    """Whether a short answer has another word in place of each word of a phrase that it leaves out.

    So too where the phrase says that something is not so, and the answer, without any negation, that it is.
    """
    chain = path.chain
    if chain is None or len(sheet.chunks) > FEW_WORDS:
        return False
    missing = [unit for unit in chain if unit not in sheet.spots]
    if path.negative:
        return not missing and _affirmed(chain, sheet)
    if len(missing) in {0, len(chain)}:
        return False
    met = [spot for unit in chain for spot in sheet.spots.get(unit, ())]
    said = _others(sheet, [(spot[0], spot[1]) for spot in met])
    units = sheet.vocabulary.units
    return all(_against(units[unit], path.text, said, met[0][0], sheet) for unit in missing)


def _affirmed(chain: Sequence[int], sheet: Sheet) -> bool:
    """Whether an answer says some words, and nothing that may deny them."""
    return not sheet.doubts and all(spot[3] < WEAK for unit in chain for spot in sheet.spots[unit])


def _others(sheet: Sheet, met: Sequence[tuple[Place, Place]]) -> list[_Said]:
    """The words of the answer outside some places."""
    others = []
    for number, raw in enumerate(sheet.chunks):
        for index, word in enumerate(sheet.chunk(number).words):
            place = number << SHIFT | index
            if not any(first <= place <= last for first, last in met):
                glued = raw[word.end : word.end + 1].isalpha()
                others.append(_Said(word.text, raw[word.start : word.end], place, glued))
    return others


def _against(unit: Unit, path_text: str, said: Sequence[_Said], met: Place, sheet: Sheet) -> bool:
    """Whether another word stands for a unit: another number, the opposite, another name, a thing without its lack."""
    if unit.number is not None or len(unit.text) == 1:
        return _another_number(said) or (f"-{unit.text}" not in path_text and _nothing_else(said))
    if unit.text in TRIGGERS:
        return not sheet.negates()
    if says_month(unit.text):
        return any(says_month(one.text) for one in said)
    if not unit.text.isalpha():
        return any(_has_figure(one.text) for one in said)
    opposites = OPPOSITES.get(unit.text, ())
    if any(one.text in opposites or _other_in_affix(one.text, unit.text) for one in said):
        # "not unfair" may say "fair".
        return not sheet.negates()
    return any(_another_name(unit, one, met) for one in said)


def _another_number(said: Sequence[_Said]) -> bool:
    """Whether the answer has a number, a numeral or a letter of its own."""
    for one in said:
        if one.glued:
            # "0ne" may be meant for "one".
            continue
        if numbers.roman(one.typed) is not None or numbers.read([one.text]):
            return True
        if len(one.typed) == 1 and one.typed.isalpha() and one.typed not in {"a", "I"}:
            return True
    return False


def _nothing_else(said: Sequence[_Said]) -> bool:
    """Whether what is wanted is simply left out: a letter or a number makes all the difference ("vitamin")."""
    return all(one.text in FUNCTION_WORDS for one in said)


def _other_in_affix(word: str, wanted: str) -> bool:
    return differ_in_affix(word, wanted) and is_known_word(word)


def another_word(finding: Found, sheet: Sheet) -> bool:
    """Whether what was nearly met is a known word that means another thing: exocytosis for endocytosis.

    Not where the answer denies anything: "not illegal" may say "legal".
    """
    if sheet.negates():
        return False
    units = sheet.vocabulary.units
    for piece in finding.pieces:
        for place in (spot[0] for spot in piece.trail if spot[3] == WEAK):
            word = sheet.word(place).text
            met = (units[unit].text for unit, _, _ in sheet.vocabulary.meets(word) if piece.path.units >> unit & 1)
            if any(_other_in_affix(word, wanted) for wanted in met):
                return True
    return False


def _has_figure(text: str) -> bool:
    return any(letter.isdigit() for letter in text)


def _another_name(unit: Unit, one: _Said, met: Place) -> bool:
    """Whether a name stands where another is wanted: right beside what was met, not an initial nor a title."""
    if not (unit.raw[:1].isupper() and one.typed[0].isupper()) or unit.raw.isupper() or unit.text in TITLES:
        return False
    if one.text in TITLES or one.text in FUNCTION_WORDS or len(one.text) < _SHORTEST_NAME:
        return False
    beside = abs((one.place >> SHIFT) - (met >> SHIFT)) <= 1
    return beside and one.text[0] != unit.text[0] and OSA.distance(one.text, unit.text) >= _LEAST_APART


# A with B is B with A: turned round they say the same.
_MUTUAL = frozenset(
    """fought fights fight met meets meet married marries equals equal borders joins joined allied mixes mixed meets
    versus vs and or with beside near plus resembles is are was were reacts combines bonds touches like argued
    agreed disagreed differ differs trade traded join attach attaches attached connect connects connected link links
    linked fix fixes fixed tie ties tied glue glues""".split()
)


def reversed_roles(path: Path, trail: Sequence[Spot], sheet: Sheet) -> bool:
    """Whether a short answer says a phrase with its first and last word changed about: demand exceeds supply.

    Not where the verb says the same both ways (A fought B), nor in a passive.
    """
    chain = path.chain or ()
    if len(sheet.chunks) > FEW_WORDS or len(chain) not in _REVERSED or path.negative or path.by:
        return False
    said = {word.text for number in range(len(sheet.chunks)) for word in sheet.chunk(number).words}
    if "by" in said or sheet.negates() or not _MUTUAL.isdisjoint(said.union(words_of(path.text))):
        return False
    if len(chain) < _REVERSED.stop - 1 and not _directed(trail, sheet):
        return False
    turned = (chain[-1], *chain[1:-1], chain[0])
    return all(spot in sheet.spots[unit] for spot, unit in zip(trail, turned, strict=False))


def _directed(trail: Sequence[Spot], sheet: Sheet) -> bool:
    """Whether "to" or the like stands between some words: not so in "to get women the vote", for "votes for women"."""
    between = range(trail[0][0] >> SHIFT, trail[-1][1] >> SHIFT)
    return any(word.text in _DIRECTIONS for number in between for word in sheet.chunk(number).words)


# How many words a phrase may have to be turned round.
_REVERSED = range(2, 4)
_DIRECTIONS = frozenset({"to", "into", "than"})
