"""What is compared: `The stronger the acid, the weaker its base`, and the columns of a table that sets two kinds side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator

from quizzes.notes.kinds import Example
from quizzes.notes.page import Asked, Page, Unit, content_words
from quizzes.notes.schemes import phrase
from quizzes.notes.wording import gives_away, leans, quoted

LONGEST_CELL, FEWEST_TELLING = 24, 2  # words of a cell; words of it that say something
_COMPARED = re.compile(r"The (?:\w+er|more|less|fewer) [^,;:]{3,80}, the (?P<word>\w+er) [^,;:]{3,80}$")

EXAMPLES = (
    Example(
        "The stronger the acid, the weaker its base.",
        {"Fill in the missing word: “The stronger the acid, the ______ its base”": "weaker [1]"},
    ),
    Example("The older the lake is, the sea is near.", never=("Fill",)),
    Example(
        "| Ionic bonding | Covalent bonding |\n|---|---|\n| electrons are handed over | electrons are shared |",
        {"Of which kind of bonding is this said: “electrons are shared”?": "Covalent [1]"},
    ),
    # Two things that are no kinds of one, a cell that says too little, the same in both cells.
    Example("| Part | Role of it |\n|---|---|\n| the xylem vessel | carries water |", never=("Of which",)),
    Example("| Ionic bonding | Covalent bonding |\n|---|---|\n| strong | weak |", never=("Of which",)),
    Example(
        "| Ionic bonding | Covalent bonding |\n|---|---|\n| needs two atoms | needs two atoms |", never=("Of which",)
    ),
)


def find(page: Page, unit: Unit) -> Iterator[Asked]:
    """Ask for the second comparative; of which kind a cell is said."""
    text = unit.text.rstrip(" .!")
    if unit.kind == "row":
        yield from _sides(page, unit, page.blocks[unit.place].header)
    elif compared := _COMPARED.match(text):
        start, end = compared.span("word")
        stem = f"Fill in the missing word: “{text[:start]}______{text[end:]}”"
        yield Asked(stem, f"{phrase(compared['word'])} [1]", compared["word"], "gap", 0.75)


def _sides(page: Page, unit: Unit, header: tuple[str, ...]) -> Iterator[Asked]:
    """Of which of two kinds each cell of a row is said: `Ionic bonding | Covalent bonding`."""
    titles = [title.rpartition(" ") for title in header]
    if len(titles) != 2 or len({kind.casefold() for *_, kind in titles}) > 1 or not all(which for which, *_ in titles):
        return
    for (which, _, kind), cell in zip(titles, unit.parts, strict=False):
        if _tells(unit, cell) and not gives_away(cell, which):
            stem = f"Of which kind of {page.plain_case(kind)} is this said: {quoted(cell)}?"
            yield Asked(stem, f"{phrase(which)} [1]", which, "table", 0.7)


def _tells(unit: Unit, cell: str) -> bool:
    """Whether a cell says enough to know its column by."""
    both = [other.casefold() for other in unit.parts]
    fits = len(content_words(cell)) >= FEWEST_TELLING and len(cell.split()) <= LONGEST_CELL
    return fits and both.count(cell.casefold()) == 1 and not leans(cell)
