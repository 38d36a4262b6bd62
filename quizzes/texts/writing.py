"""A text with form as plain text, and what it has that plain text has not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from markdown_it.token import Token

from quizzes.notes.symbols import lowered, raised
from quizzes.texts.as_html import html_of
from quizzes.texts.formulas import UnreadableFormula, mathml, plain
from quizzes.texts.parsing import parser
from quizzes.texts.pictures import PICTURE, all_of, alt_of


@lru_cache(maxsize=2_000)
def plain_of(text: str) -> str:
    """Return what a text says, without form: what is searched, listed and told to the engine.

    Indices and powers stay (H₂O, 10⁵), a formula is a line of signs, a picture its alternative text in brackets.
    """
    return re.sub(r"\n{3,}", "\n\n", "".join(_plain_blocks(parser().parse(text)))).strip("\n").rstrip()


def _plain_blocks(tokens: Sequence[Token]) -> Iterator[str]:
    writer = _PlainWriter()
    for token in tokens:
        if token.type == "inline":
            yield "".join(_words(token.children or ()))
        elif token.type == "fence":
            yield f"{token.content}\n"
        elif token.type.startswith("math_block"):
            yield f"{plain(token.content)}\n\n"
        elif token.type == "paragraph_close":
            yield "\n" if token.hidden or writer.lists else "\n\n"
        else:
            yield writer.between(token)


class _PlainWriter:
    """What stands between the words of lists and tables."""

    def __init__(self) -> None:
        self.lists: list[int | None] = []  # that are open: the next number, None where they have bullets
        self._cells = 0

    def between(self, token: Token) -> str:
        """Return the signs for an element that begins or ends."""
        kind = token.type
        if kind in {"bullet_list_open", "ordered_list_open"}:
            self.lists.append(int(token.attrs.get("start") or 1) if kind.startswith("ordered") else None)
            return ""
        if kind in {"bullet_list_close", "ordered_list_close"}:
            self.lists.pop()
            return "" if self.lists else "\n"
        if kind == "list_item_open":
            return self._bullet()
        if kind in {"th_open", "td_open"}:
            self._cells += 1
            return " | " if self._cells > 1 else ""
        if kind in {"tr_close", "table_close"}:
            self._cells = 0
            return "\n"
        return ""

    def _bullet(self) -> str:
        number = self.lists[-1]
        self.lists[-1] = None if number is None else number + 1
        return f"{'  ' * (len(self.lists) - 1)}{'•' if number is None else f'{number}.'} "


def _words(tokens: Sequence[Token]) -> Iterator[str]:
    script: str | None = None  # the sub- or superscript that is open
    last = ""
    for token in tokens:
        said = token.content
        if token.type in {"sub_open", "sup_open"}:
            script = token.tag
        elif token.type in {"sub_close", "sup_close"}:
            script = None
        elif token.type in {"softbreak", "hardbreak"}:
            said = "\n"
        elif token.type.startswith("math"):
            said = plain(token.content)
        elif token.type == "image":
            said = f"[Picture: {alt_of(token)}]"
        elif script is not None:
            said = lowered(said) if script == "sub" else raised(said, last)
        last = said or last
        yield said


def formulas_in(text: str) -> int:
    """Return how many formulas a text has."""
    return sum(token.type.startswith("math") for token in all_of(parser().parse(text)))


def problems_in(text: str) -> list[str]:
    """Return what of a text cannot be shown as it is meant, each as a sentence for its author."""
    tokens = list(all_of(parser().parse(text)))
    problems = []
    for token in tokens:
        if token.type.startswith("math"):
            try:
                mathml(token.content)
            except UnreadableFormula as error:
                problems.append(str(error))
        elif token.type == "image" and PICTURE.fullmatch(str(token.attrs["src"])) is None:
            problems.append("Pictures from other sites cannot be shown: insert the picture here.")
        elif token.type == "image" and not alt_of(token).strip():
            problems.append("A picture has no description. Say in the square brackets what it shows.")
    return list(dict.fromkeys(problems))


def has_form(text: str) -> bool:
    """Return whether a text shows anything else than its own signs, in paragraphs."""
    return plain_of(text).split() != text.split() or has_elements(text)


def has_elements(text: str) -> bool:
    """Return whether a text shows more than words in paragraphs."""
    return bool(re.search(r"<(?!p>|/p>|br>)", html_of(text)))
