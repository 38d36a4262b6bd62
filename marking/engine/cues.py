"""Words without which nothing that was met can be said of something else: most answers have none, and need no look.

What they are looked for by, `roles` and `undecided` say. English only.
"""

# ruff: noqa: SIM905  (long lists of words read best as text)

from __future__ import annotations

from collections.abc import Iterable

from marking.engine.opposites import TELLING

# What these do, one does to the other. They are compared by their beginnings.
CHANGES = tuple(
    "become becam turn caus lead led chang convert transform produc replac defeat exceed invad beat".split()
)
AWAY = frozenset("outside near nearby beyond opposite before after beside".split())
AWAY_FROM = frozenset(
    """south of;north of;east of;west of;outside of;next to;close to;opposite to;prior to;away from;far from""".split(
        ";"
    )
)
ONE = frozenset({"one", "single", "1"})
ASIDE = frozenset({("opposite", "of"), ("opposite", "to"), ("contrast", "to"), ("contrast", "with"), ("not", "like")})
_BOUNDS = frozenset(
    "before after since until till under over above below nearly almost least most up than b bc bce".split()
)

# What an answer has, as bits. A word is opposable that has opposites; there are opposites where two words are.
THAN, BY, ONE_OF, SET_ASIDE, ELSEWHERE, CHANGED, BOUND, OUT, IF, OPPOSABLE, OPPOSED = (1 << bit for bit in range(11))
FROM, UNLIKE = 1 << 11, 1 << 12
_BITS: dict[str, int] = {}
for _words, _bit in (
    (("than",), THAN),
    (("by",), BY),
    (ONE, ONE_OF),
    ({first for first, _ in ASIDE}, SET_ASIDE),
    (AWAY | {phrase.split()[0] for phrase in AWAY_FROM}, ELSEWHERE),
    (_BOUNDS, BOUND),
    (("out",), OUT),
    (("if",), IF),
    (("from",), FROM),
    (("unlike",), UNLIKE),
    (TELLING, OPPOSABLE),
):
    for _word in _words:
        _BITS[_word] = _BITS.get(_word, 0) | _bit


def cues_of(words: Iterable[str]) -> int:
    """The cues of some folded words."""
    bits = 0
    for word in words:
        one = _BITS.get(word, 0) | (CHANGED if word.startswith(CHANGES) else 0)
        bits |= one | (OPPOSED if one & bits & OPPOSABLE else 0)
    return bits
