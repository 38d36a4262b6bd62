"""A file of Moodle XML becomes questions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from xml.etree.ElementTree import Element

from marking.formats.gaps import NotInWordsError
from marking.formats.markup import PICTURES, plain, remarks_on
from marking.formats.moodle.elements import lines_of, number, raw, safe_tree, said, slim, style_of
from marking.formats.moodle.schemes import ESSAYS, Asked, scheme_for
from marking.formats.pictures import Pictures, decoded, with_form
from marking.formats.sources import Sources
from marking.formats.strangers import ready
from marking.formats.topics import topic_of
from marking.formats.values import (
    ESSAY,
    HALF,
    MOST_WITH_FILES,
    SHORT,
    TOO_LARGE,
    Dropped,
    FileExample,
    FileQuestion,
    FormatError,
    Imported,
    in_halves,
    word_limit_in,
)
from quizzes.pure.wording import in_figures
from quizzes.texts import worded


def read(data: bytes, *, choices_too: bool = False) -> Imported:
    """Return what a Moodle XML file holds. Raises FormatError for what is no such XML or not safe to read."""
    if len(data) > MOST_WITH_FILES:
        raise FormatError(TOO_LARGE)
    data = ready(data)
    files: list[bytes] = []
    root = safe_tree(slim(data, files))
    if root.tag != "quiz":
        raise FormatError(f"This is XML, but not Moodle's: it begins with <{root.tag}> and not with <quiz>.")
    lines = lines_of(data)
    questions: list[FileQuestion] = []
    dropped: list[Dropped] = []
    pictures, topic = Pictures(), ""
    sources = Sources(pictures)
    for element in root.findall("question"):
        line = next(lines, 0)
        if element.get("type") == "category":
            topic = topic_of(said(element, "category"))
            continue
        asked = Asked(element, Decimal(1), said(element, "questiontext"), choices_too)
        question = _question(asked, line, topic)
        if isinstance(question, FileQuestion):
            question = _with_form(question, asked, sources, files)
        if isinstance(question, Dropped):
            dropped.append(question)
        else:
            questions.append(question)
    return Imported(
        tuple(questions), tuple(dropped), sources=tuple(sources.kept.values()), pictures=tuple(pictures.kept.values())
    )


def _with_form(question: FileQuestion, asked: Asked, sources: Sources, files: list[bytes]) -> FileQuestion:
    """Return a question with the form, the pictures and the sources of its text, where it has any."""
    style = style_of(asked.element, "questiontext")
    text = asked.html or raw(asked.element, "questiontext")
    remarks: list[str] = []
    if style == "markdown":
        made = worded(text)
    elif style == "html":
        holders = {file.get("name", ""): file for file in asked.element.iterfind("questiontext/file")}

        def data_of(address: str) -> bytes | None:
            holder = holders.get(address.removeprefix("@@PLUGINFILE@@/"))
            number = (holder.text or "") if holder is not None else ""
            return decoded(files[int(number)]) if number.isdecimal() and int(number) < len(files) else None

        text, ids = sources.taken(text, data_of, remarks)
        if ids:
            question = replace(question, stem=plain(text), sources=ids)
        made = sources.pictures.worded(text, data_of, remarks)
    else:
        return question
    in_answers = remarks_on(*(one.findtext("text") or "" for one in asked.element.findall("answer")))
    return with_form(question, made, remarks, said_elsewhere=set(in_answers))


def _question(asked: Asked, line: int, topic: str) -> FileQuestion | Dropped:
    element = asked.element
    kind, name = element.get("type", ""), said(element, "name")
    what = name or asked.stem[:80]
    if not asked.stem:
        return Dropped(line, what, "It has no question text.")
    asked.marks = _worth(element, asked.remarks)
    try:
        scheme = scheme_for(kind, asked)
    except NotInWordsError as error:
        return Dropped(line, what, str(error))
    return FileQuestion(
        stem=asked.stem,
        kind=ESSAY if kind in ESSAYS else SHORT,
        scheme=scheme,
        line=line,
        title=name,
        topic=topic,
        model_answer=_model_answer(element, scheme, asked.remarks),
        external_id=element.findtext("idnumber", "").strip(),
        word_limit=word_limit_in(element.findtext("maxwordlimit", "").strip()),
        tags=tuple(text for tag in element.findall("tags/tag") if (text := (tag.findtext("text") or "").strip())),
        examples=tuple(_examples(element, asked.marks)),
        remarks=tuple(dict.fromkeys((*asked.remarks, *_left_out(element)))),
        marks=asked.marks,
    )


def _worth(element: Element, remarks: list[str]) -> Decimal:
    marks = number(element.findtext("defaultgrade", ""), Decimal(1))
    rounded = max(in_halves(marks), HALF)
    if rounded != marks:
        remarks.append(
            f"It was worth {in_figures(marks)}; marks go in halves here, so it is worth {in_figures(rounded)}."
        )
    return rounded


def _model_answer(element: Element, scheme: str, remarks: list[str]) -> str:
    model = said(element, "modelanswer") or said(element, "responsesample") or said(element, "generalfeedback")
    notes = said(element, "graderinfo")
    if notes and not scheme:
        remarks.append("The marker's notes are no mark scheme in our notation: they were kept as the model answer.")
        model = f"{model}\n\n{notes}".strip()
    return model


def _examples(element: Element, marks: Decimal) -> Iterator[FileExample]:
    """Yield the responses that people marked, their share of the marks rounded to halves."""
    for response in element.findall("testquestionresponse"):
        text = raw(response, "response")
        share = raw(response, "expectedfraction")
        if text and share:
            mark = in_halves(number(share, Decimal(0)) * marks)
            yield FileExample(text, min(max(mark, Decimal(0)), marks), "marked in Moodle")


def _left_out(element: Element) -> Iterator[str]:
    if any(said(answer, "feedback") for answer in element.findall("answer")):
        yield "Feedback on single answers is left out: here it goes to those who miss a point."
    if element.find(".//file") is not None:
        yield PICTURES
    if style_of(element, "questiontext") != "plain_text":
        yield from remarks_on(
            raw(element, "questiontext"), *(one.findtext("text") or "" for one in element.findall("answer"))
        )
    if number(element.findtext("attachments", ""), Decimal(0)):
        yield "Students cannot attach files here."
    if number(element.findtext("minwordlimit", ""), Decimal(0)):
        yield "The least number of words is left out."
    if said(element, "responsetemplate"):
        yield "The text that students began with is left out."
    if element.find("hint") is not None:
        yield "Hints are left out."
    if element.findtext("hidden", "0").strip() == "1":
        yield "It was hidden in Moodle; here it is not."
