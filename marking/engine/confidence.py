"""How sure a marking is: what was seen in the answer, weighed into one figure from 0 to 1.

A logistic model with the weights below, so that it can be fitted again to human marks. Below `REVIEW_BELOW`
a person should look. What bears on it, each from 0 to 1:

near          a point was nearly met           weak       a doubtful word was counted
denied        a negation took a point away     rejected   a reject took a point away
misspelt      share of letters wrong in what was met
listed        a bare list of keywords          copied     the question said again
hedged        "either 1922 or 1926", "perhaps" foreign    mostly words that no one knows
overlong      far over the word limit
share         the largest share of a missed phrase's words that the answer has
unmatched     something was written and nothing was met
short         the answer has few words (1 at one word, falling to 0 at thirty)
"""

from __future__ import annotations

import math
from collections.abc import Mapping

REVIEW_BELOW = 0.75
BIAS = 3.5
WEIGHTS: dict[str, float] = {
    "near": -3.0,
    "weak": -3.0,
    "denied": -3.0,
    "rejected": -2.6,
    "misspelt": -2.0,
    "listed": -2.6,
    "copied": -2.8,
    "hedged": -2.6,
    "foreign": -2.6,
    "overlong": -2.6,
    "share": -0.8,
    "unmatched": 0.0,
    "short": 0.0,
    "beyond": -3.0,
    "several": -1.0,
    "lost": -3.0,
    "narrow": -2.5,
    "open": -1.0,
}
# What lowers the confidence but does not call for a person: it says more of the question than of the answer.
_OF_THE_QUESTION = frozenset({"narrow", "open", "short", "unmatched"})


def confidence(features: Mapping[str, float]) -> float:
    """The chance, as far as the weights know, that a person would give the same mark; two decimals.

    `features` are named as above; those left out are 0.
    """
    total = BIAS + sum(WEIGHTS[name] * value for name, value in features.items())
    return round(1 / (1 + math.exp(-total)), 2)


def review(features: Mapping[str, float]) -> bool:
    """Whether a person should look, from what was seen in the answer itself."""
    return confidence({name: value for name, value in features.items() if name not in _OF_THE_QUESTION}) < REVIEW_BELOW
