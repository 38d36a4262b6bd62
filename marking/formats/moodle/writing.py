"""A bank as Moodle XML."""

from __future__ import annotations

from base64 import b64encode
from decimal import Decimal
from xml.etree import ElementTree as ET

from marking.formats.answers import Accepted, accepted_of, formatted, scheme_in, worth_of
from marking.formats.sources import IN_TEXT, framed
from marking.formats.topics import category_of
from marking.formats.values import ESSAY, Exported, FileBank, FileQuestion, bank_left_behind, left_behind
from quizzes.files.decoding import writable
from quizzes.files.pictures import CleanPicture
from quizzes.texts import html_for_others, shown


def write(bank: FileBank) -> Exported:
    """Return a bank as Moodle XML: a scheme of one line as a short answer, others as essays with it for the marker.

    Read here again, the scheme in the marker's notes becomes the question's scheme.
    """
    done = Exported()
    root = ET.Element("quiz")
    topic = None
    for question in bank.questions:
        if question.topic != topic:
            topic = question.topic
            holder = ET.SubElement(root, "question", type="category")
            _put(holder, "category", category_of(topic, bank.title))
        root.append(_written(question, bank, done.lost))
    done.lost += bank_left_behind(bank, with_sources=True)
    ET.indent(root, "  ")
    done.data = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return done


def _put(parent: ET.Element, tag: str, text: str, **attributes: str) -> ET.Element:
    holder = ET.SubElement(parent, tag, attributes)
    ET.SubElement(holder, "text").text = writable(text)
    return holder


def _text(parent: ET.Element, question: FileQuestion, bank: FileBank, lost: list[str]) -> None:
    """Write what is asked: as HTML with the pictures in it where it has form or sources, which stand before it."""
    sources = bank.sources_of(question)
    if not question.markdown and not sources:
        _put(parent, "questiontext", question.stem, format="plain_text")
        return
    named: dict[str, CleanPicture] = {}

    def place_of(name: str) -> str:
        picture = bank.pictures.get(name)
        if picture is None:
            return ""
        file = f"{name}.{picture.media_type.removeprefix('image/')}"
        named[file] = picture
        return f"@@PLUGINFILE@@/{file}"

    pieces = [framed(source, place_of) for source in sources]
    pieces.append(html_for_others(question.markdown, place_of) if question.markdown else shown(question.stem, ""))
    holder = _put(parent, "questiontext", "\n".join(pieces), format="html")
    for file, picture in named.items():
        content = ET.SubElement(holder, "file", name=file, path="/", encoding="base64")
        content.text = b64encode(picture.data).decode()
    lost += [IN_TEXT.format(question.name) for _ in sources[:1]]


def _written(question: FileQuestion, bank: FileBank, lost: list[str]) -> ET.Element:
    name = question.name
    accepted = accepted_of(question.scheme) if question.scheme and question.kind != ESSAY else None
    element = ET.Element("question", type="shortanswer" if accepted else "essay")
    _put(element, "name", name)
    _text(element, question, bank, lost)
    _put(element, "generalfeedback", question.model_answer, format="plain_text")
    for tag, text in (
        ("defaultgrade", f"{_worth(question):f}"),
        ("penalty", "0"),
        ("hidden", "0"),
        ("idnumber", question.external_id),
    ):
        ET.SubElement(element, tag).text = text
    if accepted is None:
        _essay(element, question)
        if question.scheme and question.kind != ESSAY:
            lost.append(f"{name}: marking by itself; in Moodle it is an essay with the scheme in the marker's notes")
    else:
        answers, unsaid = accepted
        _short(element, answers)
        lost += [f"{name}: {what}" for what in unsaid]
        lost += left_behind(question, "word_limit")
    lost += left_behind(question, "examples", "source")
    if question.tags:
        holder = ET.SubElement(element, "tags")
        for tag in question.tags:
            _put(holder, "tag", tag)
    return element


def _worth(question: FileQuestion) -> Decimal:
    return worth_of(question.scheme).normalize() if question.scheme else question.marks or Decimal(1)


def _short(element: ET.Element, answers: list[Accepted]) -> None:
    ET.SubElement(element, "usecase").text = "0"
    for answer in answers:
        text = answer.text
        holder = _put(element, "answer", text, fraction=f"{answer.percent:f}", format="plain_text")
        _put(holder, "feedback", answer.feedback, format="plain_text")


def _essay(element: ET.Element, question: FileQuestion) -> None:
    for tag, text in (
        ("responseformat", "plain"),
        ("responserequired", "1"),
        ("responsefieldlines", "15" if question.kind == ESSAY else "5"),
        ("minwordlimit", ""),
        ("maxwordlimit", str(question.word_limit or "")),
        ("attachments", "0"),
        ("attachmentsrequired", "0"),
        ("maxbytes", "0"),
        ("filetypeslist", ""),
    ):
        ET.SubElement(element, tag).text = text
    # As it was written where that is known again for a scheme, else in its normal form, which is.
    notes = question.scheme if scheme_in(question.scheme) else formatted(question.scheme) if question.scheme else ""
    _put(element, "graderinfo", notes, format="plain_text")
    _put(element, "responsetemplate", "", format="plain_text")
