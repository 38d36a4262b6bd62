"""`manage.py mark SCHEME ANSWERS`: marks a file of answers, one JSON object a line."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm

from marking.engine import MarkScheme
from marking.engine.types import Marked
from marking.pure.answers_file import (
    Answer,
    BadRow,
    UnreadableFile,
    as_json,
    chunked,
    count_lines,
    read_answers,
    read_text,
)
from marking.schemes import Printed, understand

UNREADABLE = 2
BAD_ROWS = 1


class Command(BaseCommand):
    help = "Marks the answers of a file against a mark scheme and prints one JSON object a line, in the order read."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("scheme", metavar="SCHEME", help="the mark scheme, a text file")
        parser.add_argument("answers", metavar="ANSWERS", help=".jsonl or .csv with id and text, .txt, or - for .jsonl")

    def handle(self, *args: Any, scheme: str, answers: str, **options: Any) -> None:
        run = MarkingRun(scheme, answers)
        try:
            for answer, marked in run.marked():
                self.stdout.write(json.dumps(as_json(answer, marked), ensure_ascii=False))
            self.stdout.flush()
        except BrokenPipeError:
            # Whoever read the output has seen enough. Python must not complain when it closes the pipe.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if run.bad_rows:
            sys.exit(BAD_ROWS)


class MarkingRun:
    """A file of answers on its way through the engine, in chunks, so that memory does not grow with the file.

    Bad rows are reported on standard error and counted; what cannot be read ends the command with status 2.
    """

    def __init__(self, scheme: str, answers: str, *, with_marks: bool = False) -> None:
        self.bad_rows = 0
        self._answers = answers
        self._with_marks = with_marks
        try:
            self.scheme = _understood(scheme)
        except UnreadableFile as error:
            give_up(str(error))

    def marked(self) -> Iterator[tuple[Answer, Marked]]:
        """Each answer with its marking, in the order read."""
        try:
            shown = sys.stderr.isatty()
            total = count_lines(self._answers) if shown else None
            with tqdm(total=total, unit=" answers", file=sys.stderr, disable=not shown) as bar:
                for rows in chunked(read_answers(self._answers, marked=self._with_marks)):
                    answers = [row for row in map(self._checked, rows) if isinstance(row, Answer)]
                    yield from zip(answers, self.scheme.mark_many([answer.text for answer in answers]), strict=True)
                    bar.update(len(rows))
        except UnreadableFile as error:
            give_up(str(error))

    def _checked(self, row: Answer | BadRow) -> Answer | BadRow:
        if isinstance(row, Answer) and row.mark is not None and row.mark > self.scheme.max:
            row = BadRow(row.row, f"the mark is {row.mark}, but the scheme's maximum is {self.scheme.max}")
        if isinstance(row, BadRow):
            self.bad_rows += 1
            tqdm.write(f"row {row.row}: {row.problem}", file=sys.stderr)
        return row


def _understood(path: str) -> MarkScheme:
    """The scheme of a file: our notation, or printed, which is then told on standard error. Raises UnreadableFile."""
    reading = understand(read_text(path))
    printed = reading.printed
    asked = [f"{path}: {line}" for line in _asked(printed)]
    if asked and (printed.changed or reading.error):
        give_up("\n".join(asked))
    # As our notation it says one thing only, and that is what is marked by.
    print(*asked, sep="\n", end="\n" if asked else "", file=sys.stderr)
    if reading.error is not None:
        where = reading.error.on_line(reading.line_in_text(reading.error.line))
        give_up(f"{path}: {where}\nWhat would be right: {where.hint}")
    if printed.changed:
        print(f"{path} is understood as:", *_numbered(printed.notation), sep="\n", file=sys.stderr)
        print(*(f"line {one.line}: {one.message}" for one in printed.readings), sep="\n", file=sys.stderr)
    scheme = MarkScheme.parse(printed.notation)
    if scheme.scheme.grid is not None:
        give_up(f"{path}: this scheme has a levels grid, by which a person gives the level")
    return scheme


def _asked(printed: Printed) -> Iterator[str]:
    for question in printed.questions:
        yield f"line {question.line}: {question.message} To be sure, write one of these:"
        yield from (f"  {' ⏎ '.join(one.notation.splitlines())}   ({one.label})" for one in question.choices)


def _numbered(notation: str) -> Iterator[str]:
    for number, line in enumerate(notation.splitlines(), start=1):
        yield f"{number:4}  {line}".rstrip()


def give_up(message: str) -> NoReturn:
    """Ends the command with status 2 and the message on standard error."""
    print(message, file=sys.stderr)
    sys.exit(UNREADABLE)
