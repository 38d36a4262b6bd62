"""Our own JSON, which carries everything: what is written and read again is the same."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import asdict, replace
from decimal import Decimal
from typing import Any

from marking.engine import MarkScheme, MarkSchemeError
from marking.formats.pictures import MOST_PIXELS, TOO_MANY_PIXELS
from marking.formats.values import (
    ESSAY,
    HALF,
    MOST_WITH_FILES,
    SHORT,
    Dropped,
    Exported,
    FileBank,
    FileExample,
    FileQuestion,
    FileSource,
    FormatError,
    Imported,
    decoded,
    number_in,
    word_limit_in,
)
from quizzes.files.pictures import CleanPicture, PictureError, pixels_of, read_picture
from quizzes.texts import LONGEST_MARKDOWN, Worded, worded

FORMAT, VERSION = "markscheme bank", 1
MOST_MARKS = 100  # of an example
SOURCE = ("id", "title", "text", "label", "markdown", "credit")


def write(bank: FileBank) -> Exported:
    """Return a bank as JSON. Nothing is lost."""
    body = {
        "format": FORMAT,
        "version": VERSION,
        "title": bank.title,
        "description": bank.description,
        "glossary": list(bank.glossary),
        "questions": [_plain(question) for question in bank.questions],
    }
    if bank.sources:
        body["sources"] = [asdict(source) for source in bank.sources]
    if bank.pictures:
        body["pictures"] = [b64encode(picture.data).decode() for picture in bank.pictures.values()]
    return Exported(json.dumps(body, ensure_ascii=False, indent=1).encode())


def _plain(question: FileQuestion) -> dict[str, Any]:
    body = question.as_data()
    for name in ("line", "remarks"):
        del body[name]
    return {name: value for name, value in body.items() if value or name not in {"markdown", "sources"}}


def read(data: bytes) -> Imported:
    """Return what such a file holds. Raises FormatError."""
    body, remarks = _body(data)
    questions: list[FileQuestion] = []
    dropped: list[Dropped] = []
    pictures = tuple(_pictures(body.get("pictures") or [], dropped))
    sources = tuple(_sources(body.get("sources") or [], dropped))
    known = {source.id for source in sources}
    for number, entry in enumerate(body["questions"], start=1):
        try:
            question = _question(entry, number)
        except ValueError as error:
            dropped.append(Dropped(number, _what(entry), str(error)))
        else:
            questions.append(replace(question, sources=tuple(name for name in question.sources if name in known)))
    return Imported(
        tuple(questions), tuple(dropped), remarks,
        tuple(line for line in body.get("glossary") or [] if isinstance(line, str)), _said(body, "title"), whole=True,
        sources=sources, pictures=pictures,
    )  # fmt: skip


def _body(data: bytes) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the object that a file is, and remarks on its encoding. Raises FormatError."""
    text, remarks = decoded(data, most=MOST_WITH_FILES)
    try:
        body = json.loads(text)
    except ValueError as error:
        raise FormatError(f"This is no JSON: {error}.") from error
    except RecursionError as error:
        raise FormatError("The JSON is nested deeper than any bank is.") from error
    if not isinstance(body, dict) or body.get("format") != FORMAT or not isinstance(body.get("questions"), list):
        raise FormatError(f"This JSON is none of ours: it should say “format”: “{FORMAT}” and hold “questions”.")
    if body.get("version") != VERSION:
        raise FormatError(f"This file is of version {body.get('version')}; version {VERSION} is read here.")
    return body, remarks


def _pictures(entries: list[Any], dropped: list[Dropped]) -> Iterator[CleanPicture]:
    pixels = 0
    for number, entry in enumerate(entries, start=1):
        try:
            data = b64decode(str(entry), validate=True)
            pixels += pixels_of(data)
            if pixels <= MOST_PIXELS:
                yield read_picture(data)
            else:
                dropped.append(Dropped(0, f"Picture {number}", TOO_MANY_PIXELS))
        except (PictureError, ValueError) as error:
            dropped.append(Dropped(0, f"Picture {number}", str(error)))


def _sources(entries: list[Any], dropped: list[Dropped]) -> Iterator[FileSource]:
    for number, entry in enumerate(entries, start=1):
        given = {name: _said(entry, name) for name in SOURCE} if isinstance(entry, dict) else {}
        if not given.get("id") or not given.get("title") or not (given["text"] or given["markdown"]):
            dropped.append(Dropped(0, f"Source {number}", "It lacks “id”, “title” or “text”."))
            continue
        made = worded(given["markdown"]) if given["markdown"] else Worded(given["text"], "")
        yield FileSource(**{**given, "text": made.plain, "markdown": made.markdown})


def _what(entry: object) -> str:
    return str(entry.get("stem") or "")[:80] if isinstance(entry, dict) else repr(entry)[:80]


def _stem(entry: dict[str, Any]) -> Worded:
    """Return what is asked, with its form. Raises ValueError where nothing is."""
    if markdown := _said(entry, "markdown"):
        return worded(markdown[:LONGEST_MARKDOWN])
    stem = entry.get("stem")
    if not isinstance(stem, str) or not stem.strip():
        raise ValueError("It has no “stem”.")
    return Worded(stem, "")


def _scheme(entry: dict[str, Any]) -> str:
    """Return the mark scheme, "" for none. Raises ValueError for one that cannot be read."""
    scheme = entry.get("scheme") or ""
    if not isinstance(scheme, str):
        raise ValueError("Its “scheme” is no text.")  # noqa: TRY004
    if scheme:
        try:
            MarkScheme.parse(scheme)
        except MarkSchemeError as error:
            raise ValueError(f"Its mark scheme cannot be read: {error}.") from error
    return scheme


def _question(entry: Any, number: int) -> FileQuestion:
    """Return one question. Raises ValueError with what is wrong with it."""
    if not isinstance(entry, dict):
        raise ValueError(f"Question {number} is no object.")  # noqa: TRY004 -- about the file, not about our code
    (stem, markdown), scheme = _stem(entry), _scheme(entry)
    limit, marks = entry.get("word_limit"), entry.get("marks")
    return FileQuestion(
        stem=stem,
        kind=ESSAY if entry.get("kind") == ESSAY else SHORT,
        scheme=scheme,
        line=number,
        word_limit=word_limit_in(str(limit)),
        marks=None if marks is None else _marks(marks),
        tags=tuple(str(tag) for tag in entry.get("tags") or ()),
        examples=tuple(_example(example) for example in entry.get("examples") or ()),
        title=_said(entry, "title"),
        topic=_said(entry, "topic"),
        model_answer=_said(entry, "model_answer"),
        external_id=_said(entry, "external_id"),
        source=_said(entry, "source"),
        markdown=markdown,
        sources=tuple(str(name) for name in entry.get("sources") or ()),
    )


def _marks(given: Any) -> Decimal:
    marks = number_in(str(given))
    if marks is None or not 0 < marks <= MOST_MARKS or marks % HALF:
        raise ValueError(f"Its “marks” are no halves from 0.5 to {MOST_MARKS}.")
    return marks


def _said(entry: dict[str, Any], name: str) -> str:
    return str(entry.get(name) or "")


def _example(entry: Any) -> FileExample:
    try:
        mark = number_in(str(entry["mark"]))
        text = str(entry["text"])
    except (KeyError, TypeError) as error:
        raise ValueError("One of its “examples” lacks “text” or “mark”.") from error
    if mark is None or not 0 <= mark <= MOST_MARKS:
        raise ValueError(f"The “mark” of one of its examples is no number from 0 to {MOST_MARKS}.")
    return FileExample(text, mark, str(entry.get("note") or ""))
