"""How sure a marking is: what was seen in the answer, weighed into one figure from 0 to 1.

Two logistic models, whose weights stand in `confidence.json` with the answers they were fitted to (docs/marking.md says
how, and how well they hold on others; `manage.py fit_confidence` fits those of short answers again):

- of *short* answers to questions of few marks: the signs of `signs`, and the reasons of `doubt` by their codes;
- of *long* ones, and of those to questions of many marks: the reasons, `misspelt` (the share of letters wrong in what
  was met) and `partly` (the largest share of a missed phrase's words that the answer has).

A person is asked where the figure is below `REVIEW_BELOW`, and nowhere else: what is called sure is what the figure
calls sure.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Literal

Kind = Literal["short", "long"]
FILE = "confidence.json"
REVIEW_BELOW = 0.93
# Each of these asks for a person by itself, whatever else speaks for the mark.
ASKS = frozenset(
    """near apart turned equal weak denied rejected doubted choice hedged listed copied foreign overlong little proposed
    unlevelled""".split()  # noqa: SIM905
)
# In short answers a denial is mostly read rightly: there it is weighed with the rest, unless what is denied was met by
# a slip only ("not illegal" for "legal").
ASKS_IN_SHORT = ASKS - {"denied"} | {"denied_slip"}
# What an answer with one of them is called at most: so many of those in which all else looks well are right.
AT_MOST = 0.85


@cache
def weights(kind: Kind) -> dict[str, float]:
    """The weights of a model by the names of what they weigh, and "bias"."""
    return dict(_document()[kind])


def about() -> dict[str, Any]:
    """What the weights were fitted to, and how they held on what was left out."""
    return {name: value for name, value in _document().items() if name not in {"short", "long"}}


def _document() -> dict[str, Any]:
    document: dict[str, Any] = json.loads((files("marking.engine") / FILE).read_text(encoding="utf-8"))
    return document


def confidence(features: Mapping[str, float], kind: Kind = "short") -> float:
    """The chance, as far as the weights know, that a person would give the same mark; two decimals.

    `features` are named as above; those left out are 0, and so is the weight of one that no weights know.
    """
    return weigh(tuple(features.items()), kind)[0]


@lru_cache(maxsize=10_000)
def weigh(features: tuple[tuple[str, float], ...], kind: Kind) -> tuple[float, tuple[tuple[str, float], ...]]:
    """The same for features in the order in which they were seen, and them in the order of their names.

    The answers of a class share few sets of them.
    """
    known = weights(kind)
    total = known["bias"] + sum(known.get(name, 0.0) * value for name, value in features)
    sure = round(1 / (1 + math.exp(-total)), 2)
    asks = ASKS_IN_SHORT if kind == "short" else ASKS
    if not asks.isdisjoint(name for name, _ in features):
        sure = min(sure, AT_MOST)
    return sure, tuple(sorted(features))
