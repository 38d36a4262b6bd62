"""What the columns of a sheet of questions are called, here and by other programs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from quizzes.files.tables import Grid, Row, Table, folded, table_of

# A title, instructions and empty lines may stand before the header, as in the templates of quiz games.
DEEPEST_HEADER = 20
STEM = ("question_text", "question", "stem", "prompt", "q", "front", "term")
_ALIASES = {
    "mark": "marks", "points": "marks", "point": "marks", "max_marks": "marks", "score": "marks", "worth": "marks",
    "acceptable_answers": "accept", "accepted_answers": "accept", "also_accept": "accept", "alternatives": "accept",
    "acceptable_answer": "accept", "accepted": "accept", "correct_answer": "answer", "right_answer": "answer",
    "correct_answers": "answer", "correct": "answer", "correct_option": "answer", "answer_key": "answer", "a": "answer",
    "back": "answer", "definition": "answer",
    "question_type": "type", "kind": "type", "idnumber": "id", "scheme": "mark_scheme", "word_limit": "word_max",
    "category": "topic", "tag": "tags", "explanation": "model_answer", "answer_explanation": "model_answer",
}  # fmt: skip
_KNOWN = {*STEM, "id", "type", "topic", "tags", "mark_scheme", "marks", "answer", "accept", "model_answer", "reject"}
_KNOWN |= {"feedback", "word_max", "word_min", "source"}
_OURS = {"id", "type", "topic", "question", "mark_scheme", "model_answer", "word_max", "tags", "source"}
# Columns of templates that say nothing of the question itself.
_NEEDLESS = re.compile(r"time(_limit.*|_in_seconds)?|.*question_(number|no|id)|number|no|image_?(link|url)?|time_sec.*")
_NOTES = re.compile(r"_(max|min|up_to)_\d+.*|_?(optional|choose_at_least_one|only_include_answer_number)")
_OPTION = re.compile(r"(?:option|choice|answer|possible_answer)_?(\d{1,2}|[a-h])")
# What tables of handed-in answers have, and tables of questions have not.
_OF_ANSWERS = {"student_answer", "student_response", "timestamp", "completion_time", "student_id", "respondent"}


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns of one sheet are: names by which cells are asked for, and the options of choices in order."""

    names: tuple[str, ...]
    options: tuple[str, ...] = ()
    has_choices: bool = False
    unknown: tuple[str, ...] = ()

    @property
    def ours(self) -> bool:
        """Whether they are those that a sheet written here has."""
        return set(self.names) >= _OURS


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet with questions in it."""

    name: str
    rows: tuple[Row, ...]
    columns: Columns
    remarks: tuple[str, ...] = field(default_factory=tuple)


def name_of(shown: str) -> str:
    """Return a column's name without its notes: “Question - max 120 characters” is “question”."""
    name = folded(shown.replace("#", " number ").replace("(s)", "s"))
    before = None
    while before != name:
        before, name = name, _NOTES.sub("", name).strip("_")
    return name


def sheet_of(grid: Grid) -> Sheet | None:
    """Return a grid as a sheet of questions, None where none of its first lines names a column for them."""
    for skip, (_number, cells) in enumerate(grid.lines[:DEEPEST_HEADER]):
        names = [name_of(cell) for cell in cells]
        if set(names) & set(STEM) and len([name for name in names if name]) > 1:
            header = _told_apart(names)
            table = table_of(grid, header=header, skip=skip + 1)
            return Sheet(grid.name, table.rows, _columns(table, cells), table.remarks)
    return None


def _told_apart(names: Sequence[str]) -> list[str]:
    """Number the columns that other programs call alike; the first keeps its name."""
    seen: dict[str, int] = {}
    headings = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        headings.append(name if seen[name] == 1 or not name else f"{name}_again_{seen[name]}")
    return headings


def _columns(table: Table, shown: Sequence[str]) -> Columns:
    options = _options(table.names)
    correct = any(_ALIASES.get(name, name) == "answer" for name in table.names if name not in options)
    unknown = tuple(
        cell
        for cell, name in zip(shown, table.names, strict=False)
        if name and name not in options and not _is_known(name) and not _NEEDLESS.fullmatch(name)
    )
    return Columns(table.names, options, correct and len(options) > 1, unknown)


def _options(names: Sequence[str]) -> tuple[str, ...]:
    """Return the columns that hold choices: those called so, or else A, B, C and on."""
    options = tuple(name for name in names if _OPTION.fullmatch(name))
    if options or not {"a", "b", "c"} <= set(names):
        return options
    return tuple(name for name in names if re.fullmatch("[a-f]", name))


def _is_known(name: str) -> bool:
    return _ALIASES.get(name, name) in _KNOWN or bool(re.fullmatch(r"accept_\d+|point_\d+(_marks)?", name))


def get(row: Row, *names: str) -> str:
    """Return the first of these cells that is not empty, under whichever of its names the column goes."""
    for name in names:
        if cell := row.get(name, *(other for other, meant in _ALIASES.items() if meant == name)):
            return cell
    return ""


def stem_of(row: Row) -> str:
    """Return the cell with the question; a column of numbers is none where there is another."""
    cells = [cell for name in STEM if (cell := row.get(name))]
    return next((cell for cell in cells if not cell.isdecimal()), cells[0] if cells else "")


def are_answers(grid: Grid) -> bool:
    """Whether a table holds what students handed in, and not questions."""
    return any(len(_OF_ANSWERS & {name_of(cell) for cell in cells}) > 0 for _number, cells in grid.lines[:3])
