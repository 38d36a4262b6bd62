"""Cards in plain text, a line each: Anki's “Notes in plain text”, Quizlet's export, two columns of a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from marking.formats.answers import Accepted, scheme_of
from marking.formats.files import File
from marking.formats.gaps import Gap, NotInWordsError, scheme_of_gaps, spaced
from marking.formats.markup import plain, plain_answer, remarks_on
from marking.formats.sheet.columns import STEM, name_of
from marking.formats.values import Dropped, FileQuestion, FormatError, Imported, decoded

# A longer back is no answer to look for but a text to compare with.
MOST_WORDS = 12
_HEAD = re.compile(r"#([a-z ]+):(.*)")
_SEPARATORS = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "space": " ", "colon": ":"}
_CLOZE = re.compile(r"\{\{c\d+::(.*?)(?:::(.*?))?\}\}", re.DOTALL)
_SOUND = re.compile(r"\[sound:[^\]]*\]")


@dataclass(slots=True)
class _Head:
    """What Anki says first of its file: what parts the fields, and which columns are none of a card."""

    separator: str = "\t"
    html: bool = False
    says_html: bool = False
    columns: dict[str, int] = field(default_factory=dict)


def knows(file: File) -> bool:
    """Whether a text says that it is Anki's, or parts each of its lines by a tab."""
    lines = [line for line in file.text.splitlines()[:50] if line.strip()]
    if any(line.startswith(("#separator:", "#notetype", "#html:")) for line in lines[:8]):
        return True
    if not lines or file.is_xml or file.ending not in {"txt", "text", "tsv", ""}:
        return False
    return sum("\t" in line for line in lines) >= len(lines) * 0.8 and not _is_table(lines[0])


def _is_table(line: str) -> bool:
    return bool({name_of(cell) for cell in line.split("\t")} & set(STEM))


def is_table(file: File) -> bool:
    """Whether a text is a sheet with a header, saved with tabs."""
    first = next((line for line in file.text.splitlines() if line.strip()), "")
    return not file.is_xml and "\t" in first and _is_table(first)


def read(data: bytes, *, marks: Decimal = Decimal(1)) -> Imported:
    """Return the cards of a text as questions, each worth `marks`. Raises FormatError where there are none."""
    text, remarks = decoded(data)
    head, body, skipped = _head(text)
    questions: list[FileQuestion] = []
    dropped: list[Dropped] = []
    for line, cells in _rows(body, head.separator, skipped):
        card = _card(line, cells, head, marks)
        if isinstance(card, Dropped):
            dropped.append(card)
        else:
            questions.append(card)
    if not questions and not dropped:
        raise FormatError("No card was found. A line holds a question, a tab, and its answer.")
    remark = "The front of each card is the question, its back the answer."
    return Imported(tuple(questions), tuple(dropped), (*remarks, remark))


def _head(text: str) -> tuple[_Head, str, int]:
    head = _Head()
    lines = text.splitlines(keepends=True)
    at = 0
    while at < len(lines) and (match := _HEAD.match(lines[at].rstrip())) is not None:
        name, value = match[1].strip(), match[2].strip()
        head.says_html = True
        if name == "separator":
            head.separator = _SEPARATORS.get(value.lower(), value[:1] or "\t")
        elif name == "html":
            head.html = value.lower() == "true"
        elif name.endswith(" column") and value.isdecimal() and len(value) < 4:
            head.columns[name.removesuffix(" column")] = int(value) - 1
        at += 1
    return head, "".join(lines[at:]), at


def _rows(text: str, separator: str, skipped: int) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=False)
    before = 0
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield skipped + before + 1, cells
            before = reader.line_num
    except csv.Error as error:
        raise FormatError(f"Line {skipped + reader.line_num} cannot be read: {error}.") from error


def _card(line: int, cells: list[str], head: _Head, marks: Decimal) -> FileQuestion | Dropped:
    fields = [cell for place, cell in enumerate(cells) if place not in head.columns.values()]
    markup = head.html or not head.says_html
    front = fields[0] if fields else ""
    tags, deck = _cell(cells, head, "tags").split(), _cell(cells, head, "deck")
    remarks = list(remarks_on(*fields[:2])) if markup else []
    if _SOUND.search(" ".join(fields[:2])):
        remarks.append("Sounds are left out.")
    fields = [_SOUND.sub("", text) for text in fields]
    try:
        stem, scheme, model = _read(fields, marks, remarks, style="html" if markup else "plain")
    except NotInWordsError as error:
        return Dropped(line, front[:80], str(error))
    if not stem:
        return Dropped(line, " ".join(cells)[:80], "It has no question.")
    return FileQuestion(
        stem,
        scheme=scheme,
        line=line,
        topic=" / ".join(part.strip() for part in deck.split("::") if part.strip())[:200],
        model_answer=model,
        tags=tuple(tag.replace("::", " ")[:50] for tag in tags),
        remarks=tuple(dict.fromkeys(remarks)),
        marks=marks,
    )


def _cell(cells: list[str], head: _Head, column: str) -> str:
    """Return what stands in a column that the head names, "" where there is none."""
    place = head.columns.get(column, len(cells))
    return cells[place] if place < len(cells) else ""


def _read(fields: list[str], marks: Decimal, remarks: list[str], *, style: str) -> tuple[str, str, str]:
    """Return the question, its scheme and its model answer. Raises NotInWordsError."""
    front, back = fields[0] if fields else "", fields[1] if len(fields) > 1 else ""
    if _CLOZE.search(front):
        pieces = _CLOZE.split(front)
        gaps = [Gap([Accepted(plain_answer(text, style))]) for text in pieces[1::3]]
        scheme = scheme_of_gaps(gaps, marks=marks, remarks=remarks)
        return plain(spaced(pieces[::3]), style), scheme, plain(back, style)
    stem, answer = plain(front, style), plain(back, style)
    if not answer:
        raise NotInWordsError("It has no answer.")
    if len(answer.split()) > MOST_WORDS:
        remarks.append("Its answer is a text: it was kept as the model answer. Write a mark scheme before you use it.")
        return stem, "", answer
    ways = [Accepted(plain_answer(way, style)) for way in re.split(r"[/|]|<br\s*/?>", back) if plain_answer(way, style)]
    return stem, scheme_of(ways, marks=marks, remarks=remarks), answer
