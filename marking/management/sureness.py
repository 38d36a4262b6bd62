"""Fitting the engine's confidence in short answers to answers that people marked, and trying it on others.

The model is a ridge logistic regression of "the mark is wrong" on what the engine saw (`Marked.features`), each weight
with the sign that its name claims. Two kinds of answers teach it: ordinary ones of classes, and hard ones that were
written to trip an engine up. They have the weights in common and a bias each; what ships is the ordinary bias, so that
the figure is the chance in a class, and less a little caution.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from marking.engine.confidence import ASKS_IN_SHORT, AT_MOST, REVIEW_BELOW
from marking.engine.doubt import is_short
from marking.engine.sign_names import SIGNS
from marking.management.marked_questions import MarkedQuestion
from marking.opinion import weights as weighing

# Every reason speaks against a mark; a plain denial, which is mostly read rightly, is none of them.
REASONS = (
    "near apart turned equal weak rejected doubted choice hedged listed copied foreign overlong little".split()  # noqa: SIM905
)
NAMES = SIGNS | dict.fromkeys(REASONS, 1)
# Where answers come from: a class; a class whose scheme is one reference answer; people who wrote them to trip an
# engine up and did not know this one; and such answers with which in view its rules were written. What each counts.
CLASS, ONE_WORDING, HARD, KNOWN = "class", "one wording", "hard", "known"
COUNTS = {CLASS: 1.0, ONE_WORDING: 0.3, HARD: 2.0, KNOWN: 0.6}
_CLASSES = (CLASS, ONE_WORDING)
# Says of a row that it is an ordinary one; its weight moves the bias and doesn't ship.
_ORDINARY = "ordinary"
# No question of a class counts for more than so many answers; and how strongly weights are drawn to 0, in answers.
MOST, RIDGE = 40, 40.0
# By so much the log odds are lower than those of the classes: better asked once too often.
CAUTION = 0.18
FOLDS = 8
_RAREST, _BANDS = 0.05, 20
Figures = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Source:
    """Questions and where they come from."""

    kind: str
    questions: Sequence[MarkedQuestion]


@dataclass(frozen=True, slots=True)
class Sample:
    """Rows of short answers: what was seen, whether the mark was wrong, what each counts, its scheme and its kind.

    `asks`: one of the reasons asks by itself.
    """

    seen: Figures
    wrong: Figures
    counts: Figures
    schemes: NDArray[np.int64]
    kinds: NDArray[np.str_]
    asks: NDArray[np.bool_]

    def of(self, rows: NDArray[np.bool_]) -> Sample:
        """Return some of the rows."""
        return Sample(
            self.seen[rows], self.wrong[rows], self.counts[rows], self.schemes[rows], self.kinds[rows],
            self.asks[rows],
        )  # fmt: skip


def sample_of(sources: Iterable[Source]) -> Sample:
    """Mark the answers of some sources, and return those that are short."""
    numbers: dict[str, int] = {}
    rows: list[tuple[list[float], bool, float, int, str, bool]] = []
    for source in sources:
        for question in source.questions:
            scheme = question.engine
            number = numbers.setdefault(question.scheme, len(numbers))
            short = [one for one in question.answers if is_short(one.text, scheme.max)]
            ordinary = source.kind in _CLASSES
            counts = COUNTS[source.kind] * (min(1.0, MOST / len(short)) if ordinary and short else 1.0)
            for one, marked in zip(short, scheme.mark_many([one.text for one in short]), strict=True):
                seen = dict(marked.features)
                figures = [*(seen.get(name, 0.0) for name in NAMES), float(ordinary)]
                asks = not ASKS_IN_SHORT.isdisjoint(seen)
                rows.append((figures, marked.mark != one.mark, counts, number, source.kind, asks))
    figures_of, wrong, counted, schemes, kinds, asking = zip(*rows, strict=True)
    return Sample(
        np.array(figures_of), np.array(wrong, dtype=float), np.array(counted), np.array(schemes), np.array(kinds),
        np.array(asking),
    )  # fmt: skip


def fit(sample: Sample) -> dict[str, float]:
    """Return the weights of the log odds that a mark is right, and "bias", from all rows."""
    spread = sample.seen.std(axis=0) + _RAREST
    signs = NAMES | {_ORDINARY: 0}
    fitted = weighing.fit(sample.seen / spread, sample.wrong, sample.counts, signs, RIDGE)
    weights = {name: -fitted[name] / each for name, each in zip(signs, spread.tolist(), strict=True)}
    ordinary = sample.of(sample.kinds == CLASS)
    bias = _bias(ordinary.seen[:, :-1] @ _vector(weights), 1 - ordinary.wrong, ordinary.counts)
    return {"bias": round(bias - CAUTION, 3), **{name: round(weights[name], 3) for name in NAMES if weights[name]}}


def _vector(weights: dict[str, float]) -> Figures:
    return np.array([weights.get(name, 0.0) for name in NAMES])


def _bias(odds: Figures, right: Figures, counts: Figures) -> float:
    """Return what has to be added to some log odds so that they say on average what was."""
    low, high = -10.0, 10.0
    share = float(np.average(right, weights=counts))
    while high - low > 1e-4:
        middle = (low + high) / 2
        said = float(np.average(weighing.chance(odds + middle), weights=counts))
        low, high = (middle, high) if said < share else (low, middle)
    return low


def said(sample: Sample, weights: dict[str, float]) -> Figures:
    """Return the confidence in each row."""
    sure = weighing.chance(sample.seen[:, :-1] @ _vector(weights) + weights["bias"])
    return np.where(sample.asks, np.minimum(sure, AT_MOST), sure).round(2)


def left_out(sample: Sample) -> Figures:
    """Return the confidence in each row by weights that were fitted on other schemes only."""
    sure = np.zeros(len(sample.wrong))
    for fold in range(FOLDS):
        out = sample.schemes % FOLDS == fold
        if out.any():
            sure[out] = said(sample.of(out), fit(sample.of(~out)))
    return sure


def how_it_holds(sample: Sample, sure: Figures) -> dict[str, float]:
    """Return what a confidence is worth: in classes, each question counting the same, and on hard answers."""
    sent = sure < REVIEW_BELOW
    each = Counter(sample.schemes.tolist())
    equal = np.array([1 / each[number] for number in sample.schemes.tolist()])
    report: dict[str, float] = {}
    if (here := sample.kinds == CLASS).any():
        rest = here & ~sent
        report |= {
            "calibration_error": calibration_error(sure[here], 1 - sample.wrong[here], equal[here]),
            "sent": float(np.average(sent[here], weights=equal[here])),
        }
        if rest.any():
            report["rest_agrees"] = 1 - float(np.average(sample.wrong[rest], weights=equal[rest]))
    if (hard := sample.kinds == HARD).any():
        report |= {
            "hard_silent": float(np.mean(~sent[hard] & (sample.wrong[hard] > 0))),
            "hard_right": float(np.mean(~sent[hard] & (sample.wrong[hard] == 0))),
        }
    return {name: round(value, 4) for name, value in report.items()}


def calibration_error(sure: Figures, right: Figures, counts: Figures) -> float:
    """Return the mean distance between what was said and what was, over twenty bands."""
    bands = np.minimum((sure * _BANDS).astype(int), _BANDS - 1)
    error = 0.0
    for band in range(_BANDS):
        inside = bands == band
        if inside.any():
            share = counts[inside].sum() / counts.sum()
            error += share * abs(np.average(sure[inside] - right[inside], weights=counts[inside]))
    return float(error)
