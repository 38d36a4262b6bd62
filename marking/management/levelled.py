"""Essays that people have levelled, read from a file for `agree --levels`."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from marking.engine.grid import Objective
from marking.engine.notation import parse
from marking.pure.answers_file import UnreadableFile, json_lines, read_text

MOST_LEVEL = 20


@dataclass(frozen=True, slots=True)
class Levelled:
    """An essay and the level that counts; `first` and `second` are those of two readers, where both are known."""

    text: str
    level: int
    first: int | None = None
    second: int | None = None


@dataclass(frozen=True, slots=True)
class LevelledQuestion:
    """A question with the essays that people have levelled; `scheme` has the points to look for, "" where none.

    `title` is what a report calls it, `top` the highest level that can be given (0: the highest that was).
    """

    question: str
    scheme: str
    essays: tuple[Levelled, ...]
    title: str = ""
    top: int = 0


def read_levelled(path: str) -> list[LevelledQuestion]:
    """Return the questions of a file: JSON lines or CSV with `text` and `level` a row, or a class as JSON.

    A row may have `first` and `second` (two readers' levels), `question` and `scheme`; rows of one question and scheme
    belong together. A class (`.json`) has `stem`, `scheme` with a grid, and `scripts`, each with `text` and the marks
    that two readers gave for each objective (`first`, `second`); each objective is a question of its own.
    Raises UnreadableFile, and the engine's MarkSchemeError.
    """
    if path.endswith(".json"):
        return _read_class(path, read_text(path))
    rows: Iterable[Any] = csv.DictReader(io.StringIO(read_text(path))) if path.endswith(".csv") else json_lines(path)
    questions: dict[tuple[str, str], list[Levelled]] = {}
    for number, row in enumerate(rows, start=1):
        try:
            first, second = (
                int(row[name]) if row.get(name) not in (None, "") else None for name in ("first", "second")
            )
            essay = Levelled(str(row["text"]), int(row["level"]), first, second)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise UnreadableFile(f"{path}, row {number}: a row has text and level, a whole number") from error
        if not 0 <= essay.level <= MOST_LEVEL:
            raise UnreadableFile(f"{path}, row {number}: level {essay.level} is not from 0 to {MOST_LEVEL}")
        questions.setdefault((str(row.get("question") or ""), str(row.get("scheme") or "")), []).append(essay)
    if not questions:
        raise UnreadableFile(f"{path}: there is no essay with a level")
    return [LevelledQuestion(*key, tuple(essays)) for key, essays in questions.items()]


def _read_class(path: str, text: str) -> list[LevelledQuestion]:
    """Return a question for each objective of the class's grid."""
    try:
        data = json.loads(text)
        stem, scheme, scripts = str(data["stem"]), str(data["scheme"]), list(data["scripts"])
    except (ValueError, KeyError, TypeError) as error:
        raise UnreadableFile(f"{path}: a class has stem, scheme and scripts") from error
    grid = parse(scheme).grid
    if grid is None or not scripts:
        raise UnreadableFile(f"{path}: a class has scripts, and a levels grid in its scheme")
    return [
        LevelledQuestion(
            stem,
            scheme,
            tuple(_levelled(path, number, script, one) for number, script in enumerate(scripts, start=1)),
            title=one.name or "the essay",
            top=one.top,
        )
        for one in grid.objectives
    ]


def _levelled(path: str, number: int, script: Any, one: Objective) -> Levelled:
    """Return a script with the levels in whose ranges the marks of its readers lie; the first reader's counts."""
    try:
        first = _level(script["first"], one)
        second = _level(script["second"], one) if script.get("second") else None
        return Levelled(str(script["text"]), first, first, second)
    except (KeyError, TypeError, AttributeError, ArithmeticError) as error:
        most = f"{one.marks} for {one.name}" if one.name else str(one.marks)
        raise UnreadableFile(
            f"{path}, script {number}: a script has text, and under first a mark from 0 to {most}"
        ) from error


def _level(marks: Mapping[str, Any], one: Objective) -> int:
    return one.level_of(Decimal(str(marks[one.name]))).number
