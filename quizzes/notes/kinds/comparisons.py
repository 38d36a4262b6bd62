"""`The stronger the acid, the weaker its base`: the second comparative as a gap."""

from __future__ import annotations

import re
from collections.abc import Iterator

from quizzes.notes.kinds import Example
from quizzes.notes.page import Asked, Page, Unit
from quizzes.notes.schemes import phrase

_COMPARED = re.compile(r"The (?:\w+er|more|less|fewer) [^,;:]{3,80}, the (?P<word>\w+er) [^,;:]{3,80}$")

EXAMPLES = (
    Example(
        "The stronger the acid, the weaker its base.",
        {"Fill in the missing word: “The stronger the acid, the ______ its base”": "weaker [1]"},
    ),
    Example("The older the lake is, the sea is near.", never=("Fill",)),
)


def find(page: Page, unit: Unit) -> Iterator[Asked]:
    """Ask for the second comparative."""
    text = unit.text.rstrip(" .!")
    if unit.kind != "row" and (compared := _COMPARED.match(text)):
        start, end = compared.span("word")
        stem = f"Fill in the missing word: “{text[:start]}______{text[end:]}”"
        yield Asked(stem, f"{phrase(compared['word'])} [1]", compared["word"], "gap", 0.75)
