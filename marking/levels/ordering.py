"""Which script to level next, and which to look at again when all are levelled."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from marking.levels.proposing import FEWEST, MOST_TAUGHT, Pile, Proposals, propose

# Every so many scripts the most unusual one comes, instead of the one nearest to a cut.
_UNUSUAL_EVERY = 4
# The tenth of a levelled pile that is most at odds with the machine.
_TENTH = 10
# Fewer scripts than these have no second look: a tenth of them is one, by chance.
FEWEST_FOR_SECOND_LOOK = 20


@dataclass(frozen=True, slots=True)
class SecondLook:
    """A levelled script that the machine would have put elsewhere: `value` is where, on the scale of the levels."""

    key: int
    given: int
    value: float


def first_to_level(pile: Pile, count: int = FEWEST) -> list[int]:
    """Return the keys to begin with: spread evenly over the formula's rank, so that each fifth has two of ten.

    They come mixed, so that nobody reads from the best to the worst.
    """
    ranked = pile.by_rank
    count = min(count, len(ranked))
    spread = [ranked[int((place + 0.5) * len(ranked) / count)] for place in range(count)]
    # In steps of three, which reach every place of ten; whatever is left comes after.
    return list(dict.fromkeys([*spread[1::3], *spread[::3], *spread[2::3]]))


def next_to_level(pile: Pile, given: Mapping[int, int], top: int) -> list[int]:
    """Return the keys of what isn't levelled, in the order in which levelling them tells most.

    First the ten of `first_to_level`; then those nearest to a cut between two levels, every fourth the most unusual.
    """
    left = [key for key in pile.keys if key not in given]
    proposals = propose(pile, given, top)
    if proposals is None:
        first = [key for key in first_to_level(pile) if key not in given]
        return [*first, *(key for key in pile.by_rank if key in set(left) - set(first))]
    return mixed(left, proposals, levelled=len(given))


def mixed(left: Collection[int], proposals: Proposals, levelled: int) -> list[int]:
    """Return `left` nearest to a cut first, every fourth place (counted from the first levelled) the most unusual."""
    nearest = sorted(left, key=lambda key: _from_cut(proposals.by_key[key].value))
    unusual = sorted(left, key=lambda key: -proposals.by_key[key].unsure)
    order: dict[int, None] = {}
    queues = [iter(nearest), iter(unusual)]
    for place in range(levelled + 1, levelled + len(left) + 1):
        queue = queues[1] if place % _UNUSUAL_EVERY == 0 else queues[0]
        order.setdefault(next(key for key in queue if key not in order))
    return list(order)


def second_look(pile: Pile, given: Mapping[int, int], top: int) -> list[SecondLook]:
    """Return the tenth of the levelled scripts that are most at odds with what the machine expects of each from the
    others, the furthest first; none of fewer than `FEWEST_FOR_SECOND_LOOK`.

    A large pile is looked at in parts of `MOST_TAUGHT`.
    """
    known = [key for key in pile.keys if key in given]
    if len(known) < FEWEST_FOR_SECOND_LOOK:
        return []
    looks: list[SecondLook] = []
    for part in _parts(known):
        proposals = propose(pile, {key: given[key] for key in part}, top)
        if proposals is not None:
            looks += [SecondLook(key, given[key], proposals.by_key[key].value) for key in part]
    looks.sort(key=lambda one: -abs(one.given - one.value))
    return looks[: math.ceil(len(known) / _TENTH)]


def _parts(keys: Sequence[int]) -> list[list[int]]:
    count = math.ceil(len(keys) / MOST_TAUGHT)
    return [[int(key) for key in part] for part in np.array_split(np.array(keys), count)]


def _from_cut(value: float) -> float:
    """How far a value lies from the nearest border between two levels (1.5 lies on one)."""
    return abs(value % 1 - 0.5)
