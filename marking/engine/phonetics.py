"""How an English word sounds, roughly: what is spelt by ear (fotosinthasis, formashun) or by another script's rules."""

from __future__ import annotations

import re
from functools import lru_cache

# From left to right, each brought to the sign that stands for its sound; vowels go, but for one at the beginning.
_RULES = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"^(?:kn|gn|pn|mn)", "n"),
        (r"^wr|^rh", "r"),
        (r"^ps", "s"),
        (r"^wh", "w"),
        (r"^x", "s"),
        (r"sch(?=ool|em|ed|ol|iz)", "sk"),
        (r"tsch|tch", "C"),
        (r"shch|sch", "X"),
        (r"(?:ti|si|ssi|ci|sci|xi)(?=on|an|al|ous)|sh|sz", "X"),
        (r"(?<=[a-z])(?:ture|cher)$", "Cr"),
        (r"ch(?=r|l|n)", "k"),
        (r"ch(?=ine|ef$)", "X"),
        (r"ch", "C"),
        (r"ph|ff|v|w$", "f"),
        (r"ght", "t"),
        (r"dge?|j|g(?=[eiy])", "j"),
        (r"gh", "g"),
        (r"(?<=[a-z])w", ""),
        (r"ck|qu?|c(?![eiyc])|kh|kw", "k"),
        (r"x(?=[a-z]|$)", "ks"),
        (r"cc(?=[eiy])", "ks"),
        (r"c(?=[eiy])|z|sc(?=[eiy])", "s"),
        (r"th|dh", "t"),
        (r"mb$", "m"),
        (r"(?<=[a-z])h(?![aeiou])|(?<=[aeiouy])h", ""),
    )
)
_VOWELS = re.compile(r"[aeiouyh']+")
_OPENING = frozenset("aeiouy")
_TWICE = re.compile(r"(.)\1+")
SHORTEST_HEARD, _FEWEST = 5, 3


@lru_cache(maxsize=50_000)
def sound(word: str) -> str:
    """The consonants of a folded word as they sound, the vowel that it begins with before them; "" where they are few.

    Photosynthesis and fotosinthasis are alike, and Qur'an and Koran; so are words that differ in vowels only.
    """
    heard = skeleton(word)
    return heard if len(heard) >= _FEWEST else ""


@lru_cache(maxsize=50_000)
def skeleton(word: str) -> str:
    """The same of a short word, whose few consonants tell less: redd and red, foto and photo."""
    heard = _TWICE.sub(r"\1", word)
    for rule, sign in _RULES:
        heard = rule.sub(sign, heard)
    begin = heard[:1] if heard[:1] in _OPENING else ""
    return begin + _TWICE.sub(r"\1", _VOWELS.sub("", heard))
