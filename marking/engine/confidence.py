"""How sure a marking is: what was seen in the answer, weighed into one figure from 0 to 1.

A logistic model, its weights fitted to answers that people had marked (docs/marking.md says how, and how well it
holds on others), so that it can be fitted again. What bears on it, each from 0 to 1:

near          a point was nearly met           weak       a doubtful word was counted
denied        a negation took a point away     rejected   a reject took a point away
misspelt      share of letters wrong in what was met
listed        a bare list of keywords          copied     the question said again
hedged        "either 1922 or 1926", "perhaps" foreign    mostly words that no one knows
overlong      far over the word limit
open          a question of many marks, or a long answer
partly        in those, the largest share of a missed phrase's words that the answer has

and in short answers to questions of few marks

share         the largest share of a missed phrase's words that the answer has
beyond        how much the answer says beyond what was met (1 at six words that tell something)
several       ... and it joins that on with "and", "or", a comma or a slash
lost          nothing was met, and how much the answer says (1 at eight words that tell something)
narrow        nothing was met, and how few wordings the scheme has (1 at one a point)
"""

from __future__ import annotations

import math
from collections.abc import Mapping

REVIEW_BELOW = 0.97
BIAS = 4.7
WEIGHTS: dict[str, float] = {
    "near": -2.1,
    "weak": -2.4,
    "denied": -2.7,
    "rejected": -1.9,
    "misspelt": -0.8,
    "listed": -2.0,
    "copied": -1.7,
    "hedged": -1.9,
    "foreign": -1.8,
    "overlong": -1.8,
    "share": -4.2,
    "beyond": -1.85,
    "several": -1.05,
    "lost": -2.2,
    "narrow": -3.2,
    "open": -0.65,
    "partly": -3.5,
}
# What lowers the confidence but does not call for a person: it says more of the question than of the answer.
_OF_THE_QUESTION = frozenset({"narrow", "open", "partly"})


def confidence(features: Mapping[str, float]) -> float:
    """The chance, as far as the weights know, that a person would give the same mark; two decimals.

    `features` are named as above; those left out are 0.
    """
    return round(_chance(features), 2)


def review(features: Mapping[str, float]) -> bool:
    """Whether a person should look, from what was seen in the answer itself."""
    return _chance({name: value for name, value in features.items() if name not in _OF_THE_QUESTION}) < REVIEW_BELOW


def _chance(features: Mapping[str, float]) -> float:
    total = BIAS + sum(WEIGHTS[name] * value for name, value in features.items())
    return 1 / (1 + math.exp(-total))
