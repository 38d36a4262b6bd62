"""Mark schemes typed into a file, in a column or in notes for markers: our notation, or as exam boards print them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from marking.engine import MarkSchemeError
from marking.engine.notation.editing import points_of
from marking.formats.answers import scheme_in
from marking.schemes import Printed, read_as_printed

LONGEST_SHOWN = 600


def scheme_of_column(text: str, *, marks: Decimal | None, remarks: list[str], ours: bool) -> str:
    """Return the notation of a text that is said to be a mark scheme; "" where only a person can say what it means.

    `ours`: the file was written here, so the text is notation and comes back as it went. What was read into it, and
    what has to be asked, goes to `remarks`. Raises MarkSchemeError for what can't be read.
    """
    if ours and _reads(text):
        return text.rstrip("\n") + "\n"
    printed = read_as_printed(text, marks=marks)
    if printed.questions:
        remarks += [f"{_asked(printed)} It said: “{shown(text)}”"]
        if printed.changed or not _reads(text):
            return ""
        remarks[-1] += " It is taken as it stands."
    points_of(printed.notation)
    remarks += understood(printed)
    return printed.notation.rstrip("\n") + "\n"


def scheme_of_notes(text: str, remarks: list[str]) -> str:
    """Return the mark scheme that stands in notes for markers, "" where they are something else.

    Only notes in which every point has its marks (or stands under "any two from") are taken for a scheme: prose is not.
    """
    if scheme := scheme_in(text):
        return scheme
    printed = read_as_printed(text)
    if not printed.changed or not printed.ready or not _is_marked(printed.notation):
        return ""
    remarks += understood(printed)
    return printed.notation


def understood(printed: Printed) -> Iterator[str]:
    """Yield what was read into a text, in sentences; nothing where it was our notation."""
    if printed.changed:
        yield f"The mark scheme was read as exam boards print them. Look it through: “{shown(printed.notation)}”"
        for reading in printed.readings:
            if reading.lost:
                yield f"In its mark scheme {reading.message[:1].lower()}{reading.message[1:]}"


def shown(text: str) -> str:
    """Return a text on one line, not too long for a list."""
    line = " ⏎ ".join(part.rstrip() for part in text.strip().splitlines())
    return line if len(line) <= LONGEST_SHOWN else f"{line[:LONGEST_SHOWN]}…"


def _asked(printed: Printed) -> str:
    asked = printed.questions[0]
    ways = "; or ".join(f"“{' ⏎ '.join(choice.notation.splitlines())}” ({choice.label})" for choice in asked.choices)
    return f"Its mark scheme can be read in more ways than one. {asked.message} Write {ways}."


def _reads(text: str) -> bool:
    try:
        points_of(text)
    except MarkSchemeError:
        return False
    return True


def _is_marked(notation: str) -> bool:
    """Whether every point has its marks, or is one of a group."""
    if not _reads(notation):
        return False
    return all(point.source is not None and (point.source.mark or point.source.margin) for point in points_of(notation))
