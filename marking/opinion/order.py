"""What is sent to a person, and which group of answers comes next. The queue's page and `agree` both ask here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from marking.opinion.forming import Opinion
from marking.opinion.seen import Seen
from marking.pure.grouping import Answer, Group, group

# From this chance on a person is asked to look; from the lower one as long as no more than this share of a class is.
ASK_FROM, ASK_FROM_IF_FEW, FEW = 0.12, 0.07, 0.15
# A decision about many answers counts for more, but not so many times as there are answers: what all wrote alike the
# engine has mostly right, and it teaches no more than one.
_SIZE = 0.5
# What a decision says about others counts so much beside what it sets right itself.
_TEACHES = 0.1


@dataclass(frozen=True, slots=True)
class View:
    """The opinion of one answer, as it is stored: the chance that a person changes its mark, and what that teaches."""

    chance: float
    reach: float
    asks: bool


def views(opinion: Opinion) -> dict[int, View]:
    """Return the view of each answer by its key."""
    chances, reach = opinion.chances, opinion.reach()
    asked = _asked(opinion, chances)
    return {
        seen.key: View(float(chances[row]), float(reach[row]), asked[row] or asks(seen, float(chances[row])))
        for row, members in enumerate(opinion.members)
        for seen in members
    }


def _asked(opinion: Opinion, chances: NDArray[np.float64]) -> list[bool]:
    """Return which wordings are asked about though few doubt them, because few others are.

    Answers that a person has decided are among the few, so that deciding some does not ask about others.
    """
    asked = [False] * len(opinion.members)
    room = FEW * sum(map(len, opinion.members))
    for row, members in enumerate(opinion.members):
        room -= sum(seen.decided is not None or asks(seen, float(chances[row])) for seen in members)
    for row in np.argsort(-chances, kind="stable"):
        size = int(opinion.open[row])
        if chances[row] < ASK_FROM_IF_FEW or room < 1:
            break
        if chances[row] < ASK_FROM and size <= room:
            asked[row] = True
            room -= size
    return asked


def asks(seen: Seen, chance: float) -> bool:
    """Whether a person is asked to look at an answer, whatever else the class says.

    What the engine doubts in the text itself always asks; a doubt about what the scheme doesn't know asks no longer
    where the class clears it.
    """
    return seen.hard or chance >= ASK_FROM


def queue(answers: Iterable[Answer], views_of: Mapping[int, View], *, salt: str = "") -> list[Group]:
    """Return the groups of equal answers in the order in which they are to be decided.

    Those that ask come first, then the others; within each, what a decision is likely to set right and to teach. An
    answer that has no view yet is as doubtful as the engine says. Groups of one worth keep grouping's order.
    """
    return sorted(group(answers, salt=salt), key=lambda one: _rank([_view(row, views_of) for row in one.answers]))


def worth(members: Sequence[View]) -> float:
    """Return what a decision about answers is worth: the marks that it is likely to set right, and what it teaches."""
    chance = max((view.chance for view in members), default=0.0)
    reach = max((view.reach for view in members), default=0.0)
    return chance * float(len(members) ** _SIZE) + _TEACHES * chance * reach


def changes(members: Iterable[View]) -> float:
    """Return how many marks a decision about these answers is likely to change."""
    return sum(view.chance for view in members)


def _rank(members: Sequence[View]) -> tuple[bool, float]:
    return not any(view.asks for view in members), -round(worth(members), 4)


def _view(answer: Answer, views_of: Mapping[int, View]) -> View:
    if (known := views_of.get(answer.key)) is not None:
        return known
    return View(1.0 if answer.confidence is None else 1.0 - answer.confidence, 0.0, asks=True)
