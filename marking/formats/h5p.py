"""H5P content: essays with keywords, texts with blanks and cards become questions, wherever they stand in it."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from html import escape
from typing import Any

from marking.formats.answers import Accepted, phrase_of, scheme_of, usable
from marking.formats.gaps import BLANK, Gap, NotInWordsError, scheme_of_gaps, spaced
from marking.formats.markup import MEDIA, plain, plain_answer, remarks_on
from marking.formats.packed import Packed
from marking.formats.pictures import Pictures, with_form
from marking.formats.values import (
    ESSAY,
    HALF,
    MOST_BYTES,
    MOST_WITH_FILES,
    TOO_LARGE,
    Dropped,
    FileQuestion,
    FormatError,
    Imported,
    in_halves,
    number_in,
)
from quizzes.files import archives
from quizzes.pure.wording import in_figures

CONTENT = "content/content.json"
DEEPEST = 40
_GAP = re.compile(r"\*([^*\n]{1,500})\*")
_ADVANCED = re.compile(r"_{3,}")
_NOT_IN_WORDS = {
    "MultiChoice": "A multiple choice is not answered in words.",
    "SingleChoiceSet": "A multiple choice is not answered in words.",
    "TrueFalse": "A true–false question is not answered in words.",
    "DragText": "Words are dragged, not written.",
    "DragQuestion": "Things are dragged, not written.",
    "MarkTheWords": "Words are marked, not written.",
    "Summary": "Statements are chosen, not written.",
    "SortParagraphs": "Paragraphs are put in order, not written.",
    "ImageHotspotQuestion": "A picture to point at is not answered in words.",
}


@dataclass(slots=True)
class _Part:
    """One piece of content: what it is, its fields, and its title."""

    kind: str
    params: dict[str, Any]
    title: str


@dataclass(slots=True)
class _Collected:
    packed: Packed
    pictures: Pictures = field(default_factory=Pictures)
    questions: list[FileQuestion] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)

    def add(self, question: FileQuestion, *html: str) -> None:
        """Take a question, with the form and the pictures of the HTML that its text is."""
        remarks: list[str] = []
        text = "\n".join(f"<div>{piece}</div>" for piece in html if piece)
        made = self.pictures.worded(text, lambda path: self.packed.data_of(path, CONTENT), remarks)
        self.questions.append(with_form(question, made, remarks))


def read(data: bytes, *, marks: Decimal = Decimal(1)) -> Imported:
    """Return the questions in an .h5p file; `marks` is what one is worth that does not say. Raises FormatError."""
    about, content = _unpacked(data)
    kind = str(about.get("mainLibrary") or "").removeprefix("H5P.")
    title = _text(about.get("title"))
    collected = _Collected(Packed(data))
    for part in _parts(_Part(kind, content, title), 0):
        if (reader := _READERS.get(part.kind)) is not None:
            reader(part, marks, collected)
        elif why := _NOT_IN_WORDS.get(part.kind):
            collected.dropped.append(Dropped(0, part.title or part.kind, why))
    if not collected.questions and not collected.dropped:
        raise FormatError(
            f"This is H5P content of the kind “{kind[:60]}”, with no question in it that is read here. Essays, fill in "
            "the blanks and cards are."
        )
    numbered = [replace(question, line=number) for number, question in enumerate(collected.questions, 1)]
    pictures = tuple(collected.pictures.kept.values())
    return Imported(tuple(numbered), tuple(collected.dropped), title=title, pictures=pictures)


def _unpacked(data: bytes) -> tuple[dict[str, Any], dict[str, Any]]:
    if len(data) > MOST_WITH_FILES:
        raise FormatError(f"{TOO_LARGE[:-1]}, or leave out its pictures and sounds.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            wanted = [archive.getinfo("h5p.json"), archive.getinfo(CONTENT)]
            if any(archives.fault_of(info) for info in wanted):
                raise FormatError("This H5P file is encrypted or damaged. Export it again.")
            texts = [text for _info, text in archives.unpacked(archive, wanted, packed=len(data), most=MOST_BYTES)]
        bodies = [json.loads(text) for text in texts]
    except archives.TooLarge as error:
        raise FormatError("This H5P file holds far more text than questions have. Split it.") from error
    except (*archives.BROKEN, KeyError, RecursionError) as error:
        raise FormatError("This H5P file is broken. Export it again from the program it came from.") from error
    if not all(isinstance(body, dict) for body in bodies):
        raise FormatError("This H5P file is broken. Export it again from the program it came from.")
    return bodies[0], bodies[1]


def _parts(part: _Part, depth: int) -> Iterator[_Part]:
    """Yield a piece of content and all pieces within it, in their order."""
    yield part
    if depth < DEEPEST:
        yield from _within(part.params, depth + 1)


def _within(value: object, depth: int) -> Iterator[_Part]:
    if depth > DEEPEST:
        return
    if isinstance(value, list):
        for one in value:
            yield from _within(one, depth + 1)
    elif isinstance(value, dict):
        library, params = value.get("library"), value.get("params")
        if isinstance(library, str) and isinstance(params, dict):
            about = value.get("metadata")
            title = _text(about.get("title")) if isinstance(about, dict) else ""
            kind = library.split(" ")[0].removeprefix("H5P.")
            yield from _parts(_Part(kind, params, title), depth + 1)
        else:
            for one in value.values():
                yield from _within(one, depth + 1)


def _html(value: object) -> str:
    return value if isinstance(value, str) else ""


def _text(value: object) -> str:
    return plain(value) if isinstance(value, str) else ""


def _rows(params: dict[str, Any], name: str) -> list[dict[str, Any]]:
    rows = params.get(name)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _held(params: dict[str, Any], name: str) -> dict[str, Any]:
    value = params.get(name)
    return value if isinstance(value, dict) else {}


def _essay(part: _Part, _marks: Decimal, collected: _Collected) -> None:
    html = _html(part.params.get("taskDescription"))
    stem = plain(html)
    if not stem:
        collected.dropped.append(Dropped(0, part.title, "It has no question text."))
        return
    remarks = list(remarks_on(html))
    shown = _medium(part.params, remarks)
    lines: list[str] = []
    for row in _rows(part.params, "keywords"):
        lines += _keyword(row, remarks)
    if not lines:
        remarks.append("The file has no mark scheme for it: write one before you use it.")
    solution = _held(part.params, "solution")
    question = FileQuestion(
        stem,
        kind=ESSAY,
        scheme=usable("\n".join(lines) + "\n", remarks) if lines else "",
        title=part.title,
        model_answer=_text(solution.get("sample")),
        remarks=tuple(dict.fromkeys(remarks)),
    )
    collected.add(question, shown, html)


def _keyword(row: dict[str, Any], remarks: list[str]) -> list[str]:
    """The line of a keyword, with what those read who miss it."""
    others = row.get("alternatives")
    texts = [row.get("keyword"), *(others if isinstance(others, list) else [])]
    phrases = [phrase_of(plain_answer(text), remarks) for text in texts if isinstance(text, str) and text.strip()]
    options = _held(row, "options")
    said = number_in(str(options.get("points", 1))) or Decimal(1)
    worth = max(in_halves(said), HALF)
    if worth != said:
        remarks.append(f"A keyword was worth {said:f}; marks go in halves here, so it is worth {worth:f}.")
    if (number_in(str(options.get("occurrences", 1))) or 1) > 1:
        remarks.append("Some keywords were to be found several times; here once is enough.")
    wording = " / ".join(phrase for phrase in dict.fromkeys(phrases) if phrase)
    missed = " ".join(_text(options.get("feedbackMissed")).split())
    if not wording:
        return []
    return [f"{wording} [{in_figures(worth)}]", *([f"    feedback: {missed}"] if missed else [])]


def _blanks(part: _Part, marks: Decimal, collected: _Collected) -> None:
    """Each paragraph with blanks is a question: `*right/also right:tip*`."""
    remarks: list[str] = []
    blocks = part.params.get("questions")
    before = [_medium(part.params, remarks), _html(part.params.get("text"))]
    for block in blocks if isinstance(blocks, list) else []:
        if isinstance(block, str) and block.strip():
            pieces = _GAP.split(block)
            gaps = [Gap([Accepted(plain_answer(text)) for text in _ways(inner)]) for inner in pieces[1::2]]
            _take(part.title, [*before, spaced(pieces[::2])], gaps, marks, [*remarks], collected)


def _ways(inner: str) -> list[str]:
    """The wordings of a blank; a tip stands behind a colon."""
    right = re.split(r"(?<!\\):", inner)[0]
    return [text for text in (way.strip() for way in right.split("/")) if text]


def _advanced(part: _Part, marks: Decimal, collected: _Collected) -> None:
    content = _held(part.params, "content")
    text = content.get("blanksText")
    gaps = [
        Gap([Accepted(plain_answer(way)) for way in re.split(r"[/|]", str(row.get("correctAnswerText") or "")) if way])
        for row in _rows(content, "blanksList")
    ]
    pieces = _ADVANCED.split(text) if isinstance(text, str) else []
    if len(pieces) != len(gaps) + 1:
        collected.dropped.append(Dropped(0, part.title, "It does not have as many answers as blanks."))
        return
    task = _html(_held(content, "task").get("task") or content.get("task"))
    remarks: list[str] = []
    _take(part.title, [_medium(part.params, remarks), task, spaced(pieces)], gaps, marks, remarks, collected)


def _take(
    title: str, html: list[str], gaps: list[Gap], marks: Decimal, remarks: list[str], collected: _Collected
) -> None:
    """Take a text with gaps: what stands before it, and last the text itself."""
    text = plain(html[-1])
    if not gaps:
        collected.dropped.append(Dropped(0, title or text[:80], "It has no blank to be filled in."))
        return
    remarks += remarks_on(*html)
    try:
        # Each blank is a point of H5P's; what a question is worth here is what its blanks are worth together.
        scheme = scheme_of_gaps(gaps, marks=marks * len(gaps), remarks=remarks)
    except NotInWordsError as error:
        collected.dropped.append(Dropped(0, title or text[:80], str(error)))
        return
    if not text.strip("_ "):
        html[-1] = text = BLANK
    stem = "\n\n".join(piece for piece in (*map(plain, html[1:-1]), text) if piece)
    question = FileQuestion(stem, scheme=scheme, title=title, remarks=tuple(dict.fromkeys(remarks)))
    collected.add(question, *html)


def _medium(params: dict[str, Any], remarks: list[str]) -> str:
    """Return the picture above a question as HTML; another medium is remarked on."""
    held = _held(_held(params, "media"), "type") or _held(params, "media")
    shown, about = _held(held, "params"), _held(held, "metadata")
    if not shown or not str(held.get("library")).startswith("H5P.Image"):
        remarks += [MEDIA] if shown else []
        return ""
    credit = [_text(one.get("name")) for one in _rows(about, "authors")] + [_text(about.get("license"))]
    return _picture(shown.get("file"), shown.get("alt"), ", ".join(text for text in credit if text not in {"", "U"}))


def _picture(file: object, alt: object, credit: str = "") -> str:
    """Return a picture as HTML, "" for none; licences that are undisclosed (“U”) are no credit."""
    path = file.get("path") if isinstance(file, dict) else ""
    if not isinstance(path, str) or not path:
        return ""
    below = f'<figcaption><span class="credit">{escape(credit)}</span></figcaption>' if credit else ""
    return f'<figure><img src="{escape(path)}" alt="{escape(_text(alt))}">{below}</figure>'


def _cards(name: str) -> Callable[[_Part, Decimal, _Collected], None]:
    def read_cards(part: _Part, marks: Decimal, collected: _Collected) -> None:
        for row in _rows(part.params, name):
            stem, answer = _text(row.get("text")), _text(row.get("answer"))
            if not stem or not answer:
                collected.dropped.append(Dropped(0, stem[:80] or answer[:80], "The card has no text, or no answer."))
                continue
            remarks = list(remarks_on(str(row.get("text"))))
            ways = [Accepted(plain_answer(way)) for way in answer.split("/") if way.strip()]
            scheme = scheme_of(ways, marks=marks, remarks=remarks)
            question = FileQuestion(stem, scheme=scheme, title=part.title, model_answer=answer, remarks=tuple(remarks))
            collected.add(question, _picture(row.get("image"), row.get("imageAltText")), _html(row.get("text")))

    return read_cards


_READERS: dict[str, Callable[[_Part, Decimal, _Collected], None]] = {
    "Essay": _essay,
    "Blanks": _blanks,
    "AdvancedBlanks": _advanced,
    "Flashcards": _cards("cards"),
    "Dialogcards": _cards("dialogs"),
}
