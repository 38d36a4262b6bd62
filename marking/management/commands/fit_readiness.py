"""`manage.py fit_readiness JUDGED … --pages DIRECTORY …`: fits what makes a draft ready again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from marking.management import readiness
from marking.management.commands.mark import give_up
from quizzes import notes
from quizzes.notes import NotesError, read_notes


class Command(BaseCommand):
    help = (
        "Fits when a draft from notes is called ready from drafts that people judged, and prints how it holds on pages "
        "that were left out. With --write the weights become those of this installation."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "judged",
            metavar="JUDGED",
            nargs="+",
            help=".jsonl with page (the name of a file), stem and verdict: “as is”, “edit” or “unusable”",
        )
        parser.add_argument("--pages", metavar="DIRECTORY", nargs="+", required=True, help="where the pages stand")
        parser.add_argument("--write", action="store_true", help="write the weights into the program's own file")

    def handle(self, *args: Any, judged: list[str], pages: list[str], write: bool, **options: Any) -> None:
        rows = [one for path in judged for one in _judged(path)]
        texts = {}
        for path in sorted(path for directory in pages for path in Path(directory).iterdir() if path.is_file()):
            try:
                texts[path.name] = read_notes(path.read_bytes(), path.name).text
            except NotesError as error:
                give_up(f"{path}: {error}")
        sample = readiness.sample_of(rows, texts)
        if len(set(sample.pages.tolist())) < readiness.FOLDS:
            give_up(f"Weights are fitted on judged drafts of {readiness.FOLDS} pages or more.")
        document = json.dumps(readiness.document_of(sample, rows), indent=2)
        self.stdout.write(document)
        if write:
            Path(notes.__file__).with_name("readiness.json").write_text(document + "\n", encoding="utf-8")


def _judged(path: str) -> list[readiness.Judged]:
    """The rows of a file; gives up with the line that cannot be read."""
    rows = []
    for number, line in enumerate(Path(path).read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            said = json.loads(line)
            one = readiness.Judged(str(said["page"]), str(said["stem"]), str(said["verdict"]))
        except (ValueError, KeyError, TypeError) as error:
            give_up(f"{path}, line {number}: a JSON object with page, stem and verdict was expected ({error}).")
        if one.verdict not in readiness.VERDICTS:
            give_up(f"{path}, line {number}: the verdict “{one.verdict}” is none of {', '.join(readiness.VERDICTS)}.")
        rows.append(one)
    return rows
