"""A bank as a package of QTI 2.1 or 3.0: items, a test that keeps them by topic, the list of contents, a report."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from xml.etree.ElementTree import Element, SubElement, tostring

from marking.engine import MarkSchemeError
from marking.formats.answers import Accepted, accepted_of, worth_of
from marking.formats.qti.contents import Part, manifest_of, test_of
from marking.formats.qti.dialects import DIALECTS, Dialect, as_version_3, clean, root_of
from marking.formats.qti.form import put
from marking.formats.qti.identifiers import allowed, unnamed
from marking.formats.sources import IN_TEXT, framed
from marking.formats.values import (
    ESSAY,
    Exported,
    FileBank,
    FileQuestion,
    FileSource,
    FormatError,
    bank_left_behind,
    left_behind,
)
from quizzes.pure.wording import in_figures
from quizzes.texts import html_for_others

VERSIONS = ("2.1", "3.0")
_LETTERS_A_WORD = 6
_LETTERS_A_LINE = 80


def write(bank: FileBank, version: str = "2.1") -> Exported:
    """Return a bank as a zip of QTI.

    A scheme that is a list of answers becomes a text entry with a mapping; any other an extended text for a person to
    mark. Both carry the scheme as notes for markers, from which `read` takes it back whole. Raises FormatError for a
    version that is not written here.
    """
    if version not in DIALECTS:
        raise FormatError(f"QTI {version} is not written here; take one of {', '.join(VERSIONS)}.")
    writer = _Writer(DIALECTS[version], bank)
    for question in bank.questions:
        writer.question(question)
    return writer.finish()


@dataclass(slots=True)
class _Writer:
    dialect: Dialect
    bank: FileBank
    done: Exported = field(default_factory=Exported)
    _items: list[Part] = field(default_factory=list)
    _texts: dict[str, Part] = field(default_factory=dict)
    _pictures: set[str] = field(default_factory=set)
    _taken: set[str] = field(default_factory=set)
    _out: io.BytesIO = field(default_factory=io.BytesIO)
    _zip: zipfile.ZipFile | None = None

    def question(self, question: FileQuestion) -> None:
        """Write one item."""
        number = len(self._items) + 1
        identifier = self._unused(allowed(question.external_id) if question.external_id else unnamed(number))
        path, resource = f"items/{number:05d}.xml", f"resource-{number}"
        item = Part(identifier, path, resource, "item", question.topic, question.tags)
        self._items.append(item)
        self._file(item.path, self._item(question, item))

    def finish(self) -> Exported:
        """Write what stands round the items."""
        if self._items:
            self._file("test.xml", test_of(self.dialect, self.bank.title, self._items))
        self._file("imsmanifest.xml", manifest_of(self.dialect, self._items, list(self._texts.values())))
        self.done.lost += map(clean, bank_left_behind(self.bank, with_sources=True))
        if self.done.lost:
            heading = "What QTI could not carry, or other programs will not read\n\n"
            self._add("report.txt", (heading + "\n".join(self.done.lost) + "\n").encode())
        self._archive().close()
        self.done.data = self._out.getvalue()
        return self.done

    def _archive(self) -> zipfile.ZipFile:
        if self._zip is None:
            self._zip = zipfile.ZipFile(self._out, "w", zipfile.ZIP_DEFLATED)
        return self._zip

    def _file(self, path: str, root: Element) -> None:
        if self.dialect.kebab and not root.tag.startswith("manifest"):
            as_version_3(root)
        self._add(path, tostring(root, encoding="UTF-8", xml_declaration=True))

    def _add(self, path: str, content: bytes) -> None:
        # One moment for all: the same bank gives the same file.
        info = zipfile.ZipInfo(path, (2020, 1, 1, 0, 0, 0))
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        self._archive().writestr(info, content)

    def _unused(self, identifier: str) -> str:
        free, number = identifier, 2
        while free.casefold() in self._taken:
            free, number = f"{identifier}-{number}", number + 1
        self._taken.add(free.casefold())
        return free

    # ---- an item ------------------------------------------------------------------------------------------

    def _item(self, question: FileQuestion, item: Part) -> Element:
        name = clean(question.name)
        marks, answers = self._answers(question, name)
        self.done.lost += map(clean, left_behind(question, "word_limit", "examples", "source"))
        if re.search(r"\t|  |^ ", question.stem, re.MULTILINE):
            self.done.lost.append(f"{name}: spaces and tabs within its text")
        if any(answer.text.casefold() == question.model_answer.strip().casefold() for answer in answers):
            self.done.lost.append(f"{name}: the model answer, since it is an accepted one")
        # Without a title the identifier stands for it, which `read` knows.
        root = root_of(self.dialect, "assessmentItem", item.identifier, clean(question.title) or item.identifier)
        root.attrib.update({"adaptive": "false", "timeDependent": "false", "toolName": "Markscheme"})
        self._declare(root, question, answers, marks)
        self._refer(root, question, item)
        body = SubElement(root, "itemBody")
        self._text(body, question, item)
        if answers:
            longest = max(len(answer.text) for answer in answers)
            attributes = {"responseIdentifier": "RESPONSE", "expectedLength": str(max(15, longest))}
            SubElement(SubElement(body, "p"), "textEntryInteraction", attributes)
        else:
            SubElement(body, "extendedTextInteraction", _size(question))
        if question.scheme:
            self._rubric(body, question.scheme)
        if answers:
            SubElement(root, "responseProcessing", {"template": self.dialect.map_response})
        return root

    def _answers(self, question: FileQuestion, name: str) -> tuple[Decimal | None, list[Accepted]]:
        """What the question is worth, and the answers that a list can hold; none for what a person marks."""
        lost = self.done.lost
        if not question.scheme:
            return question.marks, []
        try:
            accepted = accepted_of(question.scheme) if question.kind != ESSAY else None
            marks = worth_of(question.scheme)
        except MarkSchemeError:
            lost.append(f"{name}: the mark scheme, which cannot be read; it is in the notes for markers as it stands")
            return None, []
        if accepted is None or marks <= 0:
            lost.append(f"{name}: marking by machine; the mark scheme is in the notes for markers")
            return marks, []
        answers, unsaid = accepted
        kept = [answer for answer in answers if not re.search(r"(?<!\\)\*", answer.text)]
        if not any(answer.percent > 0 for answer in kept):
            lost.append(
                f"{name}: marking by machine, since QTI has no beginnings of words; the mark scheme is in the notes"
            )
            return marks, []
        lost += [f"{name}: {what}" for what in unsaid]
        lost += [
            f"{name}: “{answer.text}”, as QTI has no beginnings of words" for answer in answers if answer not in kept
        ]
        texts: dict[str, Accepted] = {}
        for answer in kept:
            text = clean(" ".join(answer.text.replace("\\*", "*").split()))
            texts.setdefault(text.casefold(), Accepted(text, marks * answer.percent / 100))
        return marks, list(texts.values())

    def _declare(self, root: Element, question: FileQuestion, answers: list[Accepted], marks: Decimal | None) -> None:
        attributes = {"identifier": "RESPONSE", "cardinality": "single", "baseType": "string"}
        declared = SubElement(root, "responseDeclaration", attributes)
        right = question.model_answer or (answers[0].text if answers else "")
        if right:
            SubElement(SubElement(declared, "correctResponse"), "value").text = clean(right)
        if answers and marks is not None:
            limits = {"lowerBound": "0", "upperBound": _figure(marks), "defaultValue": "0"}
            mapping = SubElement(declared, "mapping", limits)
            for answer in answers:
                entry = {"mapKey": answer.text, "mappedValue": _figure(answer.percent), "caseSensitive": "false"}
                SubElement(mapping, "mapEntry", entry)
        attributes = {"identifier": "SCORE", "cardinality": "single", "baseType": "float"}
        attributes |= {"normalMaximum": _figure(marks)} if marks is not None else {}
        attributes |= {"externalScored": "human"} if self.dialect.kebab and not answers else {}
        outcome = SubElement(root, "outcomeDeclaration", attributes)
        SubElement(SubElement(outcome, "defaultValue"), "value").text = "0"

    # ---- its text -----------------------------------------------------------------------------------------

    def _text(self, body: Element, question: FileQuestion, item: Part) -> None:
        """Write what is asked, with its form; sources before it where QTI has no place of their own for them."""
        sources = [] if self.dialect.shares_texts else self.bank.sources_of(question)
        for source in sources:
            self._put(body, framed(source, self._placing(item), formulas="mathml"), question.name)
        self.done.lost += [IN_TEXT.format(clean(question.name)) for _ in sources[:1]]
        if question.markdown:
            html = html_for_others(question.markdown, self._placing(item), formulas="mathml")
            self._put(body, html, question.name)
        else:
            _paragraphs(body, question.stem)

    def _put(self, body: Element, html: str, name: str) -> None:
        self.done.lost += [f"{clean(name)}: {what}" for what in sorted(put(body, clean(html)))]

    def _refer(self, root: Element, question: FileQuestion, item: Part) -> None:
        """Refer to the sources of a question, each a shared text of the package."""
        for source in self.bank.sources_of(question) if self.dialect.shares_texts else ():
            if (text := self._texts.get(source.id)) is None:
                text = self._texts[source.id] = self._shared(source)
            said = {"identifier": text.identifier, "href": f"../{text.path}", "title": clean(source.title)}
            SubElement(root, "assessmentStimulusRef", said)
            item.needs.append(text.resource)

    def _shared(self, source: FileSource) -> Part:
        number = len(self._texts) + 1
        text = Part(self._unused(allowed(source.id)), f"texts/{number:05d}.xml", f"resource-text-{number}", "stimulus")
        root = root_of(self.dialect, "assessmentStimulus", text.identifier, clean(source.title))
        html = framed(source, self._placing(text), formulas="mathml")
        self._put(SubElement(root, "stimulusBody"), html, f"Source {source.title}")
        self._file(text.path, root)
        return text

    def _placing(self, part: Part) -> Callable[[str], str]:
        """Return what says of each picture's name where it is, seen from a file of the package."""

        def place_of(name: str) -> str:
            picture = self.bank.pictures.get(name)
            if picture is None:
                return ""
            path = f"pictures/{name}.{picture.media_type.removeprefix('image/')}"
            if path not in self._pictures:
                self._pictures.add(path)
                self._add(path, picture.data)
            if path not in part.files:
                part.files.append(path)
            return f"../{path}"

        return place_of

    def _rubric(self, body: Element, scheme: str) -> None:
        rubric = SubElement(body, "rubricBlock", {"view": "scorer"})
        if self.dialect.kebab:
            rubric.set("use", "scoring")
            rubric = SubElement(rubric, "contentBody")
        SubElement(rubric, "pre").text = clean(scheme.strip("\n"))


def _paragraphs(body: Element, text: str) -> None:
    """A text's paragraphs; a single line break within one stays one."""
    for paragraph in re.split(r"\n\s*\n", clean(text).strip("\n")):
        lines = paragraph.split("\n")
        place = SubElement(body, "p")
        place.text = lines[0]
        for line in lines[1:]:
            SubElement(place, "br").tail = line


def _size(question: FileQuestion) -> dict[str, str]:
    attributes = {"responseIdentifier": "RESPONSE"}
    if question.word_limit:
        letters = question.word_limit * _LETTERS_A_WORD
        attributes |= {"expectedLength": str(letters), "expectedLines": str(-(-letters // _LETTERS_A_LINE))}
    else:
        attributes["expectedLines"] = "15" if question.kind == ESSAY else "4"
    return attributes


def _figure(value: Decimal) -> str:
    return in_figures(value)
