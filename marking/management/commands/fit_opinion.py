"""`manage.py fit_opinion MARKED …`: fits the weights of the class's opinion again, from answers that people marked."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm

from marking import opinion
from marking.engine import VERSION
from marking.management.commands.agree import CLASS_SIZE, rehearsed_in_words
from marking.management.commands.mark import give_up
from marking.management.lessons import ONE_WORDING, Lesson, fit, fit_marks, held_out, lessons_of
from marking.management.marked_questions import IN_ROWS, MarkedQuestion, read_questions
from marking.management.rehearsal import Weights, means, rehearse
from marking.opinion import weights as weighing
from marking.pure.answers_file import UnreadableFile


class Command(BaseCommand):
    help = (
        "Fits the weights of the class's opinion from answers that people marked, and prints how they hold on "
        "questions that were left out. With --write they become those of this installation; with --left-out the queue "
        "of each question is gone through with weights fitted on the others, as `agree` does it."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("marked", metavar="MARKED", nargs="+", help=".jsonl with id, text, mark, question, scheme")
        parser.add_argument(
            "--one-wording", nargs="+", default=[], metavar="MARKED",
            help="more files, whose schemes are one reference answer each: their questions count half",
        )  # fmt: skip
        parser.add_argument("--write", action="store_true", help="write the weights into the program's own file")
        parser.add_argument("--data", default="", help="what the answers are, for the file of weights")
        parser.add_argument("--seed", type=int, default=1, help="of the classes that are drawn")
        parser.add_argument(
            "--left-out", action="store_true",
            help="go through the queues of each question, with weights fitted on all others; writes nothing",
        )  # fmt: skip
        parser.add_argument("--class-size", type=int, default=CLASS_SIZE, metavar="N", help="(with --left-out)")
        parser.add_argument("--draws", type=int, default=1, help="how many classes to draw (with --left-out)")
        parser.add_argument("--wordings", type=int, default=0, metavar="N", help="as `agree` does it (with --left-out)")
        parser.add_argument("--json", action="store_true", dest="as_data", help="print JSON (with --left-out)")

    def handle(self, *args: Any, marked: list[str], write: bool, data: str, seed: int, **options: Any) -> None:
        _check(options, write=write)
        files = {path: _questions(path) for path in [*marked, *options["one_wording"]]}
        questions = [one for listed in files.values() for one in listed]
        less = {id(one) for path in options["one_wording"] for one in files[path]}
        lessons = _lessons(questions, less, seed)
        if len({one.number for one in lessons}) < 2:
            give_up("Weights are fitted on several questions of one point: leave one out, and there must be another.")
        if options["left_out"]:
            self._leave_out(files, lessons, seed, options)
            return
        document = {
            "about": "Weights of marking/opinion, fitted by manage.py fit_opinion; docs/marking.md says how.",
            "data": data or f"{len(questions)} questions, {sum(len(one.answers) for one in questions)} answers",
            "engine": VERSION,
            "left_out": held_out(lessons),
            **fit(lessons),
        }
        self.stdout.write(json.dumps(document, indent=2))
        if write:
            own = Path(opinion.__file__).with_name(weighing.FILE)
            own.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")

    def _leave_out(
        self, files: dict[str, list[MarkedQuestion]], lessons: list[Lesson], seed: int, options: dict[str, Any]
    ) -> None:
        """Go through each question's queue with weights fitted on the other questions of all files."""
        number, report = 0, {}
        bar = tqdm(
            total=sum(map(len, files.values())), unit=" questions", file=sys.stderr, disable=not sys.stderr.isatty()
        )
        for path, questions in files.items():
            rows = []
            for one in questions:
                others = [lesson for lesson in lessons if lesson.number != number]
                # Weights of phrases take long to fit, and are asked for by wordings alone.
                weights: Weights = fit(others) if options["wordings"] else {"marks": fit_marks(others)}
                rows.append(
                    rehearse(
                        one, size=options["class_size"], draws=options["draws"], seed=seed,
                        wordings=options["wordings"], weights=weights,
                    )
                )  # fmt: skip
                number += 1
                bar.update()
            if not options["as_data"]:
                self.stdout.write(f"{path}\n{rehearsed_in_words(rows)}\n")
            report[path] = {"mean": means(rows), "questions": rows}
        bar.close()
        if options["as_data"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False))


def _check(options: dict[str, Any], *, write: bool) -> None:
    """Give up where options make no sense, or none together."""
    if min(options["class_size"], options["draws"]) < 1 or options["wordings"] < 0:
        give_up("--class-size and --draws are at least 1, --wordings at least 0")
    if write and options["left_out"]:
        give_up("--left-out writes nothing: leave out --write, or fit without --left-out")


def _lessons(questions: list[MarkedQuestion], less: set[int], seed: int) -> list[Lesson]:
    """Return the classes that questions are drawn into; those whose ids are in `less` count half."""
    return [
        lesson
        for number, one in enumerate(questions)
        for lesson in lessons_of(number, one, seed, ONE_WORDING if id(one) in less else 1.0)
    ]


def _questions(path: str) -> list[MarkedQuestion]:
    try:
        return read_questions(IN_ROWS, path)[0]
    except UnreadableFile as error:
        give_up(str(error))
