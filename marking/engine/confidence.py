"""How sure a marking is: what was seen in the answer, weighed into one figure from 0 to 1.

A logistic model, its weights fitted to answers that people had marked (docs/marking.md says how, and how well it
holds on others); `python -m tests.bench.confidence` fits them again. What bears on it, each from 0 to 1:

near          a point was nearly met           weak       a doubtful word was counted
denied        a negation took a point away     rejected   a reject took a point away
doubted       something takes back what was met ("abolished", "if he had", "Was it ...?")
choice        two answers to choose from       hedged     "either 1922 or 1926", "perhaps"
listed        a bare list of keywords          copied     the question said again
foreign       mostly words that no one knows   overlong   far over the word limit
little        a long answer, or one to a question of many marks, that got less than half
proposed      an essay, or a scheme with levels: its mark is a proposal
unlevelled    the scheme has a grid, by which a person gives the level
misspelt      share of letters wrong in what was met
open          a question of many marks, or a long answer
partly        in those, the largest share of a missed phrase's words that the answer has

and in short answers to questions of few marks

met           something was met
share         the largest share of a missed phrase's words that the answer has
beyond        how much the answer says beyond what was met (1 at six words that tell something)
several       ... and it joins that on with "and", "or", a comma or a slash
lost          nothing was met, and how much the answer says (1 at eight words that tell something)
narrow        nothing was met, and how few wordings the scheme has (1 at one a point)

A person is asked where the figure is below `REVIEW_BELOW`, and nowhere else: what is called sure is what the figure
calls sure.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache

REVIEW_BELOW = 0.9
BIAS = 3.66
WEIGHTS: dict[str, float] = {
    "near": -3.02,
    "weak": -1.96,
    "denied": -2.8,
    "rejected": -1.75,
    "doubted": -1.92,
    "choice": -1.75,
    "hedged": -1.81,
    "listed": -1.85,
    "copied": -1.75,
    "foreign": -1.75,
    "overlong": -1.8,
    "little": -1.98,
    "proposed": -3.0,
    "unlevelled": -3.0,
    "misspelt": -1.2,
    "open": -0.57,
    "partly": -3.5,
    "met": 0.22,
    "share": -4.77,
    "beyond": -1.42,
    "several": -0.51,
    "lost": -1.49,
    "narrow": -0.59,
}
# Each of these alone asks for a person: its weight is kept at least so far below 0, whatever the fit says.
ASKS = frozenset(
    "near weak denied rejected doubted choice hedged listed copied foreign overlong little proposed unlevelled".split()  # noqa: SIM905
)
ASKS_AT = -1.75


def confidence(features: Mapping[str, float]) -> float:
    """The chance, as far as the weights know, that a person would give the same mark; two decimals.

    `features` are named as above; those left out are 0. An answer without a feature is an empty one, which is sure.
    """
    return weigh(tuple(features.items()))[0]


@lru_cache(maxsize=10_000)
def weigh(features: tuple[tuple[str, float], ...]) -> tuple[float, tuple[tuple[str, float], ...]]:
    """The same for features in the order in which they were seen, and them in the order of their names.

    The answers of a class share few sets of them.
    """
    if not features:
        return 1.0, ()
    total = BIAS + sum(WEIGHTS[name] * value for name, value in features)
    return round(1 / (1 + math.exp(-total)), 2), tuple(sorted(features))
