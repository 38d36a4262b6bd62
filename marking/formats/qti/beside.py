"""What stands beside an item in its package: the pictures that it shows, and the texts that it shares with others."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from marking.formats.gaps import BLANK
from marking.formats.pictures import with_form
from marking.formats.qti.form import FORMULAS, html_in
from marking.formats.qti.package import Package
from marking.formats.qti.xml import Node
from marking.formats.sources import Sources
from marking.formats.values import FileQuestion, FileSource
from quizzes.texts import Worded, formulas_in, worded
from quizzes.texts.escaping import escaped


@dataclass(frozen=True, slots=True)
class Beside:
    """The package of an item, where in it the item is, and the sources and pictures that its reader collects."""

    package: Package
    path: str
    sources: Sources

    def with_form(self, question: FileQuestion, html: str, *, one_blank: bool = False) -> FileQuestion:
        """Return a question with the form, the pictures and the sources that its text has as HTML.

        `one_blank`: it has one blank in its text, which goes where it says nothing.
        """
        remarks: list[str] = []
        rest, ids = self.sources.taken(html, self._picture, remarks)
        made = self.sources.pictures.worded(rest, self._picture, remarks)
        text = re.sub(rf"({BLANK}) (?=[.,;:!?)])", r"\1", made.markdown or made.plain)
        text = without_last_blank(text) if one_blank else text
        if ids:
            question = replace(question, stem=text, sources=ids)
        made = worded(text) if made.markdown else made
        if formulas_in(made.markdown) >= html.count("<math"):
            question = replace(question, remarks=tuple(one for one in question.remarks if one != FORMULAS))
        return with_form(question, made, remarks)

    def shared(self, item: Node, question: FileQuestion) -> FileQuestion:
        """Return a question with the texts that its item refers to as its sources."""
        remarks: list[str] = []
        ids: list[str] = []
        for reference in item.below("assessmentStimulusRef"):
            href = reference.get("href")
            path = self.package.find(href, self.path)
            if (text := self.package.files.get(path)) is None:
                remarks.append(f"The text that it refers to ({href[:100]}) is not in the file.")
            else:
                if path not in self.sources.of_files:
                    self.sources.of_files[path] = replace(self, path=path).as_source(text, remarks)
                ids += self.sources.of_files[path]
        remarks = list(dict.fromkeys((*question.remarks, *remarks)))
        if ids and not asks(question.stem):  # the text that it refers to is the question
            made = self._asked_by(ids)
            return replace(question, stem=made.plain, markdown=made.markdown, remarks=tuple(remarks))
        return replace(question, sources=tuple(dict.fromkeys((*question.sources, *ids))), remarks=tuple(remarks))

    def _asked_by(self, ids: list[str]) -> Worded:
        texts = [self.sources.kept[name] for name in ids]
        markdown = "\n\n".join(text.markdown or escaped(text.text) for text in texts)
        has_form = any(text.markdown for text in texts)
        return Worded("\n\n".join(text.text for text in texts), markdown if has_form else "")

    def as_source(self, text: Node, remarks: list[str]) -> tuple[str, ...]:
        """Return the id of the source that a shared text becomes, none where it says nothing."""
        html = html_in(text.first("stimulusBody") or text)
        rest, ids = self.sources.taken(html, self._picture, remarks)
        if ids and not re.sub("<[^<>]*>", "", rest).strip():
            return ids
        title = " ".join(text.get("title").split())
        # Others call theirs “stimulus1”: the title keeps two of them apart in a bank.
        name = f"{text.get('identifier') or self.path} {title}".strip()[:200]
        label = text.get("label") if len(text.get("label")) <= 40 else ""
        added = self.sources.add(FileSource(name, title, "", label), html, self._picture, remarks)
        return (added,) if added else ()

    def _picture(self, address: str) -> bytes | None:
        return self.package.picture(address, self.path)


def asks(stem: str) -> bool:
    """Return whether a question has any text but its gaps."""
    return bool(re.search(r"\w", stem.replace("_", "")))


def without_last_blank(text: str) -> str:
    """Return a text without a blank after the whole sentence, which is where the box will be."""
    whole = text.rstrip(". \n")
    before = whole.removesuffix(BLANK)
    is_last = before != whole and before.rstrip(" ")[-1:] in {"?", ".", "!", ":", "\n"}
    return before.rstrip() if is_last else text
