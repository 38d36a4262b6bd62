"""What the class's opinion is fitted on: classes of answers that a person has marked, and the weights they teach."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from marking.management.marked_questions import Judged, MarkedQuestion, mark, seen
from marking.opinion import weights as weighing
from marking.opinion.forming import form
from marking.opinion.phrases import SIGNS, phrases
from marking.opinion.seen import Seen, key_words
from marking.opinion.traits import TRAITS

CLASS, DRAWS = 120, 4
# So many marks of a class are given beforehand, so that what decisions say of a phrase is weighed too.
DECIDED = (0, 15)
# A phrase is right where so many of the answers that it would change have the higher mark.
RIGHT = 0.9
# Each question counts for so many answers, however many it has.
EACH = 100.0
# Where a scheme is one reference answer, a question counts so much: most of its zeros are wrong, which no class tells.
ONE_WORDING = 0.5


@dataclass(slots=True)
class Lesson:
    """A class of answers to one question: the traits of its claims, and the share of each that turned out so."""

    number: int
    question: MarkedQuestion
    answers: Sequence[Judged]
    traits: NDArray[np.float64]
    wrong: NDArray[np.float64]
    size: NDArray[np.float64]
    given: Sequence[Seen]
    counts: float = 1.0


def lessons_of(number: int, question: MarkedQuestion, seed: int, counts: float = 1.0) -> Iterator[Lesson]:
    """Yield classes drawn from the answers to a question of one point; others have no person's word on each point.

    `number` is the question's; `counts` how much it counts.
    """
    if len(key_words(question.scheme)) != 1:
        return
    dice = random.Random(seed)  # noqa: S311 -- a draw that can be repeated
    few = len(question.answers) < CLASS * 1.2
    for _ in range(1 if few else DRAWS):
        chosen = dice.sample(question.answers, min(CLASS, len(question.answers)))
        given = seen(mark(question.scheme, question.question, chosen), chosen)
        formed = form(
            given, scheme=question.scheme, worth=question.engine.worth, question=question.question,
            weights={"bias": 0.0},
        )  # fmt: skip
        truth = {one.key: one.mark for one in chosen}
        wrong = [np.mean([truth[one.key] != one.mark for one in group]) for group in formed.members]
        yield Lesson(number, question, chosen, formed.tables[0], np.array(wrong), formed.all_of.size, given, counts)


def fit(lessons: Sequence[Lesson]) -> dict[str, dict[str, float]]:
    """Return the weights of "marks" and of "phrases" that lessons teach."""
    marks = fit_marks(lessons)
    rows = [row for lesson in lessons for row in _phrases(lesson, marks)]
    if not rows:
        return {"marks": marks, "phrases": dict(weighing.fitted("phrases"))}
    traits, right, weight = (np.array(column) for column in zip(*rows, strict=True))
    return {"marks": marks, "phrases": weighing.fit(traits, right, weight, SIGNS)}


def fit_marks(lessons: Sequence[Lesson]) -> dict[str, float]:
    """Return the weights of "marks" that lessons teach, each question counting as much as it says."""
    answers: dict[int, float] = {}
    for one in lessons:
        answers[one.number] = answers.get(one.number, 0.0) + float(one.size.sum())
    return weighing.fit(
        np.vstack([one.traits for one in lessons]),
        np.concatenate([one.wrong for one in lessons]),
        np.concatenate([one.size * EACH * one.counts / answers[one.number] for one in lessons]),
        TRAITS,
    )


def _phrases(lesson: Lesson, marks: dict[str, float]) -> Iterator[tuple[tuple[float, ...], float, float]]:
    """Yield the traits of a class's phrases, whether a teacher would accept them, and how much each counts."""
    question, truth = lesson.question, {one.key: one.mark for one in lesson.answers}
    was = {one.key: one.mark for one in lesson.given}
    for number in DECIDED:
        known = set(random.Random(number).sample(sorted(truth), min(number, len(truth))))  # noqa: S311 -- repeatable
        partly = [replace(one, decided=truth[one.key]) if one.key in known else one for one in lesson.given]
        formed = form(
            partly, scheme=question.scheme, worth=question.engine.worth, question=question.question, weights=marks
        )
        for one in phrases(formed, key_words(question.scheme), question=question.question):
            good = sum(truth[key] > was[key] for key in one.keys)
            yield one.traits, float(good >= RIGHT * len(one.keys)), 10 * len(one.keys) / len(lesson.given)


def held_out(lessons: Sequence[Lesson]) -> dict[str, float]:
    """Return how weights hold on questions that they were not fitted on, each question left out in turn."""
    said, was, weight, became = [], [], [], []
    for number in sorted({one.number for one in lessons}):
        fitted = fit_marks([one for one in lessons if one.number != number])
        for one in (one for one in lessons if one.number == number):
            chance = weighing.chance(weighing.log_odds(one.traits, fitted))
            said.append(chance)
            was.append(one.wrong)
            weight.append(one.size)
            if (area := _area(chance, one.wrong, one.size)) is not None:
                became.append(area)
    error = calibration_error(np.concatenate(said), np.concatenate(was), np.concatenate(weight))
    return {"calibration_error": round(error, 4), "area_under_curve": round(float(np.mean(became)), 3)}


def calibration_error(said: NDArray[np.float64], was: NDArray[np.float64], weight: NDArray[np.float64]) -> float:
    """Return the expected calibration error over ten bins of equal width, weighted by answers."""
    place = np.minimum((said * 10).astype(int), 9)
    apart = [abs(float((weight * (said - was))[place == one].sum())) for one in range(10)]
    return sum(apart) / float(weight.sum())


def _area(said: NDArray[np.float64], was: NDArray[np.float64], weight: NDArray[np.float64]) -> float | None:
    """Return the chance that a wrong mark is doubted more than a right one, a tie counting half."""
    wrong, right = weight * was, weight * (1 - was)
    if not wrong.sum() or not right.sum():
        return None
    above = (said[:, None] > said[None, :]) + 0.5 * (said[:, None] == said[None, :])
    return float(wrong @ above @ right / (wrong.sum() * right.sum()))
