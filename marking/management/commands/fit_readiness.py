"""`manage.py fit_readiness JUDGED … --pages DIRECTORY …`: fits what makes a draft ready again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from marking.management import readiness
from marking.management.commands.mark import give_up
from marking.pure.answers_file import UnreadableFile, json_lines
from quizzes import notes
from quizzes.notes import NotesError, read_notes
from quizzes.notes.readiness import about


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
        parser.add_argument(
            "--from-here", action="store_true", help="move the weights that are in use, for judgements of a few pages"
        )
        parser.add_argument("--write", action="store_true", help="write the weights into the program's own file")

    def handle(
        self, *args: Any, judged: list[str], pages: list[str], from_here: bool, write: bool, **options: Any
    ) -> None:
        try:
            rows = [one for path in judged for one in _judged(path)]
            texts = dict(_texts(pages))
        except (UnreadableFile, NotesError) as error:
            give_up(str(error))
        sample = readiness.sample_of(rows, texts)
        fewest = readiness.FEWEST_PAGES_BEFORE if from_here else readiness.FOLDS
        if len(set(sample.pages.tolist())) < fewest:
            give_up(f"Weights are fitted on judged drafts of {fewest} pages or more.")
        document = json.dumps(readiness.document_of(sample, rows, about() if from_here else None), indent=2)
        self.stdout.write(document)
        if write:
            Path(notes.__file__).with_name("readiness.json").write_text(document + "\n", encoding="utf-8")


def _texts(directories: list[str]) -> Iterator[tuple[str, str]]:
    """The pages of some directories, name and text. Raises UnreadableFile and NotesError, naming the file."""
    for directory in map(Path, directories):
        if not directory.is_dir():
            raise UnreadableFile(f"{directory}: there is no such directory")
        for path in sorted(path for path in directory.iterdir() if path.is_file()):
            try:
                yield path.name, read_notes(path.read_bytes(), path.name).text
            except NotesError as error:
                raise NotesError(f"{path}: {error}") from error


def _judged(path: str) -> Iterator[readiness.Judged]:
    """The rows of a file. Raises UnreadableFile, naming the row."""
    for number, row in enumerate(json_lines(path), start=1):
        try:
            one = readiness.Judged(str(row["page"]), str(row["stem"]), str(row["verdict"]))
        except (KeyError, TypeError) as error:
            raise UnreadableFile(f"{path}, row {number}: a row has page, stem and verdict ({error})") from error
        if one.verdict not in readiness.VERDICTS:
            known = ", ".join(readiness.VERDICTS)
            raise UnreadableFile(f"{path}, row {number}: the verdict “{one.verdict}” is none of {known}")
        yield one
