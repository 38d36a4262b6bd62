"""A bank as a package of QTI 2.1 or 3.0: items, a test that keeps them by topic, the list of contents, a report."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from decimal import Decimal
from xml.etree.ElementTree import Element, SubElement, tostring

from marking.engine import MarkSchemeError
from marking.formats.answers import Accepted, accepted_of, worth_of
from marking.formats.qti.identifiers import allowed, unnamed
from marking.formats.values import (
    ESSAY,
    Exported,
    FileBank,
    FileQuestion,
    FormatError,
    bank_left_behind,
    left_behind,
)
from quizzes.files.decoding import writable
from quizzes.pure.wording import in_figures

VERSIONS = ("2.1", "3.0")
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_LOM = "http://ltsc.ieee.org/xsd/LOM"
_HTML = frozenset({"p", "pre", "div", "br"})
_LETTERS_A_WORD = 6
_LETTERS_A_LINE = 80


@dataclass(frozen=True, slots=True)
class _Dialect:
    """How one version writes what all versions say."""

    items: str
    schema: str
    package: str
    kind: str
    named: str
    version: str
    map_response: str
    kebab: bool


_DIALECTS = {
    "2.1": _Dialect(
        items="http://www.imsglobal.org/xsd/imsqti_v2p1",
        schema="http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd",
        package="http://www.imsglobal.org/xsd/imscp_v1p1",
        kind="xmlv2p1",
        named="QTIv2.1 Package",
        version="1.0.0",
        map_response="http://www.imsglobal.org/question/qti_v2p1/rptemplates/map_response",
        kebab=False,
    ),
    "3.0": _Dialect(
        items="http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
        schema="https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd",
        package="http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
        kind="xmlv3p0",
        named="QTI Package",
        version="3.0.0",
        map_response="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/map_response.xml",
        kebab=True,
    ),
}


def write(bank: FileBank, version: str = "2.1") -> Exported:
    """Return a bank as a zip of QTI.

    A scheme that is a list of answers becomes a text entry with a mapping; any other an extended text for a person to
    mark. Both carry the scheme as notes for markers, from which `read` takes it back whole. Raises FormatError for a
    version that is not written here.
    """
    if version not in _DIALECTS:
        raise FormatError(f"QTI {version} is not written here; take one of {', '.join(VERSIONS)}.")
    writer = _Writer(_DIALECTS[version])
    for question in bank.questions:
        writer.question(question)
    return writer.finish(bank)


@dataclass(slots=True)
class _Item:
    identifier: str
    path: str
    topic: str
    tags: tuple[str, ...]


@dataclass(slots=True)
class _Writer:
    dialect: _Dialect
    done: Exported = field(default_factory=Exported)
    _items: list[_Item] = field(default_factory=list)
    _taken: set[str] = field(default_factory=set)
    _out: io.BytesIO = field(default_factory=io.BytesIO)
    _zip: zipfile.ZipFile | None = None

    def question(self, question: FileQuestion) -> None:
        """Write one item."""
        number = len(self._items) + 1
        identifier = self._unused(allowed(question.external_id) if question.external_id else unnamed(number))
        item = _Item(identifier, f"items/{number:05d}.xml", question.topic, question.tags)
        self._items.append(item)
        self._file(item.path, self._item(question, identifier))

    def finish(self, bank: FileBank) -> Exported:
        """Write what stands round the items."""
        if self._items:
            self._file("test.xml", self._test(bank.title))
        self._file("imsmanifest.xml", self._manifest())
        self.done.lost += bank_left_behind(bank)
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
            _as_version_3(root)
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

    def _root(self, name: str, identifier: str, title: str) -> Element:
        return Element(
            name,
            {
                "xmlns": self.dialect.items,
                "xmlns:xsi": _XSI,
                "xsi:schemaLocation": f"{self.dialect.items} {self.dialect.schema}",
                "identifier": identifier,
                "title": title,
            },
        )

    # ---- an item ------------------------------------------------------------------------------------------

    def _item(self, question: FileQuestion, identifier: str) -> Element:
        name = _clean(question.name)
        marks, answers = self._answers(question, name)
        self.done.lost += map(_clean, left_behind(question, "word_limit", "examples", "source", "markdown", "sources"))
        if re.search(r"\t|  |^ ", question.stem, re.MULTILINE):
            self.done.lost.append(f"{name}: spaces and tabs within its text")
        if any(answer.text.casefold() == question.model_answer.strip().casefold() for answer in answers):
            self.done.lost.append(f"{name}: the model answer, since it is an accepted one")
        # Without a title the identifier stands for it, which `read` knows.
        root = self._root("assessmentItem", identifier, _clean(question.title) or identifier)
        root.attrib.update({"adaptive": "false", "timeDependent": "false", "toolName": "Markscheme"})
        self._declare(root, question, answers, marks)
        body = SubElement(root, "itemBody")
        _paragraphs(body, question.stem)
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
            text = _clean(" ".join(answer.text.replace("\\*", "*").split()))
            texts.setdefault(text.casefold(), Accepted(text, marks * answer.percent / 100))
        return marks, list(texts.values())

    def _declare(self, root: Element, question: FileQuestion, answers: list[Accepted], marks: Decimal | None) -> None:
        attributes = {"identifier": "RESPONSE", "cardinality": "single", "baseType": "string"}
        declared = SubElement(root, "responseDeclaration", attributes)
        right = question.model_answer or (answers[0].text if answers else "")
        if right:
            SubElement(SubElement(declared, "correctResponse"), "value").text = _clean(right)
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

    def _rubric(self, body: Element, scheme: str) -> None:
        rubric = SubElement(body, "rubricBlock", {"view": "scorer"})
        if self.dialect.kebab:
            rubric.set("use", "scoring")
            rubric = SubElement(rubric, "contentBody")
        SubElement(rubric, "pre").text = _clean(scheme.strip("\n"))

    # ---- round the items ----------------------------------------------------------------------------------

    def _test(self, title: str) -> Element:
        title = _clean(title) or "Question bank"
        root = self._root("assessmentTest", "test", title)
        modes = {"identifier": "part-1", "navigationMode": "nonlinear", "submissionMode": "simultaneous"}
        part = SubElement(root, "testPart", modes)
        sections: dict[str, Element] = {}
        for item in self._items:
            topic = _clean(item.topic)
            if topic not in sections:
                said = {"identifier": f"section-{len(sections) + 1}", "title": topic or title, "visible": "true"}
                sections[topic] = SubElement(part, "assessmentSection", said)
            SubElement(sections[topic], "assessmentItemRef", {"identifier": item.identifier, "href": item.path})
        return root

    def _manifest(self) -> Element:
        root = Element("manifest", {"xmlns": self.dialect.package, "xmlns:lom": _LOM, "identifier": "manifest-1"})
        metadata = SubElement(root, "metadata")
        SubElement(metadata, "schema").text = self.dialect.named
        SubElement(metadata, "schemaversion").text = self.dialect.version
        SubElement(root, "organizations")
        resources = SubElement(root, "resources")
        if self._items:
            test = {"identifier": "resource-test", "type": f"imsqti_test_{self.dialect.kind}", "href": "test.xml"}
            resource = SubElement(resources, "resource", test)
            SubElement(resource, "file", {"href": "test.xml"})
            for number in range(1, len(self._items) + 1):
                SubElement(resource, "dependency", {"identifierref": f"resource-{number}"})
        for number, item in enumerate(self._items, 1):
            said = {"identifier": f"resource-{number}", "type": f"imsqti_item_{self.dialect.kind}", "href": item.path}
            resource = SubElement(resources, "resource", said)
            if item.tags:
                general = SubElement(SubElement(SubElement(resource, "metadata"), "lom:lom"), "lom:general")
                for tag in item.tags:
                    SubElement(SubElement(general, "lom:keyword"), "lom:string").text = _clean(tag)
            SubElement(resource, "file", {"href": item.path})
        return root


def _paragraphs(body: Element, text: str) -> None:
    """A text's paragraphs; a single line break within one stays one."""
    for paragraph in re.split(r"\n\s*\n", _clean(text).strip("\n")):
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


def _as_version_3(root: Element) -> None:
    for node in root.iter():
        if node.tag not in _HTML:
            node.tag = f"qti-{_kebab(node.tag)}"
            changed = {name if ":" in name else _kebab(name): value for name, value in node.attrib.items()}
            node.attrib.clear()
            node.attrib.update(changed)


def _kebab(name: str) -> str:
    return re.sub(r"[A-Z]", lambda match: f"-{match[0].lower()}", name)


def _clean(text: str) -> str:
    return writable(text.replace("\r\n", "\n").replace("\r", "\n"))


def _figure(value: Decimal) -> str:
    return in_figures(value)
