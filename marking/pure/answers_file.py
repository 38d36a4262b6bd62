"""Answers from a file, one at a time, and their markings as JSON: what the commands read and print.

A row that cannot be used is handed on as a `BadRow`, so that the rest is still marked. A file that cannot be
read at all raises `UnreadableFile`.
"""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from marking.engine import explain
from marking.engine.types import Marked
from quizzes.files import tables

MAX_CHARACTERS = 200_000
CHUNK = 1_000
KINDS = (".jsonl", ".csv", ".txt")
_DELIMITERS = (",", ";", "\t")
_HALF_A_CHARACTER = re.compile("[\ud800-\udfff]")
Item = TypeVar("Item")


class UnreadableFile(Exception):
    """A file cannot be read: which, why, and what would be right."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: its row in the file counted from 1, its id as given, its text, and a person's mark if asked for.

    `question` and `scheme` are what the row says of them, "" where it says nothing.
    """

    row: int
    id: str | int
    text: str
    mark: Decimal | None = None
    question: str = ""
    scheme: str = ""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that holds no answer, and what is wrong with it."""

    row: int
    problem: str


def read_text(path: str) -> str:
    """The text of a UTF-8 file, with or without a byte order mark. Raises UnreadableFile."""
    with _opened(path) as stream:
        return "".join(_lines(stream, path))


def json_lines(path: str) -> Iterator[Any]:
    """What each line of a .jsonl file holds, blank ones passed over. Raises UnreadableFile, naming the line."""
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if line.strip():
            try:
                yield json.loads(line)
            except json.JSONDecodeError as error:
                raise UnreadableFile(f"{path}, line {number}: not JSON ({error.msg})") from error


def read_answers(path: str, *, marked: bool = False) -> Iterator[Answer | BadRow]:
    """The answers of a .jsonl, .csv or .txt file, or of standard input (`-`, as .jsonl), in their order.

    With `marked`, each row must hold a person's mark too: `mark`, 0 or more, in halves. Memory does not grow
    with the file. Raises UnreadableFile for a file that is missing, of another kind, not in UTF-8, or without
    the columns `id` and `text`.
    """
    kind = ".jsonl" if path == "-" else Path(path).suffix.lower()
    if kind not in KINDS:
        raise UnreadableFile(f"{path}: answers come in a file that ends in .jsonl, .csv or .txt, or from - as .jsonl")
    if kind == ".txt" and marked:
        raise UnreadableFile(f"{path}: a .txt file has no place for a person's marks: use .jsonl or .csv")
    with _opened(path) as stream:
        yield from _rows_of(_lines(stream, path), kind, path, marked=marked)


def answers_sent(data: bytes, filename: str) -> Iterator[Answer | BadRow]:
    """The answers of a file that was sent: .jsonl, .csv, .txt, or an Excel sheet with the columns `id` and `text`.

    Raises UnreadableFile as `read_answers` does.
    """
    kind = Path(filename).suffix.lower()
    if kind in {".xlsx", ".xlsm"}:
        yield from _sheet_rows(data, filename)
    elif kind in KINDS:
        yield from _rows_of(_lines(io.BytesIO(data), filename), kind, filename, marked=False)
    else:
        raise UnreadableFile(f"{filename}: answers come in a file that ends in .jsonl, .csv, .xlsx or .txt")


def _rows_of(lines: Iterator[str], kind: str, path: str, *, marked: bool) -> Iterator[Answer | BadRow]:
    if kind == ".txt":
        yield from _plain_rows(lines)
    elif kind == ".csv":
        yield from _csv_rows(lines, path, marked=marked)
    else:
        yield from _json_rows(lines, marked=marked)


def count_lines(path: str) -> int | None:
    """How many lines a file has, for a progress bar; None for standard input."""
    if path == "-":
        return None
    with _opened(path) as stream:
        return sum(1 for _ in stream)


def chunked(items: Iterable[Item], size: int = CHUNK) -> Iterator[list[Item]]:
    """The items in lists of `size`, the last one shorter."""
    rest = iter(items)
    while chunk := list(itertools.islice(rest, size)):
        yield chunk


def as_json(answer: Answer, marked: Marked) -> dict[str, Any]:
    """A marking as the command line prints it: marks as plain numbers, 2 rather than 2.0."""
    return {
        "id": answer.id,
        "mark": plain_number(marked.mark),
        "max": plain_number(marked.max),
        "confidence": round(marked.confidence, 2),
        "review": marked.review,
        "reasons": [explain.in_words(reason) for reason in marked.reasons],
        "points": [
            {
                "line": point.line,
                "outcome": point.outcome,
                "marks": plain_number(point.marks),
                "of": plain_number(point.of),
                "evidence": [
                    {
                        "start": piece.start,
                        "end": piece.end,
                        "text": piece.text,
                        "met": piece.met,
                        "similarity": round(piece.similarity, 2),
                    }
                    for piece in point.evidence
                ],
            }
            for point in marked.points
        ],
    }


def plain_number(value: Decimal) -> int | float:
    """A mark as JSON writes it: a whole number where it is one."""
    return int(value) if value == int(value) else float(value)


# ---- the three kinds of file ---------------------------------------------------------------------------


def _plain_rows(lines: Iterator[str]) -> Iterator[Answer | BadRow]:
    for row, line in enumerate(lines, start=1):
        yield _answer(row, str(row), line.rstrip("\r\n"))


def _sheet_rows(data: bytes, filename: str) -> Iterator[Answer | BadRow]:
    try:
        table = tables.read(data, filename)
    except tables.TableError as error:
        raise UnreadableFile(f"{filename}: {error}") from error
    if not {"id", "text"} <= set(table.names):
        raise UnreadableFile(f"{filename}: the first line must name the columns id, text")
    for row in table.rows:
        yield _record(row.line, {"id": row.get("id"), "text": row.cells.get("text", "")}, marked=False)


def _json_rows(lines: Iterator[str], *, marked: bool) -> Iterator[Answer | BadRow]:
    for row, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            yield BadRow(row, 'this is not JSON; a row reads like {"id": "7", "text": "…"}')
            continue
        yield _record(row, record, marked=marked)


def _csv_rows(lines: Iterator[str], path: str, *, marked: bool) -> Iterator[Answer | BadRow]:
    head = next(lines, "")
    wanted = ["id", "text", "mark"] if marked else ["id", "text"]
    names: list[str] = []
    for delimiter in _DELIMITERS:
        names = [name.strip().casefold() for name in next(csv.reader([head], delimiter=delimiter), [])]
        if set(wanted) <= set(names):
            break
    else:
        raise UnreadableFile(f"{path}: the first line must name the columns {', '.join(wanted)}")
    reader = csv.reader(lines, delimiter=delimiter)
    row = 1
    while True:
        row += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield BadRow(row, f"a cell has more than {csv.field_size_limit():,} characters")
            continue
        if cells:
            yield _record(row, dict(zip(names, cells, strict=False)), marked=marked)


def _record(row: int, record: object, *, marked: bool) -> Answer | BadRow:
    if not isinstance(record, dict):
        return BadRow(row, 'a row must be an object like {"id": "7", "text": "…"}')
    name, text = record.get("id"), record.get("text")
    if isinstance(name, bool) or not isinstance(name, str | int) or name == "":
        return BadRow(row, "id is missing, or neither a text nor a whole number")
    if not isinstance(text, str):
        return BadRow(row, "text is missing, or not a text")
    if not marked:
        return _answer(row, name, text)
    mark = _mark(record.get("mark"))
    if mark is None:
        return BadRow(row, "mark is missing, or not a number of 0 or more in halves")
    answer = _answer(row, name, text, mark)
    if isinstance(answer, BadRow):
        return answer
    return replace(answer, question=_plain(record.get("question")), scheme=_plain(record.get("scheme")))


def _plain(value: object) -> str:
    return value if isinstance(value, str) else ""


def _answer(row: int, name: str | int, text: str, mark: Decimal | None = None) -> Answer | BadRow:
    if len(text) > MAX_CHARACTERS:
        return BadRow(row, f"the answer has {len(text):,} characters, more than {MAX_CHARACTERS:,}")
    if _HALF_A_CHARACTER.search(f"{name}{text}"):
        return BadRow(row, "the row holds half a character, which no text can have")
    return Answer(row, name, text, mark)


def _mark(value: object) -> Decimal | None:
    """A mark as a number in halves, None where it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        mark = Decimal(str(value).strip())
        return mark if 0 <= mark <= 10_000 and mark * 2 == int(mark * 2) else None
    except InvalidOperation:
        return None


# ---- bytes ---------------------------------------------------------------------------------------------


@contextmanager
def _opened(path: str) -> Iterator[BinaryIO]:
    if path == "-":
        yield sys.stdin.buffer
        return
    try:
        with Path(path).open("rb") as stream:
            yield stream
    except OSError as error:
        raise UnreadableFile(f"{path}: {error.strerror or error}") from error


def _lines(stream: BinaryIO | io.BytesIO, path: str) -> Iterator[str]:
    """The lines of a stream as text, each with its line end. Raises UnreadableFile where it is not UTF-8."""
    for number, line in enumerate(stream, start=1):
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            what = "UTF-16" if line[:2] in {b"\xff\xfe", b"\xfe\xff"} else "not UTF-8"
            raise UnreadableFile(f"{path}, line {number}: this text is {what}; save the file as UTF-8") from error
