"""A file of QTI: one item, a test with its items, or a package."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from marking.formats.pictures import Pictures
from marking.formats.qti.beside import Beside
from marking.formats.qti.item import read_item
from marking.formats.qti.older import read_older
from marking.formats.qti.package import Package, unpack
from marking.formats.qti.xml import Node, parse
from marking.formats.sources import Sources
from marking.formats.values import MOST_BYTES, Dropped, FileQuestion, FormatError, Imported

_OLDER = "questestinterop"


def read(data: bytes, *, marks: Decimal = Decimal(1), choices_too: bool = False) -> Imported:
    """Return what a file of QTI holds, 1.2 to 3.0: a zip, or the XML of an item or of a test with items in it.

    `marks` is what a question is worth that does not say; `choices_too`: a multiple choice with one right answer
    becomes a short answer. Raises FormatError for a file that is no QTI, breaks the bounds or cannot be read.
    """
    if data[:2] != b"PK" and len(data) > MOST_BYTES:
        raise FormatError("The file is larger than 10 MB. Split it.")
    package = unpack(data) if data[:2] == b"PK" else _alone(data)
    reading = _Reading(package, marks, choices_too)
    for path in package.order:
        reading.file(path)
    if not reading.questions and not reading.dropped:
        raise FormatError(
            "There is no question of QTI in this file. Items of QTI are <assessmentItem> or <qti-assessment-item>."
        )
    return Imported(
        tuple(reading.questions), tuple(reading.dropped), tuple(package.remarks), title=reading.title,
        sources=tuple(reading.sources.kept.values()), pictures=tuple(reading.sources.pictures.kept.values()),
    )  # fmt: skip


def _alone(data: bytes) -> Package:
    root = parse(data)
    if root.name == _OLDER:
        return Package(files={"": root}, order=[""])
    if root.name != "assessmentItem" and root.first("assessmentItem") is None:
        hint = " A test needs the zip that holds its items." if root.name in {"assessmentTest", "manifest"} else ""
        raise FormatError(
            f"XML that begins with <{root.name}> is not read here. QTI begins with <assessmentItem> or "
            f"<qti-assessment-item>, Moodle XML with <quiz>.{hint}"
        )
    return Package(files={"": root}, order=[""])


class _Reading:
    def __init__(self, package: Package, marks: Decimal, choices_too: bool) -> None:
        self.package = package
        self.marks = marks
        self.choices_too = choices_too
        self.questions: list[FileQuestion] = []
        self.dropped: list[Dropped] = list(package.dropped)
        self.title = ""
        self.sources = Sources(Pictures())
        self._seen: set[str] = set()
        self._topics: dict[str, str] = {}
        for path in package.order:
            if package.files[path].name == "assessmentTest":
                self._outline(package.files[path], path)
        # In the order of the test, which somebody thought of.
        package.order = list(dict.fromkeys([*self._topics, *package.order]))

    def _outline(self, test: Node, path: str) -> None:
        """A test says which items belong together; a section that is called as the test is says nothing."""
        self.title = self.title or " ".join(test.get("title").split())[:200]
        for part in test.nodes():
            self._sections(part, path, [])

    def _sections(self, node: Node, path: str, above: list[str]) -> None:
        title = " ".join(node.get("title").split()) if node.name == "assessmentSection" else ""
        within = [*above, title] if title and title != self.title else above
        for child in node.nodes():
            if child.name == "assessmentItemRef":
                if file := self.package.find(child.get("href"), path):
                    self._topics.setdefault(file, " / ".join(within)[:200])
            elif child.name == "assessmentSection" or (child.name != "assessmentItem" and child.children):
                self._sections(child, path, within)

    def file(self, path: str) -> None:
        """Read the items of one file."""
        root = self.package.files[path]
        if root.name == _OLDER:
            self._older(root, path, "")
            return
        items = [root] if root.name == "assessmentItem" else list(root.below("assessmentItem"))
        for item in items:
            question = read_item(
                item,
                marks=self.marks,
                choices_too=self.choices_too,
                topic=self._topics.get(path, ""),
                tags=self.package.tags.get(path, ()),
                beside=Beside(self.package, path, self.sources),
                name=path,
            )
            self._take(question)

    def _older(self, node: Node, path: str, topic: str) -> None:
        """Read what QTI 1.2 calls an item, section by section."""
        for child in node.nodes():
            title = " ".join(child.get("title").split())
            if child.name == "item":
                beside = Beside(self.package, path, self.sources)
                self._take(
                    read_older(
                        child, marks=self.marks, choices_too=self.choices_too, topic=topic, name=path, beside=beside
                    )
                )
            elif child.name == "section":
                self._older(child, path, title[:200] if title and title != self.title else topic)
            elif child.name in {"assessment", "objectbank"}:
                self.title = self.title or title[:200]
                self._older(child, path, topic)

    def _take(self, question: FileQuestion | Dropped) -> None:
        if isinstance(question, Dropped):
            self.dropped.append(question)
        else:
            self.questions.append(self._told_apart(question))

    def _told_apart(self, question: FileQuestion) -> FileQuestion:
        """An identifier that stands for two questions would make the second a change of the first."""
        if question.external_id and question.external_id in self._seen:
            remark = f"Another question of the file has the identifier {question.external_id} too; this one is without."
            return replace(question, external_id="", remarks=(*question.remarks, remark))
        self._seen.add(question.external_id)
        return question
