"""What a stretch of an answer between two spaces may be to a scheme."""

from __future__ import annotations

from typing import NamedTuple

# What a chunk may do to what stands beside it, besides what `soft` says: deny it, or leave it open.
NEGATOR, HEDGE = 4, 8


class Hits(NamedTuple):
    """What a chunk of text may be to a scheme. `spots`: (first word, last word, unit, edits, SURE, LOOSE or WEAK).

    `doubts`: what it may do to what stands beside it: `soft.IN_FRONT`, `soft.BEHIND`, NEGATOR and HEDGE, as bits.
    `numeric`: it may be a number or a part of one, `opens`: it may be a part of a word of the scheme. `wanted`: it may
    meet something, alone or with its neighbours. `cues`: what it has of `cues`, as bits.
    """

    spots: tuple[tuple[int, int, int, int, int], ...]
    doubts: int = 0
    numeric: bool = False
    opens: bool = False
    wanted: bool = True
    cues: int = 0
