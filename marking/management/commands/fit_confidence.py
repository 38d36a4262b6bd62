"""`manage.py fit_confidence MARKED … --hard PROBES …`: fits the engine's confidence in short answers again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from marking import engine
from marking.engine import VERSION, confidence
from marking.management import sureness
from marking.management.commands.mark import give_up
from marking.management.marked_questions import IN_ROWS, MarkedQuestion, read_questions
from marking.management.sureness import Source
from marking.pure.answers_file import UnreadableFile


class Command(BaseCommand):
    help = (
        "Fits the weights of the engine's confidence in short answers from answers that people marked, and prints how "
        "they hold on schemes that were left out. With --write they become those of this installation."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        kinds = {
            "--one-wording": "more such files, whose schemes are one reference answer each: they count less",
            "--hard": "files of answers written to trip an engine up, by people who did not know this one",
            "--known": "the same, but the engine's rules were written with these in view: they count less",
        }
        parser.add_argument("marked", metavar="MARKED", nargs="+", help=".jsonl with id, text, mark, question, scheme")
        for option, text in kinds.items():
            parser.add_argument(option, nargs="+", default=[], metavar="MARKED", help=text)
        parser.add_argument("--write", action="store_true", help="write the weights into the program's own file")
        parser.add_argument("--data", default="", help="what the answers are, for the file of weights")

    def handle(self, *args: Any, marked: list[str], write: bool, data: str, **options: Any) -> None:
        sources = [
            Source(sureness.CLASS, _questions(marked)),
            Source(sureness.ONE_WORDING, _questions(options["one_wording"])),
            Source(sureness.HARD, _questions(options["hard"])),
            Source(sureness.KNOWN, _questions(options["known"])),
        ]
        sample = sureness.sample_of(sources)
        if len(set(sample.schemes.tolist())) < sureness.FOLDS:
            give_up(f"Weights are fitted on short answers to {sureness.FOLDS} schemes or more.")
        document = {
            **confidence.about(),
            "data": data or f"{len(set(sample.schemes.tolist()))} schemes, {len(sample.wrong)} short answers",
            "engine": VERSION,
            "left_out": sureness.how_it_holds(sample, sureness.left_out(sample)),
            "short": sureness.fit(sample),
            "long": confidence.weights("long"),
        }
        self.stdout.write(json.dumps(document, indent=2))
        if write:
            own = Path(engine.__file__).with_name(confidence.FILE)
            own.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


def _questions(paths: list[str]) -> list[MarkedQuestion]:
    try:
        return [one for path in paths for one in read_questions(IN_ROWS, path)[0]]
    except UnreadableFile as error:
        give_up(str(error))
