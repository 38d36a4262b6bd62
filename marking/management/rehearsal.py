"""A class's marking gone through as the product would have it, with the marks of a file as the teacher.

Classes are drawn from the file and marked; then come decisions on wordings, if asked for, and the queue in its order,
until all is decided. What the queue holds and in which order it stands is `marking.opinion.order`'s, as on the page.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from marking.engine import MarkSchemeError
from marking.engine.notation.editing import points_of
from marking.engine.types import Marked
from marking.management.marked_questions import Judged, MarkedQuestion, mark, ready, seen
from marking.opinion.alarms import alarms
from marking.opinion.forming import Opinion, form
from marking.opinion.order import View, changes, queue, views
from marking.opinion.outlook import outlook
from marking.opinion.phrases import phrases
from marking.opinion.seen import Seen, key_words
from marking.pure.grouping import Answer, Group
from marking.services.wordings import BadWording, count_denials, propose
from marking.statistics import quadratic_weighted_kappa

# After which shares sent the agreement of the rest is told.
SHARES = (0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5)
# Chances are compared with what came true in so many bands of equal width.
BANDS = 10
# A teacher accepts a wording where so many of the answers that it would change have the higher mark.
ACCEPTED = Decimal("0.9")
NEARLY_ALL = 0.99


# Weights by what they are of ("marks", "phrases") and by trait.
Weights = Mapping[str, Mapping[str, float]]


@dataclass(slots=True)
class Run:
    """One class gone through: after each decision, the share of marks that are right and the kappa of all that stand.

    `sent` is the share that asks for a person before any decision, `rest` how many of the others are right, None where
    all are sent. `rests` are pairs along the queue: the share decided so far, and how many of the others are right;
    `rest_at_once` says that for each of SHARES where the first answers of the queue are sent before any is decided.
    `bands` are what was said and what was true, summed, and how many, for each band of chances. `within` says after how
    many decisions the estimate of what is left held the truth, and of how many.
    """

    sent: float = 0.0
    rest: float | None = None
    rests: list[tuple[float, float]] = field(default_factory=list)
    rest_at_once: list[float] = field(default_factory=list)
    bands: list[tuple[float, float, int]] = field(default_factory=list)
    right: list[float] = field(default_factory=list)
    kappa: list[float] = field(default_factory=list)
    accepted: int = 0
    offered: int = 0
    within: list[bool] = field(default_factory=list)
    said: list[tuple[float, float]] = field(default_factory=list)


class Rehearsal:
    """One class on its way through the queue."""

    def __init__(self, question: MarkedQuestion, answers: Sequence[Judged], weights: Weights | None = None) -> None:
        """`answers` are the class, with the marks that the teacher will give; None: the weights of the program."""
        self.question, self.answers = question, answers
        self.weights = weights or {}
        self.scheme = question.scheme
        self.truth = {one.key: one.mark for one in answers}
        self.decided: dict[int, Decimal] = {}
        self.given: list[Marked] = mark(self.scheme, question.question, answers)
        self.run = Run()
        self._tried: set[tuple[str, ...]] = set()

    def go(self, wordings: int) -> Run:
        """Take up to `wordings` decisions on phrases, then go through the queue to its end."""
        self._note()
        for _ in range(wordings):
            if not self._wording():
                break
        opinion = self._opinion()
        first = self._queue(opinion)
        self._sent(views(opinion), [answer.key for group in first for answer in group.answers])
        while first:
            group = first[0]
            for answer in group.answers:
                self.decided[answer.key] = self.truth[answer.key]
            opinion.learn(self.decided)
            self._note()
            first = self._queue(opinion)
            self._estimate(opinion, first)
        return self.run

    def _seen(self) -> list[Seen]:
        return seen(self.given, self.answers)

    def _opinion(self) -> Opinion:
        scheme = ready(self.scheme, self.question.question)
        return form(
            self._seen(), scheme=self.scheme, worth=scheme.worth, question=self.question.question,
            weights=self.weights.get("marks"),
        )  # fmt: skip

    def _queue(self, opinion: Opinion) -> list[Group]:
        open_ = [one for one in self._seen() if one.key not in self.decided]
        answers = [
            Answer(one.key, one.text, one.mark, tuple(point.outcome for point in one.points), one.confidence)
            for one in open_
        ]
        return queue(answers, views(opinion)) if answers else []

    def _wording(self) -> bool:
        """Decide about the next wording, or the next cure of a denied point; return whether there was one."""
        answers = self._seen()
        points = points_of(self.scheme)
        for alarm in alarms(answers, points):
            if alarm.code == "denied" and ("denied", str(alarm.line)) not in self._tried:
                self._tried.add(("denied", str(alarm.line)))
                self._try(count_denials(text=self.scheme, line=alarm.line))
                return True
        offered = phrases(
            self._opinion(), key_words(self.scheme), question=self.question.question, known=self._tried,
            weights=self.weights.get("phrases"),
        )  # fmt: skip
        for one in (one for one in offered if one.offered):
            self._tried.add(one.run)
            line = points[min(one.point, len(points) - 1)].line
            try:
                self._try(propose(text=self.scheme, line=line, wording=one.wording, kind="accept"))
            except BadWording:
                continue
            return True
        return False

    def _try(self, text: str) -> None:
        """Look at what a scheme would change, as the teacher is shown it, and accept it or not."""
        self.run.offered += 1
        try:
            after = mark(text, self.question.question, self.answers)
        except MarkSchemeError:
            after = self.given
        turned = [
            self.truth[one.key] > old.mark
            for one, old, new in zip(self.answers, self.given, after, strict=True)
            if new.mark != old.mark
        ]
        if turned and sum(turned) >= ACCEPTED * len(turned):
            self.scheme, self.given = text, after
            self.run.accepted += 1
        self._note()

    def _stands(self) -> list[Decimal]:
        return [self.decided.get(one.key, given.mark) for one, given in zip(self.answers, self.given, strict=True)]

    def _note(self) -> None:
        stands, truth = self._stands(), [one.mark for one in self.answers]
        self.run.right.append(sum(one == other for one, other in zip(stands, truth, strict=True)) / len(truth))
        self.run.kappa.append(quadratic_weighted_kappa(stands, truth))
        others = [
            given.mark == one.mark
            for one, given in zip(self.answers, self.given, strict=True)
            if one.key not in self.decided
        ]
        self.run.rests.append((len(self.decided) / len(truth), _share(others)))

    def _sent(self, known: Mapping[int, View], order: Sequence[int]) -> None:
        """Note what is sent before any decision, and how far the chances hold; `order` is the queue's, by keys."""
        right = {
            one.key: self.truth[one.key] == given.mark for one, given in zip(self.answers, self.given, strict=True)
        }
        sure = [right[key] for key in order if not known[key].asks]
        self.run.sent = 1 - len(sure) / len(order)
        self.run.rest = _share(sure) if sure else None
        for share in SHARES:
            self.run.rest_at_once.append(_share([right[key] for key in order[round(share * len(order)) :]]))
        banded: list[list[int]] = [[] for _ in range(BANDS)]
        for key in order:
            banded[min(int(known[key].chance * BANDS), BANDS - 1)].append(key)
        self.run.bands = [
            (sum(known[key].chance for key in keys), float(sum(not right[key] for key in keys)), len(keys))
            for keys in banded
        ]

    def _estimate(self, opinion: Opinion, left: Sequence[Group]) -> None:
        """Note whether the estimate of what is left holds the truth."""
        known = views(opinion)
        open_ = [answer for group in left for answer in group.answers]
        if not open_:
            return
        chances = [known[answer.key].chance for answer in open_]
        wrong = sum(self.truth[answer.key] != answer.mark for answer in open_) / len(open_)
        estimate = outlook(chances, [changes(known[one.key] for one in group.answers) for group in left])
        self.run.within.append(estimate.low <= wrong <= estimate.high)
        self.run.said.append((sum(chances) / len(chances), wrong))


