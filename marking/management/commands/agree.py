"""`manage.py agree SCHEME MARKED`: how well a scheme's marks agree with those of a person.

With `--class-size`, how few decisions set them right: the queue is gone through as the product orders it.
"""

from __future__ import annotations

import heapq
import json
import sys
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm

from marking.engine import MarkSchemeError
from marking.engine.types import Marked
from marking.management.commands.mark import BAD_ROWS, MarkingRun, give_up
from marking.management.levelled import read_levelled
from marking.management.levels_rehearsal import TAUGHT, levels_in_words, means_of, rehearse_levels
from marking.management.marked_questions import IN_ROWS, read_questions
from marking.management.rehearsal import means, rehearse
from marking.pure.answers_file import Answer, UnreadableFile, as_json, plain_number
from marking.statistics import exact_agreement, mean_difference, quadratic_weighted_kappa

SHOWN = 20
CLASS_SIZE = 120


class Command(BaseCommand):
    help = "Marks answers that a person has marked too, and prints how well the two agree."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "scheme",
            nargs="?",
            default="",
            metavar="SCHEME",
            help="the mark scheme, a text file; - where each row of MARKED holds its own",
        )
        parser.add_argument(
            "marked", nargs="?", default="", metavar="MARKED", help=".jsonl or .csv with id, text and a person's mark"
        )
        parser.add_argument(
            "--levels", metavar="FILE",
            help="essays that people have levelled, .jsonl or .csv with text and level, or a class as .json: how well"
            " proposals agree",
        )  # fmt: skip
        parser.add_argument("--json", action="store_true", dest="as_data", help="print the same as JSON")
        parser.add_argument(
            "--class-size", type=int, metavar="N", help="draw classes of N answers, and go through their queues"
        )
        parser.add_argument("--draws", type=int, default=5, help="how many classes to draw (with --class-size)")
        parser.add_argument("--seed", type=int, default=1, help="of the draws (with --class-size)")
        parser.add_argument(
            "--wordings", type=int, default=0, metavar="N",
            help="first take up to N decisions on wordings that the scheme doesn't know (with --class-size)",
        )  # fmt: skip

    def handle(self, *args: Any, scheme: str, marked: str, as_data: bool, **options: Any) -> None:
        if options["levels"]:
            self._rehearse_levels(options["levels"], as_data, options)
            return
        if not (scheme and marked):
            give_up("name a mark scheme and the marked answers, or --levels FILE")
        if options["class_size"] or scheme == IN_ROWS:
            self._rehearse(scheme, marked, as_data, options)
            return
        run = MarkingRun(scheme, marked, with_marks=True)
        tally = Tally()
        for answer, marking in run.marked():
            tally.add(answer, marking)
        if not tally.human:
            give_up(f"{marked}: there is no answer with a mark to compare")
        report = tally.report(run.bad_rows)
        self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2) if as_data else in_words(report))
        if run.bad_rows:
            sys.exit(BAD_ROWS)

    def _rehearse_levels(self, path: str, as_data: bool, options: dict[str, Any]) -> None:
        """Level essays of classes drawn from the file, and see what would be proposed for the rest."""
        size = options["class_size"] or CLASS_SIZE
        if size <= TAUGHT[0] or options["draws"] < 1:
            give_up(f"--class-size is above {TAUGHT[0]}, --draws at least 1")
        try:
            questions = read_levelled(path)
            reports = [
                rehearse_levels(one, size=size, draws=options["draws"], seed=options["seed"])
                for one in tqdm(questions, unit=" questions", file=sys.stderr, disable=not sys.stderr.isatty())
            ]
        except (UnreadableFile, MarkSchemeError) as error:
            give_up(str(error))
        report = {"mean": means_of(reports), "questions": reports}
        self.stdout.write(json.dumps(report, ensure_ascii=False) if as_data else levels_in_words(reports))

    def _rehearse(self, scheme: str, marked: str, as_data: bool, options: dict[str, Any]) -> None:
        """Go through the queues of classes drawn from the file, question by question."""
        size = options["class_size"] or CLASS_SIZE
        if min(size, options["draws"]) < 1 or options["wordings"] < 0:
            give_up("--class-size and --draws are at least 1, --wordings at least 0")
        try:
            questions, problems = read_questions(scheme, marked)
        except (UnreadableFile, MarkSchemeError) as error:
            give_up(f"{scheme}: {error}" if isinstance(error, MarkSchemeError) else str(error))
        for problem in problems:
            print(problem, file=sys.stderr)
        if not questions:
            give_up(f"{marked}: there is no answer with a mark to compare")
        reports = [
            rehearse(one, size=size, draws=options["draws"], seed=options["seed"], wordings=options["wordings"])
            for one in tqdm(questions, unit=" questions", file=sys.stderr, disable=not sys.stderr.isatty())
        ]
        report: dict[str, Any] = reports[0] if scheme != IN_ROWS else {"mean": means(reports), "questions": reports}
        self.stdout.write(json.dumps(report, ensure_ascii=False) if as_data else rehearsed_in_words(reports))
        if problems:
            sys.exit(BAD_ROWS)


