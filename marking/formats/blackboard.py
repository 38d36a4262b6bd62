"""Blackboard's text files for uploading questions: one a line, parted by tabs, its kind in the first field."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from decimal import Decimal

from marking.formats.answers import NO_RANGE, Accepted, numbers_between, scheme_of
from marking.formats.files import File
from marking.formats.gaps import BLANK, Gap, NotInWordsError, scheme_of_gaps
from marking.formats.markup import plain, plain_answer
from marking.formats.values import ESSAY, SHORT, Dropped, FileQuestion, FormatError, Imported, decoded, number_in

CHOICE = "A multiple choice is asked as a short answer; its wrong choices are left out."
_NOT_IN_WORDS = {
    "MC": "A multiple choice is not answered in words.",
    "MA": "A multiple choice is not answered in words.",
    "TF": "A true–false question is not answered in words.",
    "ORD": "A question of order is not answered in words.",
    "MAT": "A matching question is not answered in words.",
    "FIL": "A file to hand in is not answered in words.",
    "OP": "A scale of opinion has no right answer.",
    "JUMBLED_SENTENCE": "Words are chosen from a list, not written.",
    "QUIZ_BOWL": "A question that is to be found for an answer is not marked here.",
}
KINDS = frozenset({*_NOT_IN_WORDS, "FIB", "FIB_PLUS", "NUM", "ESS", "SR"})


def knows(file: File) -> bool:
    """Whether the first lines begin with a kind of question and a tab."""
    lines = [line for line in file.text.splitlines()[:20] if line.strip()]
    return bool(lines) and all(line.split("\t")[0].strip().upper() in KINDS and "\t" in line for line in lines)


def read(data: bytes, *, marks: Decimal = Decimal(1), choices_too: bool = False) -> Imported:
    """Return the questions of such a file, each worth `marks`. Raises FormatError for what is no text."""
    text, remarks = decoded(data)
    questions: list[FileQuestion] = []
    dropped: list[Dropped] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter="\t", quoting=csv.QUOTE_NONE)
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            try:
                questions.append(_question(reader.line_num, [cell.strip() for cell in cells], marks, choices_too))
            except NotInWordsError as error:
                dropped.append(Dropped(reader.line_num, " ".join(cells[1:2])[:80], str(error)))
    except csv.Error as error:
        raise FormatError(f"Line {reader.line_num} cannot be read: {error}.") from error
    return Imported(tuple(questions), tuple(dropped), remarks)


def _question(line: int, cells: list[str], marks: Decimal, choices_too: bool) -> FileQuestion:
    kind, stem, rest = cells[0].upper(), plain(cells[1]) if len(cells) > 1 else "", cells[2:]
    if not stem:
        raise NotInWordsError("It has no question text.")
    remarks: list[str] = []
    if kind == "MC" and choices_too:
        scheme = _choice(rest, marks, remarks)
    elif kind in _READ:
        stem, scheme = _READ[kind](stem, rest, marks, remarks)
    else:
        raise NotInWordsError(_NOT_IN_WORDS.get(kind, f"Questions of the kind “{kind[:20]}” are not known here."))
    is_written = kind in {"ESS", "SR"}
    if is_written:
        remarks.append("The file has no mark scheme for it: write one before you use it.")
    return FileQuestion(
        stem,
        kind=ESSAY if kind == "ESS" else SHORT,
        scheme=scheme,
        line=line,
        model_answer=plain(rest[0]) if is_written and rest else "",
        remarks=tuple(dict.fromkeys(remarks)),
        marks=marks,
    )


def _choice(rest: list[str], marks: Decimal, remarks: list[str]) -> str:
    right = [text for text, said in zip(rest[::2], rest[1::2], strict=False) if said.lower() == "correct"]
    if len(right) != 1:
        raise NotInWordsError(_NOT_IN_WORDS["MC"])
    remarks.append(CHOICE)
    return scheme_of([Accepted(plain_answer(right[0]))], marks=marks, remarks=remarks)


def _blank(stem: str, rest: list[str], marks: Decimal, remarks: list[str]) -> tuple[str, str]:
    return stem, scheme_of([Accepted(plain_answer(text)) for text in rest if text], marks=marks, remarks=remarks)


def _blanks(stem: str, rest: list[str], marks: Decimal, remarks: list[str]) -> tuple[str, str]:
    """A name of a blank and its answers, an empty field, the next name …; the text has the names in brackets."""
    groups: list[list[str]] = [[]]
    for cell in rest:
        if cell:
            groups[-1].append(cell)
        else:
            groups.append([])
    groups = [group for group in groups if len(group) > 1]
    for number, (name, *_answers) in enumerate(groups, 1):
        stem = stem.replace(f"[{name}]", f"({number}) {BLANK}" if len(groups) > 1 else BLANK)
    gaps = [Gap([Accepted(plain_answer(text)) for text in answers]) for _name, *answers in groups]
    if not gaps:
        raise NotInWordsError("It has no answers.")
    return stem, scheme_of_gaps(gaps, marks=marks, remarks=remarks)


def _number(stem: str, rest: list[str], marks: Decimal, remarks: list[str]) -> tuple[str, str]:
    middle, around = (number_in(text or "0") for text in [*rest, "", ""][:2])
    listed = (
        numbers_between(middle - abs(around), middle + abs(around), Decimal(100), remarks)
        if rest and middle is not None and around is not None
        else []
    )
    if not listed:
        raise NotInWordsError(NO_RANGE)
    return stem, scheme_of(listed, marks=marks, remarks=remarks)


def _open(stem: str, _rest: list[str], _marks: Decimal, _remarks: list[str]) -> tuple[str, str]:
    return stem, ""


_READ: dict[str, Callable[[str, list[str], Decimal, list[str]], tuple[str, str]]] = {
    "FIB": _blank,
    "FIB_PLUS": _blanks,
    "NUM": _number,
    "ESS": _open,
    "SR": _open,
}