def rehearse(
    question: MarkedQuestion, *, size: int, draws: int, seed: int, wordings: int, weights: Weights | None = None
) -> dict[str, Any]:  # fmt: skip
    """Return what `draws` classes of `size` answers to a question come to on average; fewer answers are one class.

    `rest_at` says how many of the others are right once the queue was gone through so far, learning on the way;
    `rest_at_once` if so many were sent at once. `weights` are those of "marks" and of "phrases", None for the
    program's own.
    """
    dice = random.Random(seed)  # noqa: S311 -- a draw that can be repeated
    whole = len(question.answers) <= size
    runs = [
        Rehearsal(question, question.answers if whole else dice.sample(question.answers, size), weights).go(wordings)
        for _ in range(1 if whole else draws)
    ]
    return {
        "question": question.question,
        "answers": len(question.answers),
        "classes": len(runs),
        **_of_the_queue(runs),
        **_of_the_marks(runs),
        **_of_the_estimate(runs),
    }


def _of_the_queue(runs: Sequence[Run]) -> dict[str, Any]:
    """Return how much was sent to a person, and how right the rest was."""
    rests = [run.rest for run in runs if run.rest is not None]
    return {
        "sent": round(sum(run.sent for run in runs) / len(runs), 4),
        "rest": round(sum(rests) / len(rests), 4) if rests else None,
        "rest_at": _at_shares([_along(run.rests) for run in runs]),
        "rest_at_once": _at_shares([run.rest_at_once for run in runs]),
        "calibration_error": round(calibration_error([run.bands for run in runs]), 4),
        "bands": [[round(one, 4) for one in band] for band in _added([run.bands for run in runs])],
    }