class Tally:
    """The two marks of every answer, and the answers on which they are furthest apart."""

    def __init__(self) -> None:
        self.human: list[Decimal] = []
        self.engine: list[Decimal] = []
        self.reviewed: list[bool] = []
        self._worst: list[tuple[Decimal, float, int, dict[str, Any]]] = []

    def add(self, answer: Answer, marking: Marked) -> None:
        """Takes in one answer; of the disagreements only the largest are kept."""
        human = answer.mark if answer.mark is not None else Decimal(0)
        self.human.append(human)
        self.engine.append(marking.mark)
        self.reviewed.append(marking.review)
        apart = abs(marking.mark - human)
        if apart:
            # The surer the engine was, the more there is to learn; of equals the earlier comes first.
            entry = {**as_json(answer, marking), "human": plain_number(human), "text": answer.text}
            heapq.heappush(self._worst, (apart, marking.confidence, -len(self.human), entry))
            if len(self._worst) > SHOWN:
                heapq.heappop(self._worst)

    def report(self, bad_rows: int) -> dict[str, Any]:
        """The figures, as `--json` prints them."""
        sure = [place for place, reviewed in enumerate(self.reviewed) if not reviewed]
        return {
            "answers": len(self.human),
            "bad_rows": bad_rows,
            "qwk": round(quadratic_weighted_kappa(self.engine, self.human), 4),
            "exact": round(exact_agreement(self.engine, self.human), 4),
            "mean_difference": round(mean_difference(self.engine, self.human), 4),
            "review_share": round(1 - len(sure) / len(self.human), 4),
            "exact_unreviewed": round(
                exact_agreement([self.engine[at] for at in sure], [self.human[at] for at in sure]), 4
            )
            if sure
            else None,
            "disagreements": [entry for *_, entry in sorted(self._worst, key=lambda worst: worst[:3], reverse=True)],
        }


def in_words(report: dict[str, Any]) -> str:
    """The report for a terminal."""
    unreviewed = report["exact_unreviewed"]
    lines = [
        f"answers                        {report['answers']}" + bad_rows_in_words(report["bad_rows"]),
        f"quadratic weighted kappa       {report['qwk']:.3f}",
        f"exact agreement                {report['exact']:.1%}",
        f"mean difference                {report['mean_difference']:+.3f} marks (engine minus person)",
        f"sent to review                 {report['review_share']:.1%}",
        "agreement where not sent       " + ("-" if unreviewed is None else f"{unreviewed:.1%}"),
    ]
    for entry in report["disagreements"]:
        lines.append("")
        lines.append(
            f"{entry['id']}: engine {entry['mark']}, person {entry['human']}, of {entry['max']}"
            f" (confidence {entry['confidence']:.2f}{', review' if entry['review'] else ''})"
        )
        lines.append(f"    {entry['text']}")
        lines.extend(f"    ! {reason}" for reason in entry["reasons"])
        lines.extend(evidence_in_words(point) for point in entry["points"])
    return "\n".join(lines)


def bad_rows_in_words(bad_rows: int) -> str:
    """What was left out, "" where nothing was."""
    return f" ({bad_rows} bad rows left out)" if bad_rows else ""


def evidence_in_words(point: dict[str, Any]) -> str:
    """A point of a disagreement on one line."""
    pieces = "; ".join(f"“{piece['text']}” met “{piece['met']}”" for piece in point["evidence"])
    return f"    line {point['line']} {point['outcome']} {point['marks']}/{point['of']}" + (
        f": {pieces}" if pieces else ""
    )


def rehearsed_in_words(reports: Sequence[dict[str, Any]]) -> str:
    """The figures of queues for a terminal: one line a question, then the means."""
    head = "sent  rest    rest at 5, 15, 30 % sent   error   "
    lines = [head + "kappa: before, after 10, 20, 30 decisions   to 99 % right   question"]
    rows = [*reports, {**means(reports), "question": "mean"}] if len(reports) > 1 else list(reports)
    for one in rows:
        curve = [pair[1] for pair in one["qwk_after"]]
        kappas = "  ".join(f"{curve[min(at, len(curve) - 1)]:.3f}" for at in (0, 10, 20, 30))
        rest = "-" if one["rest"] is None else f"{one['rest']:.1%}"
        rests = " ".join(f"{right:6.1%}" for share, right in one["rest_at"] if share in {0.05, 0.15, 0.3})
        lines.append(
            f"{one['sent']:4.0%}  {rest:>6}  {rests:25}  {one['calibration_error']:.3f}   {kappas}   "
            f"{one['to_99']:21.1f}   {one['question'][:60]}"
        )
    return "\n".join(lines)
