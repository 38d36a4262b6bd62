"""Everyday words that may stand for each other in an answer: "goes up" for "increases", "buy" for "purchase".

They earn nothing: what they say here they may not say there ("hot" is not always "warm"). But who says a missed point
in such words may be right, and a person is asked. A scheme that should credit them has `same:` and `accept:`. English
only.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files

from marking.engine.opposites import TELLING
from marking.engine.stems import stems

# Besides those of `opposites`: who denies one may say the other ("it is not kept" for "lost").
_AGAINST = """take give;absorb release;absorb emit;take release;enter leave;keep lose;save lose;store lose;
allow ban;allow stop;let stop;dark light;wet dry;move stop;change stay;change remain;
change keep;free trapped;agree refuse;accept refuse;alive dead;live die;legal illegal;
same different;equal different;fair biased;safe dangerous;sick healthy;ill healthy;
visible hidden;full empty;clean dirty;easy difficult;easy hard;pay free;accelerate constant;
speed constant;slow constant;single married;real fake;see invisible;see blind;hear deaf;
wake sleep;awake asleep;remember forget;succeed fail;win lose;guilty innocent;pure mixed;
enough lack;enough shortage;enough scarce;any lack;any shortage;have lack;cost free;
work broken;work unemployed;job unemployed;visible opaque;through opaque;dissolve insoluble;
conduct insulate;alone together"""
_key = stems("en").key


@cache
def _mates() -> Mapping[str, frozenset[str]]:
    """The keys of the words that may stand for a word, by its key; read once a process."""
    text = (files("marking.engine") / "everyday.txt").read_text(encoding="utf-8")
    found: dict[str, set[str]] = {}
    for line in text.splitlines():
        keys = set() if line.startswith("#") else {_key(word) for word in line.split()}
        for key in keys:
            found.setdefault(key, set()).update(keys)
    opposed = _opposed()
    return {key: frozenset(mates - {key} - opposed.get(key, frozenset())) for key, mates in found.items()}


@cache
def _opposed() -> Mapping[str, frozenset[str]]:
    """The keys of the words that say the opposite of a word, by its key."""
    pairs = [(one, other) for one, others in TELLING.items() for other in others]
    pairs += [(one, other) for one, other in (pair.split() for pair in _AGAINST.replace("\n", "").split(";"))]
    found: dict[str, set[str]] = {}
    for one, other in pairs:
        found.setdefault(_key(one), set()).add(_key(other))
        found.setdefault(_key(other), set()).add(_key(one))
    return {key: frozenset(others) for key, others in found.items()}


@lru_cache(maxsize=10_000)
def mates_of(text: str, *, begins: bool = False) -> frozenset[str]:
    """The keys of the everyday words that may stand for a word; `begins`: for any that begins so."""
    return _of(_mates(), text, begins=begins)


@lru_cache(maxsize=10_000)
def opposites_of(text: str, *, begins: bool = False) -> frozenset[str]:
    """The keys of the everyday words that say the opposite of a word, or of any that begins so."""
    return _of(_opposed(), text, begins=begins)


def _of(known: Mapping[str, frozenset[str]], text: str, *, begins: bool) -> frozenset[str]:
    if not begins:
        return known.get(_key(text), frozenset())
    return frozenset[str]().union(*(others for key, others in known.items() if key.startswith(text)))