def _of_the_marks(runs: Sequence[Run]) -> dict[str, Any]:
    """Return how right the marks were after each decision, and what the wordings offered came to."""
    right = _mean([run.right for run in runs])
    kappa = _mean([run.kappa for run in runs])
    return {
        "qwk": round(kappa[0], 4),
        "wordings": {
            "offered": round(sum(run.offered for run in runs) / len(runs), 2),
            "accepted": round(sum(run.accepted for run in runs) / len(runs), 2),
        },
        "to_99": sum(_needed(run.right) for run in runs) / len(runs),
        "curve": [[at, round(one, 4)] for at, one in enumerate(right)],
        "qwk_after": [[at, round(one, 4)] for at, one in enumerate(kappa)],
    }


def _of_the_estimate(runs: Sequence[Run]) -> dict[str, Any]:
    """Return how often the estimate of what is left held the truth, and how far it was out."""
    said = [pair for run in runs for pair in run.said]
    return {
        "estimate_held": round(sum(map(sum, (run.within for run in runs))) / max(len(said), 1), 3),
        "estimate_error": round(sum(one - other for one, other in said) / max(len(said), 1), 4),
    }


def _along(rests: Sequence[tuple[float, float]]) -> list[float]:
    """Return how many of the rest are right at each of SHARES; a group that would go beyond it is not begun."""
    return [next(right for sent, right in reversed(rests) if sent <= share + 1e-9) for share in SHARES]


def _at_shares(curves: Sequence[Sequence[float]]) -> list[list[float]]:
    return [[share, round(one, 4)] for share, one in zip(SHARES, _mean(curves), strict=True)]


def _share(right: Sequence[bool]) -> float:
    return sum(right) / len(right) if right else 1.0


Bands = Sequence[Sequence[float]]


def _added(classes: Sequence[Bands]) -> list[list[float]]:
    """Return the bands of several classes as shares of all their answers, each class counting the same."""
    sums = [[0.0, 0.0, 0.0] for _ in range(BANDS)]
    for bands in classes:
        many = sum(band[2] for band in bands) * len(classes)
        for to, band in zip(sums, bands, strict=True):
            for place, one in enumerate(band):
                to[place] += one / many
    return sums


def calibration_error(classes: Sequence[Bands]) -> float:
    """Return the expected calibration error: how far what was said lies from what was true, band by band."""
    return sum(abs(said - true) for said, true, _ in _added(classes))


def _needed(right: Sequence[float]) -> int:
    """Return after how many decisions NEARLY_ALL of the marks are right."""
    return next(at for at, share in enumerate(right) if share >= NEARLY_ALL or at == len(right) - 1)


def _mean(curves: Sequence[Sequence[float]]) -> list[float]:
    """Return the mean of curves; one that has ended stays where it is."""
    longest = max(map(len, curves))
    return [sum(curve[min(at, len(curve) - 1)] for curve in curves) / len(curves) for at in range(longest)]


def means(reports: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the means over questions, each counting the same."""
    rests = [one["rest"] for one in reports if one["rest"] is not None]
    return {
        "questions": len(reports),
        "sent": round(sum(one["sent"] for one in reports) / len(reports), 4),
        "rest": round(sum(rests) / len(rests), 4) if rests else None,
        **{
            name: _at_shares([[right for _, right in one[name]] for one in reports])
            for name in ("rest_at", "rest_at_once")
        },
        "calibration_error": round(calibration_error([one["bands"] for one in reports]), 4),
        "qwk": round(sum(one["qwk"] for one in reports) / len(reports), 4),
        "to_99": round(sum(one["to_99"] for one in reports) / len(reports), 2),
        "curve": _mean_pairs([one["curve"] for one in reports]),
        "qwk_after": _mean_pairs([one["qwk_after"] for one in reports]),
        "estimate_held": round(sum(one["estimate_held"] for one in reports) / len(reports), 3),
    }


def _mean_pairs(curves: Sequence[Sequence[Sequence[float]]]) -> list[list[float]]:
    return [[at, round(one, 4)] for at, one in enumerate(_mean([[pair[1] for pair in curve] for curve in curves]))]
