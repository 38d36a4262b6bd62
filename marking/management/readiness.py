"""Fitting what makes a draft ready to drafts that people judged, and trying it on pages that were left out.

Two ridge logistic regressions over a draft's signs: that a teacher takes it as it is, and that it is of no use.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from marking.opinion import weights as weighing
from marking.services.drafts import try_scheme
from quizzes.notes import signs_of_drafts

AS_IS, EDIT, UNUSABLE = VERDICTS = ("as is", "edit", "unusable")
RIDGE, FOLDS, RAREST, FEWEST = 0.1, 10, 0.1, 5
# What a bound must reach on pages that were left out, of the drafts that it calls ready.
WANTED, MOST_UNUSABLE, FEWEST_READY, NEARLY = 0.7, 0.105, 0.1, 0.1
USELESS_FROM = 0.65
# The ridge of weights that exist already is that of as many verdicts as they were fitted to.
FULL = 1_500
FEWEST_PAGES_BEFORE = 4
Figures = NDArray[np.float64]
Weights = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class Judged:
    """A draft of a page as somebody judged it."""

    page: str
    stem: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Sample:
    """Rows of judged drafts: their signs under `names`, the verdicts, and the page of each."""

    names: tuple[str, ...]
    signs: Figures
    verdicts: NDArray[np.str_]
    pages: NDArray[np.str_]

    def of(self, rows: NDArray[np.bool_]) -> Sample:
        """Return some of the rows."""
        return Sample(self.names, self.signs[rows], self.verdicts[rows], self.pages[rows])

    def share(self, verdict: str) -> float:
        """Return the share of the rows with a verdict."""
        return float(np.mean(self.verdicts == verdict)) if len(self.verdicts) else 0.0


def sample_of(judged: Iterable[Judged], texts: dict[str, str]) -> Sample:
    """Draft each page again and return the judged drafts that it still gives, once for each verdict on them."""
    verdicts: dict[tuple[str, str], list[str]] = {}
    for one in judged:
        if one.page in texts:
            verdicts.setdefault((one.page, one.stem), []).append(one.verdict)
    found: list[tuple[dict[str, float], str, str]] = []
    for page in sorted({page for page, _ in verdicts}):
        for stem, signs in signs_of_drafts(texts[page], mark=try_scheme):
            found.extend((signs, verdict, page) for verdict in verdicts.get((page, stem), ()))
    often = Counter(name for signs, _, _ in found for name in signs)
    names = tuple(sorted(name for name, times in often.items() if times >= FEWEST))
    table = np.array([[signs.get(name, 0.0) for name in names] for signs, _, _ in found])
    return Sample(names, table, np.array([row[1] for row in found]), np.array([row[2] for row in found]))


def fit(sample: Sample, before: Weights | None = None) -> Weights:
    """Return the weights of both models, those near 0 left out.

    From the weights `before` only as far as the sample makes it likely; those of signs that it has not are kept.
    """
    kept = before or {"as_is": {}, "unusable": {}}
    return {"as_is": _fit(sample, AS_IS, kept["as_is"]), "unusable": _fit(sample, UNUSABLE, kept["unusable"])}


def _fit(sample: Sample, verdict: str, before: Mapping[str, float]) -> dict[str, float]:
    spread = dict(zip(sample.names, (sample.signs.std(axis=0) + RAREST).tolist(), strict=True))
    said = (sample.verdicts == verdict).astype(float)
    columns = sample.signs / np.array(list(spread.values()))
    # What unseen signs add to a row is nothing: it has none of them.
    towards = {name: weight * spread.get(name, 1.0) for name, weight in before.items()}
    ridge = RIDGE * (FULL if before else len(said))
    fitted = weighing.fit(columns, said, np.ones(len(said)), dict.fromkeys(sample.names, 0), ridge, towards)
    weights = {**before, **{name: round(fitted[name] / each, 3) for name, each in spread.items()}}
    weights.pop("bias", None)
    return {"bias": fitted["bias"], **{name: weight for name, weight in sorted(weights.items()) if abs(weight) >= 0.01}}


def worth(sample: Sample, weights: Weights) -> Figures:
    """Return how likely each row is taken as it is and is not of no use."""
    return np.asarray((_chance(sample, weights["as_is"]) * (1 - _chance(sample, weights["unusable"]))).round(2))


def _chance(sample: Sample, weights: Mapping[str, float]) -> Figures:
    vector = np.array([weights.get(name, 0.0) for name in sample.names])
    return weighing.chance(np.asarray(sample.signs @ vector + weights["bias"]))


def left_out(sample: Sample, before: Weights | None = None) -> tuple[Figures, Figures]:
    """Return how likely each row is to be ready, and to be unusable, by weights fitted on other pages only."""
    ready, useless = np.zeros(len(sample.verdicts)), np.zeros(len(sample.verdicts))
    for out in _folds(sample.pages):
        weights = fit(sample.of(~out), before)
        ready[out] = worth(sample.of(out), weights)
        useless[out] = _chance(sample.of(out), weights["unusable"])
    return ready, useless


def _folds(pages: NDArray[np.str_]) -> Iterator[NDArray[np.bool_]]:
    names = sorted(set(pages.tolist()))
    for fold in range(FOLDS):
        out = np.isin(pages, names[fold::FOLDS])
        if out.any():
            yield out


def bound(sample: Sample, ready: Figures) -> float:
    """Return the lowest bound whose ready drafts are as good as wanted; where none is, nearly as good as the best."""
    shares = list(_bounds(sample, ready))
    best = max((as_is for _, as_is, _ in shares), default=1.0)
    wanted = WANTED if best >= WANTED else best - NEARLY
    good = (one for one, as_is, unusable in shares if as_is >= wanted and unusable <= MOST_UNUSABLE)
    return next(good, shares[-1][0] if shares else 1.0)


def _bounds(sample: Sample, ready: Figures) -> Iterator[tuple[float, float, float]]:
    """Bounds from low to high with the shares of what they call ready that are as is and unusable."""
    for candidate in np.arange(0.2, 0.9, 0.01).round(2).tolist():
        called = sample.of(ready >= candidate)
        if len(called.verdicts) < FEWEST_READY * len(sample.verdicts):
            return
        yield float(candidate), called.share(AS_IS), called.share(UNUSABLE)


def how_it_holds(sample: Sample, ready: Figures, useless: Figures, ready_from: float) -> dict[str, float]:
    """Return what `ready` and `of no use` are worth on pages that were left out."""
    called, dropped = sample.of(ready >= ready_from), sample.of(useless >= USELESS_FROM)
    report = {
        "ready_share": len(called.verdicts) / len(sample.verdicts),
        "ready_as_is": called.share(AS_IS),
        "ready_edit": called.share(EDIT),
        "ready_unusable": called.share(UNUSABLE),
        "all_as_is": sample.share(AS_IS),
        "all_unusable": sample.share(UNUSABLE),
        "useless_share": len(dropped.verdicts) / len(sample.verdicts),
        "useless_unusable": dropped.share(UNUSABLE),
        "useless_as_is": dropped.share(AS_IS),
    }
    return {name: round(value, 3) for name, value in report.items()}


def document_of(sample: Sample, judged: Sequence[Judged], before: Mapping[str, Any] | None = None) -> dict[str, object]:
    """Return the document of `readiness.json`: weights, bounds, what they were fitted to and how they hold.

    `before` is the document whose weights are to be moved, or None to fit them from nothing.
    """
    earlier: Weights | None = {model: dict(before[model]) for model in ("as_is", "unusable")} if before else None
    ready, useless = left_out(sample, earlier)
    ready_from = bound(sample, ready)
    data = f"{len(sample.verdicts)} of {len(judged)} judged drafts, {len(set(sample.pages.tolist()))} pages"
    return {
        "about": "What makes a draft ready; manage.py fit_readiness fits the weights, docs/notes.md says how.",
        "data": f"{before['data']}; then {data}" if before else data,
        "left_out": how_it_holds(sample, ready, useless, ready_from),
        "ready_from": ready_from,
        "useless_from": USELESS_FROM,
        **fit(sample, earlier),
    }
