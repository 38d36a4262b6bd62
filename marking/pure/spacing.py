"""When a question comes again in practice: five boxes, as Sebastian Leitner's cards had them. Pure, and published.

The same words stand on the student's page and in docs/practice.md; `tests/marking/pure/test_spacing.py` has examples.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

DAYS = (1, 3, 7, 14, 30)  # until a question in box 1, 2 … comes again
HALF = Decimal("0.5")
NEW_A_DAY = 20
APART = 3  # other questions before one that was not right comes again


@dataclass(frozen=True, slots=True)
class Place:
    """Where a question is: its box, 0 before it was ever right, and the day from which it comes again."""

    box: int
    due: date


@dataclass(frozen=True, slots=True)
class Card:
    """A question that is due: since when, and how many others were answered after it today; None: it was not today."""

    question: int
    due: date
    since: int | None = None


def moved(box: int, share: Decimal, today: date) -> Place:
    """Return where a question goes that was answered with this `share` of its marks, from 0 to 1.

    All of the marks: one box on, and it comes after the days of that box. Half or more: one box back. Less: back to the
    start. Whatever was not wholly right comes again today.
    """
    if share >= 1:
        further = min(box + 1, len(DAYS))
        return Place(further, today + timedelta(days=DAYS[further - 1]))
    return Place(max(box - 1, 0) if share >= HALF else 0, today)


def following(due: Iterable[Card], new: Iterable[int]) -> int | None:
    """Return the question that comes next, None where there is none.

    Those due from earlier days come first, the longest due before the others. One that was not right today comes again
    as soon as APART others have been answered since. Then come `new` ones in their order, and at last what was not
    right, though it is not APART.
    """
    cards = sorted(due, key=lambda card: (card.due, card.question))
    missed = sorted((card for card in cards if card.since is not None), key=lambda card: -(card.since or 0))
    rested = [card for card in missed if (card.since or 0) >= APART]
    waiting = [card for card in cards if card.since is None]
    for group in (rested, waiting):
        if group:
            return group[0].question
    first_new = next(iter(new), None)
    if first_new is not None:
        return first_new
    return missed[0].question if missed else None
