"""`manage.py fit_opinion MARKED …`: fits the weights of the class's opinion again, from answers that people marked."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand, CommandParser
from numpy.typing import NDArray

from marking import opinion
from marking.engine import VERSION
from marking.management.commands.mark import give_up
from marking.management.marked_questions import IN_ROWS, Judged, MarkedQuestion, mark, read_questions, seen
from marking.opinion import weights as weighing
from marking.opinion.forming import form
from marking.opinion.phrases import SIGNS, phrases
from marking.opinion.seen import key_words
from marking.opinion.traits import TRAITS
from marking.pure.answers_file import UnreadableFile

CLASS, DRAWS = 120, 4
# So many marks of a class are told beforehand, so that what decisions say of a phrase is weighed too.
TOLD = (0, 15)
# A phrase is right where so many of the answers that it would change have the higher mark.
RIGHT = 0.9
# Each question counts for so many answers, however many it has.
EACH = 100.0


class Command(BaseCommand):
    help = (
        "Fits the weights of the class's opinion from answers that people marked, and prints how they hold on "
        "questions that were left out. With --write they become those of this installation."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("marked", metavar="MARKED", nargs="+", help=".jsonl with id, text, mark, question, scheme")
        parser.add_argument("--write", action="store_true", help="write the weights into the program's own file")
        parser.add_argument("--data", default="", help="what the answers are, for the file of weights")
        parser.add_argument("--seed", type=int, default=1, help="of the classes that are drawn")

    def handle(self, *args: Any, marked: list[str], write: bool, data: str, seed: int, **options: Any) -> None:
        questions: list[MarkedQuestion] = []
        for path in marked:
            try:
                questions += read_questions(IN_ROWS, path)[0]
            except UnreadableFile as error:
                give_up(str(error))
        if len(questions) < 2:
            give_up("Weights are fitted on several questions: leave one out, and there must be another.")
        lessons = [lesson for number, one in enumerate(questions) for lesson in _lessons(number, one, seed)]
        held = _left_out(lessons)
        fitted = _fit(lessons)
        document = {
            "about": "Weights of marking/opinion, fitted by manage.py fit_opinion; docs/marking.md says how.",
            "data": data or f"{len(questions)} questions, {sum(len(one.answers) for one in questions)} answers",
            "engine": VERSION,
            "left_out": held,
            **fitted,
        }
        self.stdout.write(json.dumps(document, indent=2))
        if write:
            own = Path(opinion.__file__).with_name(weighing.FILE)
            own.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


@dataclass(slots=True)
class Lesson:
    """A class of answers to one question: the traits of its claims, and the share of each that turned out so."""

    number: int
    question: MarkedQuestion
    answers: Sequence[Judged]
    traits: NDArray[np.float64]
    wrong: NDArray[np.float64]
    size: NDArray[np.float64]


def _lessons(number: int, question: MarkedQuestion, seed: int) -> Iterator[Lesson]:
    """Yield classes drawn from the answers to a question of one point; others have no person's word on each point."""
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
        yield Lesson(number, question, chosen, formed.tables[0], np.array(wrong), formed.all_of.size)


def _fit(lessons: Sequence[Lesson]) -> dict[str, dict[str, float]]:
    marks = _fit_marks(lessons)
    rows = [row for lesson in lessons for row in _phrases(lesson, marks)]
    if not rows:
        return {"marks": marks, "phrases": dict(weighing.fitted("phrases"))}
    traits, right, weight = (np.array(column) for column in zip(*rows, strict=True))
    return {"marks": marks, "phrases": weighing.fit(traits, right, weight, SIGNS)}


def _fit_marks(lessons: Sequence[Lesson]) -> dict[str, float]:
    answers: dict[int, float] = {}
    for one in lessons:
        answers[one.number] = answers.get(one.number, 0.0) + float(one.size.sum())
    return weighing.fit(
        np.vstack([one.traits for one in lessons]),
        np.concatenate([one.wrong for one in lessons]),
        np.concatenate([one.size * EACH / answers[one.number] for one in lessons]),
        TRAITS,
    )


def _phrases(lesson: Lesson, marks: dict[str, float]) -> Iterator[tuple[tuple[float, ...], float, float]]:
    """Yield the traits of a class's phrases, whether a teacher would accept them, and how much each counts."""
    question, truth = lesson.question, {one.key: one.mark for one in lesson.answers}
    given = seen(mark(question.scheme, question.question, lesson.answers), lesson.answers)
    was = {one.key: one.mark for one in given}
    for told in TOLD:
        known = set(random.Random(told).sample(sorted(truth), min(told, len(truth))))  # noqa: S311 -- repeatable
        partly = [replace(one, decided=truth[one.key]) if one.key in known else one for one in given]
        formed = form(
            partly, scheme=question.scheme, worth=question.engine.worth, question=question.question, weights=marks
        )
        for one in phrases(formed, key_words(question.scheme), question=question.question):
            good = sum(truth[key] > was[key] for key in one.keys)
            yield one.traits, float(good >= RIGHT * len(one.keys)), 10 * len(one.keys) / len(given)


def _left_out(lessons: Sequence[Lesson]) -> dict[str, float]:
    """Return how weights hold on questions that they were not fitted on, each question left out in turn."""
    said, was, weight, found = [], [], [], []
    for number in sorted({one.number for one in lessons}):
        fitted = _fit_marks([one for one in lessons if one.number != number])
        for one in (one for one in lessons if one.number == number):
            chance = weighing.chance(weighing.log_odds(one.traits, fitted))
            said.append(chance)
            was.append(one.wrong)
            weight.append(one.size)
            if (area := _area(chance, one.wrong, one.size)) is not None:
                found.append(area)
    error = calibration_error(np.concatenate(said), np.concatenate(was), np.concatenate(weight))
    return {"calibration_error": round(error, 4), "area_under_curve": round(float(np.mean(found)), 3)}


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
