"""From traits to a chance: a logistic model whose weights stand in `weights.json`, and how they are fitted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from marking.opinion.traits import TRAITS

FILE = "weights.json"
_ROUNDS = 30
_CLOSE = 1e-6
# What draws each weight to 0: the strength of the ridge, in answers.
RIDGE = 4.0


@lru_cache(maxsize=2)
def fitted(of: str = "marks") -> dict[str, float]:
    """Return the weights that came with the program, by trait, and "bias": of "marks", or of "phrases"."""
    return dict(_document()[of])


def about() -> dict[str, Any]:
    """Return what the weights were fitted on."""
    return {name: value for name, value in _document().items() if name not in {"marks", "phrases"}}


def _document() -> dict[str, Any]:
    document: dict[str, Any] = json.loads((files("marking.opinion") / FILE).read_text(encoding="utf-8"))
    return document


def log_odds(traits: NDArray[np.float64], weights: Mapping[str, float]) -> NDArray[np.float64]:
    """Return the log odds that the claim of each row of `traits` is true."""
    vector = np.array([weights.get(name, 0.0) for name in TRAITS])
    return np.asarray(traits @ vector + weights["bias"])


def chance(odds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return log odds as chances from 0 to 1."""
    return np.asarray(1 / (1 + np.exp(-np.clip(odds, -30, 30))))


def fit(
    traits: NDArray[np.float64], wrong: NDArray[np.float64], weight: NDArray[np.float64],
    signs_of: Mapping[str, int] = TRAITS, ridge: float = RIDGE, towards: Mapping[str, float] | None = None,
) -> dict[str, float]:  # fmt: skip
    """Return weights for `traits`, of which the share `wrong` turned out so, each row counting `weight`.

    `signs_of` names the columns, each with the sign that its weight may have (0: either). The ridge draws to the
    weights `towards`, or to 0.

    Ridge logistic regression by Newton's method (S. le Cessie and J. C. van Houwelingen, Applied Statistics 41 (1992),
    191-201). A weight that comes out against the sign of its trait is held at 0, and the rest fitted again.
    """
    signs = np.array([0, *signs_of.values()])
    table = np.column_stack([np.ones(len(traits)), traits])
    kept = np.ones(len(signs), dtype=bool)
    prior = np.array([(towards or {}).get(name, 0.0) for name in ["bias", *signs_of]])
    while True:
        weights = np.zeros(len(signs))
        weights[kept] = _newton(table[:, kept], wrong, weight, ridge, prior[kept])
        against = kept & (signs * weights < 0)
        if not against.any():
            return {name: round(float(one), 3) for name, one in zip(["bias", *signs_of], weights, strict=True)}
        kept &= ~against


def _newton(
    table: NDArray[np.float64], wrong: NDArray[np.float64], weight: NDArray[np.float64], ridge: float,
    prior: NDArray[np.float64],
) -> NDArray[np.float64]:  # fmt: skip
    weights = prior.copy()
    penalty = np.eye(table.shape[1]) * ridge
    penalty[0, 0] = _CLOSE  # the bias is free
    for _ in range(_ROUNDS):
        said = chance(table @ weights)
        slope = table.T @ (weight * (said - wrong)) + penalty @ (weights - prior)
        curve = (table * (weight * said * (1 - said))[:, None]).T @ table + penalty
        step = np.linalg.solve(curve, slope)
        weights -= step
        if float(np.abs(step).max()) < _CLOSE:
            break
    return weights
