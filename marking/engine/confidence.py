"""How sure a marking is: what was seen in the answer, weighed into one figure from 0 to 1.

A logistic model with the weights below, so that it can be fitted again to human marks. Below `REVIEW_BELOW`
a person should look.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

REVIEW_BELOW = 0.75

BIAS = 3.5
WEIGHTS: dict[str, float] = {
    "near": -3.0,
    "weak": -3.0,
    "denied": -3.0,
    "contradicted": -2.6,
    "rejected": -2.6,
    "misspelt": -0.4,
    "listed": -2.6,
    "copied": -2.8,
    "hedged": -2.6,
    "foreign": -2.6,
    "overlong": -2.5,
    "share": -0.8,
    "unmatched": 0.0,
    "wordy": 0.0,
}


@dataclass(slots=True)
class Features:
    """What bears on how sure a marking is; most are 0 or 1.

    `share` is the largest share of a missed phrase's words that the answer has; `misspelt` the share of letters wrong
    in what earned marks; `unmatched` whether nothing was met though something was written; `wordy` the number of words.
    """

    near: float = 0.0
    weak: float = 0.0
    denied: float = 0.0
    contradicted: float = 0.0
    rejected: float = 0.0
    misspelt: float = 0.0
    listed: float = 0.0
    copied: float = 0.0
    hedged: float = 0.0
    foreign: float = 0.0
    overlong: float = 0.0
    share: float = 0.0
    unmatched: float = 0.0
    wordy: float = 0.0


def confidence(features: Features) -> float:
    """The chance, as far as the weights know, that a person would give the same mark; two decimals."""
    total = BIAS
    for name, weight in WEIGHTS.items():
        value = getattr(features, name)
        if value:
            total += weight * value
    return round(1 / (1 + math.exp(-total)), 2)


def review(sure: float) -> bool:
    """Whether a person should look."""
    return sure < REVIEW_BELOW
