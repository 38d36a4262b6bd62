"""What a stem or a source says, plainly and with form: the one place where the two are made from what was typed."""

from __future__ import annotations

from typing import NamedTuple

from quizzes.texts.from_html import Pictured, markdown_of
from quizzes.texts.writing import has_elements, has_form, plain_of

LONGEST_MARKDOWN = 20_000  # characters


class Worded(NamedTuple):
    """A text as plain words, and in Markdown where it has form ("" where it has none)."""

    plain: str
    markdown: str


def worded(text: str, *, as_typed: bool = False) -> Worded:
    """Return what was typed, read as Markdown; `as_typed` keeps every sign as it is."""
    text = text.replace("\r\n", "\n").strip("\n").rstrip()
    if as_typed or not has_form(text):
        return Worded(text, "")
    return Worded(plain_of(text), text)


def worded_html(html: str, picture: Pictured | None = None) -> Worded:
    """Return HTML of another program as words, with its form where it shows more than paragraphs."""
    made = markdown_of(html, picture)
    return Worded(plain_of(made), made if has_elements(made) else "")
