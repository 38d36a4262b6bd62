"""Fits the weights of the confidence to marked answers: `python -m tests.bench.confidence MARKED [MARKED ...]`.

Each file is .jsonl, a row an answer: `question`, `scheme` (the mark scheme's text), `text` and `mark` (a person's).
Prints the weights as `marking/engine/confidence.py` has them, and how they hold on questions that they were not fitted
on (cross-validated, each question in turn left out): the calibration error, and for several thresholds the share of
answers sent to a person and the agreement of the rest, each question counting the same.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from marking.engine import MarkScheme
from marking.engine.confidence import ASKS, ASKS_AT, BIAS, WEIGHTS

NAMES = tuple(WEIGHTS)
# How strongly each weight is drawn to a rough guess of it, in answers; and no question counts for more than so many.
PULL = 4.0
MOST = 150
Array = NDArray[np.float64]


def read(paths: list[str]) -> tuple[Array, Array, Array, list[str]]:
    """Features, whether the engine's mark was the person's, weights, and questions of all answers."""
    rows: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for path in paths:
        for line in Path(path).read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            rows[row["question"], row["scheme"]].append(row)
    features: list[list[float]] = []
    right: list[bool] = []
    weights: list[float] = []
    questions: list[str] = []
    for (question, scheme), answers in rows.items():
        for row, marked in zip(
            answers, MarkScheme.parse(scheme).mark_many(row["text"] for row in answers), strict=True
        ):
            seen = dict(marked.features)
            features.append([seen.get(name, 0.0) for name in NAMES])
            right.append(float(marked.mark) == float(row["mark"]))
            weights.append(min(1.0, MOST / len(answers)) * float(row.get("weight", 1)))
            questions.append(question)
    return np.array(features), np.array(right, dtype=float), np.array(weights), questions


def fit(features: Array, right: Array, weights: Array, guess: Array) -> Array:
    """The bias and the weights of a logistic model, none of them above 0 but the bias and that of `met`."""

    def loss(values: Array) -> tuple[float, Array]:
        total = values[0] + features @ values[1:]
        chance = 1 / (1 + np.exp(-total))
        off = values - guess
        cost = float(-(weights * np.log(np.where(right > 0, chance, 1 - chance) + 1e-12)).sum() + PULL / 2 * off @ off)
        slope = weights * (chance - right)
        return cost, np.concatenate([[slope.sum()], features.T @ slope]) + PULL * off

    bounds = [(None, None)]
    bounds += [(None, None if name == "met" else ASKS_AT if name in ASKS else 0.0) for name in NAMES]
    return minimize(loss, guess, jac=True, bounds=bounds, method="L-BFGS-B").x


def calibration_error(said: Array, right: Array, weights: Array) -> float:
    """The mean distance between what was said and what was, over twenty bands, weighted by answers."""
    bands = np.minimum((said * 20).astype(int), 19)
    error = 0.0
    for band in range(20):
        inside = bands == band
        if inside.any():
            share = weights[inside].sum() / weights.sum()
            error += share * abs(np.average(said[inside] - right[inside], weights=weights[inside]))
    return float(error)


def main() -> None:
    """Reads, fits, and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("marked", nargs="+")
    parser.add_argument("--folds", type=int, default=0, help="groups of questions left out in turn; else one each")
    options = parser.parse_args()
    features, right, weights, questions = read(options.marked)
    guess = np.array([BIAS, *WEIGHTS.values()])
    names = sorted(set(questions))
    fold_of = {name: at % (options.folds or len(names)) for at, name in enumerate(names)}
    folds = np.array([fold_of[question] for question in questions])
    said = np.zeros(len(right))
    for fold in sorted(set(folds.tolist())):
        out = folds == fold
        values = fit(features[~out], right[~out], weights[~out], guess)
        said[out] = 1 / (1 + np.exp(-(values[0] + features[out] @ values[1:])))
    values = fit(features, right, weights, guess)
    print(f"BIAS = {values[0]:.2f}")
    for name, value in zip(NAMES, values[1:], strict=True):
        seen = int((features[:, NAMES.index(name)] > 0).sum())
        print(f'    "{name}": {value:.2f},  # seen in {seen}')
    equal = np.array([1 / questions.count(name) for name in questions])
    print(
        f"\n{len(right)} answers, {len(names)} questions; calibration error {calibration_error(said, right, equal):.3f}"
    )
    print("below     sent   agreement of the rest")
    for threshold in (0.7, 0.75, 0.8, 0.82, 0.85, 0.88, 0.9, 0.92, 0.94, 0.95, 0.96, 0.97):
        sure = said >= threshold
        sent = np.average(~sure, weights=equal)
        agree = np.average(right[sure], weights=equal[sure]) if sure.any() else math.nan
        print(f"{threshold:.2f}    {sent:6.1%}   {agree:6.2%}")


if __name__ == "__main__":
    main()
