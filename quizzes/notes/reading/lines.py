"""What the readers of files write: a page of notes in plain signs, bold and highlight among them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from quizzes.notes.symbols import lowered, raised

DEEPEST_LIST = 8
_HARD_BREAK = "  "  # two blanks at a line's end, as in Markdown
_BLANKS = re.compile("[ \xa0]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text that looks the same throughout; `raised` is 1 for superscript, -1 for subscript. A break is a `\\n`."""

    text: str
    bold: bool = False
    lit: bool = False
    raised: int = 0


def joined(pieces: Iterable[Piece], *, plain: bool = False) -> str:
    """Pieces as text with `**bold**` and `==highlighted==`, powers as `²³`, blanks squeezed; `plain` leaves the signs out."""
    lines: list[list[Piece]] = [[]]
    for piece in _level(pieces):
        first, *rest = piece.text.split("\n")
        lines[-1].append(Piece(first, piece.bold, piece.lit))
        lines += [[Piece(text, piece.bold, piece.lit)] for text in rest]
    return "\n".join(line for line in (_line(line, plain=plain) for line in lines) if line)


def _level(pieces: Iterable[Piece]) -> list[Piece]:
    """The pieces without raised ones: those that touch are one power."""
    flat: list[Piece] = []
    for piece in pieces:
        if flat and flat[-1].raised == piece.raised != 0:
            flat[-1] = Piece(flat[-1].text + piece.text, flat[-1].bold, flat[-1].lit, piece.raised)
        elif piece.text:
            flat.append(piece)
    before = ""
    level = []
    for piece in flat:
        text = piece.text
        if piece.raised and text.strip():
            text = raised(text, before) if piece.raised > 0 else lowered(text)
        level.append(Piece(text, piece.bold, piece.lit))
        before = text[-1:]
    return level


def _line(pieces: list[Piece], *, plain: bool) -> str:
    runs: list[Piece] = []
    for piece in pieces:
        # A blank takes the look of what it follows, so that two bold words are one bold term.
        same = runs and ((runs[-1].bold, runs[-1].lit) == (piece.bold, piece.lit) or not piece.text.strip())
        if same:
            runs[-1] = Piece(runs[-1].text + piece.text, runs[-1].bold, runs[-1].lit)
        elif piece.text:
            runs.append(piece)
    text = "".join(run.text if plain else _signed(run) for run in runs)
    return re.sub(r" ?\t[ \t]*", "\t", _BLANKS.sub(" ", text)).strip()


def _signed(run: Piece) -> str:
    said = run.text.strip()
    if not said or not (run.bold or run.lit):
        return run.text
    before, after = run.text[: run.text.index(said[0])], run.text[len(run.text.rstrip()) :]
    marked = f"**{said}**" if run.bold else said
    return f"{before}=={marked}=={after}" if run.lit else f"{before}{marked}{after}"


def cell(paragraphs: Iterable[str]) -> str:
    """A table's cell in one line; a semicolon parts the lines and paragraphs that the writer kept apart."""
    said = [
        line.strip() for paragraph in paragraphs for line in paragraph.replace("\t", " ").split("\n") if line.strip()
    ]
    parted = (f"{line} " if line[-1] in ".:,;!?" else f"{line}; " for line in said[:-1])
    return ("".join(parted) + "".join(said[-1:])).replace("|", "\\|")


def all_bold(cells: Iterable[str]) -> bool:
    """Whether all that a row says is bold, as where it names the columns."""
    said = [text for text in cells if text]
    return bool(said) and all(text.startswith("**") and text.endswith("**") for text in said)


@dataclass(slots=True)
class Page:
    """A page of notes being written."""

    lines: list[str] = field(default_factory=list)

    def text(self) -> str:
        """Return the page."""
        return "\n".join(self.lines)

    def blank(self) -> None:
        """Leave a line blank, unless one is."""
        if self.lines and self.lines[-1]:
            self.lines.append("")

    def heading(self, text: str, level: int) -> None:
        """Write a heading of level 1 to 6."""
        if said := " ".join(text.split()):
            self.blank()
            self.lines += [f"{'#' * min(max(level, 1), 6)} {said}", ""]

    def paragraph(self, text: str) -> None:
        """Write a paragraph; its line breaks stay."""
        if text:
            self.blank()
            self.lines += [*text.replace("\n", f"{_HARD_BREAK}\n").split("\n"), ""]

    def item(self, text: str, depth: int, number: int = 0) -> None:
        """Write an item of a list, numbered where a number is given; what follows a break in it stands under it."""
        first, *rest = text.replace("\t", " ").split("\n")
        if not first:
            return
        indent = "  " * min(max(depth, 0), DEEPEST_LIST)
        self.lines.append(f"{indent}{f'{number}.' if number else '-'} {first}")
        self.lines += [f"{indent}  - {line}" for line in rest]

    def meaning(self, text: str) -> None:
        """Write what the line before means."""
        while self.lines and not self.lines[-1]:
            self.lines.pop()
        self.lines += [f":   {line}" for line in text.split("\n") if line]

    def table(self, rows: list[list[str]], *, header: bool) -> None:
        """Write the rows of a table; `header` says that the first names the columns, whose names need not be bold."""
        width = max(map(len, rows), default=0)
        self.blank()
        for at, row in enumerate(rows):
            names = header and at == 0
            cells = [text.replace("**", "") for text in row] if names else row
            self.lines.append("| " + " | ".join(cells + [""] * (width - len(cells))) + " |")
            if names:
                self.lines.append("|" + "---|" * width)
        self.blank()
