"""Print the questions that a file of notes suggests, without touching the database."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from marking.services.drafts import try_scheme
from quizzes.notes import Draft, Drafting, NotesError, draft, read_notes


class Command(BaseCommand):
    """`manage.py draft NOTES [--json] [--all]`; exit status 2 for notes that cannot be read."""

    help = "Print draft questions, slips and a glossary from a file of notes (- for standard input)."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file and how to print."""
        parser.add_argument(
            "notes", help="a .txt, .md, .docx, .pdf, .odt, .pptx or .html file, or - for standard input"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--all", action="store_true", help="print the less likely drafts too")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the notes, draft, print."""
        path = str(options["notes"])
        try:
            data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
            text = read_notes(data, "pasted.txt" if path == "-" else Path(path).name).text
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror or error}", returncode=2) from error
        except NotesError as error:
            raise CommandError(f"{path}: {error}", returncode=2) from error
        drafting = draft(text, mark=try_scheme)
        if not options["all"]:
            drafting = replace(drafting, drafts=tuple(one for one in drafting.drafts if not one.spare))
        self.stdout.write(_as_json(drafting) if options["json"] else _as_text(drafting))


def _as_json(drafting: Drafting) -> str:
    shown = {
        "drafts": [asdict(one) for one in drafting.drafts],
        "slips": [asdict(slip) for slip in drafting.slips],
        "glossary": [one.line for one in drafting.glossary],
    }
    return json.dumps(shown, ensure_ascii=False)


def _as_text(drafting: Drafting) -> str:
    lines = []
    for number, one in enumerate(drafting.drafts, start=1):
        lines += [_heading(number, one), *(f"        {line}" for line in one.scheme.splitlines()), ""]
    if drafting.slips:
        lines.append("Likely slips in the notes:")
        lines += [f"  line {slip.line}: {slip.written} → {slip.meant or '?'} ({slip.why})" for slip in drafting.slips]
    if drafting.glossary:
        lines += ["", "Words that count as the same:", *(f"  {one.line}" for one in drafting.glossary)]
    sure = sum(not one.to_check for one in drafting.drafts)
    lines += ["", f"{len(drafting.drafts)} drafts: {sure} ready, {len(drafting.drafts) - sure} to check"]
    return "\n".join(lines)


def _heading(number: int, one: Draft) -> str:
    first, last = one.lines
    where = f"line {first}" if first == last else f"lines {first}-{last}"
    marks = "1 mark" if one.marks == 1 else f"{one.marks} marks"
    check = f" · to check{': ' + one.why if one.why else ''}" if one.to_check else ""
    return f"{number}. {one.stem} [{marks}, {one.kind}, {where}]{check}"
