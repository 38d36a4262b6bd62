"""What the shape in which a word is typed says against it: capitals, signs and accents."""

from __future__ import annotations

from marking.engine.misspelt import is_rigid
from marking.engine.normalise import accents
from marking.engine.numbers import LOOSE, SURE, WEAK
from marking.engine.program import Unit
from marking.engine.shapes import signs_differ
from marking.engine.tokenise import Word
from quizzes.english.stop_words import FUNCTION_WORDS

# Words that an apostrophe makes others of: wont and won't, shell and she'll.
_RUN_TOGETHER, _APOSTROPHES = frozenset({"wont", "cant"}), frozenset("'’")


def said_otherwise(unit: Unit, plain: str, word: Word, typed: str, *, english: bool) -> int:
    """What capitals, signs and accents say against a word's being the unit.

    US is not us, Co not CO, HTTP not HTTPS; Na+ may not be Na-; péché is not pêche (but peche may be either).
    """
    letters = typed.replace(".", "")
    if unit.perhaps:
        return WEAK if unit.loud else LOOSE
    if (against := _capitals_differ(unit, word, letters)) != SURE:
        return against
    if _apart(unit, word, typed):
        return LOOSE
    return SURE if english or (typed.isascii() and unit.raw.isascii()) else _accents_differ(unit, plain, typed)


def _capitals_differ(unit: Unit, word: Word, letters: str) -> int:
    """What capitals say against a word: us may not be US, CO is not Co, and MRS is not the plural of mR."""
    raw = unit.raw
    if unit.loud and not letters.isupper():
        return WEAK if unit.text in FUNCTION_WORDS or len(letters) == 1 else LOOSE
    if len(raw) == len(letters) == 2 and letters != raw and raw[0].isupper() and letters[0].isupper():
        return WEAK
    return WEAK if is_rigid(raw) and letters.isupper() and word.text == unit.text + "s" else SURE


def _apart(unit: Unit, word: Word, typed: str) -> bool:
    """Whether an apostrophe or signs glued to a word make another of it."""
    if word.text in _RUN_TOGETHER and _APOSTROPHES.isdisjoint(typed) != _APOSTROPHES.isdisjoint(unit.raw):
        return True
    return unit.number is None and signs_differ(unit.signs, word.before, word.after)


def _accents_differ(unit: Unit, plain: str, typed: str) -> int:
    """What accents say against a word: other ones make another word, those that the scheme has not may (schön, schon).

    Accents left out say nothing, but for the Spanish ñ, which is a letter.
    """
    ours, theirs = accents(unit.raw), accents(typed)
    if ours and theirs:
        return WEAK if ours[: len(theirs)] != theirs[: len(ours)] else SURE
    return LOOSE if plain == unit.text and (theirs or "ñ" in unit.raw.lower()) else SURE
