"""Folding a piece of text to its plain form without losing track of where each character stood."""

from __future__ import annotations

import unicodedata

APOSTROPHES = frozenset("'’‘ʼ‛`´′＇")
# Hyphens proper join words; dashes part them.
HYPHENS = frozenset("-‐‑﹣－⁻−")
DASHES = frozenset("‒–—―")
_ONE_SIGN = dict.fromkeys(APOSTROPHES, "'") | dict.fromkeys(HYPHENS, "-") | dict.fromkeys(DASHES, "–")
# Letters that NFKD leaves whole, as people type them who haven't got them.
_PLAIN = {
    "đ": "d",
    "ł": "l",
    "ø": "o",
    "ħ": "h",
    "ı": "i",
    "æ": "ae",
    "œ": "oe",
    "þ": "th",
    "ð": "d",
    "ß": "ss",
    "×": "x",
    "μ": "u",
}
# A stress mark is no part of a word in any script.
_STRESS = frozenset("\u0300\u0301")
# Powers stand behind a ^, so that 10² is not 102.
_POWERS = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿ")


def fold(text: str) -> tuple[str, list[int] | None]:
    """The text in lower case, without accents, ligatures and invisible characters, and the offsets it came from.

    The second value maps each character of the folded text to its offset in `text`, with the text's length at
    the end; it is None where the two are alike position by position. Takes any string, lone surrogates and all;
    the time is linear in its length. Normalisation is Unicode's NFKD, case folding its full one. Marks are taken off
    Latin and Greek letters only: in other scripts they make other letters (か and が, и and й).
    """
    if text.isascii():
        return text.lower(), None
    folded: list[str] = []
    offsets: list[int] = []
    power = False
    for offset, character in enumerate(text):
        before = folded[-1][-1:] if folded else ""
        piece = _fold_character(character, before)
        if piece == character and before and unicodedata.category(character) == "Mn":
            # A letter and its mark typed apart are the letter that has it.
            whole = unicodedata.normalize("NFC", before + character)
            if len(whole) == 1:
                folded[-1] = folded[-1][:-1] + whole
                continue
        if character in _POWERS:
            piece = piece if power else "^" + piece
            power = True
        elif piece:
            power = False
        if not piece:
            continue
        folded.append(piece)
        offsets.extend([offset] * len(piece))
    offsets.append(len(text))
    return "".join(folded), offsets


def _fold_character(character: str, before: str) -> str:
    """What one character becomes; `before` is the last character of what stands folded before it."""
    if sign := _ONE_SIGN.get(character):
        return sign
    category = unicodedata.category(character)
    if category == "Mn" and before and not _takes_marks(before) and character not in _STRESS:
        return character
    if not _takes_marks(unicodedata.normalize("NFKD", character)[:1]):
        # Full-width letters and the like become plain; a composed kana or Cyrillic letter stays what it is.
        return "" if category in _DROPPED else unicodedata.normalize("NFKC", character).casefold()
    decomposed = unicodedata.normalize("NFKD", character)
    if category == "No" and "⁄" in decomposed and before.isdigit():
        # 2½ is not 21⁄2.
        return " " + decomposed
    kept = "".join(part for part in decomposed if unicodedata.category(part) not in _DROPPED)
    plain = kept.casefold()
    return "".join(_PLAIN.get(letter, letter) for letter in plain)


def _takes_marks(letter: str) -> bool:
    """Whether a mark on a letter is an accent that may be left out: Latin and Greek letters, and signs and digits."""
    return not letter.isalpha() or letter < "\u0400" or "\u1e00" <= letter < "\u2000"


def accents(text: str) -> str:
    """The accents of a text's Latin letters, in order: what a word with other accents differs in."""
    return "".join(part for part in unicodedata.normalize("NFD", text) if unicodedata.category(part) == "Mn")


# Marks that sit on letters, and characters without a shape (joiners, direction marks, soft hyphens).
_DROPPED = frozenset({"Mn", "Me", "Cf"})
