"""What a stretch of an answer between two spaces may be to a scheme.

Of what kind each is, is a byte, so that an answer is a string of bytes: what most answers lack, and where the little
stands that counts, is found in it without looking at each word.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

# What a chunk may be, as bits of a byte. It may meet something, alone or with its neighbours; denies what stands
# beside it, leaves it open, may take it back as `soft` says; has some of the `cues`, or a word that has opposites;
# begins, ends or has the end of a sentence; has a word that nobody knows.
WANTED, NEGATOR, HEDGE, SOFT, CUED, OPPOSABLE, BREAKS, FOREIGN = (1 << bit for bit in range(8))
DOUBTS = NEGATOR | HEDGE | SOFT


@cache
def having(kinds: int) -> bytes:
    """A table for `bytes.translate` that makes 1 of each byte that has one of some kinds, and 0 of all others."""
    return bytes([bool(byte & kinds) for byte in range(256)])


class Hits(NamedTuple):
    """What a chunk of text may be to a scheme. `spots`: (first word, last word, unit, edits, SURE, LOOSE or WEAK).

    `places`: where it may take back what stands beside it: `soft.IN_FRONT` and `soft.BEHIND`, as bits. `cues`: what it
    has of `cues`, as bits. `numeric`: it may be a number or a part of one, `opens`: a part of a word written apart.
    """

    spots: tuple[tuple[int, int, int, int, int], ...]
    places: int = 0
    cues: int = 0
    numeric: bool = False
    opens: bool = False
