"""Sources in files that have no place of their own for them: before the question, in a frame by which they are known.

The frame is a `div` with the source's id; its name and its credit are paragraphs of their own. What stands there is
what comes back, so a source that somebody changed in the other program comes as it is there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html import escape, unescape

from marking.formats.markup import plain
from marking.formats.pictures import DataOf, Pictures
from marking.formats.values import FileSource
from quizzes.texts import LONGEST_MARKDOWN, Notation, html_for_others, shown

IN_TEXT = "{}: its sources stand in its text; imported here again they are sources"
_BEGINS = re.compile(r"<div\b[^<>]*\bdata-source=\"([^\"<>]*)\"[^<>]*>")
_ENDS = "</div>"
_NAME = re.compile(r"\s*<p\b[^<>]*\bclass=\"source-name\"[^<>]*>(.*?)</p>", re.DOTALL)
_LABEL = re.compile(r"<span\b[^<>]*\bclass=\"source-label\"[^<>]*>(.*?)</span>:?", re.DOTALL)
_CREDIT = re.compile(r"<p\b[^<>]*\bclass=\"source-credit\"[^<>]*>(.*?)</p>\s*\Z", re.DOTALL)
_LONGEST_LABEL, _LONGEST_TITLE, _LONGEST_CREDIT = 40, 300, 500  # characters that a bank keeps


def framed(source: FileSource, place_of: Callable[[str], str], *, formulas: Notation = "latex") -> str:
    """Return a source as HTML with its name above and its credit below it. `Sources.taken` reads it back."""
    text = shown(source.text, "")
    if source.markdown:
        text = html_for_others(source.markdown, place_of, formulas=formulas)
    label = f'<span class="source-label">{escape(source.label)}</span>: ' if source.label else ""
    credit = f'<p class="source-credit"><em>{escape(source.credit)}</em></p>' if source.credit else ""
    return (
        f'<div class="source" data-source="{escape(source.id)}">'
        f'<p class="source-name"><strong>{label}{escape(source.title)}</strong></p>\n{text}{credit}{_ENDS}'
    )


class Sources:
    """Collects the sources of a file while its questions are read."""

    def __init__(self, pictures: Pictures) -> None:
        self.kept: dict[str, FileSource] = {}
        self.of_files: dict[str, tuple[str, ...]] = {}  # by the path of a file that holds nothing else
        self.pictures = pictures

    def taken(self, html: str, data_of: DataOf, remarks: list[str]) -> tuple[str, tuple[str, ...]]:
        """Return a question's HTML without the sources in it, and their ids."""
        rest: list[str] = []
        ids: list[str] = []
        at = 0
        while (begin := _BEGINS.search(html, at)) is not None and (end := html.find(_ENDS, begin.end())) >= 0:
            rest.append(html[at : begin.start()])
            ids.append(self._framed(unescape(begin[1]), html[begin.end() : end], data_of, remarks))
            at = end + len(_ENDS)
        return "".join([*rest, html[at:]]), tuple(dict.fromkeys(name for name in ids if name))

    def _framed(self, name: str, inner: str, data_of: DataOf, remarks: list[str]) -> str:
        label = title = credit = ""
        if (named := _NAME.match(inner)) is not None:
            inner = inner[named.end() :]
            if (called := _LABEL.search(named[1])) is not None:
                label = " ".join(plain(called[1]).split())
            title = " ".join(plain(_LABEL.sub("", named[1], count=1)).split())
        if (below := _CREDIT.search(inner)) is not None:
            inner, credit = inner[: below.start()], " ".join(plain(below[1]).split())
        return self.add(FileSource(name, title, "", label, "", credit), inner, data_of, remarks)

    def add(self, source: FileSource, html: str, data_of: DataOf, remarks: list[str]) -> str:
        """Keep a source whose text is HTML; return its id, "" where it says nothing.

        One that differs from another of the same id is kept apart.
        """
        made = self.pictures.worded(html, data_of, remarks)
        if not made.plain.strip():
            return ""
        if len(made.markdown) > LONGEST_MARKDOWN:
            remarks.append("A source is longer than texts with form may be; it comes as plain text.")
            made = made._replace(markdown="")
        title = source.title[:_LONGEST_TITLE] or " ".join(made.plain.split())[:60]
        source = replace(source, title=title, text=made.plain, markdown=made.markdown)
        source = replace(source, label=source.label[:_LONGEST_LABEL], credit=source.credit[:_LONGEST_CREDIT])
        return self._kept_apart(source, remarks)

    def _kept_apart(self, source: FileSource, remarks: list[str]) -> str:
        name, number = source.id, 2
        while (there := self.kept.get(name)) is not None and replace(there, id=source.id) != source:
            name, number = f"{source.id}-{number}", number + 1
        if name != source.id:
            remarks.append(f"Its source “{source.title}” reads differently in another question: it is kept apart.")
        self.kept[name] = replace(source, id=name)
        return name
